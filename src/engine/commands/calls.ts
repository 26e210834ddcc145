/** relay.* and call.authorize, call.extend, call.release: credits are held before anything is sent upstream. docs/concepts/economy.md §4. */
import { DAY_MS } from '../../base/calendar.ts'
import { type Bps, type Credits, type Millis, max, type Pico } from '../../base/money.ts'
import type { Hold, QuotaHold } from '../calls/holds.ts'
import type { CallAuthorize, CardId, InputOf, ResultOf, Tier, Unrecovered } from '../command.ts'
import { P, U, userSlot } from '../ledger/chart.ts'
import { holdFor, isUsage, listBound, type PriceTerms, priceBound, priceUsage } from '../metering/charge.ts'
import type { UsageVector } from '../metering/rates.ts'
import { dearestServiceBps, isServiceTier, type ServiceTier, serviceTiers } from '../metering/service-tiers.ts'
import { Rejection, reject } from '../rejections.ts'
import { tierOf, tierRate } from '../staking/tiers.ts'
import type { State } from '../state.ts'
import { abortBoot, giveBack, modelOf } from './call-end.ts'
import { checkAccount, checkFacts, isRecord, isToken } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'
import { admit, checkQuota, gatesOf, growQuota, quotaView, takeQuota } from './quota.ts'
import { callBegins, callEnds, fundsOf, takeFunds } from './run-funds.ts'

const MAX_CANDIDATES = 64

/** Longer than any upstream keeps a job open; a forgotten one locks its caller's credits no longer than that. */
const MAX_JOB_MS = 30 * DAY_MS

/** A node starts: the holds of its earlier boots are released. */
export const relayBoot: Handler<'relay.boot'> = (state, input, at) => {
  if (!isToken(input.node, 64) || !isToken(input.bootId, 64)) return reject('malformed_command')
  let released = 0
  for (const earlier of state.holds.earlierBoots(input.node, input.bootId)) {
    released += abortBoot(state, earlier)
    state.holds.forget(earlier)
  }
  state.holds.beat(input.bootId, at, input.node)
  return { released }
}

export const relayBeat: Handler<'relay.beat'> = (state, input, at) => {
  if (!isToken(input.bootId, 64)) return reject('malformed_command')
  state.holds.beat(input.bootId, at)
  return {}
}

/** Tier terms of an account at an instant: fixed for a call when it is authorised. */
export function tierTerms(state: State, account: CallAuthorize['account'], at: Millis): { tier: Tier; tierBps: Bps } {
  const stake = state.staking.effective(account, at, state.parameters['stake.upgradeDelay'])
  const tier = tierOf(stake, state.parameters)
  return { tier, tierBps: tierRate(tier, state.parameters) }
}

/** Price terms of one candidate card for a hold, in the dearest of these service tiers. */
export function termsOf(
  state: State,
  cardId: CardId,
  call: Pick<Hold, 'tier' | 'tierBps' | 'surchargeBps' | 'services'>,
): PriceTerms | undefined {
  const card = state.cards.get(cardId)
  if (!card) return undefined
  const { list, cost, services } = card
  const { tierBps, tier, surchargeBps } = call
  const serviceBps = dearestServiceBps(services, call.services)
  return { list, cost, tierBps, atCost: tier === 'whale', surchargeBps, serviceBps }
}

/** The most the bound can cost over all candidates, in whole µCR. */
function holdOver(
  state: State,
  call: Pick<Hold, 'cardIds' | 'tier' | 'tierBps' | 'surchargeBps' | 'services'>,
  bound: UsageVector,
): Credits | Rejection {
  let dearest = 0 as Pico
  for (const cardId of call.cardIds) {
    const terms = termsOf(state, cardId, call)
    if (!terms) return reject('card_not_found', { cardId })
    const charge = priceBound(terms, bound)
    if (charge === undefined) return reject('usage_out_of_range')
    if (charge > dearest) dearest = charge
  }
  return holdFor(dearest)
}

export const callAuthorize: Handler<'call.authorize'> = (state, input, at) => {
  const rejection = checkCall(state, input, at)
  if (rejection) return rejection
  const { tier, tierBps } = tierTerms(state, input.account, at)
  const services = input.services ?? standardOnly
  const terms = { tier, tierBps, surchargeBps: state.parameters['price.surcharge'] as Bps, services }
  const call = { cardIds: input.cardIds, ...terms }
  const amount = holdOver(state, call, input.bound)
  if (amount instanceof Rejection) return amount
  const quota = quotaFor(state, { account: input.account, ...call }, input.bound)
  if (quota instanceof Rejection) return quota
  const short = checkCover(state, input, { amount, at })
  if (short) return short
  const retryKey = input.retryKey === undefined ? null : retryKeyOf(input.retryKey)
  openHold(state, input, {
    callId: input.callId,
    account: input.account,
    keyId: input.keyId,
    bootId: input.job === undefined ? input.bootId : null,
    until: input.job?.until ?? null,
    amount,
    cardIds: input.cardIds,
    ...terms,
    at,
    maxCost: input.maxCost ?? null,
    retryKey,
    quota,
    promo: null,
  })
  const result = { hold: amount, tier, tierBps, available: fundsOf(state, input) }
  const left = quota && quotaView(state, quota.allocation)
  return left ? { ...result, quota: left } : result
}

/** What the call is to hold of a quota: null where all may call; whoever has none, or too little left, is refused. */
function quotaFor(
  state: State,
  call: Pick<Hold, 'account' | 'cardIds' | 'tier' | 'tierBps' | 'surchargeBps' | 'services'>,
  bound: UsageVector,
): QuotaHold | null | Rejection {
  const [gate, other] = gatesOf(state, call.cardIds)
  if (gate === undefined) return null
  if (other !== undefined) return reject('model_not_open', { offering: other })
  const allocation = admit(state, gate, call.account)
  if (allocation instanceof Rejection) return allocation
  const amount = listOver(state, call, bound)
  return amount instanceof Rejection ? amount : (checkQuota(state, allocation, amount) ?? { allocation, amount })
}

/** The highest list price that the bound can come to over all candidates, in whole µCR. */
function listOver(
  state: State,
  call: Pick<Hold, 'cardIds' | 'tier' | 'tierBps' | 'surchargeBps' | 'services'>,
  bound: UsageVector,
): Credits | Rejection {
  let dearest = 0 as Pico
  for (const cardId of call.cardIds) {
    const terms = termsOf(state, cardId, call)
    const list = terms && listBound(terms, bound)
    if (list === undefined) return reject('usage_out_of_range')
    if (list > dearest) dearest = list
  }
  return holdFor(dearest)
}

const standardOnly: readonly ServiceTier[] = ['standard']

function openHold(state: State, input: CallAuthorize, hold: Hold): void {
  state.holds.beat(input.bootId, hold.at)
  state.holds.open(hold)
  if (hold.keyId !== null) state.keys.hold(hold.keyId, hold.amount)
  state.out.entry('call.hold', hold.callId)
  callBegins(state, hold)
  takeFunds(state, hold, hold.amount)
  if (hold.quota !== null) takeQuota(state, hold.quota, hold.quota.amount)
  if (hold.retryKey === null) return
  state.idempotency.keep(
    { account: hold.account, key: hold.retryKey, hash: input.retryHash ?? '', result: hold.callId, at: hold.at },
    { keepMs: state.parameters['idempotency.keep'], perAccount: state.parameters['idempotency.perAccount'] },
  )
}

/** Everything that can refuse a call before it is priced. */
function checkCall(state: State, input: CallAuthorize, at: Millis): Rejection | undefined {
  const { bootId, callId, cardIds, bound, maxCost, retryKey, retryHash, job, services } = input
  if (!isToken(bootId, 64) || !isToken(callId, 64)) return reject('malformed_command')
  if (retryKey !== undefined && (!isRetryKey(retryKey) || !isToken(retryHash, 128))) return reject('malformed_command')
  if (maxCost !== undefined && !(Number.isSafeInteger(maxCost) && maxCost >= 0)) return reject('malformed_command')
  if (job !== undefined && !isJob(job, at)) return reject('malformed_command')
  const rejection = checkAccount(state, input.account)
  if (rejection) return rejection
  if (!state.switches.relay) return reject('relay_stopped')
  if (!isUsage(bound)) return reject('usage_out_of_range')
  if (services !== undefined && !isServices(services)) return reject('malformed_command')
  if (!Array.isArray(cardIds) || cardIds.length === 0 || cardIds.length > MAX_CANDIDATES) return reject('no_candidates')
  if (state.holds.get(callId) || state.holds.aborted(callId)) return reject('call_exists')
  return checkCards(state, cardIds) ?? checkKey(state, input, at) ?? checkRetry(state, input, at)
}

/** A space keeps retries of calls apart from the keys of commands: those have none. */
function retryKeyOf(key: string): string {
  return `call ${key}`
}

function isServices(services: CallAuthorize['services']): boolean {
  if (!Array.isArray(services) || services.length === 0 || services.length > serviceTiers.length) return false
  return services.every(isServiceTier)
}

/** A job's time is up later than now, and not too late. */
function isJob(job: CallAuthorize['job'], at: Millis): boolean {
  return isRecord(job) && Number.isSafeInteger(job.until) && job.until > at && job.until <= at + MAX_JOB_MS
}

function isRetryKey(key: string): boolean {
  return typeof key === 'string' && key.length >= 1 && key.length <= 255
}

function checkCards(state: State, cardIds: readonly CardId[]): Rejection | undefined {
  for (const cardId of cardIds) {
    const card = state.cards.get(cardId)
    if (!card && !state.cards.existed(cardId)) return reject('card_not_found')
    if (!card || card.retired) return reject('card_retired', { cardId })
  }
  return undefined
}

/** What stands against a new call, or a run, with this key. */
export function checkKey(
  state: State,
  { keyId, account }: Pick<CallAuthorize, 'keyId' | 'account'>,
  at: Millis,
): Rejection | undefined {
  if (keyId === null) return undefined
  const key = state.keys.get(keyId)
  if (!key || key.account !== account) return reject('key_not_found')
  if (key.revokedAt !== null) return reject('key_revoked')
  return key.expiresAt !== null && key.expiresAt <= at ? reject('key_expired') : undefined
}

function checkRetry(state: State, { account, retryKey, retryHash }: CallAuthorize, at: Millis): Rejection | undefined {
  if (retryKey === undefined) return undefined
  const kept = state.idempotency.find({ account, key: retryKeyOf(retryKey) }, at, state.parameters['idempotency.keep'])
  if (!kept) return undefined
  if (kept.hash !== retryHash) return reject('idempotency_key_reused')
  const callId = kept.result as string
  return reject(state.holds.get(callId) ? 'call_in_progress' : 'call_already_done', { callId })
}

function checkCover(
  state: State,
  input: CallAuthorize,
  { amount, at }: { amount: Credits; at: Millis },
): Rejection | undefined {
  if (input.maxCost !== undefined && amount > input.maxCost) return reject('max_cost_exceeded', { worst: amount })
  const have = fundsOf(state, input)
  if (have < amount) return reject('insufficient_credits', { need: amount, have })
  const key = input.keyId === null ? undefined : state.keys.get(input.keyId)
  return key && !state.keys.covers(key, amount, at) ? reject('key_budget_exceeded', { need: amount }) : undefined
}

function available(state: State, account: CallAuthorize['account']): Credits {
  return state.ledger.credits(userSlot(account, U.available))
}

/** Raises the hold to cover a larger bound; all or nothing. */
export const callExtend: Handler<'call.extend'> = (state, input, at) => {
  const hold = state.holds.get(input.callId)
  if (!hold) return reject('hold_not_found')
  if (!isUsage(input.bound)) return reject('usage_out_of_range')
  const amount = holdOver(state, hold, input.bound)
  if (amount instanceof Rejection) return amount
  const list = hold.quota === null ? (0 as Credits) : listOver(state, hold, input.bound)
  if (list instanceof Rejection) return list
  const more = max(0 as Credits, (amount - hold.amount) as Credits)
  const moreList = max(0 as Credits, (list - (hold.quota?.amount ?? 0)) as Credits)
  const have = fundsOf(state, hold)
  if (more === 0 && moreList === 0) return new Repeat({ hold: hold.amount, available: have })
  if (have < more) return reject('insufficient_credits', { need: more, have })
  const refused =
    checkMore(state, hold, { amount, more, at }) ??
    (hold.quota === null ? undefined : checkQuota(state, hold.quota.allocation, moreList))
  if (refused) return refused
  if (hold.quota !== null) growQuota(state, hold.quota, moreList)
  state.holds.heard(hold, at)
  state.holds.grow(hold, more)
  if (hold.keyId !== null) state.keys.hold(hold.keyId, more)
  state.out.entry('call.extend', hold.callId)
  takeFunds(state, hold, more)
  return { hold: hold.amount, available: fundsOf(state, hold) }
}

/** A running call may take more only as far as a new one could: a revoked key or a suspended account takes nothing new. */
function checkMore(
  state: State,
  { account, keyId, maxCost }: Hold,
  { amount, more, at }: { amount: Credits; more: Credits; at: Millis },
): Rejection | undefined {
  if (maxCost !== null && amount > maxCost) return reject('max_cost_exceeded', { worst: amount })
  const rejection = checkAccount(state, account) ?? checkKey(state, { keyId, account }, at)
  if (rejection) return rejection
  const key = keyId === null ? undefined : state.keys.get(keyId)
  return key && !state.keys.covers(key, more, at) ? reject('key_budget_exceeded', { need: more }) : undefined
}

/**
 * Ends a call that is free: the whole hold comes back, what upstreams charge anyway is booked as unrecovered cost. For
 * a call that was aborted it books that cost, once: where a late capture, which is refused, leaves it.
 */
export const callRelease: Handler<'call.release'> = (state, input, at) => {
  const hold = state.holds.get(input.callId)
  if (!hold) return releaseAborted(state, input)
  const rejection = checkFacts(input.facts) ?? checkUnrecovered(state, input.unrecovered)
  if (rejection) return rejection
  state.holds.heard(hold, at)
  state.out.entry('call.release', hold.callId)
  giveBack(state, hold)
  bookUnrecovered(state, hold.callId, input.unrecovered)
  state.cards.release(hold.cardIds)
  const { callId, account, keyId, amount } = hold
  state.out.emit({
    type: 'call.released',
    callId,
    account,
    keyId,
    model: modelOf(state, hold),
    hold: amount,
    facts: input.facts,
  })
  const left = fundsOf(state, hold)
  callEnds(state, hold)
  const quota = hold.quota === null ? undefined : quotaView(state, hold.quota.allocation)
  return quota ? { available: left, quota } : { available: left }
}

function releaseAborted(state: State, input: InputOf<'call.release'>): ResultOf<'call.release'> | Rejection {
  const call = state.holds.aborted(input.callId)
  if (!call) return reject('hold_not_found')
  const rejection = checkFacts(input.facts) ?? checkUnrecovered(state, input.unrecovered)
  if (rejection) return rejection
  bookUnrecovered(state, call.callId, input.unrecovered)
  state.holds.forgetAborted(call.callId)
  state.cards.release(call.cardIds)
  return { available: available(state, call.account) }
}

export function checkUnrecovered(state: State, rows: readonly Unrecovered[]): Rejection | undefined {
  if (!Array.isArray(rows) || rows.length > MAX_CANDIDATES) return reject('malformed_command')
  for (const row of rows as readonly Unrecovered[]) {
    if (!isRecord(row)) return reject('malformed_command')
    if (row.service !== undefined && !isServiceTier(row.service)) return reject('malformed_command')
    if (!isUsage(row.usage) || costOf(state, row) === undefined) return reject('usage_out_of_range')
  }
  return undefined
}

/** What the platform pays and bills nobody lowers the week's profit. */
export function bookUnrecovered(state: State, callId: string, rows: readonly Unrecovered[]): void {
  for (const row of rows) {
    const { cardId } = row
    const card = state.cards.get(cardId)
    const cost = costOf(state, row)
    if (!card || cost === undefined) continue
    const micro = state.cards.bookCost(card.channel, cost) as Credits
    state.out.entry('unrecovered-cost', callId)
    state.out.move(P.apiRevenue, P.upstreamPayable, micro)
    state.treasury.book({ unrecovered: micro })
    const { channel, model } = card
    state.out.emit({ type: 'call.unrecovered', callId, cardId, channel, model, amount: micro })
  }
}

function costOf(state: State, { cardId, usage, service }: Unrecovered): Pico | undefined {
  const services = service === undefined ? standardOnly : [service]
  const terms = termsOf(state, cardId, { tier: 'whale', tierBps: 0 as Bps, surchargeBps: 0 as Bps, services })
  return terms && priceUsage(terms, usage)?.cost
}
