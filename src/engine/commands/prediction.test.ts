/** Claims about prediction markets through commands: from the proposal to the last payment, disputes, votes, what is given back. */
import { expect, test } from 'vitest'
import { DAY, HOUR, hash, LCO, PredictionWorld, who } from '../../../test/engine/prediction/world.ts'
import type { Bps, Lco, Millis } from '../../base/money.ts'
import { Engine } from '../engine.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import type { MarketId, PredictionOutcome } from '../prediction-types.ts'

const { ann, bob, cat, first, second, challenger, proposer, dave, operator } = who
const [una, duo, tre] = who.voters as [AccountId, AccountId, AccountId]

/** The example of the rules: A YES 100, B NO 50, C YES 200. */
function example(world: PredictionWorld): MarketId {
  const market = world.open()
  world.bet(market, ann, ['yes', 100])
  world.bet(market, bob, ['no', 50])
  world.bet(market, cat, ['yes', 200])
  return market
}

test('from the proposal to the last payment: stakes go in, winners get theirs and the losers’ pool, the fee burns, bonds come back', () => {
  const world = new PredictionWorld()
  const before = [ann, bob, cat, proposer, first].map((account) => world.coins(account))
  const market = example(world)
  expect(world.seen(market)).toMatchObject({ status: 'open', proposer })
  expect(world.bond(proposer)).toBe(100 * LCO)
  expect(world.escrow(market)).toBe(350 * LCO)
  expect(world.tryClaim(market, first, { outcome: 'yes' })).toMatchObject({ code: 'prediction_status' })
  world.later(7 * DAY)
  expect(world.tryBet(market, ann, ['yes', 1])).toMatchObject({
    code: 'prediction_status',
    detail: { status: 'closed' },
  })
  world.claim(market, first, { outcome: 'yes' })
  world.later(DAY - 1)
  expect(world.seen(market)?.status).toBe('proposed')
  world.later(1)
  expect(world.seen(market)).toMatchObject({
    status: 'paid',
    result: { outcome: 'yes', by: 'unchallenged', counted: 3 },
  })
  const after = [ann, bob, cat, proposer, first].map((account) => world.coins(account))
  expect(after.map((coins, i) => coins - (before[i] as number))).toEqual([
    ...[11_617_823_890 - 100 * LCO, -50 * LCO, 23_132_176_111 - 200 * LCO, 0, 0],
  ])
  expect(world.burned()).toEqual({ fees: 85_148_625 + 164_851_374, bonds: 0 })
  expect(world.escrow(market)).toBe(0)
  expect(world.driver.engine.state.prediction.size).toBe(0)
  world.driver.engine.audit()
})

test('a word, a challenge, another word, another challenge, a vote: the wrong bonds go half to the right ones, half up in smoke', () => {
  const world = new PredictionWorld()
  const market = example(world)
  const coins = () => [first, second, challenger, dave].map((account) => world.coins(account))
  const before = coins()
  world.later(7 * DAY)
  world.claim(market, first, { outcome: 'yes' })
  world.challenge(market)
  expect(world.seen(market)?.status).toBe('disputed')
  expect(world.tryClaim(market, first, { outcome: 'no' })).toMatchObject({ code: 'another_resolver' })
  world.claim(market, second, { outcome: 'no' })
  world.challenge(market, dave)
  expect(world.seen(market)?.status).toBe('voting')
  expect([first, second, challenger, dave].map((account) => world.bond(account))).toEqual(Array(4).fill(100 * LCO))
  world.vote(market, una, 'yes')
  world.vote(market, duo, 'no')
  world.vote(market, tre, 'no')
  world.vote(market, una, 'no')
  world.later(2 * DAY)
  expect(world.seen(market)).toMatchObject({ status: 'paid', result: { outcome: 'no', by: 'vote' } })
  // first said yes and was wrong; second said no and was right against dave.
  expect(coins().map((now, i) => now - (before[i] as number))).toEqual([-100, 50, 50, -100].map((lco) => lco * LCO))
  expect(world.burned()).toEqual({ fees: 15 * LCO, bonds: 100 * LCO })
  const [tallied] = world.driver.seen('prediction.tallied')
  expect(tallied?.votes.map(({ power, counted }) => [power, counted])).toEqual(
    Array(3).fill([50_000 * LCO, 15_000 * LCO]),
  )
  world.driver.engine.audit()
})

test('without a second resolver a challenged outcome goes to the vote after three days', () => {
  const world = new PredictionWorld()
  const market = example(world)
  world.later(7 * DAY)
  world.claim(market, first, { outcome: 'yes' })
  world.challenge(market)
  world.later(3 * DAY)
  expect(world.seen(market)?.status).toBe('voting')
  for (const voter of [una, duo, tre]) world.vote(market, voter, 'yes')
  world.later(2 * DAY)
  expect(world.seen(market)).toMatchObject({ status: 'paid', result: { outcome: 'yes', by: 'vote' } })
  expect(world.burned().bonds).toBe(50 * LCO)
})

/** A market in its vote; coins before anybody bet. */
function disputed(world: PredictionWorld): { market: MarketId; before: number[] } {
  const before = [ann, bob, cat].map((account) => world.coins(account))
  const market = example(world)
  world.later(7 * DAY)
  world.claim(market, first, { outcome: 'yes' })
  world.challenge(market)
  world.later(3 * DAY)
  return { market, before }
}

test.each([
  { about: 'fewer than three voters', votes: ['no', 'no'] as const },
  { about: 'a tie', votes: ['no', 'yes', 'void'] as const },
])('$about give every stake back to the unit; who disputed in vain pays for it', ({ votes }) => {
  const world = new PredictionWorld()
  const [word, doubt] = [world.coins(first), world.coins(challenger)]
  const { market, before } = disputed(world)
  for (const [i, outcome] of votes.entries()) world.vote(market, who.voters[i] as AccountId, outcome)
  world.later(2 * DAY)
  expect(world.seen(market)).toMatchObject({ status: 'void', result: { outcome: 'void', by: 'undecided' } })
  expect([ann, bob, cat].map((account) => world.coins(account))).toEqual(before)
  expect([world.coins(first), world.coins(challenger)]).toEqual([word, doubt - 50 * LCO])
  expect(world.burned()).toEqual({ fees: 0, bonds: 50 * LCO })
  world.driver.engine.audit()
})

test('a dispute that buys nothing but time costs its maker half the bond and moves no stake', () => {
  const world = new PredictionWorld()
  const { market } = disputed(world)
  for (const voter of [una, duo, tre]) world.vote(market, voter, 'yes')
  const [loser, winner] = [world.coins(challenger), world.coins(first)]
  world.later(2 * DAY)
  expect([world.coins(challenger) - loser, world.coins(first) - winner]).toEqual([0, 150 * LCO])
  expect(world.seen(market)?.result?.outcome).toBe('yes')
})

test.each<{ about: string; end: (world: PredictionWorld) => MarketId; outcome: PredictionOutcome; by: string }>([
  {
    about: 'a question that can not be answered',
    end: (world) => {
      const market = example(world)
      world.later(7 * DAY)
      world.claim(market, first, { outcome: 'void' })
      world.later(DAY)
      return market
    },
    outcome: 'void',
    by: 'unchallenged',
  },
  {
    about: 'no word of a resolver for seven days',
    end: (world) => {
      const market = example(world)
      world.later(14 * DAY)
      return market
    },
    outcome: 'void',
    by: 'unresolved',
  },
  {
    about: 'nobody on the losing side',
    end: (world) => {
      const market = world.open()
      world.bet(market, ann, ['yes', 100])
      world.bet(market, bob, ['yes', 7.123])
      world.later(7 * DAY)
      world.claim(market, first, { outcome: 'yes' })
      world.later(DAY)
      return market
    },
    outcome: 'void',
    by: 'unchallenged',
  },
  {
    about: 'nobody on the winning side',
    end: (world) => {
      const market = world.open()
      world.bet(market, ann, ['yes', 100])
      world.later(7 * DAY)
      world.claim(market, first, { outcome: 'no' })
      world.later(DAY)
      return market
    },
    outcome: 'void',
    by: 'unchallenged',
  },
])('$about: every stake comes back to the unit, and nothing burns', ({ end, outcome, by }) => {
  const world = new PredictionWorld()
  const everybody = [ann, bob, cat, proposer, first]
  const before = everybody.map((account) => world.coins(account))
  const market = end(world)
  expect(world.seen(market)).toMatchObject({ status: 'void', result: { outcome, by } })
  expect(everybody.map((account) => world.coins(account))).toEqual(before)
  expect(world.burned()).toEqual({ fees: 0, bonds: 0 })
  world.driver.engine.audit()
})

test('a question worded so badly that it is void costs its proposer the bond', () => {
  const world = new PredictionWorld()
  const before = world.coins(proposer)
  const market = example(world)
  world.later(7 * DAY)
  world.claim(market, first, { outcome: 'invalid' })
  world.later(DAY)
  expect(world.seen(market)).toMatchObject({ status: 'void', result: { outcome: 'invalid' } })
  expect(before - world.coins(proposer)).toBe(100 * LCO)
  expect(world.burned().bonds).toBe(100 * LCO)
})

test('a draft that is turned down, or not looked at in time, gives the bond back', () => {
  const world = new PredictionWorld()
  const before = world.coins(proposer)
  const [rejected, forgotten] = [world.propose(), world.propose(2)]
  expect(world.coins(proposer)).toBe(before - 200 * LCO)
  world.review(rejected, false)
  expect(world.tryBet(rejected, ann, ['yes', 1])).toMatchObject({ code: 'prediction_not_found' })
  expect(world.tryBet(forgotten, ann, ['yes', 1])).toMatchObject({ code: 'prediction_status' })
  world.later(2 * DAY)
  expect(world.seen(forgotten)).toMatchObject({ status: 'void', result: { by: 'unreviewed' } })
  expect(world.coins(proposer)).toBe(before)
})

test('bets from the time on at which the outcome was known are given back; the others get what they would have got alone', () => {
  const world = new PredictionWorld()
  const market = example(world)
  const shares = world.driver.engine.state.prediction.positionOf(market, ann)
  world.later(DAY)
  const known = world.driver.now
  const late = [ann, dave].map((account) => world.coins(account))
  world.bet(market, ann, ['yes', 500])
  world.bet(market, dave, ['no', 300])
  expect(shares.yes.shares).toBe(11_637_219_122)
  world.later(6 * DAY)
  world.claim(market, first, { outcome: 'yes', effectiveAt: known })
  world.later(DAY)
  expect(world.seen(market)).toMatchObject({
    ...{ status: 'paid', result: { outcome: 'yes', effectiveAt: known, counted: 3, countedYes: 300 * LCO } },
  })
  expect([ann, dave].map((account, i) => world.coins(account) - (late[i] as number))).toEqual([11_617_823_890, 0])
  const [paid] = world.driver.seen('prediction.paid')
  expect(paid?.bets.map(({ counted, payout, fee }) => [counted, payout, fee])).toEqual([
    [true, 11_617_823_890, 85_148_625],
    [true, 0, 0],
    [true, 23_132_176_111, 164_851_374],
    [false, 500 * LCO, 0],
    [false, 300 * LCO, 0],
  ])
})

test('in the last ten minutes one account bets at most a twentieth of what was staked when they began', () => {
  const world = new PredictionWorld()
  const market = example(world)
  world.later(7 * DAY - 10 * 60_000 - 1)
  world.bet(market, ann, ['no', 50])
  world.later(1)
  // 5 % of 400 LCO.
  expect(world.tryBet(market, bob, ['no', 20.00000001])).toMatchObject({
    code: 'late_limit',
    detail: { max: 20 * LCO },
  })
  world.bet(market, bob, ['no', 15])
  expect(world.tryBet(market, bob, ['yes', 5.1])).toMatchObject({ code: 'late_limit', detail: { max: 5 * LCO } })
  world.bet(market, cat, ['yes', 20])
  world.bet(market, bob, ['yes', 5])
  expect(world.tryBet(market, bob, ['yes', 1])).toMatchObject({ code: 'late_limit', detail: { max: 0 } })
  world.driver.restart()
  expect(world.tryBet(market, bob, ['yes', 1])).toMatchObject({ code: 'late_limit', detail: { max: 0 } })
})

test.each([
  { about: 'Lv4 at close and at settlement', from: -2 * DAY, until: 9 * DAY, fee: 0 },
  { about: 'Lv4 from the hour after the close on', from: 6 * DAY + HOUR, until: 9 * DAY, fee: 5 },
  { about: 'Lv4 at close, gone before settlement', from: -2 * DAY, until: 7 * DAY + HOUR, fee: 5 },
])('$about: a profit of 100 LCO pays $fee', ({ from, until, fee }) => {
  const world = new PredictionWorld()
  const wise = cat
  world.enrich(wise)
  const steps: [number, () => void][] = [
    [0, () => {}],
    [from, () => world.stake(wise, 50_000)],
    [until, () => world.driver.do('stake.remove', { account: wise, amount: (50_000 * LCO) as Lco })],
  ]
  const start = world.driver.now + 2 * DAY
  const go = (to: number): void => world.later(start + to - world.driver.now)
  const run = (limit: number): void => {
    for (const [at, act] of steps.splice(0).filter((step) => step[0] <= limit || !steps.push(step))) {
      if (start + at > world.driver.now) go(at)
      act()
    }
    go(limit)
  }
  run(0)
  const market = world.open()
  world.bet(market, wise, ['yes', 100])
  world.bet(market, bob, ['no', 100])
  run(7 * DAY)
  const before = world.coins(wise)
  run(7 * DAY + 2 * HOUR)
  world.claim(market, first, { outcome: 'yes' })
  run(8 * DAY + 2 * HOUR)
  expect(world.coins(wise) - before).toBe((200 - fee) * LCO)
  expect(world.burned().fees).toBe(fee * LCO)
})

test('the kill switch stops new markets and bets, and never what has begun', () => {
  const world = new PredictionWorld()
  const market = example(world)
  const draft = world.propose()
  world.driver.do('switch.set', { product: 'prediction', on: false, reason: 'a test', actor: operator })
  expect(world.tryBet(market, ann, ['yes', 1])).toMatchObject({ code: 'prediction_stopped' })
  const closesAt = (world.driver.now + 7 * DAY) as Millis
  const proposal = { account: proposer, text: hash('a'), closesAt }
  expect(world.try('prediction.propose', proposal)).toMatchObject({ code: 'prediction_stopped' })
  const review = { marketId: draft, approve: true, priorBps: 5_000 as Bps, reason: 'a test', actor: operator }
  expect(world.try('prediction.review', review)).toMatchObject({ code: 'prediction_stopped' })
  world.later(7 * DAY)
  world.claim(market, first, { outcome: 'no' })
  world.challenge(market)
  world.later(3 * DAY)
  for (const voter of who.voters) world.vote(market, voter, 'no')
  world.later(2 * DAY)
  expect(world.seen(market)?.status).toBe('paid')
})

test('nobody judges in their own cause: bettors do not resolve or vote, parties do not vote, nobody challenges themselves', () => {
  const world = new PredictionWorld()
  const market = example(world)
  world.bet(market, una, ['yes', 1])
  world.resolver(ann)
  world.later(7 * DAY)
  expect(world.tryClaim(market, ann, { outcome: 'yes' })).toMatchObject({ code: 'holds_position' })
  expect(world.tryClaim(market, dave, { outcome: 'yes' })).toMatchObject({ code: 'not_a_resolver' })
  world.claim(market, first, { outcome: 'yes' })
  expect(world.try('prediction.challenge', { marketId: market, account: first, reason: hash('c') })).toMatchObject({
    code: 'own_claim',
  })
  world.challenge(market, dave)
  world.later(3 * DAY)
  const vote = (account: AccountId) => world.try('prediction.vote', { marketId: market, account, outcome: 'yes' })
  expect(vote(una)).toMatchObject({ code: 'holds_position' })
  expect(vote(dave)).toMatchObject({ code: 'party_to_dispute' })
  expect(vote(proposer)).toMatchObject({ code: 'tier_too_low', detail: { need: 'lv4' } })
  expect(vote(operator)).toMatchObject({ code: 'account_is_operator' })
  expect(vote(duo)).toMatchObject({ ok: true })
})

test('coins staked once the vote has begun weigh nothing, and a voter who leaves weighs nothing', () => {
  const world = new PredictionWorld()
  world.enrich(second)
  const { market } = disputed(world)
  world.stake(second, 50_000)
  world.later(47 * HOUR)
  const vote = { marketId: market, account: second, outcome: 'yes' } as const
  expect(world.try('prediction.vote', vote)).toMatchObject({ code: 'tier_too_low' })
  for (const voter of who.voters) world.vote(market, voter, 'no')
  world.later(1)
  world.driver.do('stake.remove', { account: una, amount: LCO as Lco })
  world.later(HOUR)
  const [tallied] = world.driver.seen('prediction.tallied')
  expect(tallied?.votes.map(({ power }) => power)).toEqual([0, 50_000 * LCO, 50_000 * LCO])
  expect(world.seen(market)?.result).toMatchObject({ outcome: 'void', by: 'undecided' })
})

test('a market is decided once: killed and started again between any two payments it ends as it would have ended', () => {
  const world = new PredictionWorld()
  world.driver.do('parameter.set', { key: 'prediction.bets', value: 10_000, reason: 'a test', actor: operator })
  const market = world.open()
  for (let i = 0; i < 2_300; i++)
    world.bet(market, [ann, bob, cat][i % 3] as AccountId, [i % 7 < 3 ? 'yes' : 'no', 1 + (i % 5) / 3])
  world.later(7 * DAY)
  world.claim(market, first, { outcome: 'yes' })
  world.later(DAY - 1)
  world.driver.now = (world.driver.now + 1) as Millis
  const twin = Engine.restore(world.driver.engine.save())
  const pieces = [0, 20, 40]
  for (const ms of pieces) {
    const at = (world.driver.now + ms) as Millis
    expect(world.driver.engine.apply({ type: 'clock.tick', at, input: { to: at } })).toMatchObject({ ok: true })
    world.driver.restart()
    world.driver.engine.audit()
  }
  const end = (world.driver.now + 40) as Millis
  twin.apply({ type: 'clock.tick', at: end, input: { to: end } })
  expect(twin.state.prediction.size).toBe(0)
  expect(world.driver.engine.state.prediction.size).toBe(0)
  expect(world.escrow(market)).toBe(0)
  const balances = (engine: Engine) =>
    [ann, bob, cat].map((account) => engine.state.ledger.balance(userSlot(account, U.lco)))
  expect(balances(world.driver.engine)).toEqual(balances(twin))
})
