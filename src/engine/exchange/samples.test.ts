/** Claims about the window of mids, against sorting everything anew. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Samples } from './samples.ts'

const MINUTE = 60_000
const row = fc.record({ gap: fc.integer({ min: 1, max: 4 * MINUTE }), mid: fc.integer({ min: 1, max: 12 }) })

test('median, mean and moves are those of the samples in their spans, pushed, loaded or rescaled', () => {
  const property = (rows: { gap: number; mid: number }[], later: number): void => {
    let samples = new Samples()
    const all: [number, number][] = []
    let now = 0
    for (const [i, { gap, mid }] of rows.entries()) {
      now += gap
      samples.push(now, mid)
      all.push([now, mid])
      if (i % 7 === 3) {
        const copy = new Samples()
        copy.load(samples.save())
        samples = copy
      }
      const mids = (from: number): number[] => all.filter(([at]) => at >= from).map(([, other]) => other)
      const recent = mids(now - 5 * MINUTE)
      expect(samples.mean(now - 5 * MINUTE)).toBe(Math.floor(recent.reduce((a, b) => a + b, 0) / recent.length))
      expect(samples.some(now - MINUTE, (other) => other > 9)).toBe(mids(now - MINUTE).some((other) => other > 9))
      for (const at of [now, now + later]) {
        const sorted = mids(at - 30 * MINUTE).sort((a, b) => a - b)
        const [a, b] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
        const median = a === undefined || b === undefined ? undefined : Math.floor((a + b) / 2)
        expect(samples.median(at)).toBe(median)
      }
    }
    samples.rescale((mid) => mid * 10)
    expect(samples.save().map(([, mid]) => mid)).toEqual(
      all.filter(([at]) => at >= now - 30 * MINUTE).map(([, mid]) => mid * 10),
    )
  }
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 80 }), fc.integer({ min: 0, max: 40 * MINUTE }), property),
  )
})
