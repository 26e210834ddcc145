/** call.capture: the bill of a call and what it mines, booked exactly once. docs/concepts/economy.md §4. */
import { mulDivCeil } from '../../base/math.ts'
import { add, type Bps, type Credits, type Lco, type Millis, min, type Pico, sub } from '../../base/money.ts'
import type { Hold } from '../calls/holds.ts'
import type { CallCapture, CallResult } from '../command.ts'
import { P, U, userSlot } from '../ledger/chart.ts'
import type { Card } from '../metering/cards.ts'
import { type CallPrice, carry, isUsage, priceUsage } from '../metering/charge.ts'
import { isServiceTier, type ServiceTier } from '../metering/service-tiers.ts'
import { eraOf } from '../mining/emission.ts'
import { reject } from '../rejections.ts'
import type { State } from '../state.ts'
import { bookUnrecovered, checkUnrecovered, termsOf } from './calls.ts'
import { checkFacts, known } from './checks.ts'
import type { Handler } from './handler.ts'
import { spendQuota } from './quota.ts'
import { callEnds, fundsOf, ownFundsOf, promoUsed, returnFunds } from './run-funds.ts'

export const callCapture: Handler<'call.capture'> = (state, input, at) => {
  const hold = state.holds.get(input.callId)
  if (!hold) return reject('hold_not_found')
  if (!hold.cardIds.includes(input.cardId)) return reject('card_not_candidate')
  const card = state.cards.get(input.cardId)
  const { service = 'standard' } = input
  if (!isServiceTier(service)) return reject('malformed_command')
  const terms = termsOf(state, input.cardId, { ...hold, services: [service] })
  if (!card || !terms) return reject('card_not_found')
  if (!isUsage(input.usage)) return reject('usage_out_of_range')
  const price = priceUsage(terms, input.usage)
  if (!price) return reject('usage_out_of_range')
  const rejection = checkFacts(input.facts) ?? checkUnrecovered(state, input.unrecovered)
  if (rejection) return rejection
  state.holds.heard(hold, at)
  return new Capture(state, { hold, card, price, service: { tier: service, bps: terms.serviceBps }, input, at }).book()
}

interface Bill {
  readonly captured: Credits
  /** What of it a champion's grant pays. */
  readonly promo: Credits
  readonly writtenOff: Credits
  readonly carriedIn: Pico
  readonly carriedOut: Pico
}

/** µCR of one call, as the week counts them. */
interface Earned {
  readonly revenue: Credits
  readonly cost: Credits
  readonly promoRevenue: Credits
  readonly promoCost: Credits
}

interface Served {
  readonly tier: ServiceTier
  readonly bps: Bps
}

interface Mined {
  readonly eligible: boolean
  readonly mined: Lco
  readonly era: number
  readonly from: Credits
}

/** One capture in progress: everything is checked, nothing can fail. */
class Capture {
  readonly #state: State
  readonly #hold: Hold
  readonly #card: Card
  readonly #price: CallPrice
  readonly #service: Served
  readonly #input: CallCapture
  readonly #at: Millis

  constructor(
    state: State,
    call: { hold: Hold; card: Card; price: CallPrice; service: Served; input: CallCapture; at: Millis },
  ) {
    this.#state = state
    this.#hold = call.hold
    this.#card = call.card
    this.#price = call.price
    this.#service = call.service
    this.#input = call.input
    this.#at = call.at
  }

  book(): CallResult {
    const bill = this.#bill()
    this.#settle(bill.captured)
    const week = this.#bookCost(bill)
    const mined = this.#mine(week)
    bookUnrecovered(this.#state, this.#hold.callId, this.#input.unrecovered)
    this.#state.treasury.book(week)
    this.#emit(bill, mined)
    const quota = spendQuota(this.#state, this.#hold, this.#price.list)
    this.#state.cards.release(this.#hold.cardIds)
    const result = this.#result(bill, mined)
    callEnds(this.#state, this.#hold)
    return quota ? { ...result, quota } : result
  }

  /** Whole µCR due now; what the call may not take is written off, never a debt. */
  #bill(): Bill {
    const account = known(this.#state, this.#hold.account)
    const carriedIn = account.carried
    const step = carry(carriedIn, this.#price.charge)
    const captured = min(step.micro, this.#cover())
    account.carried = step.carried
    this.#state.accounts.touch(this.#hold.account)
    const promo = promoUsed(this.#hold, captured)
    return { captured, promo, writtenOff: (step.micro - captured) as Credits, carriedIn, carriedOut: step.carried }
  }

  /** Hold and balance, within the caller's limit and the budget of the key: both are hard. */
  #cover(): Credits {
    const { keys } = this.#state
    const { amount, keyId, maxCost } = this.#hold
    const key = keyId === null ? undefined : keys.get(keyId)
    const beyond = ownFundsOf(this.#state, this.#hold)
    const cover = add(amount, key ? min(beyond, keys.room(key, this.#at)) : beyond)
    return maxCost === null ? cover : min(cover, maxCost)
  }

  #settle(captured: Credits): void {
    const { out, holds, keys, runs } = this.#state
    const { account, amount, callId, keyId } = this.#hold
    out.entry('call.capture', callId)
    const run = runs.of(keyId)
    const fromHold = min(captured, amount)
    const beyond = (captured - fromHold) as Credits
    out.move(userSlot(account, U.hold), P.apiRevenue, run ? captured : fromHold)
    if (run) run.free = sub(run.free, beyond)
    else out.move(userSlot(account, U.available), P.apiRevenue, beyond)
    returnFunds(this.#state, this.#hold, fromHold)
    holds.close(this.#hold)
    const spent = { amount: captured, at: this.#at }
    if (keyId !== null) keys.settle(keyId, amount, spent)
    if (run?.parent != null) keys.settle(run.parent, captured, spent)
  }

  /** What a grant pays, and its part of the cost, rounded up, is kept apart from the week's profit. */
  #bookCost({ captured, promo }: Bill): Earned {
    const micro = this.#state.cards.bookCost(this.#card.channel, this.#price.cost) as Credits
    this.#state.out.move(P.apiRevenue, P.upstreamPayable, micro)
    const promoCost = (promo === 0 ? 0 : mulDivCeil(micro, promo, captured)) as Credits
    return { revenue: sub(captured, promo), cost: sub(micro, promoCost), promoRevenue: promo, promoCost }
  }

  /** Eligible, for mining and wars alike = paid by the caller, mining on, and upstream cost > 0 or the operator's word for the card. */
  #mine({ revenue, cost }: Earned): Mined {
    const { mining, switches, out, wars, seq } = this.#state
    const { account, callId } = this.#hold
    const eligible = revenue > 0 && switches.mining && (this.#price.cost > 0 || this.#card.eligible)
    if (!eligible) return { eligible, mined: 0 as Lco, era: eraOf(mining.x), from: mining.x }
    const step = mining.advance(revenue)
    out.entry('mine', callId)
    out.move(P.unissued, userSlot(account, U.lco), step.mined)
    if (!known(this.#state, account).operator)
      wars.count(account, { paid: revenue, margin: sub(revenue, cost), seq: seq + 1 })
    return { eligible, ...step }
  }

  #emit(bill: Bill, mine: Mined): void {
    const { callId, account, keyId, tier, tierBps, surchargeBps, amount } = this.#hold
    this.#state.out.emit({
      type: 'call.captured',
      callId,
      account,
      keyId,
      cardId: this.#input.cardId,
      channel: this.#card.channel,
      model: this.#card.model,
      usage: this.#input.usage,
      facts: this.#input.facts,
      tier,
      tierBps,
      surchargeBps,
      service: this.#service.tier,
      serviceBps: this.#service.bps,
      list: this.#price.list,
      charge: this.#price.charge,
      cost: this.#price.cost,
      carriedIn: bill.carriedIn,
      carriedOut: bill.carriedOut,
      hold: amount,
      captured: bill.captured,
      promo: bill.promo,
      writtenOff: bill.writtenOff,
      eligible: mine.eligible,
      mined: mine.mined,
      era: mine.era,
      minedFrom: mine.from,
    })
  }

  #result(bill: Bill, mine: Mined): CallResult {
    const { callId, tier, tierBps, amount } = this.#hold
    return {
      callId,
      cardId: this.#input.cardId,
      tier,
      tierBps,
      service: this.#service.tier,
      serviceBps: this.#service.bps,
      list: this.#price.list,
      charge: this.#price.charge,
      cost: this.#price.cost,
      captured: bill.captured,
      released: (amount - min(bill.captured, amount)) as Credits,
      writtenOff: bill.writtenOff,
      mined: mine.mined,
      era: mine.era,
      available: fundsOf(this.#state, this.#hold),
    }
  }
}
