/** What the foreign upstreams know: words of a prompt and what is answered to them, the same in whatever dialect they are asked. */
import type { LLMock } from '@copilotkit/aimock'

/** Of every answer, named as each dialect does. */
const usage = {
  ...{ prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
  ...{ input_tokens: 11, output_tokens: 7 },
  ...{ promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18 },
}
/** 11 × 1.5 µCR and 7 × 3 µCR, in CR. */
export const usualCharge = '0.000037500000'

export const said = 'Hello from afar.'
export const prompts = {
  text: 'Say hello',
  /** Two calls of the tool `weather` at once, then one sentence of both results. */
  tools: 'How is the weather in both cities?',
  /** With a picture; answered with how much of it arrived. */
  picture: 'What is in the picture?',
  record: 'Tell it as a record',
  /** Thought about before it is answered. */
  think: 'Think of two and two',
} as const

/** Answered to `prompts.record`, whatever its schema says. */
export const record = { city: 'Kyoto', degrees: 21 }
export const cities = ['Kyoto', 'Nara'] as const
export const forecast = (city: string): string => `${city} is ${city === 'Kyoto' ? 'sunny' : 'rainy'}`
/** What is answered once both cities' results have come back. */
export const forecasts = `${cities.map(forecast).join(' and ')}.`

export const thought = { text: 'Two and two.', signature: 'c2lnbmVkIGJ5IGFuIHVwc3RyZWFt', answer: 'Four.' }

/** One red point. */
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

interface Message {
  readonly role: string
  readonly content: unknown
}

export function knowledge(mock: LLMock): void {
  const calls = cities.map((city, i) => ({
    ...{ id: `call_${i + 1}`, name: 'weather', arguments: JSON.stringify({ city }) },
  }))
  mock.on({ hasToolResult: true }, ({ messages }) => ({ content: resultsIn(messages), usage }))
  // Gemini says of calls of tools, too, that they are a usual stop.
  mock.onMessage(prompts.tools, ({ model }) => ({
    ...{ toolCalls: calls, usage },
    ...(model.includes('gemini') && { finishReason: 'stop' }),
  }))
  mock.onMessage(prompts.record, { content: record, usage })
  const { text: reasoning, signature: reasoningSignature, answer: content } = thought
  mock.onMessage(prompts.think, { content, reasoning, reasoningSignature, usage })
  mock.onMessage(prompts.text, { content: said, usage })
  mock.onMessage(prompts.picture, { content: 'A point.', usage })
}

/** The results of the last turn in the order in which they came, each once. */
function resultsIn(messages: readonly Message[]): string {
  const results = messages.slice(messages.findLastIndex(({ role }) => role === 'user')).filter(isResult)
  return `${results.map(({ content }) => plain(content)).join(' and ')}.`
}

function isResult({ role }: Message): boolean {
  return role === 'tool'
}

/** Google's clients wrap what a function returned; quotes are another's way to say text. */
function plain(content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return /(Kyoto|Nara) is \w+/.exec(text)?.[0] ?? text
}
