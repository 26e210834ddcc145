/** Claims about the table of problems. */
import { describe, expect, expectTypeOf, it } from 'vitest'
import { engineCodes, serverErrors } from '../contract/errors.ts'
import { intervalMs, intervals } from '../contract/market.ts'
import { problem } from '../contract/problem.ts'
import { bucketNames } from '../contract/rates.ts'
import { productNames } from '../contract/system.ts'
import type { TierName } from '../contract/values.ts'
import { products, type Tier } from '../engine/command.ts'
import { buckets } from '../engine/metering/rates.ts'
import { rejectionCodes, rejectionStatus, rejectionText } from '../engine/rejections.ts'
import { candleIntervals, intervalMs as historyIntervalMs } from '../history/periods.ts'
import { asRefusal, problemBody, Refusal, refusalOf, statusOf, titleOf } from './problem.ts'

describe('the wire', () => {
  it('knows every rejection of the engine, and no other', () => {
    expect([...engineCodes].sort()).toEqual([...rejectionCodes].sort())
  })

  it('has no code of its own that the engine uses too', () => {
    for (const code of rejectionCodes) expect(Object.hasOwn(serverErrors, code), code).toBe(false)
  })

  it('gives a rejection the status and text of the engine', () => {
    for (const code of rejectionCodes) {
      expect(statusOf(code)).toBe(rejectionStatus(code))
      expect(titleOf(code)).toBe(rejectionText(code))
    }
  })

  it('names buckets, products, tiers and candle intervals as engine and history do', () => {
    expect(bucketNames).toEqual(buckets)
    expect(productNames).toEqual(products)
    expectTypeOf<TierName>().toEqualTypeOf<Tier>()
    expect(intervals).toEqual(candleIntervals)
    expect(intervalMs).toEqual(historyIntervalMs)
  })
})

describe('a problem', () => {
  it('has the form of the contract for every code', () => {
    for (const code of [...engineCodes, ...(Object.keys(serverErrors) as (keyof typeof serverErrors)[])]) {
      const body = problemBody(code, {}, 'req_test')
      expect(problem.parse(body)).toEqual(body)
      expect(body.status).toBeGreaterThanOrEqual(400)
    }
  })

  it('shows amounts of a rejection as decimal strings', () => {
    const refusal = refusalOf({ code: 'insufficient_credits', detail: { need: 1_500_000, have: 2 } })
    expect(refusal.more.context).toEqual({ need: '1.500000', have: '0.000002' })
    expect(refusalOf({ code: 'insufficient_lco', detail: { need: 1 } }).more.context).toEqual({ need: '0.00000001' })
    expect(refusalOf({ code: 'too_many_orders', detail: { limit: 200 } }).more.context).toEqual({ limit: 200 })
  })

  it('says when to come back after every 503', () => {
    expect(problemBody('overloaded', {}, 'x').retryAfterSeconds).toBeGreaterThan(0)
    expect(problemBody('trading_paused', {}, 'x').retryAfterSeconds).toBeGreaterThan(0)
  })

  it('tells nothing of a fault of ours', () => {
    const refusal = asRefusal(new Error('password is hunter2'))
    expect(refusal.code).toBe('internal_error')
    expect(JSON.stringify(problemBody(refusal.code, refusal.more, 'x'))).not.toContain('hunter2')
  })

  it('comes from the errors of core and history by their names', () => {
    const named = (name: string) => Object.assign(new Error('x'), { name })
    expect(asRefusal(named('Overloaded')).code).toBe('overloaded')
    expect(asRefusal(named('CoreStopped')).code).toBe('core_stopped')
    expect(asRefusal(named('InvalidCursor')).code).toBe('invalid_cursor')
    expect(asRefusal(new Refusal('key_limit')).code).toBe('key_limit')
  })
})
