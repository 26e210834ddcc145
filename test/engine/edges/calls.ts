/** Paid calls at the edges of balance, hold, budget, period and price. */
import type { Bps, Credits, Millis } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import type { CardId, InputOf, KeyBudget, KeyId } from '../../../src/engine/command.ts'
import { type AccountId, P, U, userSlot } from '../../../src/engine/ledger/chart.ts'
import { flatRates } from '../../../src/engine/metering/rates.ts'
import type { Driver } from '../driver.ts'
import { facts } from '../random-session.ts'
import { DAY, travel } from '../time.ts'
import {
  anybody,
  around,
  type Edge,
  newcomer,
  nextMonth,
  nextOf,
  reason,
  reset,
  setTo,
  topUp,
  travelTo,
} from './edge.ts'

type Authorize = InputOf<'call.authorize'>

/** A few input and output tokens and one call, dear enough to show. */
function someUsage(random: Prng): number[] {
  return [random.below(900), 0, 0, 0, 0, 0, 1 + random.below(3_000), 0, 0, 0, 0, 0, 0, 1]
}

function cardOf(driver: Driver): CardId {
  const { cards } = driver.engine.state
  const [card] = [...cards.active()]
  if (card !== undefined) return card
  const [list, cost] = [flatRates({ output: 600_002, calls: 11 }), flatRates({ output: 400_001 })]
  return driver.do('card.publish', { channel: 1, model: 'm', list, cost, eligible: false }).cardId
}

/** One to three cards in any order of price. */
function candidates(driver: Driver, random: Prng): readonly CardId[] {
  const usual = cardOf(driver)
  const all = [...driver.engine.state.cards.active()]
  return [[usual], [usual, random.pick(all)], [random.pick(all), usual, random.pick(all)]][random.below(3)] ?? [usual]
}

export function callOf(driver: Driver, random: Prng, account: AccountId): Authorize {
  const callId = `edge-${driver.journal.length}`
  return { bootId: 'edge', callId, account, keyId: null, cardIds: candidates(driver, random), bound: someUsage(random) }
}

/** Authorises; a caller who can not pay gets exactly what is missing, or so much beside it, and tries again. */
function authorizeFunded(driver: Driver, call: Authorize, beside = 0): boolean {
  const outcome = driver.try('call.authorize', call)
  if (outcome.ok || outcome.code !== 'insufficient_credits') return outcome.ok
  const { need = 0, have = 0 } = outcome.detail ?? {}
  topUp(driver, call.account, Number(need) - Number(have) + beside)
  return driver.try('call.authorize', call).ok
}

/** Bills so many times the bound, in percent. */
function capture(driver: Driver, call: Authorize, percent: number): void {
  const usage = call.bound.map((count) => Math.floor((count * percent) / 100))
  driver.try('call.capture', { callId: call.callId, cardId: call.cardIds[0] as CardId, usage, facts, unrecovered: [] })
}

/** Exactly the hold on the account, or a µCR less; then a bill below, at or above it. */
const holdToTheUnit: Edge = (driver, random) => {
  const call = callOf(driver, random, newcomer(driver))
  authorizeFunded(driver, call, random.pick([-1, 0, 0, 1, 700]))
  capture(driver, call, random.pick([0, 30, 99, 100, 101, 250]))
  authorizeFunded(driver, { ...call, callId: `${call.callId}-2` })
  if (random.chance(50)) driver.try('call.release', { callId: `${call.callId}-2`, facts, unrecovered: [] })
}

const noBudget: KeyBudget = { total: null, daily: null, monthly: null }

function keyFor(driver: Driver, account: AccountId, budget = noBudget): KeyId {
  const hash = driver.journal.length.toString(16).padStart(64, 'e')
  return driver.do('key.create', { account, hash, expiresAt: null, budget }).keyId
}

/** One budget of a key is what it has spent and held and so much more; the others are open or larger. */
function leaveRoom(driver: Driver, random: Prng, target: { account: AccountId; keyId: KeyId; room: number }): void {
  const { account, keyId, room } = target
  const key = driver.engine.state.keys.get(keyId)
  if (!key) return
  const spent = { total: key.spentTotal, daily: key.spentDay, monthly: key.spentMonth }
  const tight = random.pick(['total', 'daily', 'monthly'] as const)
  const limits: Record<keyof KeyBudget, Credits | null> = { ...noBudget }
  for (const period of ['total', 'daily', 'monthly'] as const) {
    const wide = period === tight ? 0 : random.below(5_000)
    if (period === tight || random.chance(30))
      limits[period] = Math.max(0, spent[period] + key.held + room + wide) as Credits
  }
  driver.try('key.update', { account, keyId, expiresAt: null, budget: limits })
}

/** The hold of this call, by asking for it and giving it back. */
function probe(driver: Driver, call: Authorize): number {
  const asked = { ...call, callId: `${call.callId}-probe`, keyId: null }
  if (!authorizeFunded(driver, asked)) return 0
  const hold = driver.engine.state.holds.get(asked.callId)?.amount ?? 0
  driver.try('call.release', { callId: asked.callId, facts, unrecovered: [] })
  return hold
}

/** A budget that covers the hold to the unit, and at capture lets a little more through than was held. */
const budgetToTheUnit: Edge = (driver, random) => {
  const account = newcomer(driver)
  topUp(driver, account, 1_000_000)
  const keyId = keyFor(driver, account)
  for (let i = 0; i < 4; i++) {
    const call = { ...callOf(driver, random, account), keyId }
    const hold = probe(driver, call)
    leaveRoom(driver, random, { account, keyId, room: hold + around(random) })
    driver.try('call.authorize', call)
    const open = random.chance(30)
    if (open) continue
    leaveRoom(driver, random, { account, keyId, room: random.pick([-5, 0, 1, 300]) })
    if (random.chance(30)) driver.try('call.extend', { callId: call.callId, bound: call.bound.map((n) => n + 1) })
    capture(driver, call, random.pick([50, 100, 101, 130, 400]))
  }
}

/** Bills beyond the hold against a small balance, a budget, the caller's own limit, each alone and together. */
const captureAtTheCap: Edge = (driver, random) => {
  const account = newcomer(driver)
  const bare = callOf(driver, random, account)
  const hold = probe(driver, bare)
  const keyId = random.chance(70) ? keyFor(driver, account) : null
  const maxCost = random.chance(40) ? { maxCost: (hold + random.below(200)) as Credits } : {}
  topUp(driver, account, hold + random.below(600))
  const call: Authorize = { ...bare, keyId, ...maxCost }
  const other: Authorize = { ...call, callId: `${call.callId}-b` }
  driver.try('call.authorize', call)
  if (random.chance(40)) driver.try('call.authorize', other)
  if (keyId !== null) leaveRoom(driver, random, { account, keyId, room: random.below(500) })
  capture(driver, call, 100 + random.below(200))
  capture(driver, other, 100 + random.below(200))
}

/** Daily and monthly budgets over midnight and the end of the month; authorised before, captured after. */
const budgetOverPeriods: Edge = (driver, random) => {
  const account = newcomer(driver)
  topUp(driver, account, 1_000_000)
  const keyId = keyFor(driver, account)
  const first = { ...callOf(driver, random, account), keyId }
  const hold = probe(driver, first)
  const budget = {
    ...noBudget,
    [random.pick(['daily', 'monthly'])]: hold * (1 + random.below(4)) + random.below(hold + 9),
  }
  driver.try('key.update', { account, keyId, expiresAt: null, budget })
  driver.try('call.authorize', first)
  if (random.chance(70)) capture(driver, first, 100)
  const midnight = random.chance(70) ? nextOf(driver, DAY) : nextMonth(driver)
  driver.try('relay.boot', { node: 'edge', bootId: 'edge' })
  setTo(driver, 'relay.beatTimeout', 600_000)
  travelTo(driver, random, midnight - 30_000)
  const { bound, cardIds } = first
  const second = { ...callOf(driver, random, account), keyId, cardIds, bound }
  driver.try('call.authorize', second)
  travelTo(driver, random, midnight)
  const third = { ...callOf(driver, random, account), keyId, cardIds, bound }
  driver.try('call.authorize', third)
  capture(driver, second, 150)
  capture(driver, third, 100)
  driver.try('call.authorize', { ...callOf(driver, random, account), keyId, cardIds, bound })
  reset(driver, 'relay.beatTimeout')
}

/** A key's last millisecond. */
const keyExpires: Edge = (driver, random) => {
  const account = anybody(random)
  const keyId = keyFor(driver, account)
  const expiresAt = (driver.now + 1 + random.below(20_000)) as Millis
  driver.try('key.update', { account, keyId, expiresAt, budget: noBudget })
  travelTo(driver, random, expiresAt)
  const call = { ...callOf(driver, random, account), keyId }
  driver.try('call.authorize', call)
  if (random.chance(40)) driver.try('key.revoke', { account, keyId })
  driver.try('call.extend', { callId: call.callId, bound: call.bound.map((n) => n * 2) })
  driver.try('call.authorize', { ...call, callId: `${call.callId}-2`, cardIds: [cardOf(driver)] })
  capture(driver, call, 100)
}

/** Many calls of a fraction of a µCR on one account. */
const crumbs: Edge = (driver, random) => {
  const account = newcomer(driver)
  const [output, paid] = [1 + random.below(2_000_000), 1 + random.below(999_999)]
  const [list, cost] = [flatRates({ output }), flatRates({ output: Math.min(output, paid) })]
  const model = 'crumbs'
  const { cardId } = driver.do('card.publish', { channel: 5, model, list, cost, eligible: random.chance(50) })
  topUp(driver, account, 200)
  for (let i = 0; i < 8; i++) {
    const call = {
      ...callOf(driver, random, account),
      cardIds: [cardId],
      bound: [0, 0, 0, 0, 0, 0, 1 + random.below(3)],
    }
    driver.try('call.authorize', call)
    capture(driver, call, 100)
  }
}

/** A relay is silent for exactly as long as it may be, or a millisecond more; what came too late is unrecovered once. */
const silentRelay: Edge = (driver, random) => {
  const bootId = `edge-${random.below(3)}`
  if (random.chance(60)) driver.try('relay.boot', { node: random.pick(['edge-a', 'edge-b']), bootId })
  const call = { ...callOf(driver, random, anybody(random)), bootId, retryKey: `r-${driver.now}`, retryHash: 'h' }
  driver.try('call.authorize', call)
  const timeout = driver.engine.state.parameters['relay.beatTimeout']
  travelTo(driver, random, driver.now + timeout)
  capture(driver, call, 100)
  const again = { ...call, callId: `${call.callId}-2` }
  driver.try('call.authorize', again)
  if (random.chance(50)) driver.try('relay.boot', { node: 'edge-a', bootId: `edge-${random.below(3)}` })
  driver.try('call.authorize', call)
  const usage = [3, 0, 0, 0, 0, 0, 5]
  for (let i = 0; i < 2; i++)
    driver.try('call.release', { callId: call.callId, facts, unrecovered: [{ cardId: cardOf(driver), usage }] })
  capture(driver, again, 100)
}

/** A job over its last millisecond, through restarts and silences of the relays that touch it. */
const jobEnds: Edge = (driver, random) => {
  const bootId = `edge-${random.below(3)}`
  if (random.chance(60)) driver.try('relay.boot', { node: 'edge-a', bootId })
  const until = (driver.now + random.pick([0, 1, 40_000, 40_000, 90_000, 30 * DAY + around(random)])) as Millis
  const call = { ...callOf(driver, random, newcomer(driver)), bootId, job: { until } }
  authorizeFunded(driver, call, random.below(2_000))
  const twin = { ...call, callId: `${call.callId}-2`, retryKey: `r-${driver.now}`, retryHash: 'h' }
  authorizeFunded(driver, random.chance(50) ? twin : { ...twin, job: { until: (until + 1) as Millis } })
  if (random.chance(60)) driver.try('relay.boot', { node: 'edge-a', bootId: `edge-${random.below(3)}` })
  if (random.chance(30)) driver.try('call.extend', { callId: call.callId, bound: call.bound.map((n) => n + 1) })
  if (until - driver.now < DAY) travelTo(driver, random, until)
  capture(driver, call, random.pick([30, 100, 130]))
  driver.try('call.authorize', { ...twin, callId: `${call.callId}-3` })
  const unrecovered = [{ cardId: cardOf(driver), usage: [3, 0, 0, 0, 0, 0, 5] }]
  driver.try('call.release', { callId: call.callId, facts, unrecovered })
}

/** Prices at the largest that one call may list. */
const absurdCall: Edge = (driver, random) => {
  const account = newcomer(driver)
  topUp(driver, account, 2_300_000_000)
  // 917,497 × 2,454,285,751 = 2^51 − 1, the most that is accepted.
  const rates = flatRates({ output: 917_497, calls: 1 })
  const [list, cost] = [rates, random.chance(50) ? rates : flatRates({ output: 1 })]
  const { cardId } = driver.do('card.publish', { channel: 6, model: 'absurd', list, cost, eligible: false })
  const bound = [0, 0, 0, 0, 0, 0, 2_454_285_751, 0, 0, 0, 0, 0, 0, random.below(2)]
  const call = { ...callOf(driver, random, account), cardIds: [cardId], bound }
  driver.try('call.authorize', call)
  capture(driver, call, random.pick([1, 100, 101]))
  driver.try('call.release', { callId: call.callId, facts, unrecovered: [] })
}

/** The same through a multiple of two: 3 × 375,299,968,947,541 × 2 = 2^51 − 2, and a pCR more is too much. */
const absurdMultiple: Edge = (driver, random) => {
  const account = newcomer(driver)
  topUp(driver, account, 2_300_000_000)
  const rates = flatRates({ output: 375_299_968_947_541, calls: 1 })
  const terms = { channel: 10, model: 'twice', list: rates, cost: rates, services: { priority: 20_000 as Bps } }
  const { cardId } = driver.do('card.publish', { ...terms, eligible: false })
  const bound = [0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, random.below(2)]
  const service = random.pick(['standard', 'priority', 'flex'] as const)
  const call = { ...callOf(driver, random, account), cardIds: [cardId], bound, services: [service] }
  driver.try('call.authorize', call)
  for (const delivered of ['priority', service] as const)
    driver.try('call.capture', {
      callId: call.callId,
      cardId,
      usage: bound,
      service: delivered,
      facts,
      unrecovered: [],
    })
}

/** Mining off and on, calls without cost with and without the operator's word, at a surcharge. */
const eligibility: Edge = (driver, random) => {
  const mining = (on: boolean): void => {
    driver.try('switch.set', { product: 'mining', on, reason: reason, actor: 1 as AccountId })
  }
  const [list, cost] = [flatRates({ output: 500_003 }), flatRates(random.chance(50) ? { output: 490_001 } : {})]
  const terms = { channel: 7, model: 'word', list, cost, eligible: random.chance(50) }
  const { cardId } = driver.do('card.publish', terms)
  setTo(driver, 'price.surcharge', random.pick([0, 1, 1_999]))
  if (random.chance(30)) mining(false)
  const call = { ...callOf(driver, random, anybody(random)), cardIds: [cardId] }
  authorizeFunded(driver, call)
  if (random.chance(20)) mining(false)
  if (random.chance(30)) reset(driver, 'price.surcharge')
  if (random.chance(30)) driver.try('card.retire', { cardId })
  capture(driver, call, 100)
  mining(true)
  reset(driver, 'price.surcharge')
}

/** Costs that nobody pays sink the platform to nothing, or a µCR below; top-ups stop until capital comes. */
const underWater: Edge = (driver, random) => {
  const { ledger } = driver.engine.state
  const account = anybody(random)
  const call = callOf(driver, random, account)
  const cost = flatRates({ output: 1_000_000 })
  const { cardId } = driver.do('card.publish', { channel: 8, model: 'dear', list: cost, cost, eligible: false })
  authorizeFunded(driver, call)
  for (const beside of [1, around(random)]) {
    const amount = (ledger.balance(P.treasury) + beside) as Credits
    driver.try('treasury.withdraw', { amount, reason })
  }
  const own = [P.treasury, P.apiRevenue, P.tradingFees, P.fund].reduce((sum, slot) => sum + ledger.balance(slot), 0)
  const usage = [0, 0, 0, 0, 0, 0, Math.max(0, own + around(random))]
  driver.try('call.release', { callId: call.callId, facts, unrecovered: [{ cardId, usage }] })
  for (const beside of [1, 0]) {
    const amount = (ledger.balance(P.upstreamPayable) + beside) as Credits
    driver.try('upstream.settle', { amount, reason })
  }
  driver.try('faucet.draw', { account, amount: 1 as Credits })
  topUp(driver, account, 5)
  driver.try('treasury.fund', { amount: (2 + random.below(2_000_000)) as Credits, reason })
  topUp(driver, account, 5)
}

/** A larger bound than balance, budget, the caller's limit, key or account allow, to the unit. */
const extendToTheUnit: Edge = (driver, random) => {
  const account = newcomer(driver)
  const keyId = random.chance(60) ? keyFor(driver, account) : null
  const bare = { ...callOf(driver, random, account), keyId }
  const larger = bare.bound.map((count) => count * 2)
  const most = probe(driver, { ...bare, bound: larger })
  const maxCost = Math.max(0, most + around(random)) as Credits
  const call = random.chance(40) ? { ...bare, maxCost } : bare
  authorizeFunded(driver, call)
  const hold = driver.engine.state.holds.get(call.callId)?.amount ?? 0
  const have = driver.engine.state.ledger.balance(userSlot(account, U.available))
  topUp(driver, account, most - hold - have + around(random))
  if (keyId !== null && random.chance(60))
    leaveRoom(driver, random, { account, keyId, room: most - hold + around(random) })
  if (keyId !== null && random.chance(15)) driver.try('key.revoke', { account, keyId })
  if (random.chance(15)) driver.try('account.suspend', { account, suspended: true, reason })
  driver.try('call.extend', { callId: call.callId, bound: larger })
  driver.try('call.extend', { callId: call.callId, bound: call.bound })
  if (random.chance(80)) capture(driver, call, random.pick([100, 200, 230]))
}

/** To the end of an era and a µCR over it. */
export const nextEra: Edge = (driver, random) => {
  const account = anybody(random)
  const rates = flatRates({ output: 1_000_000 })
  const { cardId } = driver.do('card.publish', { channel: 9, model: 'era', list: rates, cost: rates, eligible: true })
  const ends = [100_000_000_000, 300_000_000_000]
  const end = ends.find((at) => at > driver.engine.state.mining.x) ?? Number.POSITIVE_INFINITY
  for (let left = end - driver.engine.state.mining.x; left > 0; left = end - driver.engine.state.mining.x) {
    const tokens = left > 2_000_000_000 ? 2_000_000_000 : Math.max(1, left + around(random))
    topUp(driver, account, tokens)
    const bound = [0, 0, 0, 0, 0, 0, tokens]
    const call = { ...callOf(driver, random, account), cardIds: [cardId], bound }
    if (!authorizeFunded(driver, call)) return
    capture(driver, call, 100)
  }
  travel(driver, 1)
}

export const callEdges: readonly Edge[] = [
  holdToTheUnit,
  budgetToTheUnit,
  budgetToTheUnit,
  captureAtTheCap,
  captureAtTheCap,
  budgetOverPeriods,
  keyExpires,
  crumbs,
  silentRelay,
  jobEnds,
  absurdCall,
  absurdMultiple,
  eligibility,
  extendToTheUnit,
  extendToTheUnit,
  underWater,
]
