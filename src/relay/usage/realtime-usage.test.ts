/** Usage of realtime responses: whatever an upstream says, the buckets are disjoint and sum to its totals. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { inputTotal, outputTotal } from './reading.ts'
import { readRealtimeUsage, readTranscriptUsage } from './realtime-usage.ts'

/** As OpenAI reports a second turn with speech. */
const reported = {
  total_tokens: 430,
  input_tokens: 300,
  output_tokens: 130,
  input_token_details: {
    text_tokens: 120,
    audio_tokens: 170,
    image_tokens: 10,
    cached_tokens: 192,
    cached_tokens_details: { text_tokens: 64, audio_tokens: 128, image_tokens: 0 },
  },
  output_token_details: { text_tokens: 30, audio_tokens: 100 },
}

describe('usage of a response', () => {
  test('is told apart by what was read and written, cached tokens taken out of their kinds', () => {
    const usage = readRealtimeUsage(reported)
    expect(usage?.input).toEqual({
      input: 56,
      cacheRead: 192,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      inputAudio: 42,
      inputImage: 10,
    })
    expect(usage?.output).toEqual({ output: 30, reasoning: 0, outputAudio: 100, outputImage: 0 })
    expect(usage).toMatchObject({ quarantined: false, context: { tokens: 430, audio: 270 } })
  })

  test('whose cached tokens are not told apart takes them from text before pictures before speech', () => {
    const { cached_tokens_details: _left, ...details } = reported.input_token_details
    const usage = readRealtimeUsage({ ...reported, input_token_details: details })
    expect(usage?.input).toMatchObject({ input: 0, inputImage: 0, inputAudio: 108, cacheRead: 192 })
  })

  test('that is missing is undefined, and an explicit 0 is 0', () => {
    expect([readRealtimeUsage(undefined), readRealtimeUsage({}), readRealtimeUsage('x')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(readRealtimeUsage({ input_tokens: 3 })).toMatchObject({ output: undefined, context: undefined })
    const none = readRealtimeUsage({ input_tokens: 0, output_tokens: 0 })
    expect([none?.quarantined, none?.context]).toEqual([false, { tokens: 0, audio: 0 }])
  })

  test('sums to its totals whatever the details claim, with no bucket below zero', () => {
    const count = fc.oneof(fc.integer({ min: -10, max: 1_000 }), fc.constant(undefined), fc.double(), fc.constant('7'))
    const kinds = { text_tokens: count, audio_tokens: count, image_tokens: count }
    const raw = fc.record({
      input_tokens: fc.nat(1_000),
      output_tokens: fc.nat(1_000),
      total_tokens: count,
      input_token_details: fc.record({ ...kinds, cached_tokens: count, cached_tokens_details: fc.record(kinds) }),
      output_token_details: fc.record({ ...kinds, reasoning_tokens: count }),
    })
    fc.assert(
      fc.property(raw, (value) => {
        const { input, output } = readRealtimeUsage(value)!
        expect(inputTotal(input!)).toBe(value.input_tokens)
        expect(outputTotal(output!)).toBe(value.output_tokens)
        for (const part of [...Object.values(input!), ...Object.values(output!)]) expect(part).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: scaled(20_000) },
    )
  })
})

describe('usage of a transcription', () => {
  test('is tokens or time, as the upstream says', () => {
    expect(readTranscriptUsage({ type: 'duration', seconds: 2.0004 })).toEqual({
      kind: 'duration',
      milliseconds: 2_001,
      quarantined: false,
    })
    const tokens = { type: 'tokens', input_tokens: 14, output_tokens: 5, input_token_details: { audio_tokens: 14 } }
    expect(readTranscriptUsage(tokens)).toMatchObject({
      kind: 'tokens',
      reading: { input: { input: 0, inputAudio: 14 } },
    })
    expect(readTranscriptUsage(null)).toBeUndefined()
    expect(readTranscriptUsage({ seconds: -4 })).toMatchObject({ milliseconds: 0, quarantined: true })
    expect(readTranscriptUsage({ seconds: 'x' })).toBeUndefined()
  })
})
