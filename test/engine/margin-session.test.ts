/** Random margin, lending and trading over a market that moves: every account against a plain recomputation after every step. */
import { expect, test } from 'vitest'
import type { Prng } from '../../src/base/prng.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { AccountId, Asset } from '../../src/engine/ledger/chart.ts'
import { debtOf } from '../../src/engine/lending/loans.ts'
import { mostLoan } from '../../src/engine/margin/room.ts'
import type { Stage } from '../../src/engine/margin/stage.ts'
import { scaled } from '../scale.ts'
import { Driver, replay, seeded, sha256 } from './driver.ts'
import { loanRefusal, outRefusal } from './lending-rules.ts'
import { CR } from './market-world.ts'
import { LOT, RiskWorld } from './risk-world.ts'

const TRADERS = 8

/** Assets ÷ debt in plain fractions of what the ledger and the pools say; null without debt. */
function plainLevel(world: RiskWorld, account: number): number | null {
  const { state } = world.driver.engine
  const { cash, coins } = world.position(account)
  const mark = BigInt(world.mark ?? 0)
  const owed = (asset: Asset): bigint => BigInt(debtOf(world.desk.lending, account as AccountId, asset))
  const assets = BigInt(cash) * BigInt(LOT) + BigInt(coins) * mark
  const debts = owed('CR') * BigInt(LOT) + owed('LCO') * mark
  expect(state.lending.loanOf(account as AccountId) === undefined).toBe(debts === 0n)
  return debts === 0n ? null : Number((assets * 10_000n) / debts)
}

/** At a mark just taken every account is in the stage that its level gives; one whose level is sound is not being closed. */
function checkStages(world: RiskWorld): void {
  const { state } = world.driver.engine
  for (let account = 3; account < 3 + TRADERS; account++) {
    const level = plainLevel(world, account)
    const stage: Stage = level === null || level >= 11_500 ? 'calm' : level < 11_000 ? 'closing' : 'called'
    expect(state.margin.get(account as AccountId)?.stage, `account ${account} at level ${level}`).toBe(stage)
  }
}

/** Work that is due comes before a command, so it is done before anything is worked out. */
function sync({ driver }: RiskWorld): void {
  if (driver.engine.nextDue() <= driver.now) driver.do('clock.tick', { to: driver.now })
}

/** Whether it was lent; refused exactly as the rules say. */
function borrow(world: RiskWorld, account: number, [asset, amount]: readonly [Asset, number]): boolean {
  sync(world)
  const refusal = loanRefusal(world, { account, asset, amount })
  const outcome = world.borrow(account, asset, amount)
  expect(outcome, `${account} ${asset} ${amount}`).toMatchObject(refusal ? { code: refusal } : { ok: true })
  return outcome.ok
}

/** As much as is lent, all of it sold or bought with at once. */
function goAllIn(world: RiskWorld, random: Prng, account: number): void {
  const asset = random.pick(['CR', 'LCO'] as const)
  const amount = Math.floor((mostLoan(world.desk, account as AccountId, asset) * (90 + random.below(11))) / 100)
  if (amount === 0 || !borrow(world, account, [asset, amount])) return
  const { cash, coins } = world.position(account)
  if (asset === 'LCO') world.marginMarket(account, 'sell', [Math.floor(coins / LOT)])
  else world.marginMarket(account, 'buy', [Math.floor((cash * 0.998) / (world.mark ?? 1))])
}

/** The market is quoted elsewhere, deep or thin, and the mark has some time to follow. */
function move(world: RiskWorld, random: Prng): void {
  const mid = Math.floor(((world.mark ?? 10_000) * (8_000 + random.below(4_400))) / 10_000)
  world.book(Math.min(20_000, Math.max(5_000, mid)), { lots: random.pick([12_000, 20_000, 100_000, 100_000]) })
  world.driver.pass(random.below(60) * 60_000)
}

function anyMarket(world: RiskWorld, random: Prng, account: number): void {
  world.marginMarket(account, random.pick(['buy', 'sell'] as const), [random.below(20_000) + 100, flags(random)])
}

function anyLimit(world: RiskWorld, random: Prng, account: number): void {
  const price = Math.max(1, Math.floor(((world.mark ?? 10_000) * (9_500 + random.below(1_000))) / 10_000))
  world.marginLimit(account, random.pick(['buy', 'sell'] as const), [price, random.below(9_000) + 200, flags(random)])
}

function lendOrWithdraw(world: RiskWorld, random: Prng): void {
  const asset = random.pick(['CR', 'LCO'] as const)
  const amount = random.below(300 * CR) + 1
  const type = random.pick(['lending.supply', 'lending.withdraw'] as const)
  world.driver.try(type, { account: 2 as AccountId, asset, amount })
}

const steps: readonly ((world: RiskWorld, random: Prng, account: number) => void)[] = [
  goAllIn,
  goAllIn,
  (world, random, account) => borrow(world, account, [random.pick(['CR', 'LCO'] as const), random.below(450 * CR) + 1]),
  (world, random, account) =>
    world.repay(account, random.pick(['CR', 'LCO'] as const), random.pick([null, 1, CR, 50 * CR])),
  (world, random, account) => world.transfer(account, 'in', random.below(60 * CR)),
  (world, random, account) => {
    const amount = random.below(60 * CR) + 1
    sync(world)
    const refusal = outRefusal(world, account, amount)
    expect(world.transfer(account, 'out', amount)).toMatchObject(refusal ? { code: refusal } : { ok: true })
  },
  anyMarket,
  anyLimit,
  (world, _random, account) => world.driver.try('order.cancel_all', { account: account as AccountId }),
  move,
  move,
  move,
  lendOrWithdraw,
  (world, random) => {
    const asset = random.pick(['CR', 'LCO'] as const)
    world.driver.try('margin.acknowledge', { asset, reason: 'a test', actor: 1 as AccountId })
  },
  (world, random) => world.driver.pass(random.below(60_000)),
]

function flags(random: Prng) {
  const reduceOnly = random.chance(20)
  return { borrow: !reduceOnly && random.chance(50), repay: random.chance(50), reduceOnly }
}

function toNextMark({ driver }: RiskWorld): void {
  driver.pass(10_000 - (driver.now % 10_000))
}

test.each(Array.from({ length: scaled(60) }, (_, i) => i + 1))(
  'every account is in the stage its level gives, books balance after every command, and a replay agrees, session %i',
  (seed) => {
    const random = seeded(seed)
    const world = new RiskWorld({ traders: TRADERS, collateral: 90 * CR, lent: 2_000 * CR, driver: new Driver() })
    for (let step = 0; step < 300; step++) {
      random.pick(steps)(world, random, 3 + random.below(TRADERS))
      if (step % 4 !== 0) continue
      toNextMark(world)
      checkStages(world)
      if (step % 100 === 0) world.driver.restart()
    }
    world.driver.engine.audit()
    expect(replay(world.driver.journal, new Engine({ simulation: true })).stateHash(sha256)).toBe(world.driver.hash())
    expect(world.audit.closes).toBe(world.driver.seen('margin.closed').length)
    expect(world.audit.losses).toBe(world.driver.seen('margin.loss').length)
    expect(world.driver.seen('loan.changed').length).toBeGreaterThan(5)
  },
)
