/** What becomes of a market, step by step, by acts of people and by time. Acts are checked in commands/. docs/concepts/prediction.md. */
import { add, BPS, type Lco, type Millis } from '../../base/money.ts'
import { type AccountId, marketSlot, U, userSlot } from '../ledger/chart.ts'
import type { PredictionClaim, PredictionOutcome, Side } from '../prediction-types.ts'
import { settleClaimBonds, takeBond } from './bonds.ts'
import { buy, openCurve, yesPpm } from './curve.ts'
import { type PredictionDesk, tell } from './desk.ts'
import { decide, payNext } from './payout.ts'
import { isLate, type PredictionMarket } from './prediction.ts'
import { tally } from './vote.ts'

type Proposed = Pick<PredictionMarket, 'proposer' | 'text' | 'closesAt' | 'bond' | 'terms'>

/** A draft: operators open it or turn it down until its deadline. */
export function propose(
  desk: PredictionDesk,
  proposed: Proposed,
  priorBps: PredictionMarket['priorBps'],
): PredictionMarket {
  const { prediction, at } = desk
  const market = prediction.add({
    ...proposed,
    ...{ createdAt: at, status: 'draft', openedAt: null, priorBps },
    ...(openCurve(proposed.terms.ante, priorBps) as Pick<PredictionMarket, 'cost' | 'yes' | 'no'>),
    ...{ stakedYes: 0 as Lco, stakedNo: 0 as Lco, bets: 0, latePool: null, dueAt: proposed.closesAt },
    ...{ claims: [], votesFrom: null, votes: [], sparedAtClose: [], result: null },
  })
  takeBond(desk, String(market.marketId), { account: proposed.proposer, amount: proposed.bond })
  tell(desk, market, { cause: 'proposed', actor: proposed.proposer, textHash: proposed.text })
  return market
}

interface Review {
  readonly priorBps: PredictionMarket['priorBps']
  readonly actor: AccountId
  readonly reason: string
}

export function open(desk: PredictionDesk, market: PredictionMarket, { priorBps, actor, reason }: Review): void {
  Object.assign(market, { status: 'open', openedAt: desk.at, priorBps }, openCurve(market.terms.ante, priorBps))
  desk.prediction.touch(market)
  tell(desk, market, { cause: 'opened', actor, reason })
}

/** It never opens: the bond comes back. */
export function turnDown(desk: PredictionDesk, market: PredictionMarket, by: Omit<Review, 'priorBps'> | null): void {
  tell(desk, market, by === null ? { cause: 'unreviewed' } : { cause: 'rejected', ...by })
  decide(desk, market, { outcome: 'void', effectiveAt: null, by: by === null ? 'unreviewed' : 'rejected' })
  payNext(desk, market)
}

interface NewBet {
  readonly account: AccountId
  readonly side: Side
  readonly stake: Lco
}

/** Most that an account may still stake now. */
export function lateRoom({ prediction, at }: PredictionDesk, market: PredictionMarket, account: AccountId): number {
  if (!isLate(market, at)) return Number.POSITIVE_INFINITY
  const pool = BigInt(market.latePool ?? market.stakedYes + market.stakedNo)
  const most = Number((pool * BigInt(market.terms.lateBps)) / BigInt(BPS))
  return Math.max(0, most - prediction.positionOf(market.marketId, account).late)
}

export function placeBet(desk: PredictionDesk, market: PredictionMarket, bet: NewBet) {
  const { prediction, out, at } = desk
  const { account, side, stake } = bet
  const { marketId } = market
  const late = isLate(market, at)
  if (late) market.latePool ??= add(market.stakedYes, market.stakedNo)
  const { curve, shares } = buy(market, side, stake)
  Object.assign(market, curve)
  market.bets += 1
  if (side === 'yes') market.stakedYes = add(market.stakedYes, stake)
  else market.stakedNo = add(market.stakedNo, stake)
  prediction.touch(market)
  const ppm = yesPpm(market)
  const placed = { market: marketId, account, side, stake, shares, at, yesPpm: ppm, payout: null, fee: 0 as Lco }
  const betId = prediction.addBet(placed, late)
  out.entry('prediction.bet', String(marketId))
  out.move(userSlot(account, U.lco), marketSlot(marketId), stake)
  const { cost, yes, no, stakedYes, stakedNo, bets } = market
  out.emit({
    ...{ type: 'prediction.bet', at, marketId, betId, account, side, stake, shares },
    ...{ cost, yes, no, yesPpm: ppm, stakedYes, stakedNo, bets },
  })
  return { betId, shares }
}

type NewClaim = Pick<PredictionClaim, 'resolver' | 'outcome' | 'effectiveAt' | 'evidence'>

/** A resolver says what the outcome is, the first or the second time. */
export function claim(desk: PredictionDesk, market: PredictionMarket, said: NewClaim): void {
  const { at } = desk
  const { claimBond: bond, challengeMs } = market.terms
  takeBond(desk, String(market.marketId), { account: said.resolver, amount: bond })
  market.claims.push({ ...said, at, bond, challenge: null })
  market.status = 'proposed'
  desk.prediction.reschedule(market, (at + challengeMs) as Millis)
  tell(desk, market, { cause: 'claimed', actor: said.resolver, textHash: said.evidence })
}

/** The first challenge asks for a second resolver, the second one for a vote. */
export function challenge(
  desk: PredictionDesk,
  market: PredictionMarket,
  { account, reason }: { readonly account: AccountId; readonly reason: string },
): void {
  const { at } = desk
  const { claimBond: bond, secondMs } = market.terms
  const last = market.claims.length - 1
  takeBond(desk, String(market.marketId), { account, amount: bond })
  market.claims[last] = { ...(market.claims[last] as PredictionClaim), challenge: { account, reason, at, bond } }
  if (last === 0) {
    market.status = 'disputed'
    desk.prediction.reschedule(market, (at + secondMs) as Millis)
  } else beginVote(desk, market)
  tell(desk, market, { cause: 'challenged', actor: account, textHash: reason })
}

function beginVote(desk: PredictionDesk, market: PredictionMarket): void {
  market.status = 'voting'
  market.votesFrom = desk.at
  desk.prediction.reschedule(market, (desk.at + market.terms.voteMs) as Millis)
}

/** What time does to the market that is due first. */
export function goOn(desk: PredictionDesk, market: PredictionMarket): void {
  switch (market.status) {
    case 'draft':
      return turnDown(desk, market, null)
    case 'open':
      return close(desk, market)
    case 'closed':
      return decide(desk, market, { outcome: 'void', effectiveAt: null, by: 'unresolved' })
    case 'proposed':
      return endClaims(desk, market, { ...lastClaim(market), by: 'unchallenged' })
    case 'disputed':
      beginVote(desk, market)
      return tell(desk, market, { cause: 'unseconded' })
    case 'voting':
      return endVote(desk, market)
    case 'final':
      return payNext(desk, market)
  }
}

function close(desk: PredictionDesk, market: PredictionMarket): void {
  market.status = 'closed'
  market.sparedAtClose = [...desk.prediction.holdersOf(market.marketId)].filter((account) => desk.isSpared(account))
  desk.prediction.reschedule(market, (desk.at + market.terms.unresolvedMs) as Millis)
  tell(desk, market, { cause: 'closed' })
}

function lastClaim({ claims }: PredictionMarket): Pick<PredictionClaim, 'outcome' | 'effectiveAt'> {
  const { outcome, effectiveAt } = claims[claims.length - 1] as PredictionClaim
  return { outcome, effectiveAt }
}

function endVote(desk: PredictionDesk, market: PredictionMarket): void {
  const outcome = tally(desk, market)
  if (outcome === null) {
    settleClaimBonds(desk, market, null)
    decide(desk, market, { outcome: 'void', effectiveAt: null, by: 'undecided' })
  } else endClaims(desk, market, { outcome, effectiveAt: knownAt(market, outcome), by: 'vote' })
}

/** When a voted outcome was known: what the latest claim of the same outcome says. */
function knownAt({ claims }: PredictionMarket, outcome: PredictionOutcome): Millis | null {
  return claims.findLast((one) => one.outcome === outcome)?.effectiveAt ?? null
}

function endClaims(desk: PredictionDesk, market: PredictionMarket, decided: Parameters<typeof decide>[2]): void {
  settleClaimBonds(desk, market, decided)
  decide(desk, market, decided)
}
