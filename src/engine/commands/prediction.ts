/** prediction.*: markets about questions with a deadline, bets on them, and how their outcomes are found. docs/concepts/prediction.md. */
import { DAY_MS, HOUR_MS } from '../../base/calendar.ts'
import { divFloor } from '../../base/math.ts'
import type { Bps, Lco, Millis } from '../../base/money.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import type { ParameterValues } from '../parameters.ts'
import { buy } from '../prediction/curve.ts'
import { quotedMarket, viewOf } from '../prediction/desk.ts'
import { challenge, claim, lateRoom, open, placeBet, propose, turnDown } from '../prediction/phases.ts'
import type { PredictionMarket } from '../prediction/prediction.ts'
import { worthOf } from '../prediction/quote.ts'
import { castVote } from '../prediction/vote.ts'
import {
  type MarketId,
  type PredictionStanding,
  type PredictionStatus,
  type PredictionTerms,
  predictionOutcomes,
} from '../prediction-types.ts'
import { type Rejection, reject } from '../rejections.ts'
import { predictionDeskOf, type State, tierNow } from '../state.ts'
import { checkAccount, checkAmount, checkExists, checkPlayer, checkReason, isKeyHash } from './checks.ts'
import type { Handler } from './handler.ts'

/** A deadline is far enough for the review, near enough to be lived to see. */
export const PREDICTION_SPAN = { soonestMs: HOUR_MS, latestMs: 2 * 365 * DAY_MS } as const
const PRIOR_BPS = 5_000 as Bps
const [LEAST_PRIOR_BPS, MOST_PRIOR_BPS] = [500, 9_500]

export const predictionPropose: Handler<'prediction.propose'> = (state, { account, text, closesAt }, at) => {
  const rejection = checkSwitch(state) ?? checkPlayer(state, account)
  if (rejection) return rejection
  if (!isKeyHash(text)) return reject('malformed_command')
  const { soonestMs, latestMs } = PREDICTION_SPAN
  if (!Number.isSafeInteger(closesAt) || closesAt < at + soonestMs || closesAt > at + latestMs)
    return reject('bad_deadline', { from: at + soonestMs, to: at + latestMs })
  if (tierNow(state, account, at) === 'lv1') return reject('tier_too_low', { need: 'lv2' })
  const { prediction, parameters: p } = state
  if (prediction.size >= p['prediction.markets'])
    return reject('too_many_predictions', { limit: p['prediction.markets'] })
  const most = p['prediction.perAccount']
  if (prediction.proposalsOf(account) >= most) return reject('too_many_proposals', { limit: most })
  const bond = p['prediction.bond'] as Lco
  const short = checkCoins(state, account, bond)
  if (short) return short
  const proposed = { proposer: account, text, closesAt, bond, terms: defaultTerms(p) }
  return { market: viewOf(propose(predictionDeskOf(state, at), proposed, PRIOR_BPS)) }
}

/** What a market that is proposed now would keep. */
export function defaultTerms(p: ParameterValues): PredictionTerms {
  return {
    ante: p['prediction.ante'] as Lco,
    feeBps: p['prediction.fee'] as Bps,
    minBet: p['prediction.minBet'] as Lco,
    claimBond: p['prediction.claimBond'] as Lco,
    lateMs: p['prediction.lateWindow'],
    lateBps: p['prediction.lateShare'] as Bps,
    challengeMs: p['prediction.challenge'],
    unresolvedMs: p['prediction.unresolved'],
    secondMs: p['prediction.secondResolver'],
    voteMs: p['prediction.vote'],
    voteCapBps: p['prediction.voteCap'] as Bps,
    voters: p['prediction.voters'],
  }
}

/** An operator opens a draft with a first probability, or turns it down. */
export const predictionReview: Handler<'prediction.review'> = (state, input, at) => {
  const { marketId, approve, priorBps, reason, actor } = input
  if (typeof approve !== 'boolean') return reject('malformed_command')
  const rejection = checkReason(reason) ?? checkExists(state, actor)
  if (rejection) return rejection
  if (!Number.isSafeInteger(priorBps) || priorBps < LEAST_PRIOR_BPS || priorBps > MOST_PRIOR_BPS)
    return reject('bad_prior', { min: LEAST_PRIOR_BPS, max: MOST_PRIOR_BPS })
  const market = inStatus(state, marketId, ['draft'])
  if (!('marketId' in market)) return market
  const desk = predictionDeskOf(state, at)
  if (!approve) turnDown(desk, market, { actor, reason })
  else {
    const stopped = checkSwitch(state)
    if (stopped) return stopped
    open(desk, market, { priorBps, actor, reason })
  }
  return { market: viewOf(market, approve ? 'open' : 'void') }
}

export const predictionBet: Handler<'prediction.bet'> = (state, input, at) => {
  const { account, marketId, side, stake, minShares } = input
  const rejection = checkSwitch(state) ?? checkAmount(stake) ?? checkPlayer(state, account)
  if (rejection) return rejection
  if (side !== 'yes' && side !== 'no') return reject('malformed_command')
  if (minShares !== undefined && !(Number.isSafeInteger(minShares) && minShares >= 0))
    return reject('malformed_command')
  const market = inStatus(state, marketId, ['open'])
  if (!('marketId' in market)) return market
  if (stake < market.terms.minBet) return reject('below_min_bet', { min: market.terms.minBet })
  const desk = predictionDeskOf(state, at)
  const short = checkCoins(state, account, stake) ?? checkRoom(state, market, account)
  if (short) return short
  const room = lateRoom(desk, market, account)
  if (stake > room) return reject('late_limit', { max: room })
  if (minShares !== undefined && buy(market, side, stake).shares < minShares) return reject('odds_moved')
  const { betId, shares } = placeBet(desk, market, { account, side, stake })
  return {
    ...{ betId, shares, market: viewOf(market), ...standingOf(state, market, account) },
    available: state.ledger.lco(userSlot(account, U.lco)),
  }
}

/** How many bets there may be, of one account and of all. */
function checkRoom({ prediction, parameters: p }: State, market: PredictionMarket, account: AccountId) {
  const [own, all] = [p['prediction.bets'], p['prediction.marketBets']]
  if (prediction.positionOf(market.marketId, account).bets >= own) return reject('too_many_bets', { limit: own })
  return market.bets >= all ? reject('too_many_bets', { limit: all }) : undefined
}

/** Possible while the product is switched off: settlement never stops. */
export const predictionClaim: Handler<'prediction.claim'> = (state, input, at) => {
  const { account, marketId, outcome, effectiveAt, evidence } = input
  const rejection = checkAccount(state, account)
  if (rejection) return rejection
  if (!isKeyHash(evidence) || !predictionOutcomes.includes(outcome)) return reject('malformed_command')
  if (!state.prediction.isResolver(account)) return reject('not_a_resolver')
  const market = inStatus(state, marketId, ['closed', 'disputed'])
  if (!('marketId' in market)) return market
  const [first] = market.claims
  if (state.prediction.holds(marketId, account)) return reject('holds_position')
  if (first?.resolver === account || first?.challenge?.account === account) return reject('another_resolver')
  if (!isEffective(market, { effectiveAt, outcome })) return reject('bad_effective_time')
  const short = checkCoins(state, account, market.terms.claimBond)
  if (short) return short
  claim(predictionDeskOf(state, at), market, { resolver: account, outcome, effectiveAt, evidence })
  return { market: viewOf(market) }
}

/** An outcome that names a side may have been known before the deadline, never before the market was opened. */
function isEffective(
  { openedAt, closesAt }: PredictionMarket,
  { effectiveAt, outcome }: { readonly effectiveAt: Millis | null; readonly outcome: string },
): boolean {
  if (effectiveAt === null) return true
  if (!Number.isSafeInteger(effectiveAt) || openedAt === null) return false
  return (outcome === 'yes' || outcome === 'no') && effectiveAt > openedAt && effectiveAt < closesAt
}

export const predictionChallenge: Handler<'prediction.challenge'> = (state, { account, marketId, reason }, at) => {
  const rejection = checkPlayer(state, account)
  if (rejection) return rejection
  if (!isKeyHash(reason)) return reject('malformed_command')
  const market = inStatus(state, marketId, ['proposed'])
  if (!('marketId' in market)) return market
  if (market.claims.at(-1)?.resolver === account) return reject('own_claim')
  const short = checkCoins(state, account, market.terms.claimBond)
  if (short) return short
  challenge(predictionDeskOf(state, at), market, { account, reason })
  return { market: viewOf(market) }
}

/** Only who has no part in it: no bet, no claim, no challenge. */
export const predictionVote: Handler<'prediction.vote'> = (state, { account, marketId, outcome }, at) => {
  const rejection = checkPlayer(state, account)
  if (rejection) return rejection
  if (!predictionOutcomes.includes(outcome)) return reject('malformed_command')
  const market = inStatus(state, marketId, ['voting'])
  if (!('marketId' in market)) return market
  if (state.prediction.holds(marketId, account)) return reject('holds_position')
  if (market.claims.some(({ resolver, challenge: by }) => resolver === account || by?.account === account))
    return reject('party_to_dispute')
  const desk = predictionDeskOf(state, at)
  const power = desk.powerSince(account, market.votesFrom ?? at)
  if (power === 0) return reject('tier_too_low', { need: 'lv4' })
  castVote(desk, market, { account, outcome })
  return { market: viewOf(market), power }
}

/** As long as the market is not settled, so many an hour. */
export const predictionComment: Handler<'prediction.comment'> = (state, { account, marketId, textHash }, at) => {
  const rejection = checkAccount(state, account)
  if (rejection) return rejection
  if (!isKeyHash(textHash)) return reject('malformed_command')
  const { prediction, parameters: p, out } = state
  if (!prediction.get(marketId)) return reject('prediction_not_found')
  const hour = divFloor(at, HOUR_MS)
  const limit = p['prediction.comments']
  if (prediction.commentsIn(hour, account) >= limit) return reject('too_many_comments', { limit })
  prediction.countComment(hour, account)
  out.emit({ type: 'prediction.commented', at, marketId, account, textHash })
  return {}
}

export const predictionResolver: Handler<'prediction.resolver'> = (state, { account, on, reason, actor }, at) => {
  if (typeof on !== 'boolean') return reject('malformed_command')
  const rejection = checkReason(reason) ?? checkExists(state, account) ?? checkExists(state, actor)
  if (rejection) return rejection
  state.prediction.setResolver(account, on)
  state.out.emit({ type: 'prediction.resolver', at, account, on, reason, actor })
  return {}
}

export function standingOf({ prediction }: State, market: PredictionMarket, account: AccountId): PredictionStanding {
  const { yes, no, bets } = prediction.positionOf(market.marketId, account)
  const quoted = quotedMarket(viewOf(market))
  const worth = { yes: worthOf(quoted, 'yes', yes).payout as Lco, no: worthOf(quoted, 'no', no).payout as Lco }
  return { position: { yes, no, bets }, worth }
}

function checkSwitch(state: State): Rejection | undefined {
  return state.switches.prediction ? undefined : reject('prediction_stopped')
}

function checkCoins({ ledger }: State, account: AccountId, need: Lco): Rejection | undefined {
  const have = ledger.balance(userSlot(account, U.lco))
  return have < need ? reject('insufficient_lco', { need, have }) : undefined
}

/** The market when it stands where the command belongs. */
function inStatus(state: State, id: MarketId, allowed: readonly PredictionStatus[]): PredictionMarket | Rejection {
  const market = state.prediction.get(id)
  if (!market) return reject('prediction_not_found')
  return allowed.includes(market.status) ? market : reject('prediction_status', { status: market.status })
}
