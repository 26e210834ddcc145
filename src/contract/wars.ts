/** Compute Wars: the running round, its review, champions and past rounds, the own place; the champion's choice and the operator's review. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { publicName } from './names.ts'
import { bps, confirmed, count, credits, id, lco, pageOf, pageQuery, pathId, price, reason, time } from './values.ts'

export const warPerks = ['free_calls', 'unlimited'] as const
const perkKind = z.enum(warPerks)

const rank = {
  rank: id,
  name: publicName,
  score: credits,
  prize: lco.meta({ description: 'share of the war pool as it is; 0 beyond rank 10' }),
}
const standing = z.object(rank).meta({ id: 'WarStanding' })
export type WarStanding = z.infer<typeof standing>

const ratio = z
  .object({
    poolValue: credits.nullable().meta({ description: 'at the mark; null while there is none' }),
    margin: credits.meta({ description: 'what the platform earned with the calls of the first ten' }),
    ratioBps: bps.nullable().meta({ description: 'pool value ÷ margin; above 10,000 the war pays for wash volume' }),
    paysWash: z.boolean(),
  })
  .meta({ id: 'WarRatio' })

const exclusion = z.object({ name: publicName, reason: z.string(), at: time })

const perk = z
  .object({
    roundId: id,
    name: publicName,
    perk: perkKind,
    startedAt: time,
    endsAt: time,
    grant: credits.meta({ description: 'set aside from the treasury beforehand' }),
    left: credits,
    spent: credits,
  })
  .meta({ id: 'WarPerk' })

const review = z
  .object({
    roundId: id,
    closedAt: time,
    reviewEnds: time,
    pool: lco.meta({ description: 'at the close: what the prizes are shares of' }),
    players: count,
    paid: z.boolean(),
    standings: z.array(standing).meta({ description: 'the first ten without the excluded' }),
    excluded: z.array(exclusion),
    choiceEnds: time.nullable().meta({ description: 'until when the champion may choose a perk' }),
  })
  .meta({ id: 'WarReview' })

export const warState = z
  .object({
    roundId: id,
    startsAt: time,
    endsAt: time,
    players: count,
    total: credits,
    pool: lco,
    standings: z.array(standing).meta({ description: 'the first 100, live' }),
    ratio,
    review: review.nullable(),
    champions: z.array(perk).meta({ description: 'whose perk runs' }),
    rules: z.object({ sharesPercent: z.array(count), reviewMs: count, promoCap: credits }),
    asOf: time,
  })
  .meta({ id: 'WarState' })
export type WarState = z.infer<typeof warState>

const own = z
  .object({
    name: publicName,
    rank: id.nullable().meta({ description: 'null before the first eligible call of the week' }),
    score: credits,
    gap: credits.nullable().meta({ description: 'that would pass the account above; null for the first' }),
    prize: lco,
    operator: z.boolean().meta({ description: 'operators do not take part' }),
    choice: z
      .object({
        roundId: id,
        until: time,
        freeCalls: credits.meta({ description: 'what free calls would be worth now' }),
      })
      .nullable()
      .meta({ description: 'the perk that this account has won and not chosen' }),
    perks: z.array(perk),
    asOf: time,
  })
  .meta({ id: 'WarPlace' })

const summary = z.object({
  roundId: id,
  startsAt: time,
  closedAt: time,
  players: count,
  total: credits,
  pool: lco,
  mark: price.nullable().meta({ description: 'at the close' }),
  paid: lco.nullable().meta({ description: 'null until it is paid' }),
  champion: publicName.nullable(),
})
const round = summary
  .extend({
    profit: credits.meta({ description: 'of the week; below zero for a loss' }),
    reviewEnds: time.nullable().meta({ description: 'null when nobody took part' }),
    paidAt: time.nullable(),
    standings: z
      .array(z.object({ place: id, name: publicName, score: credits, excluded: z.boolean() }))
      .meta({ description: 'the first 100 as they stood at the close' }),
    prizes: z.array(standing),
    reviews: z.array(exclusion.extend({ kind: z.enum(['excluded', 'included']) })),
    perk: z
      .object({
        perk: perkKind,
        chosen: z.boolean().meta({ description: 'false: the time to choose ran out' }),
        startedAt: time,
        endsAt: time,
        grant: credits,
        spent: credits.nullable().meta({ description: 'null while it runs' }),
        returned: credits.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'WarRound' })

const reviewed = z.object({
  account: id,
  name: publicName,
  place: id,
  score: credits,
  margin: credits,
  excluded: z.object({ reason: z.string(), by: id, at: time }).nullable(),
})

export const warEndpoints = table(
  endpoint({
    id: 'wars.get',
    method: 'GET',
    path: '/wars',
    summary: 'The running round: clock, first 100, prizes; the round under review; champions; rules',
    auth: 'public',
    response: warState,
  }),
  endpoint({
    id: 'wars.own',
    method: 'GET',
    path: '/wars/own',
    summary: 'Own place in the running round, what is missing to the next, own choice and perks',
    auth: ['read', 'earn'],
    response: own,
  }),
  endpoint({
    id: 'wars.choose',
    method: 'POST',
    path: '/wars/choice',
    summary: 'Choose the champion’s perk: free calls up to a grant, or unlimited calls at a time',
    description: 'Once, within 48 hours of the payout; free calls otherwise. Either lasts 7 days.',
    auth: ['earn'],
    idempotent: true,
    body: z.strictObject({ perk: perkKind }),
    response: z.object({ roundId: id, perk: perkKind, grant: credits, endsAt: time, ...confirmed }),
    errors: ['war_no_choice', 'account_is_operator'],
  }),
  endpoint({
    id: 'wars.rounds.list',
    method: 'GET',
    path: '/wars/rounds',
    summary: 'Closed rounds, newest first',
    auth: 'public',
    history: true,
    query: z.strictObject(pageQuery),
    response: pageOf(summary.meta({ id: 'WarRoundSummary' })),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'wars.rounds.get',
    method: 'GET',
    path: '/wars/rounds/{roundId}',
    summary: 'A closed round: places, exclusions with reasons, prizes, the champion’s perk',
    auth: 'public',
    history: true,
    params: z.strictObject({ roundId: pathId }),
    response: round,
    errors: ['war_round_not_found'],
  }),
  endpoint({
    id: 'admin.wars.get',
    method: 'GET',
    path: '/admin/wars',
    summary: 'The round under review with accounts, and what the running pool is worth beside its margin',
    auth: 'operator',
    response: z.object({
      roundId: id.nullable().meta({ description: 'of the round that is being settled' }),
      stage: z.enum(['none', 'review', 'choice']),
      reviewEnds: time.nullable(),
      choiceEnds: time.nullable(),
      pool: lco,
      ranks: z.array(reviewed).meta({ description: 'the first 100 at the close' }),
      ratio: ratio.nullable(),
      running: ratio,
      asOf: time,
    }),
  }),
  endpoint({
    id: 'admin.wars.review',
    method: 'POST',
    path: '/admin/wars/review',
    summary: 'Exclude an account from the round under review, or take that back, with a public reason',
    auth: 'operator',
    audit: { action: 'war.review', target: ['account'], says: ['exclude'] },
    idempotent: true,
    body: z.strictObject({ account: id, exclude: z.boolean(), reason }),
    response: z.object({ roundId: id, excluded: count, ...confirmed }),
    errors: [
      'war_not_in_review',
      'war_not_ranked',
      'war_already_excluded',
      'war_not_excluded',
      'reason_required',
      'account_not_found',
    ],
  }),
)
