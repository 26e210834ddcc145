/** Local counts are right on ordinary text and bounded on hostile text. */
import { beforeAll, describe, expect, test } from 'vitest'
import { guarded, loadTokenCounter, type TokenCounter } from './count.ts'
import { TextTally } from './tally.ts'

describe('counting tokens here', () => {
  let counter: TokenCounter
  beforeAll(async () => {
    counter = await loadTokenCounter()
  })

  test('ordinary text is counted as its tokenizer does', () => {
    expect(counter.count('hello world')).toBe(2)
    expect(counter.count('')).toBe(0)
    expect(counter.count('<|endoftext|>')).toBeGreaterThan(1)
  })

  test('no text makes the tokenizer look at more than its bound, or at a longer run than it may', () => {
    const longest = { text: 0, sum: 0 }
    const spy = guarded((text) => {
      for (const run of text.match(/\S+|\s+/g) ?? []) longest.text = Math.max(longest.text, run.length)
      longest.sum += text.length
      return text.length
    })
    for (const hostile of [
      'a'.repeat(1_000_000),
      ' '.repeat(1_000_000),
      '吾輩は猫である'.repeat(100_000),
      `${'x'.repeat(63)} `.repeat(20_000),
    ]) {
      longest.sum = 0
      expect(spy.count(hostile)).toBe(hostile.length)
      expect(longest.sum).toBeLessThanOrEqual(32_768)
    }
    expect(longest.text).toBeLessThanOrEqual(64)
  })

  test('a long text is inferred from slices of all of it, not from its beginning', () => {
    const half = 'the quick brown fox '.repeat(10_000)
    const whole = half + '吾輩は猫である。'.repeat(25_000)
    const inferred = counter.count(whole)
    expect(inferred).toBeGreaterThan(counter.count(half) * 2)
  })

  test('a tally counts what passed by, also beyond what it keeps', () => {
    const tally = new TextTally()
    for (let i = 0; i < 50_000; i++) tally.add('word ')
    expect(tally.bytes).toBe(250_000)
    expect(Math.abs(tally.count(counter) - 50_000)).toBeLessThan(2_500)
    expect(new TextTally().count(counter)).toBe(0)
  })
})
