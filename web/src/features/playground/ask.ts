/** What a person enters in the playground → the body of a chat completion. No components. */

/** The part of the input that lives in the URL; text of the prompt never does. */
export const START = { a: '', b: '', max: '400', temperature: '', stream: 'on' }
export type AskSettings = typeof START

export interface Ask extends AskSettings {
  prompt: string
  system: string
}

export interface ChatBody {
  model: string
  messages: { role: 'system' | 'user'; content: string }[]
  max_tokens?: number
  temperature?: number
  stream?: true
  stream_options?: { include_usage: true }
}

const LONGEST = 1_000_000
/** null: left to the model; undefined: not usable. */
export function maxTokensOf(entered: string): number | null | undefined {
  const text = entered.normalize('NFKC').trim()
  if (text === '') return null
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0
  return count >= 1 && count <= LONGEST ? count : undefined
}

/** From 0 to 2. null: left to the model; undefined: not usable. */
export function temperatureOf(entered: string): number | null | undefined {
  const text = entered.normalize('NFKC').trim()
  if (text === '') return null
  const value = /^\d(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
  return value <= 2 ? value : undefined
}

/** undefined when something entered is not usable or there is nothing to send. */
export function bodyFor(model: string, ask: Ask): ChatBody | undefined {
  const max = maxTokensOf(ask.max)
  const temperature = temperatureOf(ask.temperature)
  if (model === '' || ask.prompt.trim() === '' || max === undefined || temperature === undefined) return undefined
  return {
    model,
    messages: [
      ...(ask.system.trim() === '' ? [] : [{ role: 'system' as const, content: ask.system }]),
      { role: 'user', content: ask.prompt },
    ],
    ...(max === null ? {} : { max_tokens: max }),
    ...(temperature === null ? {} : { temperature }),
    ...(ask.stream === 'on' ? { stream: true as const, stream_options: { include_usage: true as const } } : {}),
  }
}
