/** The launchpad: offerings of scarce models, locks of staked coins, quotas. Announcing and canceling is admin-offerings.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { bps, confirmed, count, credits, id, lco, lcoInput, listOf, pageOf, pageQuery, pathId, time } from './values.ts'

export const offeringModes = ['time_weighted', 'snapshot'] as const
export const offeringPhases = ['announced', 'subscribe', 'active', 'closed', 'canceled'] as const
export const afterwardsModes = ['open', 'closed'] as const
const weight = z.int().min(0).max(3)
const score = z
  .string()
  .regex(/^\d{1,40}$/)
  .meta({ description: 'weight × 1e-8 LCO × ms, or weight × 1e-8 LCO where the snapshot counts; a whole number' })
const atList = 'CR of list price'

export const offering = z
  .object({
    offeringId: id,
    model: z.string(),
    phase: z.enum(offeringPhases),
    mode: z.enum(offeringModes).meta({
      description:
        'time_weighted: a lock counts for as long as it stands in the window; snapshot: what is locked at its end',
    }),
    total: credits.meta({ description: `${atList} that is shared out` }),
    capBps: bps,
    cap: credits.meta({ description: 'most that one account gets' }),
    announcedAt: time,
    subscribeFrom: time,
    subscribeUntil: time,
    activeUntil: time,
    afterwards: z.enum(afterwardsModes).meta({ description: 'whether anybody may call the model after its end' }),
    lockers: count,
    locked: lco,
    score: score.meta({ description: 'Σ scores at the end of the window if no lock changes' }),
    unallocated: credits
      .nullable()
      .meta({ description: 'what caps and a lack of locks left over; null before it is known' }),
    tiers: z
      .object({ lv3: lco, lv4: lco, whale: lco, delayMs: count })
      .meta({ description: 'stakes that make the weights 1 and 3, as they were announced' }),
  })
  .meta({ id: 'Offering' })
export type Offering = z.infer<typeof offering>

const act = z.object({
  at: time,
  kind: z.enum(['announced', 'subscribe', 'active', 'closed', 'canceled', 'opened']),
  reason: z.string().nullable(),
})

const share = z
  .object({
    rank: count,
    name: z.string().meta({ description: 'handle or pseudonym' }),
    yours: z.boolean(),
    locked: lco,
    weight,
    score,
    quota: credits,
    used: credits,
  })
  .meta({ id: 'OfferingShare' })
export type OfferingShare = z.infer<typeof share>

const position = z
  .object({
    offeringId: id,
    locked: lco,
    weight: weight.meta({ description: 'of the lowest effective tier since the first lock' }),
    weightNow: weight.meta({ description: 'that a first lock would have now; 0: the tier is too low' }),
    score: score.meta({ description: 'at the end of the window if the lock does not change' }),
    expected: credits.meta({ description: `${atList} that it would get if no lock changed any more` }),
    quota: credits.nullable().meta({ description: 'null without an allocation' }),
    used: credits.nullable(),
    held: credits.nullable().meta({ description: 'by calls that run' }),
    remaining: credits.nullable(),
  })
  .meta({ id: 'OfferingPosition' })
export type OfferingPosition = z.infer<typeof position>

export const offeringParams = z.strictObject({ offeringId: pathId })

export const offeringEndpoints = table(
  endpoint({
    id: 'offerings.list',
    method: 'GET',
    path: '/offerings',
    summary: 'Offerings of scarce models with their phases and terms, newest first, 200 at most',
    auth: 'public',
    response: listOf(offering).extend({ asOf: time }),
  }),
  endpoint({
    id: 'offerings.get',
    method: 'GET',
    path: '/offerings/{offeringId}',
    summary: 'One offering with what was done about it',
    auth: 'public',
    history: true,
    params: offeringParams,
    response: offering.extend({ acts: z.array(act), asOf: time }),
    errors: ['offering_not_found'],
  }),
  endpoint({
    id: 'offerings.allocation',
    method: 'GET',
    path: '/offerings/{offeringId}/allocation',
    summary: 'Who got how much of an offering, and what of it is used; largest first',
    description: 'Empty before the window has ended. The names are handles, or pseudonyms of those who have none.',
    auth: 'public',
    history: true,
    params: offeringParams,
    query: z.strictObject(pageQuery),
    response: pageOf(share),
    errors: ['offering_not_found', 'invalid_cursor'],
  }),
  endpoint({
    id: 'offerings.mine',
    method: 'GET',
    path: '/account/offerings',
    summary: 'Own locks, expected shares and quotas in offerings that have not ended',
    auth: ['read', 'earn'],
    response: listOf(position).extend({ staked: lco.meta({ description: 'that could be locked' }), asOf: time }),
  }),
  endpoint({
    id: 'offerings.lock',
    method: 'POST',
    path: '/offerings/{offeringId}/lock',
    summary: 'Lock staked LCO until the use window ends; they go on counting for the tier',
    description: 'Only while the window runs, from Lv3 on. What is locked can be added to and not be taken out.',
    auth: ['earn'],
    idempotent: true,
    params: offeringParams,
    body: z.strictObject({ amount: lcoInput }),
    response: z.object({ locked: lco, weight, staked: lco, ...confirmed }),
    errors: [
      'amount_not_positive',
      'amount_out_of_range',
      'account_is_operator',
      'offering_not_found',
      'offering_phase',
      'tier_too_low',
      'insufficient_stake',
      'launchpad_stopped',
    ],
  }),
)
