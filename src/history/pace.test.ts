/** Claims about when the projector hears of durable commands. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pace } from './pace.ts'

describe('the projector', () => {
  let told: number[]
  let pace: Pace
  beforeEach(() => {
    vi.useFakeTimers()
    told = []
    pace = new Pace((seq) => told.push(seq))
  })
  afterEach(() => vi.useRealTimers())

  it('hears of the first command at once and of what follows together', () => {
    pace.durable(1, false)
    vi.advanceTimersByTime(1)
    expect(told).toEqual([1])
    for (let seq = 2; seq <= 50; seq++) pace.durable(seq, false)
    vi.advanceTimersByTime(20)
    expect(told).toEqual([1])
    vi.advanceTimersByTime(200)
    expect(told).toEqual([1, 50])
  })

  it('hears before its time of what somebody waits for, and of very many commands', () => {
    pace.durable(1, false)
    vi.advanceTimersByTime(1)
    pace.durable(2, false)
    pace.hurry()
    vi.advanceTimersByTime(1)
    expect(told).toEqual([1, 2])
    pace.durable(4_001, false)
    vi.advanceTimersByTime(1)
    expect(told).toEqual([1, 2])
    pace.durable(4_002, false)
    vi.advanceTimersByTime(1)
    expect(told).toEqual([1, 2, 4_002])
  })
})
