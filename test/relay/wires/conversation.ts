/** One conversation and one answer, in our own words: what every pair of wires has to carry over. */
import type { Generation } from '../../../src/relay/generation/generation.ts'
import type { Part } from '../../../src/relay/generation/part.ts'
import type { UsageReading } from '../../../src/relay/usage/reading.ts'

export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

/** System text with a cached prefix, an image, thoughts with their signature, two tool calls at once, one of which failed. */
export const conversation: Generation = {
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'You are terse.', cache: '5m' }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is in the picture, and how is the weather there?' },
        { type: 'file', mediaType: 'image/png', data: { base64: pixel } },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Two cities.', signature: 'sig-1' },
        { type: 'text', text: 'Let me look.' },
        { type: 'tool-call', id: 'call_1', name: 'weather', input: '{"city":"Kyoto"}' },
        { type: 'tool-call', id: 'call_2', name: 'weather', input: '{"city":"Atlantis"}' },
      ],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          id: 'call_1',
          name: 'weather',
          content: [{ type: 'text', text: 'sunny' }],
          isError: false,
        },
        {
          type: 'tool-result',
          id: 'call_2',
          name: 'weather',
          content: [{ type: 'text', text: 'no such city' }],
          isError: true,
        },
      ],
    },
    { role: 'user', content: [{ type: 'text', text: 'So?' }] },
  ],
  tools: [
    {
      name: 'weather',
      description: 'of a city',
      schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  ],
  toolChoice: 'auto',
  maxOutput: 500,
  temperature: 0.5,
}

/** Thoughts, text in pieces, two tool calls. */
export const answer: readonly Part[] = [
  { type: 'reasoning', text: 'Hm, ' },
  { type: 'reasoning', text: 'let me see.' },
  { type: 'reasoning-end', signature: 'sig-2' },
  { type: 'text', text: 'Sunny ' },
  { type: 'text', text: 'in 京都. 🌞' },
  { type: 'tool-call', index: 0, id: 'call_3', name: 'weather' },
  { type: 'tool-input', index: 0, text: '{"city":' },
  { type: 'tool-input', index: 0, text: '"Nara"}' },
  { type: 'tool-call', index: 1, id: 'call_4', name: 'weather' },
  { type: 'tool-input', index: 1, text: '{"city":"Uji"}' },
  { type: 'finish', finish: 'tool-calls' },
]

/** Half of the prompt came from a cache, most of the output are thoughts where the wire can tell. */
export const usage: UsageReading = {
  input: { input: 40, cacheRead: 60, cacheWrite5m: 0, cacheWrite1h: 0, inputAudio: 0, inputImage: 0 },
  output: { output: 30, reasoning: 0, outputAudio: 0, outputImage: 0 },
  quarantined: false,
}

interface Heard {
  text: string
  reasoning: string
  signature: string | undefined
  calls: { id: string; name: string; input: unknown }[]
  finish: string | undefined
}

/** What a reader makes of an answer, however it was cut into pieces. */
export function heard(parts: readonly Part[]): Heard {
  const said: Heard = { text: '', reasoning: '', signature: undefined, calls: [], finish: undefined }
  const inputs: string[] = []
  for (const part of parts) {
    if (part.type === 'text') said.text += part.text
    else if (part.type === 'reasoning') said.reasoning += part.text
    else if (part.type === 'reasoning-end') said.signature = part.signature ?? said.signature
    else if (part.type === 'tool-call') said.calls[part.index] = { id: part.id, name: part.name, input: undefined }
    else if (part.type === 'tool-input') inputs[part.index] = (inputs[part.index] ?? '') + part.text
    else if (part.type === 'finish') said.finish = part.finish
  }
  said.calls.forEach((call, i) => {
    call.input = JSON.parse(inputs[i] ?? '{}')
  })
  return said
}
