/** Claims about forced closes through the engine: who is closed when, what it costs, and who pays what is missing. */
import { expect, test } from 'vitest'
import { CR } from '../../../test/engine/market-world.ts'
import { RiskWorld } from '../../../test/engine/risk-world.ts'
import type { AccountId } from '../ledger/chart.ts'

const three = 3 as AccountId

test('a long whose level falls is called once, closed in part to level 1.20, and recovers', () => {
  const world = new RiskWorld()
  world.goLong(3, 396 * CR)
  const { driver } = world
  expect(world.level(3)).toBeGreaterThan(12_000)
  world.moveTo(9_150)
  expect(driver.seen('margin.called')).toHaveLength(1)
  world.moveTo(8_700)
  const [closed] = driver.seen('margin.closed')
  expect(driver.seen('margin.closing')).toHaveLength(1)
  expect(closed).toMatchObject({ account: three, side: 'sell', asset: 'CR' })
  expect(closed?.level).toBeLessThan(11_000)
  expect(closed?.levelAfter).toBeGreaterThanOrEqual(12_000)
  expect(closed?.penalty).toBe(Math.floor((closed?.notional ?? 0) / 50))
  expect(driver.seen('margin.recovered')).toHaveLength(1)
  expect(world.reserve.credits).toBeGreaterThan(closed?.penalty ?? 0)
  driver.engine.audit()
})

test('a short whose level falls is closed likewise', () => {
  const world = new RiskWorld({ collateral: 60 * CR })
  world.goShort(3, 28_500)
  world.moveTo(11_100)
  const { driver } = world
  const [closed] = driver.seen('margin.closed')
  expect(closed).toMatchObject({ account: three, side: 'buy', asset: 'LCO' })
  expect(closed?.levelAfter).toBeGreaterThanOrEqual(12_000)
  expect(driver.seen('margin.recovered')).toHaveLength(1)
  driver.engine.audit()
})
