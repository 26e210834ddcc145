/** Prediction markets: endpoints for markets, bets, how outcomes are found, comments, how well people foretell. What they carry is in prediction-records.ts, operators' part in admin-prediction.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import {
  calibration,
  comment,
  holding,
  name,
  outcome,
  ownBet,
  ppm,
  predictionFigures,
  predictionMarket,
  predictionPosition,
  predictionSummary,
  publicBet,
  shares,
  side,
  terms,
} from './prediction-records.ts'
import { confirmed, count, id, lco, lcoInput, line, listOf, pageOf, pageQuery, pathId, tier, time } from './values.ts'

/** Plain text with line breaks. */
const paragraph = (longest: number, shortest = 1) =>
  z
    .string()
    .min(shortest)
    .max(longest)
    .refine(
      (text) => text.isWellFormed() && text.trim() === text && !/[^\P{Cc}\n\t]/u.test(text),
      'trimmed plain text; line breaks are fine',
    )

/** http or https, as it is shown: nothing fetches it. */
const link = z
  .string()
  .max(500)
  .refine((text) => /^https?:\/\/[\x21-\x7e]+$/.test(text) && URL.canParse(text), 'an http or https address')

const params = z.object({ marketId: pathId })
const booked = z.object({ market: predictionFigures, ...confirmed })
const open = { method: 'GET', auth: 'public', history: true } as const
const deed = { method: 'POST', auth: ['earn'], idempotent: true } as const
const stages = ['prediction_not_found', 'prediction_status'] as const

export const predictionEndpoints = table(
  endpoint({
    ...open,
    id: 'predictions.list',
    path: '/predictions',
    summary: 'Prediction markets, newest first',
    query: z.strictObject({
      ...pageQuery,
      status: z
        .enum(['open', 'pending', 'settled', 'draft', 'all'])
        .optional()
        .meta({ description: 'pending: closed and not settled; open when left out' }),
    }),
    response: pageOf(predictionSummary),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'predictions.rules',
    method: 'GET',
    path: '/predictions/rules',
    summary: 'What it takes to propose, bet, resolve and vote, and who may resolve',
    auth: 'public',
    response: z.object({
      accepting: z.boolean().meta({ description: 'false while operators have stopped new markets and bets' }),
      terms,
      bond: lco.meta({ description: 'of a proposal' }),
      proposeTier: tier,
      voteTier: tier,
      feeFreeTier: tier,
      stakes: z.object({ propose: lco, vote: lco }).meta({ description: 'that these tiers take' }),
      soonestMs: count,
      latestMs: count,
      betsPerAccount: count,
      resolvers: z.array(name),
      asOf: time,
    }),
  }),
  endpoint({
    ...open,
    id: 'predictions.calibration',
    path: '/predictions/calibration',
    summary: 'Who foretells best, over at least three decided markets',
    response: listOf(calibration.extend({ rank: id, name })),
  }),
  endpoint({
    id: 'predictions.mine',
    method: 'GET',
    path: '/predictions/mine',
    summary: 'Own positions in markets that are not settled, what the account may do, how well it foretells',
    auth: ['read', 'earn'],
    history: true,
    response: z.object({
      positions: z.array(predictionPosition.extend({ title: z.string(), market: predictionFigures })),
      available: lco,
      tier,
      resolver: z.boolean(),
      canBet: z.boolean().meta({ description: 'false for operators' }),
      canPropose: z.boolean(),
      proposals: count.meta({ description: 'own markets that are not settled' }),
      canVote: z.boolean().meta({ description: 'on outcomes of markets in which the account has no part' }),
      calibration: calibration.nullable(),
      asOf: time,
    }),
  }),
  endpoint({
    id: 'predictions.ownBets',
    method: 'GET',
    path: '/predictions/bets/own',
    summary: 'Own bets and what they came to, newest first',
    auth: ['read', 'earn'],
    history: true,
    csv: true,
    query: z.strictObject({ ...pageQuery, format: z.enum(['json', 'csv']).optional() }),
    response: pageOf(ownBet),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    ...open,
    id: 'predictions.get',
    path: '/predictions/{marketId}',
    summary: 'A market with its claims, votes, bonds and everything that happened to it',
    params,
    response: predictionMarket,
    errors: ['prediction_not_found'],
  }),
  endpoint({
    ...open,
    id: 'predictions.series',
    path: '/predictions/{marketId}/series',
    summary: 'Probability over time, oldest first, at most 500 points',
    params,
    response: listOf(z.object({ at: time, yesPpm: ppm, staked: lco })),
    errors: ['prediction_not_found'],
  }),
  endpoint({
    ...open,
    id: 'predictions.bets',
    path: '/predictions/{marketId}/bets',
    summary: 'Bets of a market, newest first',
    params,
    query: z.strictObject({ ...pageQuery }),
    response: pageOf(publicBet),
    errors: ['invalid_cursor', 'prediction_not_found'],
  }),
  endpoint({
    id: 'predictions.quote',
    method: 'GET',
    path: '/predictions/{marketId}/quote',
    summary: 'What a bet would buy and be paid if its side won now',
    auth: 'public',
    params,
    query: z.strictObject({ side, stake: lcoInput }),
    response: z.object({
      side,
      stake: lco,
      shares,
      yesPpm: ppm.meta({ description: 'after the bet' }),
      payout: lco.meta({ description: 'stake + profit − fee' }),
      fee: lco,
      odds: lco.meta({ description: 'payout ÷ stake' }),
      asOf: time,
    }),
    errors: [...stages, 'amount_not_positive', 'amount_out_of_range', 'below_min_bet'],
  }),
  endpoint({
    id: 'predictions.position',
    method: 'GET',
    path: '/predictions/{marketId}/position',
    summary: 'Own position in a market that is not settled; null without one',
    auth: ['read', 'earn'],
    params,
    response: z.object({ position: predictionPosition.nullable(), asOf: time }),
    errors: ['prediction_not_found'],
  }),
  endpoint({
    ...deed,
    id: 'predictions.propose',
    path: '/predictions',
    summary: 'Propose a market, with a bond; the exact deadline is written into its title',
    status: 201,
    body: z.strictObject({
      question: line(150, 10),
      source: link,
      rules: paragraph(4_000, 10),
      voidRules: paragraph(2_000, 3),
      closesAt: time,
    }),
    response: z.object({ marketId: id, title: z.string(), ...confirmed }),
    errors: [
      ...(['prediction_stopped', 'account_is_operator', 'tier_too_low', 'bad_deadline', 'insufficient_lco'] as const),
      ...(['too_many_predictions', 'too_many_proposals'] as const),
    ],
  }),
  endpoint({
    ...deed,
    id: 'predictions.bet',
    path: '/predictions/{marketId}/bets',
    summary: 'Bet LCO on a side; bets can not be taken back',
    params,
    body: z.strictObject({
      side,
      stake: lcoInput,
      minShares: lcoInput.optional().meta({ description: 'refused as odds_moved when it would buy fewer' }),
    }),
    response: booked.extend({
      betId: id,
      shares,
      position: z.object({ yes: holding, no: holding, bets: count }),
      available: lco,
    }),
    errors: [
      ...stages,
      ...(['prediction_stopped', 'account_is_operator', 'amount_not_positive', 'amount_out_of_range'] as const),
      ...(['below_min_bet', 'insufficient_lco', 'late_limit', 'odds_moved', 'too_many_bets'] as const),
    ],
  }),
  endpoint({
    ...deed,
    id: 'predictions.claim',
    path: '/predictions/{marketId}/outcome',
    summary: 'As a resolver, say what the outcome is, with a bond and evidence',
    params,
    body: z.strictObject({
      outcome,
      effectiveAt: time.nullable().optional().meta({
        description: 'when the outcome was known, if before the deadline: bets from then on are given back',
      }),
      evidence: paragraph(4_000, 3),
    }),
    response: booked,
    errors: [
      ...stages,
      ...(['not_a_resolver', 'holds_position', 'another_resolver', 'bad_effective_time', 'insufficient_lco'] as const),
    ],
  }),
  endpoint({
    ...deed,
    id: 'predictions.challenge',
    path: '/predictions/{marketId}/challenge',
    summary: 'Challenge the outcome that was said, with the same bond',
    params,
    body: z.strictObject({ reason: paragraph(4_000, 3) }),
    response: booked,
    errors: [...stages, 'account_is_operator', 'own_claim', 'insufficient_lco'],
  }),
  endpoint({
    ...deed,
    id: 'predictions.vote',
    path: '/predictions/{marketId}/vote',
    summary: 'Vote on the outcome of a market in which the account has no part; a second vote replaces the first',
    params,
    body: z.strictObject({ outcome }),
    response: booked.extend({ power: lco }),
    errors: [...stages, 'account_is_operator', 'holds_position', 'party_to_dispute', 'tier_too_low'],
  }),
  endpoint({
    ...open,
    id: 'predictions.comments',
    path: '/predictions/{marketId}/comments',
    summary: 'Comments on a market, newest first',
    params,
    query: z.strictObject({ ...pageQuery }),
    response: pageOf(comment),
    errors: ['invalid_cursor', 'prediction_not_found'],
  }),
  endpoint({
    ...deed,
    id: 'predictions.comment',
    path: '/predictions/{marketId}/comments',
    summary: 'Comment on a market that is not settled',
    status: 201,
    params,
    body: z.strictObject({ text: paragraph(2_000) }),
    response: z.object({ ...confirmed }),
    errors: ['prediction_not_found', 'too_many_comments'],
  }),
  endpoint({
    id: 'predictions.report',
    method: 'POST',
    path: '/predictions/comments/{commentId}/report',
    summary: 'Report a comment to operators; once each',
    auth: ['earn'],
    params: z.object({ commentId: pathId }),
    body: z.strictObject({ reason: line(200, 3) }),
    response: z.object({ reported: z.literal(true) }),
    errors: ['not_found', 'too_many_comments'],
  }),
)
