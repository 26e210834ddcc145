/** Stakes at the edges of the tiers and of the waits. */
import type { Lco } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import type { CardId, UnbondingId } from '../../../src/engine/command.ts'
import { type AccountId, U, userSlot } from '../../../src/engine/ledger/chart.ts'
import type { Driver } from '../driver.ts'
import { facts } from '../random-session.ts'
import { HOUR, travel } from '../time.ts'
import { actor, anybody, around, type Edge, reason, reset, setTo, topUp, travelTo } from './edge.ts'

const LCO = 100_000_000
const tiers = ['lv2', 'lv3', 'lv4', 'whale'] as const

/** Thresholds that everybody in the world can reach. */
function smallTiers(driver: Driver, random: Prng): void {
  for (const [i, tier] of tiers.entries()) setTo(driver, `tier.${tier}.stake`, (20 * (i + 1) + random.below(5)) * LCO)
}

function stakedBy(driver: Driver, account: AccountId): number {
  return driver.engine.state.ledger.balance(userSlot(account, U.staked))
}

/** Brings the stake to an amount, or a unit beside it. */
function stakeTo(driver: Driver, account: AccountId, target: number): void {
  const change = target - stakedBy(driver, account)
  if (change > 0) driver.try('stake.add', { account, amount: change as Lco })
  if (change < 0) driver.try('stake.remove', { account, amount: -change as Lco })
}

/** A call shows the tier of the moment. */
function callNow(driver: Driver, account: AccountId): void {
  const callId = `stake-${driver.journal.length}`
  const cardIds = [...driver.engine.state.cards.active()].slice(0, 1)
  topUp(driver, account, 5_000)
  const outcome = driver.try('call.authorize', {
    bootId: 'edge',
    callId,
    account,
    keyId: null,
    cardIds,
    bound: [3, 0, 0, 0, 0, 0, 901],
  })
  const usage = [3, 0, 0, 0, 0, 0, 901]
  if (outcome.ok) driver.try('call.capture', { callId, cardId: cardIds[0] as CardId, usage, facts, unrecovered: [] })
}

/** Up to a threshold, the wait to its last millisecond, up again and down by one unit on the way. */
const rises: Edge = (driver, random) => {
  smallTiers(driver, random)
  const account = anybody(random)
  const delay = random.pick([0, 1_000, HOUR, HOUR, 24 * HOUR])
  setTo(driver, 'stake.upgradeDelay', delay)
  for (let i = 0; i < 3; i++) {
    const threshold = driver.engine.state.parameters[`tier.${random.pick(tiers)}.stake`]
    stakeTo(driver, account, threshold + around(random))
    const from = driver.now
    callNow(driver, account)
    if (random.chance(40)) {
      travel(driver, Math.floor((delay * random.below(100)) / 100))
      stakeTo(driver, account, Math.max(1, stakedBy(driver, account) + random.pick([-LCO, -1, 1, 25 * LCO])))
    }
    travelTo(driver, random, Math.max(driver.now, from + delay))
    callNow(driver, account)
    driver.try('stake.add', { account, amount: 1 as Lco })
  }
}

/** Drops count at once, also one that is taken back in the same instant; then it waits anew. */
const drops: Edge = (driver, random) => {
  smallTiers(driver, random)
  const account = anybody(random)
  const delay = random.pick([60_000, HOUR])
  setTo(driver, 'stake.upgradeDelay', delay)
  stakeTo(driver, account, driver.engine.state.parameters['tier.whale.stake'] + random.below(3))
  travel(driver, delay + 1)
  callNow(driver, account)
  const amount = random.pick([1, 2, 20 * LCO, 45 * LCO]) as Lco
  const dropped = driver.try('stake.remove', { account, amount })
  if (random.chance(50)) callNow(driver, account)
  const back = driver.now
  if (dropped.ok && random.chance(60)) driver.try('stake.cancel', { account, unbondingId: dropped.result.unbondingId })
  callNow(driver, account)
  travelTo(driver, random, back + delay)
  callNow(driver, account)
  if (random.chance(40)) setTo(driver, 'stake.upgradeDelay', delay * 2)
  callNow(driver, account)
}

/** Unbondings to their last millisecond, several at once, the wait changed on the way, cancelled too late. */
const unbonds: Edge = (driver, random) => {
  const account = anybody(random)
  stakeTo(driver, account, 3 * LCO)
  setTo(driver, 'stake.unbonding', random.pick([0, 1, 5_000, HOUR]))
  const first = driver.try('stake.remove', { account, amount: 7 as Lco })
  if (random.chance(50)) setTo(driver, 'stake.unbonding', random.pick([0, 5_000, HOUR]))
  driver.try('stake.remove', { account: anybody(random), amount: 5 as Lco })
  driver.try('stake.remove', { account, amount: (stakedBy(driver, account) + random.below(2)) as Lco })
  if (!first.ok) return
  travelTo(driver, random, first.result.releaseAt)
  const unbondingId = (first.result.unbondingId + random.below(2)) as UnbondingId
  driver.try('stake.cancel', { account: random.chance(80) ? account : anybody(random), unbondingId })
  reset(driver, 'stake.unbonding')
}

/** One unbonding more than may run; room again when one is cancelled or ends. */
const crowdedUnbondings: Edge = (driver, random) => {
  const account = anybody(random)
  stakeTo(driver, account, 3 * LCO)
  setTo(driver, 'stake.unbonding', random.pick([5_000, HOUR]))
  const running = driver.engine.state.staking.countOf(account)
  setTo(driver, 'stake.unbondings', Math.max(1, running + random.below(4)))
  for (let i = 0; i < 5; i++) driver.try('stake.remove', { account, amount: (1 + random.below(9)) as Lco })
  const own = driver.engine.state.staking.ofAccount(account)[0]
  if (own && random.chance(50)) driver.try('stake.cancel', { account, unbondingId: own.unbondingId })
  else if (own) travelTo(driver, random, own.releaseAt)
  driver.try('stake.remove', { account, amount: 1 as Lco })
  reset(driver, 'stake.unbonding', 'stake.unbondings')
}

/** Who is suspended or becomes an operator. */
const roles: Edge = (driver, random) => {
  const account = anybody(random)
  const identity = driver.engine.state.accounts.get(account)?.identity ?? ''
  const suspended = random.chance(50)
  if (suspended) driver.try('account.suspend', { account, suspended: true, reason })
  else driver.try('account.open', { identity, operator: true })
  driver.try('stake.add', { account, amount: 5 as Lco })
  driver.try('stake.remove', { account, amount: 1 as Lco })
  const own = driver.engine.state.staking.ofAccount(account)[0]?.unbondingId ?? (1 as UnbondingId)
  driver.try('stake.cancel', { account, unbondingId: own })
  callNow(driver, account)
  driver.try('account.suspend', { account, suspended: false, reason })
  driver.try('account.open', { identity, operator: false })
  driver.try('switch.set', { product: 'relay', on: random.chance(50), reason, actor })
  callNow(driver, account)
  driver.try('switch.set', { product: 'relay', on: true, reason, actor })
}

export const stakeEdges: readonly Edge[] = [rises, rises, drops, drops, unbonds, crowdedUnbondings, roles]
