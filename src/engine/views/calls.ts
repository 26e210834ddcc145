/** Reads about prices and open calls: cards, quotes, holds. */
import { type Bps, type Credits, type Lco, type Millis, max, type Pico } from '../../base/money.ts'
import type { CardId, KeyId, QuotaView, Tier } from '../command.ts'
import { termsOf, tierTerms } from '../commands/calls.ts'
import type { Engine } from '../engine.ts'
import type { AccountId } from '../ledger/chart.ts'
import { carry, holdFor, isUsage, listBound, priceBound, priceUsage } from '../metering/charge.ts'
import type { Rates, UsageVector } from '../metering/rates.ts'
import type { ServiceRates, ServiceTier } from '../metering/service-tiers.ts'
import { minedBy } from '../mining/emission.ts'
import { Rejection, reject } from '../rejections.ts'
import { quotaFor } from './launchpad.ts'

export interface CardView {
  readonly cardId: CardId
  readonly channel: number
  readonly model: string
  readonly list: Rates
  readonly cost: Rates
  readonly services: ServiceRates
  readonly eligible: boolean
  readonly retired: boolean
}

export function cardView(engine: Engine, cardId: CardId): CardView | undefined {
  const card = engine.state.cards.get(cardId)
  return card ? { cardId, ...card } : undefined
}

/** Cards in force, by model, then channel. */
export function activeCards(engine: Engine): readonly CardView[] {
  const cards = [...engine.state.cards.active()].flatMap((id) => cardView(engine, id) ?? [])
  return cards.sort((a, b) => (a.model < b.model ? -1 : a.model > b.model ? 1 : a.channel - b.channel))
}

export interface CallQuote {
  /** µCR that authorising this usage would hold. */
  readonly hold: Credits
  /** pCR that exactly this usage would be charged at the dearest candidate, in the first of the service tiers. */
  readonly charge: Pico
  readonly captured: Credits
  readonly mined: Lco
  readonly tier: Tier
  readonly tierBps: Bps
  /** Of the caller's launchpad quota, and what authorising this usage would hold of it, µCR; left out for a model that is open to all. */
  readonly quota?: QuotaView & { readonly need: Credits }
}

/** What a call would cost an account now; books nothing. A model that is closed to the account is refused. */
export function quoteCall(
  engine: Engine,
  ask: {
    readonly account: AccountId
    readonly cardIds: readonly CardId[]
    readonly usage: UsageVector
    /** That the answer may come in; standard alone when left out. */
    readonly services?: readonly [ServiceTier, ...ServiceTier[]] | undefined
    readonly now: Millis
  },
): CallQuote | Rejection {
  const { state } = engine
  if (!isUsage(ask.usage)) return reject('usage_out_of_range')
  const services = ask.services ?? (['standard'] as const)
  const surchargeBps = state.parameters['price.surcharge'] as Bps
  const terms = { ...tierTerms(state, ask.account, ask.now), surchargeBps }
  const quota = quotaFor(engine, ask.account, ask.cardIds)
  if (quota instanceof Rejection) return quota
  let [hold, charge, list, eligible] = [0 as Pico, 0 as Pico, 0 as Pico, false]
  for (const cardId of ask.cardIds) {
    const dearest = termsOf(state, cardId, { ...terms, services })
    const asked = termsOf(state, cardId, { ...terms, services: [services[0]] })
    if (!dearest || !asked) return reject('card_not_found', { cardId })
    const most = priceBound(dearest, ask.usage)
    const exact = priceUsage(asked, ask.usage)
    if (most === undefined || !exact) return reject('usage_out_of_range')
    if (most > hold) hold = most
    if (exact.charge > charge) charge = exact.charge
    list = max(list, listBound(dearest, ask.usage) ?? list)
    eligible ||= exact.cost > 0 || state.cards.get(cardId)?.eligible === true
  }
  const captured = carry(state.accounts.get(ask.account)?.carried ?? (0 as Pico), charge).micro
  const mined = eligible && state.switches.mining ? minedBy(state.mining.x, captured) : (0 as Lco)
  const quote = { hold: holdFor(hold), charge, captured, mined, tier: terms.tier, tierBps: terms.tierBps }
  return quota === null ? quote : { ...quote, quota: { ...quota, need: holdFor(list) } }
}

interface HoldView {
  readonly callId: string
  readonly account: AccountId
  readonly keyId: KeyId | null
  readonly amount: Credits
  readonly at: Millis
  /** null for a job, which ends at `until`. */
  readonly bootId: string | null
  readonly until: Millis | null
}

export function openHolds(engine: Engine, limit: number): readonly HoldView[] {
  const rows: HoldView[] = []
  for (const { callId, account, keyId, amount, at, bootId, until } of engine.state.holds.all()) {
    if (rows.length === limit) break
    rows.push({ callId, account, keyId, amount, at, bootId, until })
  }
  return rows
}

/** Of a call that was held once; undefined when it is over, billed or released. Aborted ones are known for a while only. */
export function callState({ state: { holds } }: Engine, callId: string): 'held' | 'aborted' | undefined {
  if (holds.get(callId)) return 'held'
  return holds.aborted(callId) ? 'aborted' : undefined
}
