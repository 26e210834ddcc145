/** A seeded stream of valid, invalid and hostile commands over everything the engine has. */
import type { Bps, Credits, Lco, Millis } from '../../src/base/money.ts'
import type { Prng } from '../../src/base/prng.ts'
import type { CardId, KeyBudget, KeyId, UnbondingId } from '../../src/engine/command.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { flatRates, type Rates } from '../../src/engine/metering/rates.ts'
import { type ServiceTier, serviceTiers } from '../../src/engine/metering/service-tiers.ts'
import { parameterKeys, parameters } from '../../src/engine/parameters.ts'
import type { Driver } from './driver.ts'
import { ACCOUNTS, amount, randomOrders } from './random-orders.ts'
import { DAY, travel } from './time.ts'

/** Opens accounts, funds them, publishes cards. */
export function openWorld(driver: Driver): void {
  driver.do('treasury.fund', { amount: 1_000_000_000 as Credits, reason: 'operator capital' })
  for (let i = 1; i <= ACCOUNTS; i++) driver.do('account.open', { identity: `user-${i}`, operator: i === ACCOUNTS })
  for (let channel = 1; channel <= 3; channel++) {
    const cost = flatRates({ input: 100_000 * channel, output: 400_001 * channel, calls: 7 })
    const list = flatRates({ input: 150_000 * channel, output: 600_002 * channel, calls: 11 })
    driver.do('card.publish', { channel, model: 'm', list, cost, eligible: false })
  }
  for (let i = 1; i <= ACCOUNTS; i++) {
    driver.do('topup.credit', {
      account: i as AccountId,
      amount: 5_000_000_000 as Credits,
      provider: 'test',
      paymentId: `seed-${i}`,
    })
  }
  // Coins to trade and stake with: one big call each.
  for (let i = 1; i < ACCOUNTS; i++) call(driver, `seed-call-${i}`, [i as AccountId, 200_000_000 * i])
  for (let i = 1; i < ACCOUNTS / 2; i++) openMargin(driver, i as AccountId)
}

function openMargin(driver: Driver, account: AccountId): void {
  driver.do('margin.open', { account, terms: 'v1' })
  driver.do('margin.transfer', { account, direction: 'in', amount: 1_000_000_000 as Credits })
}

function call(driver: Driver, callId: string, [account, output]: [AccountId, number]): void {
  const cardIds = [1 as CardId]
  const usage = [0, 0, 0, 0, 0, 0, output]
  driver.do('call.authorize', { bootId: 'boot', callId, account, keyId: null, cardIds, bound: usage })
  driver.do('call.capture', { callId, cardId: 1 as CardId, usage, facts, unrecovered: [] })
}

export const facts = {
  latencyMs: 1,
  firstTokenMs: 1,
  dialect: 'openai',
  stream: false,
  status: 200,
  outcome: 'stop',
  estimated: false,
  quarantined: false,
}

/** One random command; most are valid, some refused, some absurd. */
export function randomStep(driver: Driver, random: Prng, step: number): void {
  const account = (1 + random.below(ACCOUNTS + 1)) as AccountId
  const pick = random.below(100)
  if (pick < 56) randomOrders(driver, random, { account, step })
  else if (pick < 75) randomCall(driver, random, { account, step })
  else if (pick < 82) randomStake(driver, random, account)
  else if (pick < 85) randomLending(driver, random, account)
  else if (pick < 92) driver.pass(random.below(90_000))
  else if (pick < 93) driver.sleep(random.below(4 * 3_600_000))
  else if (pick < 94) travel(driver, random.below(3) * DAY)
  else randomAdmin(driver, random, { account, step })
}

/** What a request's own word for a service tier may lead to. */
const askedServices: readonly (readonly ServiceTier[])[] = [
  ['standard'],
  ['batch'],
  ['flex', 'standard'],
  ['priority', 'standard'],
  ['standard', 'flex', 'priority'],
]

function randomCall(driver: Driver, random: Prng, { account, step }: { account: AccountId; step: number }): void {
  const callId = random.chance(70) ? `call-${step}` : `call-${random.below(step + 1)}`
  const cardIds = random
    .pick([[1], [2, 3], [1, 2, 3], [3], [1, 1], [2], [random.below(12)]])
    .map((id) => cardOf(driver, id))
  const bound = [amount(random, 1000), 0, 0, 0, 0, 0, amount(random, 2000), 0, 0, 0, 0, 0, 0, 1]
  const keys = driver.engine.state.keys.ofAccount(account)
  const keyId = random.chance(30) && keys.length > 0 ? random.pick([...keys, 1 as KeyId]) : null
  const retry = random.chance(10) ? { retryKey: `r-${random.below(20)}`, retryHash: 'h' } : {}
  const limit = random.chance(10) ? { maxCost: random.below(3_000) as Credits } : {}
  const bootId = random.pick(['b1', 'b2'])
  const job = random.chance(15) ? { job: { until: (driver.now + amount(random, 200_000)) as Millis } } : {}
  const asked = random.chance(30) ? { services: random.pick(askedServices) } : {}
  driver.try('call.authorize', { bootId, callId, account, keyId, cardIds, bound, ...retry, ...limit, ...job, ...asked })
  if (random.chance(20)) driver.pass(random.below(40_000))
  if (random.chance(10)) driver.try('call.extend', { callId, bound: bound.map((n) => n * 2) })
  const usage = random.chance(90)
    ? bound.map((n) => (Number.isSafeInteger(n) ? Math.floor(n / 2) : n))
    : bound.map((n) => n * 3)
  const served = random.chance(30) ? { service: random.pick(serviceTiers) } : {}
  const lost = { cardId: cardOf(driver, 2), usage: [5, 0, 0, 0, 0, 0, 7], ...served }
  const unrecovered = random.chance(10) ? [lost] : []
  if (random.chance(75))
    driver.try('call.capture', { callId, cardId: random.pick(cardIds), usage, facts, unrecovered, ...served })
  else if (random.chance(60)) driver.try('call.release', { callId, facts, unrecovered })
}

/** The card in force of a channel; cards are replaced on the way. */
function cardOf(driver: Driver, channel: number): CardId {
  return driver.engine.state.cards.current(channel, 'm') ?? (channel as CardId)
}

function randomStake(driver: Driver, random: Prng, account: AccountId): void {
  const lco = amount(random, 2_000_000) * random.pick([1, 1_000_000, 200_000])
  const pick = random.below(3)
  if (pick === 0) driver.try('stake.add', { account, amount: lco as Lco })
  else if (pick === 1) driver.try('stake.remove', { account, amount: lco as Lco })
  else {
    const own = driver.engine.state.staking.ofAccount(account).map(({ unbondingId }) => unbondingId)
    driver.try('stake.cancel', { account, unbondingId: random.pick([...own, (1 + random.below(50)) as UnbondingId]) })
  }
}

function randomLending(driver: Driver, random: Prng, account: AccountId): void {
  const asset = random.pick(['CR', 'LCO'] as const)
  const pick = random.below(4)
  if (pick < 2) driver.try('lending.supply', { account, asset, amount: amount(random, 200_000_000) })
  else if (pick < 3)
    driver.try('lending.withdraw', { account, asset, amount: random.chance(30) ? null : amount(random, 100_000_000) })
  else driver.try('lending.cancel', { account, asset })
}

interface Who {
  readonly account: AccountId
  readonly step: number
  readonly reason: string
}

/** What operators, relays and owners of keys do, one each. */
const rare: readonly ((driver: Driver, random: Prng, who: Who) => void)[] = [
  (driver, random, { account }) =>
    driver.try('faucet.draw', { account, amount: amount(random, 50_000_000) as Credits }),
  setParameter,
  setParameter,
  (driver, random, { account, reason }) => {
    const product = random.pick(['relay', 'mining', 'trading', 'launchpad'] as const)
    driver.try('switch.set', { product, on: random.chance(80), reason, actor: account })
  },
  (driver, _random, { reason }) => {
    const actor = 1 as AccountId
    for (const product of ['relay', 'mining', 'trading'] as const)
      driver.try('switch.set', { product, on: true, reason, actor })
  },
  (driver, random, { account, step }) => {
    const [hash, budget] = [step.toString(16).padStart(64, '0'), budgetOf(random)]
    driver.try('key.create', { account, hash, expiresAt: null, budget })
  },
  (driver, random, { account }) => {
    const expiresAt = random.chance(20) ? ((driver.now + random.below(100_000)) as Millis) : null
    driver.try('key.update', { account, keyId: keyOf(driver, random, account), expiresAt, budget: budgetOf(random) })
  },
  openRun,
  openRun,
  (driver, random, { account }) => driver.try('key.revoke', { account, keyId: keyOf(driver, random, account) }),
  (driver, random, { reason }) =>
    driver.try('upstream.settle', { amount: amount(random, 1_000_000) as Credits, reason }),
  (driver, random) =>
    driver.try('upstream.cost', {
      ref: 'probe',
      cardId: (1 + random.below(12)) as CardId,
      usage: [random.below(3_000), 0, 0, 0, 0, 0, random.below(900)],
    }),
  (driver, random, { reason }) => {
    const type = random.pick(['treasury.withdraw', 'treasury.fund'] as const)
    driver.try(type, { amount: amount(random, 10_000_000) as Credits, reason })
  },
  (driver, random, { account }) => {
    const [value, paymentId] = [amount(random, 5_000_000) as Credits, `p-${random.below(30)}`]
    driver.try('topup.credit', { account, amount: value, provider: random.pick(['a', 'b']), paymentId })
  },
  (driver, random, { account, reason }) =>
    driver.try('account.suspend', { account, suspended: random.chance(30), reason }),
  (driver, random, { account }) =>
    driver.try('account.open', {
      identity: `user-${account}`,
      operator: account === ACCOUNTS ? random.chance(90) : false,
    }),
  (driver, random) => driver.try('relay.boot', { node: random.pick(['n1', 'n2']), bootId: `b${random.below(4)}` }),
  (driver, random) => driver.try('relay.beat', { bootId: `b${random.below(6)}` }),
  (driver, random, { account, reason }) => {
    const type = random.pick(['wars.exclude', 'wars.exclude', 'wars.include'] as const)
    driver.try(type, { account, reason, actor: (1 + random.below(ACCOUNTS + 1)) as AccountId })
  },
  (driver, random, { account }) =>
    driver.try('wars.choose', { account, perk: random.pick(['free_calls', 'unlimited'] as const) }),
  publishCard,
  (driver, random) => driver.try('card.retire', { cardId: (1 + random.below(12)) as CardId }),
]

function randomAdmin(driver: Driver, random: Prng, who: { account: AccountId; step: number }): void {
  random.pick(rare)(driver, random, { ...who, reason: random.chance(90) ? 'test reason' : '' })
}

function openRun(driver: Driver, random: Prng, { account, step }: Who): void {
  const parent = random.chance(50) ? keyOf(driver, random, account) : null
  const budget = amount(random, random.chance(50) ? 3_000 : 200_000) as Credits
  const expiresAt = (driver.now + amount(random, 300_000)) as Millis
  const hash = (random.chance(90) ? step : random.below(step + 1)).toString(16).padStart(64, '0')
  driver.try('run.open', { account, parent, hash, budget, expiresAt })
}

function keyOf(driver: Driver, random: Prng, account: AccountId): KeyId {
  return random.pick([...driver.engine.state.keys.ofAccount(account), 1 as KeyId])
}

function budgetOf(random: Prng): KeyBudget {
  const limit = (most: number): Credits | null => (random.chance(50) ? (random.below(most) as Credits) : null)
  return { total: limit(20_000), daily: limit(5_000), monthly: limit(9_000) }
}

/** Often near the default, sometimes anywhere within the bounds or just outside them. */
function setParameter(driver: Driver, random: Prng, { account, reason }: Who): void {
  const key = random.pick(parameterKeys)
  const { min, max, step: grid, default: usual } = parameters[key]
  const anywhere = min + grid * Math.floor((random.below(1_000) / 1_000) * ((max - min) / grid))
  const near = usual + grid * (random.below(21) - 10)
  const value = random.pick([usual, usual, near, near, anywhere, random.pick([min, max, min - grid, max + grid])])
  driver.try('parameter.set', { key, value, reason, actor: account })
}

function publishCard(driver: Driver, random: Prng): void {
  const channel = 1 + random.below(4)
  const rate = (): number => random.below(3) * random.below(900_000)
  const rates = (): Rates => {
    const first = [rate(), 0, 0, 0, 0, 0, rate(), 0, 0, 0, 0, 0, 0, random.below(20)]
    return {
      tiers: random.chance(50)
        ? [{ from: 0, rates: first }]
        : [
            { from: 0, rates: first },
            { from: 500, rates: [rate(), 0, 0, 0, 0, 0, rate()] },
          ],
    }
  }
  const bps = (): Bps => random.pick([1, 3_333, 5_000, 9_999, 10_000, 10_001, 25_000, 100_000]) as Bps
  const services = random.chance(50)
    ? { batch: bps(), ...(random.chance(50) ? { priority: bps() } : { flex: bps() }) }
    : {}
  const terms = { list: rates(), cost: rates(), services }
  driver.try('card.publish', { channel, model: 'm', ...terms, eligible: random.chance(30) })
}
