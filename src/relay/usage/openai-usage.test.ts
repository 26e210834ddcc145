/** Usage objects become disjoint buckets that sum to their totals. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { readOpenAiUsage } from './openai-usage.ts'
import { inputTotal, outputTotal } from './reading.ts'

const plain = { cacheWrite5m: 0, cacheWrite1h: 0, inputImage: 0 }

describe('usage in OpenAI’s shape', () => {
  test('cached, audio and reasoning tokens are taken out of the totals they are inside of', () => {
    const reading = readOpenAiUsage({
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 30, audio_tokens: 20 },
      completion_tokens_details: { reasoning_tokens: 10, audio_tokens: 5, accepted_prediction_tokens: 7 },
    })
    expect(reading).toEqual({
      input: { ...plain, input: 50, cacheRead: 30, inputAudio: 20 },
      output: { output: 35, reasoning: 10, outputAudio: 5, outputImage: 0 },
      quarantined: false,
    })
  })

  test('the disjoint buckets sum to the reported totals', () => {
    const count = fc.nat(1_000_000)
    fc.assert(
      fc.property(fc.tuple(count, count, count, count), fc.tuple(count, count, count, count), (read, written) => {
        const [plainRead, cached, audio, image] = read
        const [text, reasoning, speech, picture] = written
        const prompt = read.reduce((a, b) => a + b)
        const completion = written.reduce((a, b) => a + b)
        const reading = readOpenAiUsage({
          prompt_tokens: prompt,
          completion_tokens: completion,
          total_tokens: prompt + completion,
          prompt_tokens_details: { cached_tokens: cached, audio_tokens: audio, image_tokens: image },
          completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: speech, image_tokens: picture },
        })!
        expect([inputTotal(reading.input!), outputTotal(reading.output!)]).toEqual([prompt, completion])
        expect([reading.input!.input, reading.output!.output, reading.quarantined]).toEqual([plainRead, text, false])
      }),
      { numRuns: scaled(5_000) },
    )
  })

  test('reasoning that an upstream keeps out of its completion figure is found by the total', () => {
    const named = readOpenAiUsage({
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 115,
      completion_tokens_details: { reasoning_tokens: 100 },
    })
    expect(named).toMatchObject({ output: { output: 5, reasoning: 100 }, quarantined: false })
    const silent = readOpenAiUsage({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 115 })
    expect(silent).toMatchObject({ output: { output: 5, reasoning: 100 }, quarantined: false })
  })

  test('unknown stays unknown, an explicit zero stays zero', () => {
    expect(readOpenAiUsage({ prompt_tokens: 10, completion_tokens: null })).toMatchObject({
      output: undefined,
      input: { input: 10 },
    })
    expect(readOpenAiUsage({ prompt_tokens: 0, completion_tokens: 0 })).toMatchObject({
      input: { input: 0 },
      output: { output: 0 },
    })
    for (const nothing of [null, undefined, {}, [], 'x', 5, { cost: 1 }])
      expect(readOpenAiUsage(nothing)).toBeUndefined()
  })

  test('the spellings of other upstreams are understood', () => {
    expect(
      readOpenAiUsage({
        prompt_tokens: 10,
        completion_tokens: 1,
        prompt_cache_hit_tokens: 4,
        prompt_cache_miss_tokens: 6,
      }),
    ).toMatchObject({ input: { input: 6, cacheRead: 4 } })
    expect(
      readOpenAiUsage({ input_tokens: 10, output_tokens: 3, input_tokens_details: { cached_tokens: 2 } }),
    ).toMatchObject({ input: { input: 8, cacheRead: 2 }, output: { output: 3 } })
    expect(readOpenAiUsage({ total_tokens: 9 })).toMatchObject({ input: { input: 9 } })
  })

  test('whatever is reported, the buckets are whole, never negative and flagged when bent', () => {
    const odd = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.string(),
      fc.constant(null),
      fc.constantFrom(-1, 0.5, 1e300, Number.NaN),
    )
    const details = fc.record(
      { cached_tokens: odd, audio_tokens: odd, reasoning_tokens: odd, image_tokens: odd },
      { requiredKeys: [] },
    )
    const raw = fc.record(
      {
        prompt_tokens: odd,
        completion_tokens: odd,
        total_tokens: odd,
        prompt_tokens_details: details,
        completion_tokens_details: details,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(raw, (usage) => {
        const reading = readOpenAiUsage(usage)
        for (const count of Object.values({ ...reading?.input, ...reading?.output })) {
          expect(Number.isSafeInteger(count) && count >= 0).toBe(true)
        }
        if (typeof usage.prompt_tokens === 'number' && usage.prompt_tokens < 0) expect(reading?.quarantined).toBe(true)
      }),
      { numRuns: scaled(20_000) },
    )
  })
})
