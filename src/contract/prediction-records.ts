/** What prediction markets look like on the wire: the market with its texts and figures, claims and votes, bets, positions, comments. Endpoints are in prediction.ts. */
import { z } from 'zod'
import { bps, count, id, lco, sha256, time } from './values.ts'

export const predictionSides = ['yes', 'no'] as const
export const predictionOutcomeNames = ['yes', 'no', 'void', 'invalid'] as const
export const predictionStatuses = [
  ...(['draft', 'open', 'closed', 'proposed', 'disputed', 'voting', 'final', 'paid', 'void'] as const),
] as const
export type PredictionStatusName = (typeof predictionStatuses)[number]

export const side = z.enum(predictionSides)
export const outcome = z.enum(predictionOutcomeNames).meta({
  description:
    'void: the question can not be answered; invalid: because of how it is worded, which costs the proposer the bond',
})
export const ppm = count.meta({ description: 'probability of YES, parts per million' })
export const name = z.string().meta({ description: 'public name: handle or pseudonym' })
export const shares = lco.meta({ description: 'shares, 8 decimals' })

const question = z.object({
  title: z.string().meta({ description: 'the question with its deadline in UTC; empty once hidden' }),
  source: z.string().meta({ description: 'where the outcome will be read' }),
  rules: z.string(),
  voidRules: z.string().meta({ description: 'when the market is void' }),
  hash: sha256,
  hidden: z.string().nullable().meta({ description: 'public reason why operators hid the text' }),
})

export const terms = z.object({
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

export const holding = z.object({
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
export const ownBet = bet.extend({ title: z.string() }).meta({ id: 'OwnPredictionBet' })

export const comment = z
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

export const calibration = z.object({
  brierPpm: count.meta({
    description:
      'mean of the squared distance between what was foretold and what came: 0 knew it all, 250,000 is a coin',
  }),
  markets: count,
})
