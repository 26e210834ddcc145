/** Typed reads of a request's query, as lists take it: undefined when absent, a refusal naming the member when wrong. */
import type { IncomingMessage } from 'node:http'
import { Problem } from '../problem.ts'

export function queryOf({ url = '' }: Pick<IncomingMessage, 'url'>): URLSearchParams {
  const mark = url.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : url.slice(mark))
}

/** `otherwise` when absent. */
export function wholeIn(
  query: URLSearchParams,
  name: string,
  { low, high, otherwise }: { readonly low: number; readonly high: number; readonly otherwise: number },
): number {
  const text = query.get(name)
  if (text === null || text === '') return otherwise
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= low && value <= high) return value
  throw new Problem('invalid_field', { param: name, message: `${name} must be a whole number from ${low} to ${high}.` })
}

export function choiceIn<const C extends readonly [string, ...string[]]>(
  query: URLSearchParams,
  name: string,
  choices: C,
): C[number] {
  const text = query.get(name)
  if (text === null || text === '') return choices[0]
  const choice = choices.find((one) => one === text)
  if (choice !== undefined) return choice
  throw new Problem('invalid_field', { param: name, message: `${name} must be one of ${choices.join(', ')}.` })
}

/** An id of something in a list. */
export function idIn(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (/^[\w.:-]{1,200}$/.test(text)) return text
  throw new Problem('invalid_field', { param: name, message: `${name} is not an id.` })
}
