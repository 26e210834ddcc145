/** Single entries of the channel form as text ⇄ as the API takes them: lists, headers, members of the body. No components. */
import type { BodyOf } from '../../../api/platform.ts'

type Overrides = NonNullable<BodyOf<'POST /admin/channels'>['overrides']>

/** undefined when it is not a whole number up to `most`. */
export function wholeOf(entered: string, most: number): number | undefined {
  const text = entered.normalize('NFKC').replace(/[\s,_]/g, '')
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value <= most ? value : undefined
}

export const secretsOf = (entered: string): string[] => entered.split(/\s+/).filter((secret) => secret !== '')

/** Names separated by commas or lines, each once. */
export const namesOf = (entered: string): string[] => [
  ...new Set(
    entered
      .split(/[\n,、，]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
]

/** undefined when a line is no header. */
export function headersOf(entered: string): Record<string, string> | undefined {
  const lines = entered
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const pairs = lines.map((line) => /^([A-Za-z0-9-]{1,64}):\s*([\x20-\x7e]{0,1024})$/.exec(line))
  if (pairs.some((pair) => pair === null)) return undefined
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']))
}

/** A JSON object; nothing entered is one without members; undefined when it is none. */
export function overridesOf(entered: string): Overrides | undefined {
  if (entered.trim() === '') return {}
  try {
    const read: unknown = JSON.parse(entered)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Overrides) : undefined
  } catch {
    return undefined
  }
}

export const overridesText = (overrides: Readonly<Record<string, unknown>>): string =>
  Object.keys(overrides).length === 0 ? '' : JSON.stringify(overrides, null, 2)
