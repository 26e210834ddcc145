/** Random sessions of prediction markets: whatever people and time do, what is paid is what a slow twin works out from the bets. */
import { expect, test } from 'vitest'
import type { Bps, Lco, Millis } from '../../src/base/money.ts'
import type { Prng } from '../../src/base/prng.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { EventOf } from '../../src/engine/event.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { type MarketId, predictionOutcomes } from '../../src/engine/prediction-types.ts'
import { scaled } from '../scale.ts'
import { replay, seeded, sha256 } from './driver.ts'
import { grossOf, sharesOf } from './prediction/twin.ts'
import { DAY, HOUR, hash, LCO, PredictionWorld, who } from './prediction/world.ts'

const people = Array.from({ length: 12 }, (_, i) => (i + 1) as AccountId)

function act(world: PredictionWorld, random: Prng): void {
  const { driver } = world
  const account = random.pick(people)
  const marketId = (1 + random.below(driver.engine.state.prediction.markets.nextId)) as MarketId
  const outcome = random.pick(predictionOutcomes)
  const pick = random.below(100)
  if (pick < 50) {
    const stake = (LCO * random.pick([1, 1, 5, 40]) + random.below(1_000)) as Lco
    driver.try('prediction.bet', { account, marketId, side: random.pick(['yes', 'no']), stake })
  } else if (pick < 58) {
    const closesAt = (driver.now + HOUR + random.below(3 * DAY)) as Millis
    driver.try('prediction.propose', { account: who.proposer, text: hash('a'), closesAt })
  } else if (pick < 68) {
    const priorBps = random.pick([5_000, 500 + random.below(9_001)]) as Bps
    const approve = random.chance(85)
    driver.try('prediction.review', { marketId, approve, priorBps, reason: 'a test', actor: who.operator })
  } else if (pick < 76) {
    const market = driver.engine.state.prediction.get(marketId)
    const span = market ? market.closesAt - (market.openedAt ?? market.closesAt) : 1
    const at = market && random.chance(30) ? market.closesAt - 1 - random.below(Math.max(1, span)) : null
    const resolver = random.pick([who.first, who.second, account])
    const effectiveAt = at as Millis | null
    driver.try('prediction.claim', { account: resolver, marketId, outcome, effectiveAt, evidence: hash('e') })
  } else if (pick < 80) driver.try('prediction.challenge', { account, marketId, reason: hash('c') })
  else if (pick < 88)
    driver.try('prediction.vote', { account: random.pick([...who.voters, account]), marketId, outcome })
  else world.later(random.below(random.pick([HOUR, DAY])))
}

/** What the events of one market say, against its list of bets. */
function check(world: PredictionWorld, settled: EventOf<'prediction.changed'>): void {
  const { driver } = world
  const { marketId, terms, priorBps, result } = settled.market
  const bets = driver.seen('prediction.bet').filter((bet) => bet.marketId === marketId)
  const paid = driver.seen('prediction.paid').flatMap((event) => (event.marketId === marketId ? event.bets : []))
  expect(paid.map(({ betId, stake }) => [betId, stake])).toEqual(bets.map(({ betId, stake }) => [betId, stake]))
  const market = (list: typeof bets) => ({
    ...{ ante: BigInt(terms.ante), priorBps: BigInt(priorBps) },
    bets: list.map(({ side, stake }) => ({ side, stake: BigInt(stake) })),
  })
  expect(bets.map(({ shares }) => BigInt(shares))).toEqual(bets.map((_, i) => sharesOf(market(bets), i)))
  const limit = result?.effectiveAt ?? Number.POSITIVE_INFINITY
  const counted = bets.filter(({ at }) => at < limit)
  const outcome = result?.outcome
  const gross =
    outcome === 'yes' || outcome === 'no'
      ? grossOf(market(counted), outcome)
      : counted.map(({ stake }) => BigInt(stake))
  const expected = [...gross, ...bets.slice(counted.length).map(({ stake }) => BigInt(stake))]
  expect(paid.map(({ payout, fee }) => BigInt(payout + fee))).toEqual(expected)
  for (const { payout, fee, stake, account } of paid) {
    const profit = payout + fee - stake
    const most = profit > 0 ? Number((BigInt(profit) * 5n) / 100n) : 0
    const spared = [...who.voters, who.dave].includes(account)
    expect(fee).toBe(spared ? 0 : most)
  }
  expect(world.escrow(marketId)).toBe(0)
}

test.each(Array.from({ length: scaled(60, 2) }, (_, i) => i + 1))(
  'over a random session every market pays what the slow twin says, and replay and restart agree, seed %i',
  (seed) => {
    const world = new PredictionWorld()
    const { driver } = world
    const random = seeded(seed)
    for (let i = 0; i < 3; i++) world.open(1 + i)
    for (let step = 0; step < 400; step++) {
      act(world, random)
      if (step % 50 === 0) {
        const again = Engine.restore(driver.engine.save())
        expect(again.stateHash(sha256)).toBe(driver.hash())
        driver.restart()
      }
    }
    world.later(30 * DAY)
    driver.engine.audit()
    const settled = driver.seen('prediction.changed').filter(({ cause }) => cause === 'settled')
    for (const one of settled) check(world, one)
    expect(driver.engine.state.prediction.size).toBe(0)
    expect(settled.length).toBeGreaterThanOrEqual(3)
    expect(replay(driver.journal).stateHash(sha256)).toBe(driver.hash())
  },
)
