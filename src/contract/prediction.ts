/** Prediction markets: the markets with their texts and figures, bets, how outcomes are found, comments, how well people foretell. Operators' part is in admin-prediction.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import {
  bps,
  confirmed,
  count,
  id,
  lco,
  lcoInput,
  line,
  listOf,
  pageOf,
  pageQuery,
  pathId,
  sha256,
  tier,
  time,
} from './values.ts'

export const predictionSides = ['yes', 'no'] as const
export const predictionOutcomeNames = ['yes', 'no', 'void', 'invalid'] as const
export const predictionStatuses = [
  ...(['draft', 'open', 'closed', 'proposed', 'disputed', 'voting', 'final', 'paid', 'void'] as const),
] as const
export type PredictionStatusName = (typeof predictionStatuses)[number]

const side = z.enum(predictionSides)
const outcome = z.enum(predictionOutcomeNames).meta({
  description:
    'void: the question can not be answered; invalid: because of how it is worded, which costs the proposer the bond',
})
const ppm = count.meta({ description: 'probability of YES, parts per million' })
const name = z.string().meta({ description: 'public name: handle or pseudonym' })
const shares = lco.meta({ description: 'shares, 8 decimals' })

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

const question = z.object({
  title: z.string().meta({ description: 'the question with its deadline in UTC; empty once hidden' }),
  source: z.string().meta({ description: 'where the outcome will be read' }),
  rules: z.string(),
  voidRules: z.string().meta({ description: 'when the market is void' }),
  hash: sha256,
  hidden: z.string().nullable().meta({ description: 'public reason why operators hid the text' }),
})

const terms = z.object({
  anteLco: lco.meta({ description: 'virtual, for prices only' }),
  feeBps: bps.meta({ description: 'of the profit, burned; none for Lv4 and above at close and at settlement' }),
  minBet: lco,
  claimBond: lco.meta({ description: 'of whoever says the outcome or challenges it' }),
  lateMs: count,
  lateBps: bps.meta({
    description: 'most that an account may bet in the late window, of what was staked when it began',
  }),
  challengeMs: count,
  unresolvedMs: count,
  secondMs: count,
  voteMs: count,
  voteCapBps: bps,
  voters: count,
})

const result = z.object({
  outcome,
  effectiveAt: time.nullable().meta({ description: 'bets from then on were given back' }),
  by: z.enum(['unchallenged', 'vote', 'undecided', 'unresolved', 'rejected', 'unreviewed']),
  at: time,
  counted: count.meta({ description: 'bets that counted' }),
  countedYes: lco,
  countedNo: lco,
})

const figures = {
  status: z.enum(predictionStatuses),
  closesAt: time,
  dueAt: time.nullable().meta({ description: 'when it goes on by itself' }),
  yesPpm: ppm,
  stakedYes: lco,
  stakedNo: lco,
  bets: count,
  cost: lco.meta({ description: 'C of the curve, the virtual ante included' }),
  quantityYes: shares,
  quantityNo: shares,
  /** What 1 LCO on a side would get if it won now, fee taken off: no promise, and no fair odds. */
  effectiveOdds: z.object({ yes: lco, no: lco }).meta({
    description: 'payout ÷ stake of a smallest bet if its side won now, fee taken off; 1 without a losing stake',
  }),
}

export const predictionSummary = z
  .object({
    marketId: id,
    question,
    proposer: name,
    createdAt: time,
    openedAt: time.nullable(),
    priorBps: bps.meta({ description: 'probability of YES before the first bet' }),
    ...figures,
    result: result.nullable(),
  })
  .meta({ id: 'Prediction' })
export type PredictionSummary = z.infer<typeof predictionSummary>

/** What the live channel carries of a market. */
export const predictionFigures = z.object({ marketId: id, ...figures, result: result.nullable() }).meta({
  id: 'PredictionFigures',
})
export type PredictionFigures = z.infer<typeof predictionFigures>

const statement = z.object({ text: z.string(), hash: sha256, hidden: z.string().nullable() })

const claim = z.object({
  resolver: name,
  outcome,
  effectiveAt: time.nullable(),
  at: time,
  bond: lco,
  evidence: statement,
  challenge: z.object({ by: name, at: time, bond: lco, reason: statement }).nullable(),
})

const act = z.object({
  at: time,
  sequence: count,
  cause: z.enum([
    ...(['proposed', 'opened', 'rejected', 'unreviewed', 'closed', 'claimed', 'challenged'] as const),
    ...(['unseconded', 'decided', 'settled'] as const),
  ]),
  by: name.nullable().meta({ description: 'null: time, or operators' }),
  reason: z.string().nullable(),
})

const vote = z.object({
  voter: name,
  outcome,
  power: lco.nullable().meta({ description: 'LCO that stood when the vote ended; null until then' }),
  counted: lco.nullable().meta({ description: 'after the cap' }),
})

export const predictionMarket = predictionSummary
  .extend({
    terms,
    bond: lco,
    claims: z.array(claim),
    votesFrom: time.nullable(),
    votes: z.array(vote),
    bonds: z.array(
      z.object({
        account: name,
        of: z.enum(['proposal', 'claim', 'challenge']),
        bond: lco,
        returned: lco,
        burned: lco,
        toWinner: lco,
      }),
    ),
    acts: z.array(act),
  })
  .meta({ id: 'PredictionMarket' })
export type PredictionMarketDetail = z.infer<typeof predictionMarket>

const holding = z.object({
  stake: lco,
  shares,
  worth: lco.meta({ description: 'if this side won now, fee taken off' }),
})
export const predictionPosition = z
  .object({
    marketId: id,
    yes: holding,
    no: holding,
    bets: count,
    lateRoom: lco.nullable().meta({ description: 'most that may still be bet; null: no limit yet' }),
  })
  .meta({ id: 'PredictionPosition' })
export type PredictionPositionWire = z.infer<typeof predictionPosition>

const bet = z.object({
  betId: id,
  marketId: id,
  at: time,
  side,
  stake: lco,
  shares,
  yesPpm: ppm.meta({ description: 'right after it' }),
  outcome: outcome.nullable(),
  payout: lco.nullable().meta({ description: 'null until its market is decided' }),
  fee: lco.nullable(),
  counted: z.boolean().nullable().meta({ description: 'false: its stake was given back' }),
})
export const publicBet = bet.extend({ by: name }).meta({ id: 'PredictionBet' })
export type PublicBet = z.infer<typeof publicBet>
const ownBet = bet.extend({ title: z.string() }).meta({ id: 'OwnPredictionBet' })

const comment = z
  .object({
    commentId: id,
    marketId: id,
    by: name,
    at: time,
    text: z.string().meta({ description: 'empty once hidden' }),
    hidden: z.string().nullable().meta({ description: 'public reason' }),
    own: z.boolean(),
  })
  .meta({ id: 'PredictionComment' })
export type PredictionCommentWire = z.infer<typeof comment>

const calibration = z.object({
  brierPpm: count.meta({
    description:
      'mean of the squared distance between what was foretold and what came: 0 knew it all, 250,000 is a coin',
  }),
  markets: count,
})

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
