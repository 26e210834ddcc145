/** A seeded stream of valid, invalid and hostile commands over everything the engine has. */
import type { Credits, Lco, Lots, Ticks } from '../../src/base/money.ts'
import type { Prng } from '../../src/base/prng.ts'
import type { CardId, KeyId, OrderId, OrderInput, UnbondingId } from '../../src/engine/command.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { flatRates } from '../../src/engine/metering/rates.ts'
import { parameterKeys, parameters } from '../../src/engine/parameters.ts'
import type { Driver } from './driver.ts'

const ACCOUNTS = 12
const strange = [0, -1, 0.5, Number.NaN, 2 ** 53, 1e300, Number.POSITIVE_INFINITY]

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
  // Some coins to trade with: one big call each.
  for (let i = 1; i < ACCOUNTS; i++) call(driver, `seed-call-${i}`, [i as AccountId, 1_000_000 * i])
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
  if (pick < 45) placeRandom(driver, random, account)
  else if (pick < 55) driver.try('order.cancel', { account, orderId: (1 + random.below(step + 2)) as OrderId })
  else if (pick < 56) driver.try('order.cancel_all', { account })
  else if (pick < 75) randomCall(driver, random, { account, step })
  else if (pick < 85) randomStake(driver, random, account)
  else if (pick < 92) driver.pass(random.below(90_000))
  else if (pick < 93) driver.sleep(random.below(4 * 3_600_000))
  else if (pick < 94) driver.pass(random.below(3) * 86_400_000)
  else randomAdmin(driver, random, { account, step })
}

function amount(random: Prng, most: number): number {
  return random.chance(4) ? random.pick(strange) : 1 + random.below(most)
}

function placeRandom(driver: Driver, random: Prng, account: AccountId): void {
  const side = random.pick(['buy', 'sell'] as const)
  const common = {
    account,
    side,
    selfTrade: random.pick(['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const),
    ...(random.chance(20) ? { clientOrderId: `c-${random.below(40)}` } : {}),
  }
  const lots = amount(random, 3_000) as Lots
  const price = amount(random, 200) + 9_900
  const kind = random.below(10)
  const order: OrderInput =
    kind < 7
      ? {
          ...common,
          kind: 'limit',
          price: price as Ticks,
          lots,
          tif: random.pick(['gtc', 'gtc', 'gtc', 'ioc', 'fok']),
          postOnly: random.chance(10),
        }
      : kind < 9
        ? { ...common, kind: 'market', lots }
        : { ...common, kind: 'market_quote', quote: amount(random, 20_000_000) as Credits }
  driver.try('order.place', order)
}

function randomCall(driver: Driver, random: Prng, { account, step }: { account: AccountId; step: number }): void {
  const callId = random.chance(70) ? `call-${step}` : `call-${random.below(step + 1)}`
  const cardIds = random.pick([[1], [2, 3], [1, 2, 3], [3], [99]]).map((id) => id as CardId)
  const bound = [amount(random, 1000), 0, 0, 0, 0, 0, amount(random, 2000), 0, 0, 0, 0, 0, 0, 1]
  const keyId = random.chance(30) ? ((1 + random.below(5)) as KeyId) : null
  const retry = random.chance(10) ? { retryKey: `r-${random.below(20)}`, retryHash: 'h' } : {}
  driver.try('call.authorize', { bootId: random.pick(['b1', 'b2']), callId, account, keyId, cardIds, bound, ...retry })
  if (random.chance(20)) driver.pass(random.below(40_000))
  if (random.chance(10)) driver.try('call.extend', { callId, bound: bound.map((n) => n * 2) })
  const usage = random.chance(90)
    ? bound.map((n) => (Number.isSafeInteger(n) ? Math.floor(n / 2) : n))
    : bound.map((n) => n * 3)
  const unrecovered = random.chance(10) ? [{ cardId: 2 as CardId, usage: [5, 0, 0, 0, 0, 0, 7] }] : []
  if (random.chance(75)) driver.try('call.capture', { callId, cardId: random.pick(cardIds), usage, facts, unrecovered })
  else if (random.chance(50)) driver.try('call.release', { callId, facts, unrecovered })
}

function randomStake(driver: Driver, random: Prng, account: AccountId): void {
  const lco = amount(random, 2_000_000) * (random.chance(50) ? 1_000_000 : 1)
  const pick = random.below(3)
  if (pick === 0) driver.try('stake.add', { account, amount: lco as Lco })
  else if (pick === 1) driver.try('stake.remove', { account, amount: lco as Lco })
  else driver.try('stake.cancel', { account, unbondingId: (1 + random.below(50)) as UnbondingId })
}

function randomAdmin(driver: Driver, random: Prng, { account, step }: { account: AccountId; step: number }): void {
  const reason = random.chance(90) ? 'test reason' : ''
  switch (random.below(9)) {
    case 0:
      driver.try('faucet.draw', { account, amount: amount(random, 50_000_000) as Credits })
      break
    case 1: {
      const key = random.pick(parameterKeys.filter((name) => name !== 'mark.interval'))
      const { min, max, step: grid, default: usual } = parameters[key]
      const value = random.chance(90)
        ? usual + grid * (random.below(21) - 10)
        : random.pick([min, max, min - grid, max + grid])
      driver.try('parameter.set', { key, value, reason, actor: account })
      break
    }
    case 2:
      driver.try('switch.set', {
        product: random.pick(['relay', 'mining', 'trading']),
        on: random.chance(95),
        reason,
        actor: account,
      })
      break
    case 3:
      driver.try('key.create', {
        account,
        hash: step.toString(16).padStart(64, '0'),
        expiresAt: null,
        budget: { total: 1_000_000 as Credits, daily: null, monthly: 400_000 as Credits },
      })
      break
    case 4:
      driver.try('key.revoke', { account, keyId: (1 + random.below(10)) as KeyId })
      break
    case 5:
      driver.try('upstream.settle', { amount: amount(random, 1_000_000) as Credits, reason })
      break
    case 6:
      driver.try('treasury.withdraw', { amount: amount(random, 10_000_000) as Credits, reason })
      break
    case 7:
      driver.try('account.suspend', { account, suspended: random.chance(8), reason })
      break
    default:
      driver.try('relay.boot', { node: 'n1', bootId: `b${random.below(4)}` })
  }
}
