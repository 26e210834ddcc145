/** The end of a market: what every bet gets is fixed when it is decided, then paid in pieces, exactly once. docs/concepts/prediction.md. */
import { assert } from '../../base/assert.ts'
import { add, type Lco, type Millis } from '../../base/money.ts'
import { type AccountId, marketSlot, P, U, userSlot } from '../ledger/chart.ts'
import type { PaidBet } from '../prediction-events.ts'
import type { BetId, PredictionOutcome, PredictionResult, Side } from '../prediction-types.ts'
import { settleProposalBond } from './bonds.ts'
import { type Curve, openCurve } from './curve.ts'
import { type PredictionDesk, tell } from './desk.ts'
import type { Bet, PredictionMarket } from './prediction.ts'
import { feeOf, hasBothSides, profitsOf } from './settlement.ts'

/** Bets that one piece of work pays, and how long after it the next one comes: in between the core does other things. */
const BETS_PAID = 1_000
const PAY_GAP_MS = 20

export type Decided = Omit<PredictionResult, 'at' | 'counted' | 'countedYes' | 'countedNo'>

/** Fixes who gets what. Bets at or after the time from which the outcome was known do not count and are given back. */
export function decide(desk: PredictionDesk, market: PredictionMarket, decided: Decided): void {
  const { prediction, at } = desk
  const bets = prediction.betsOf(market.marketId).map((id) => prediction.bets.get(id) as Bet)
  const effectiveAt = decided.effectiveAt ?? Number.POSITIVE_INFINITY
  const counted = bets.filter((bet) => bet.at < effectiveAt)
  const won = wonBy(decided.outcome)
  const outcome = won !== undefined && !hasBothSides(counted) ? 'void' : decided.outcome
  for (const bet of bets) bet.payout = bet.stake
  if (outcome === won) settleBets(desk, market, { counted, won })
  for (const id of prediction.betsOf(market.marketId)) prediction.bets.touch(id)
  const [countedYes, countedNo] = [stakedOn(counted, 'yes'), stakedOn(counted, 'no')]
  market.result = { ...decided, outcome, at, counted: counted.length, countedYes, countedNo }
  market.status = 'final'
  prediction.reschedule(market, at)
  tell(desk, market, { cause: 'decided' })
}

function settleBets(
  desk: PredictionDesk,
  market: PredictionMarket,
  { counted, won }: { readonly counted: readonly Bet[]; readonly won: Side },
): void {
  const { feeBps } = market.terms
  const profits = profitsOf(counted, won, curveAfter(market, counted))
  const spared = sparedNow(desk, market)
  for (const [i, bet] of counted.entries()) {
    const profit = profits[i] as number
    const fee = bet.side !== won || spared.has(bet.account) ? 0 : feeOf(profit, feeBps)
    bet.fee = fee as Lco
    bet.payout = (bet.side === won ? add(bet.stake, (profit - fee) as Lco) : 0) as Lco
  }
}

/** The curve as these bets alone have made it: what came after them is taken off, as their shares do not depend on it. */
function curveAfter({ terms, priorBps }: PredictionMarket, bets: readonly Bet[]): Curve {
  const { cost, yes, no } = openCurve(terms.ante, priorBps)
  const bought = (side: Side): number => bets.reduce((sum, bet) => sum + (bet.side === side ? bet.shares : 0), 0)
  return { cost: cost + stakedOn(bets, 'yes') + stakedOn(bets, 'no'), yes: yes + bought('yes'), no: no + bought('no') }
}

/** Whoever was spared the fee at close and still is. */
function sparedNow(desk: PredictionDesk, { sparedAtClose }: PredictionMarket): Set<AccountId> {
  return new Set(sparedAtClose.filter((account) => desk.isSpared(account)))
}

function stakedOn(bets: readonly Bet[], side: Side): Lco {
  return bets.reduce((sum, bet) => sum + (bet.side === side ? bet.stake : 0), 0) as Lco
}

/** Pays the next bets of a decided market; with the last one it is settled and gone. */
export function payNext(desk: PredictionDesk, market: PredictionMarket): void {
  const { prediction, ledger, at } = desk
  const { marketId } = market
  const ids = prediction.betsOf(marketId)
  const batch = ids.slice(0, BETS_PAID)
  if (batch.length > 0) pay(desk, market, batch)
  prediction.dropBets(marketId, batch.length)
  if (ids.length > batch.length) {
    prediction.reschedule(market, (at + PAY_GAP_MS) as Millis)
    return
  }
  assert(ledger.balance(marketSlot(marketId)) === 0, `market ${marketId} is settled and still holds coins`)
  settleProposalBond(desk, market)
  tell(desk, market, { cause: 'settled', status: wonBy(outcomeOf(market)) ? 'paid' : 'void' })
  prediction.drop(market)
}

function pay({ prediction, out, at }: PredictionDesk, market: PredictionMarket, ids: readonly BetId[]): void {
  const { marketId } = market
  const outcome = outcomeOf(market)
  const won = wonBy(outcome)
  const effectiveAt = market.result?.effectiveAt ?? Number.POSITIVE_INFINITY
  const paid = ids.map((betId): PaidBet => {
    const bet = prediction.bets.get(betId) as Bet
    const { account, side, stake, yesPpm, fee } = bet
    const counted = won !== undefined && bet.at < effectiveAt
    return { betId, account, side, stake, yesPpm, payout: bet.payout ?? (0 as Lco), fee, counted }
  })
  const escrow = marketSlot(marketId)
  const ref = String(marketId)
  out.entry('prediction.payout', ref)
  for (const bet of paid) if (bet.counted) out.move(escrow, userSlot(bet.account, U.lco), bet.payout)
  out.entry('prediction.fee', ref)
  out.move(
    escrow,
    P.burnedPrediction,
    paid.reduce((sum, { fee }) => sum + fee, 0),
  )
  out.entry('prediction.refund', ref)
  for (const bet of paid) if (!bet.counted) out.move(escrow, userSlot(bet.account, U.lco), bet.payout)
  out.emit({ type: 'prediction.paid', at, marketId, outcome, bets: paid })
}

function outcomeOf({ result }: PredictionMarket): PredictionOutcome {
  return result?.outcome ?? 'void'
}

function wonBy(outcome: PredictionOutcome): Side | undefined {
  return outcome === 'yes' || outcome === 'no' ? outcome : undefined
}
