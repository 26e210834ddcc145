/** Claims about when the projector is told: at once where it matters, seldom where it saves. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Pace } from './pace.ts'

let told: number[]
let pace: Pace

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] })
  told = []
  pace = new Pace((seq) => told.push(seq))
})
afterEach(() => {
  pace.stop()
  vi.useRealTimers()
})

describe('the projector hears', () => {
  test('at once after a pause, of all groups of one turn together', () => {
    pace.durable(1, false)
    pace.durable(5, false)
    vi.advanceTimersByTime(0)
    expect(told).toEqual([5])
  })

  test('seldom while commands stream in and nobody waits, and of the last one without another', () => {
    for (let seq = 1; seq <= 1_000; seq++) {
      pace.durable(seq, false)
      vi.advanceTimersByTime(1)
    }
    expect(told.length).toBeLessThan(1_000 / 20)
    vi.advanceTimersByTime(100)
    expect(told.at(-1)).toBe(1_000)
  })

  test('at once when somebody begins to wait, or waits already', () => {
    pace.durable(1, false)
    vi.advanceTimersByTime(0)
    pace.durable(2, false)
    vi.advanceTimersByTime(1)
    expect(told).toEqual([1])
    pace.hurry()
    vi.advanceTimersByTime(0)
    expect(told).toEqual([1, 2])
    pace.durable(3, true)
    vi.advanceTimersByTime(0)
    expect(told).toEqual([1, 2, 3])
  })

  test('nothing twice and nothing after the end', () => {
    pace.durable(4, false)
    vi.advanceTimersByTime(0)
    pace.durable(4, true)
    pace.durable(3, true)
    pace.hurry()
    vi.advanceTimersByTime(100)
    pace.durable(9, false)
    pace.stop()
    pace.hurry()
    vi.advanceTimersByTime(100)
    expect(told).toEqual([4])
  })
})
