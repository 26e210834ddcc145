/** The fast reader of chunks means the same as the plain one. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../../test/scale.ts'
import { chatChunkReader } from './chunk-reader.ts'
import { readChatChunk } from './response.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'a', '"', '\\', '","finish_reason":"stop', '"}}]}', '\n', '"content":"x"', '世界'),
)
const choice = fc.record({
  index: fc.constantFrom(0, 1),
  delta: fc.oneof(
    fc.record({ content: text }),
    fc.record({ role: fc.constant('assistant'), content: text, reasoning_content: text }, { requiredKeys: [] }),
    fc.record({ tool_calls: fc.constant([{ function: { arguments: '{"content":"x"}' } }]) }),
  ),
  finish_reason: fc.constantFrom(null, null, 'stop'),
})
const chunk = fc.record(
  {
    id: fc.constantFrom('x', 'y'),
    choices: fc.array(choice, { maxLength: 2 }),
    obfuscation: text,
    usage: fc.constantFrom(null, { prompt_tokens: 1, completion_tokens: 2 }),
  },
  { requiredKeys: ['id', 'choices'] },
)
/** Streams whose chunks are mostly alike, sometimes damaged. */
const stream = fc.array(
  fc.tuple(
    chunk.map((value) => JSON.stringify(value)),
    fc.constantFrom('whole', 'whole', 'whole', 'cut', 'again'),
  ),
  { maxLength: 12 },
)

describe('reading chunks of a stream', () => {
  test('with a template or without, every chunk means the same', () => {
    fc.assert(
      fc.property(stream, fc.array(text, { maxLength: 6 }), (list, words) => {
        const fast = chatChunkReader()
        for (const [json, kind] of list) {
          const data = kind === 'cut' ? json.slice(0, -3) : json
          expect(fast(data)).toEqual(readChatChunk(data))
          if (kind !== 'again') continue
          for (const word of words) {
            for (const next of [
              json.replace('"content":"a"', `"content":${JSON.stringify(word)}`),
              json.replace('"content":"a"', `"content":"${word}"`),
            ]) {
              expect(fast(next)).toEqual(readChatChunk(next))
            }
          }
        }
      }),
      { numRuns: scaled(40_000) },
    )
  })
})
