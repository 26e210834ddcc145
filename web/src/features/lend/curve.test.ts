/** Claims about the curve of a pool's rates. */
import { expect, it } from 'vitest'
import { ratesAfter, ratesAt } from './curve.ts'
import { paidAtOnce } from './queue.ts'

const curve = {
  ...{ baseRateBps: 500, kinkBps: 8_000, kinkRateBps: 3_000 },
  ...{ slopeBps: 50_000, limitBps: 9_000, reserveShareBps: 1_000 },
}

it('bends at the kink: dear money beyond it calls for lenders', () => {
  const borrow = (utilisation: number) => Math.round(ratesAt(utilisation, curve).borrow * 1e6) / 1e4
  expect([0, 0.4, 0.8, 0.9, 1].map(borrow)).toEqual([5, 17.5, 30, 80, 130])
})

it('leaves lenders what borrowers pay on what is lent, less the reserve’s share', () => {
  expect(ratesAt(0.8, curve).supply).toBeCloseTo(0.3 * 0.8 * 0.9, 10)
  expect(ratesAt(0, curve).supply).toBe(0)
})

it('says what an own amount would do to the rate', () => {
  const pool = { supplied: '100.000000', lent: '80.000000', curve }
  expect(ratesAfter(pool, 100).utilisation).toBe(0.4)
  expect(ratesAfter(pool, -50).utilisation).toBe(1)
  expect(ratesAfter({ ...pool, lent: '0.000000' }, -100).utilisation).toBe(0)
})

it('a withdrawal is paid at once only from cash that nobody waits for', () => {
  const pool = { cash: '10.000000', waiting: { count: 0, amount: '0.000000' } }
  expect(paidAtOnce(pool, '4')).toEqual({ now: '4', later: '0' })
  expect(paidAtOnce(pool, '12.5')).toEqual({ now: '10.000000', later: '2.500000' })
  expect(paidAtOnce({ ...pool, waiting: { count: 1, amount: '1.000000' } }, '4')).toEqual({ now: '0', later: '4' })
})
