/** Keyed commands at the edges of what is remembered: how long, how many, of whom; the faucet's day and payments. */
import type { Credits } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import type { CommandType, InputOf, KeyId } from '../../../src/engine/command.ts'
import type { AccountId } from '../../../src/engine/ledger/chart.ts'
import { parameterKeys, parameters } from '../../../src/engine/parameters.ts'
import type { Driver } from '../driver.ts'
import { facts } from '../random-session.ts'
import { DAY, HOUR, travel } from '../time.ts'
import { anybody, around, type Edge, newcomer, nextOf, reset, setTo, topUp, travelTo } from './edge.ts'
import { limit, usualPrice } from './orders.ts'

/** Sends the same under one key so often. */
function keyed<T extends CommandType>(driver: Driver, [type, input]: readonly [T, InputOf<T>], key: string): void {
  const account = ((input as { account?: AccountId }).account ?? 1) as AccountId
  driver.try(type, input, { account, key, hash: 'h' })
}

function anything(driver: Driver, random: Prng, account: AccountId): void {
  const key = `edge-${random.below(4)}`
  const commands = [
    () => keyed(driver, ['faucet.draw', { account, amount: (1 + random.below(5)) as Credits }], key),
    () => keyed(driver, ['order.cancel_all', { account }], key),
    () => keyed(driver, ['order.place', limit(account, 'buy', { price: usualPrice(driver) - 99, lots: 300 })], key),
    () => keyed(driver, ['account.open', { identity: `user-${account}`, operator: false }], key),
    () => keyed(driver, ['stake.add', { account, amount: 3 as never }], key),
  ]
  random.pick(commands)()
}

/** Until the last millisecond of the time that results are kept, and with another input. */
const expires: Edge = (driver, random) => {
  setTo(driver, 'idempotency.keep', HOUR)
  const account = anybody(random)
  const command = ['faucet.draw', { account, amount: 2 as Credits }] as const
  const key = `life-${random.below(3)}`
  keyed(driver, command, key)
  const at = driver.now
  driver.try('faucet.draw', { account, amount: 3 as Credits }, { account, key, hash: 'another' })
  if (random.chance(40)) setTo(driver, 'idempotency.keep', random.pick([HOUR, 2 * HOUR]))
  travelTo(driver, random, at + driver.engine.state.parameters['idempotency.keep'])
  if (random.chance(30)) setTo(driver, 'idempotency.keep', 7 * DAY)
  keyed(driver, command, key)
  keyed(driver, command, key)
  reset(driver, 'idempotency.keep')
}

/** One more than an account may have, among commands without effect; the oldest goes, others' stay. */
const crowds: Edge = (driver, random) => {
  setTo(driver, 'idempotency.perAccount', 100)
  const [account, other] = [anybody(random), anybody(random)]
  const command = ['order.cancel_all', { account }] as const
  const first = driver.journal.length
  keyed(driver, ['order.cancel_all', { account: other }], `c-${first}`)
  for (let i = 0; i < 100 + around(random); i++) keyed(driver, command, `c-${first}-${i}`)
  driver.try('order.place', limit(account, 'buy', { price: usualPrice(driver) - 99, lots: 300 }))
  for (const i of [0, 1, 2, 99]) keyed(driver, command, `c-${first}-${i}`)
  keyed(driver, ['order.cancel_all', { account: other }], `c-${first}`)
}

const repeats: Edge = (driver, random) => {
  const account = anybody(random)
  for (let i = 0; i < 6; i++) anything(driver, random, account)
}

/** Retries of a call while it runs, after it is done, after it was free, with another body, when the key has expired. */
const retries: Edge = (driver, random) => {
  setTo(driver, 'idempotency.keep', HOUR)
  const account = newcomer(driver)
  topUp(driver, account, 1_000_000)
  const cardIds = [...driver.engine.state.cards.active()].slice(0, 1)
  const bound = [0, 0, 0, 0, 0, 0, 5]
  const authorize = (retryHash: string): string => {
    const callId = `retry-${driver.journal.length}`
    const retry = { retryKey: 'k', retryHash }
    driver.try('call.authorize', { bootId: 'retry', callId, account, keyId: null, cardIds, bound, ...retry })
    return callId
  }
  const first = authorize('h')
  const at = driver.now
  authorize('h')
  authorize('other')
  if (random.chance(50)) driver.try('call.release', { callId: first, facts, unrecovered: [] })
  else if (cardIds[0] !== undefined)
    driver.try('call.capture', { callId: first, cardId: cardIds[0], usage: bound, facts, unrecovered: [] })
  authorize('h')
  travelTo(driver, random, at + HOUR)
  authorize('h')
  reset(driver, 'idempotency.keep')
}

/** The faucet's last µCR of a day, around midnight; a payment again, for another amount, for another account. */
const faucet: Edge = (driver, random) => {
  const [account, other] = [newcomer(driver), anybody(random)]
  setTo(driver, 'faucet.dailyCap', 1_000)
  const draw = (amount: number): void => {
    driver.try('faucet.draw', { account, amount: amount as Credits })
  }
  draw(1_000 + around(random))
  draw(1)
  travelTo(driver, random, nextOf(driver, DAY))
  draw(999)
  draw(1 + random.below(2))
  const pay = { account, amount: 7 as Credits, provider: 'edge', paymentId: `pay-${random.below(4)}` }
  for (const payment of [pay, pay, { ...pay, amount: 8 as Credits }, { ...pay, account: other }])
    driver.try('topup.credit', payment)
  reset(driver, 'faucet.dailyCap')
}

/** As many keys as an account may have. */
const keys: Edge = (driver, random) => {
  const account = newcomer(driver)
  setTo(driver, 'keys.perAccount', 2)
  const budget = { total: null, daily: null, monthly: null }
  const hash = (n: number): string => (driver.journal.length * 10 + n).toString(16).padStart(64, 'f')
  const create = (of: AccountId, made = hash(0)): void => {
    const outcome = driver.try('key.create', { account: of, hash: made, expiresAt: null, budget })
    if (random.chance(40)) driver.try('key.create', { account: of, hash: made, expiresAt: null, budget })
    if (random.chance(30)) driver.try('key.create', { account: anybody(random), hash: made, expiresAt: null, budget })
    if (outcome.ok && random.chance(30)) driver.try('key.revoke', { account, keyId: outcome.result.keyId })
  }
  for (let i = 0; i < 4; i++) create(account)
  reset(driver, 'keys.perAccount')
}

/** More revoked keys than are remembered, revoked in another order than made; some are named by running calls for a while. */
export const manyRevokedKeys: Edge = (driver, random) => {
  const account = newcomer(driver)
  topUp(driver, account, 50_000_000)
  setTo(driver, 'keys.perAccount', 10_000)
  const terms = { expiresAt: null, budget: { total: null, daily: null, monthly: null } }
  const hash = (n: number): string => `${account}${n}`.padStart(64, 'a')
  const create = (n: number): KeyId | undefined => {
    const outcome = driver.try('key.create', { account, hash: hash(n), ...terms })
    return outcome.ok ? outcome.result.keyId : undefined
  }
  const ids = Array.from({ length: 130 }, (_, n) => create(n) as KeyId)
  const cardIds = [...driver.engine.state.cards.active()].slice(0, 1)
  const call = { bootId: 'keys', account, cardIds, bound: [0, 0, 0, 0, 0, 0, 5] }
  const named = ids.slice(0, 6).map((keyId, n) => ({ ...call, keyId, callId: `named-${driver.journal.length}-${n}` }))
  for (const one of named) driver.try('call.authorize', one)
  const order = ids.slice(0, 3)
  for (const rest = ids.slice(3); rest.length > 0; ) order.push(...rest.splice(random.below(rest.length), 1))
  for (const keyId of order) {
    if (random.chance(30)) travel(driver, 1 + random.below(5))
    driver.try('key.revoke', { account, keyId })
    if (random.chance(5)) driver.restart()
    const one = random.chance(5) ? named.pop() : undefined
    if (one) driver.try('call.release', { callId: one.callId, facts, unrecovered: [] })
  }
  for (const one of named) driver.try('call.release', { callId: one.callId, facts, unrecovered: [] })
  for (const keyId of ids) driver.try('key.revoke', { account, keyId })
  for (const n of [0, 1, 2, 3, 4, 5, 20, 40, 129]) create(n)
  for (const keyId of ids.slice(0, 9)) driver.try('call.authorize', { ...call, keyId, callId: `late-${keyId}` })
  reset(driver, 'keys.perAccount')
}

/** Parameters at their bounds, beside them, and between two steps. */
const bounds: Edge = (driver, random) => {
  const key = random.pick(parameterKeys)
  const { min, max, step } = parameters[key]
  for (const value of [min - 1, min, min + Math.ceil(step / 2), max, max + step]) setTo(driver, key, value)
  reset(driver, key)
}

export const keyedEdges: readonly Edge[] = [expires, crowds, repeats, repeats, retries, faucet, bounds, keys]
