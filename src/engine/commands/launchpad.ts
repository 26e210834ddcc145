/** offering.* and imo.lock: scarce models shared out to those who lock staked coins. docs/concepts/launchpad.md. */
import { DAY_MS } from '../../base/calendar.ts'
import { add, type Bps, type Lco, type Millis } from '../../base/money.ts'
import type { OfferingAnnounce } from '../command.ts'
import { afterwardsModes, type Offering, type OfferingId, offeringModes } from '../launchpad/offering.ts'
import { weightOf } from '../launchpad/scores.ts'
import { cancelOffering, lockCoins, lowerWeight } from '../launchpad/windows.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import { type ParameterKey, parameterAllows, parameters } from '../parameters.ts'
import { type Rejection, reject } from '../rejections.ts'
import { launchpadDeskOf, type State } from '../state.ts'
import { checkAmount, checkExists, checkPlayer, checkReason, isToken } from './checks.ts'
import type { Handler } from './handler.ts'

/** Nobody plans further: a slip of the keyboard would keep a model closed for years. */
const FURTHEST_MS = 90 * DAY_MS

/** What it says of windows, cap and tiers stands for this offering, whatever parameters become. */
export const offeringAnnounce: Handler<'offering.announce'> = (state, input, at) => {
  const rejection = checkTerms(input) ?? checkAmount(input.total) ?? checkExists(state, input.actor)
  if (rejection) return rejection
  if (!state.switches.launchpad) return reject('launchpad_stopped')
  const { parameters: values } = state
  const subscribeMs = input.subscribeMs ?? values['launchpad.subscribe']
  const useMs = input.useMs ?? values['launchpad.use']
  const capBps = (input.capBps ?? values['launchpad.cap']) as Bps
  const refused = checkWindows(state, { ...input, subscribeMs, useMs }, at)
  if (refused) return refused
  if (!parameterAllows('launchpad.cap', capBps)) return reject('offering_cap', boundsOf('launchpad.cap'))
  if (state.launchpad.liveOf(input.model) !== undefined) return reject('offering_exists')
  const most = values['launchpad.offerings']
  if (state.launchpad.live.length >= most) return reject('too_many_offerings', { limit: most })
  const { model, mode, total, subscribeFrom, afterwards, actor } = input
  const subscribeUntil = add(subscribeFrom, subscribeMs as Millis)
  const activeUntil = add(subscribeUntil, useMs as Millis)
  const windows = { announcedAt: at, subscribeFrom, subscribeUntil, activeUntil }
  const tiers = {
    lv3: values['tier.lv3.stake'] as Lco,
    lv4: values['tier.lv4.stake'] as Lco,
    whale: values['tier.whale.stake'] as Lco,
    delayMs: values['stake.upgradeDelay'],
  }
  const terms = { model, mode, total, capBps, ...windows, afterwards }
  const offering = state.launchpad.open({ ...terms, tiers, phase: 'announced', unallocated: null })
  state.out.emit({ type: 'offering.announced', offering, ...terms, ...tiers, actor })
  return { offering }
}

function checkTerms({ model, mode, afterwards, subscribeFrom }: OfferingAnnounce): Rejection | undefined {
  const known = offeringModes.includes(mode) && afterwardsModes.includes(afterwards)
  return isToken(model, 128) && known && Number.isSafeInteger(subscribeFrom) ? undefined : reject('malformed_command')
}

function checkWindows(
  { parameters: values }: State,
  { subscribeFrom, subscribeMs, useMs }: { subscribeFrom: Millis; subscribeMs: number; useMs: number },
  at: Millis,
): Rejection | undefined {
  const soonest = at + values['launchpad.notice']
  const latest = at + FURTHEST_MS
  if (subscribeFrom < soonest || subscribeFrom > latest) return reject('offering_window', { soonest, latest })
  if (!parameterAllows('launchpad.subscribe', subscribeMs))
    return reject('offering_window', boundsOf('launchpad.subscribe'))
  return parameterAllows('launchpad.use', useMs) ? undefined : reject('offering_window', boundsOf('launchpad.use'))
}

function boundsOf(key: ParameterKey): { readonly min: number; readonly max: number } {
  const { min, max } = parameters[key]
  return { min, max }
}

export const offeringCancel: Handler<'offering.cancel'> = (state, { offering, reason, actor }, at) => {
  const found = find(state, offering)
  if (!found) return reject('offering_not_found')
  const rejection = checkReason(reason) ?? checkExists(state, actor)
  if (rejection) return rejection
  if (found.phase !== 'announced' && found.phase !== 'subscribe')
    return reject('offering_phase', { phase: found.phase })
  cancelOffering(launchpadDeskOf(state, at), offering)
  state.out.emit({ type: 'offering.canceled', offering, reason, actor, at })
  return {}
}

/** Possible at any time before, too: it says what comes once the window has ended, and can not be taken back. */
export const offeringOpen: Handler<'offering.open'> = (state, { offering, reason, actor }, at) => {
  const found = find(state, offering)
  if (!found) return reject('offering_not_found')
  const rejection = checkReason(reason) ?? checkExists(state, actor)
  if (rejection) return rejection
  if (found.phase === 'canceled' || found.afterwards === 'open') return reject('offering_phase', { phase: found.phase })
  found.afterwards = 'open'
  state.launchpad.offerings.touch(offering)
  state.out.emit({ type: 'offering.opened', offering, reason, actor, at })
  return { phase: found.phase }
}

export const imoLock: Handler<'imo.lock'> = (state, { account, offering, amount }, at) => {
  const rejection = checkAmount(amount) ?? checkPlayer(state, account)
  if (rejection) return rejection
  if (!state.switches.launchpad) return reject('launchpad_stopped')
  const found = find(state, offering)
  if (!found) return reject('offering_not_found')
  if (found.phase !== 'subscribe') return reject('offering_phase', { phase: found.phase })
  const weight = weightNow(state, { account, offering: found }, at)
  if (weight === 0) return reject('tier_too_low', { tier: 'lv3', stake: found.tiers.lv3 })
  const have = state.ledger.lco(userSlot(account, U.staked))
  if (have < amount) return reject('insufficient_stake', { need: amount, have })
  const lock = lockCoins(launchpadDeskOf(state, at), { offering, account, amount, weight })
  return { locked: lock.locked, weight: lock.weight, staked: state.ledger.lco(userSlot(account, U.staked)) }
}

/** Ids come from outside: what is no number names nothing. */
function find(state: State, offering: OfferingId): Offering | undefined {
  return state.launchpad.offering(offering)
}

/** Of the tier that is effective now, by the offering's own thresholds. */
export function weightNow(
  state: State,
  { account, offering }: { readonly account: AccountId; readonly offering: Offering },
  at: Millis,
): number {
  return weightOf(state.staking.effective(account, at, offering.tiers.delayMs), offering.tiers)
}

/** A stake has changed: locks whose window runs count with the lowest tier. O(locks of the account). */
export function weighLocks(state: State, account: AccountId, at: Millis): void {
  for (const lock of state.launchpad.locksBy(account)) {
    const offering = state.launchpad.offering(lock.offering)
    if (offering?.phase === 'subscribe')
      lowerWeight(launchpadDeskOf(state, at), lock, weightNow(state, { account, offering }, at))
  }
}
