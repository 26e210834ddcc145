/** Lending pools: rates, utilisation, the queue of withdrawals; lending, taking out, own earnings. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { bps, confirmed, count, creditsInput, csvQuery, lco, lcoInput, listOf, rangeQuery, time } from './values.ts'

export const poolAssets = ['CR', 'LCO'] as const
const asset = z.enum(poolAssets)
const amount = lco.meta({ description: 'of the pool’s asset: CR with 6 decimals or LCO with 8' })
const ppm = count.meta({ description: 'parts per million' })
const rate = count.meta({ description: 'parts per million a year' })

const pool = z
  .object({
    asset,
    supplied: amount.meta({ description: 'what lenders and the risk reserve claim, interest up to now included' }),
    lent: amount,
    cash: amount.meta({ description: 'supplied − lent: what can be taken out or borrowed' }),
    utilisationPpm: ppm,
    borrowRatePpm: rate,
    supplyRatePpm: rate,
    waiting: z.object({ count, amount }).meta({ description: 'withdrawals that wait for cash' }),
    stopped: z.boolean().meta({ description: 'nobody borrows until an operator has acknowledged a loss' }),
    riskReserve: amount,
    curve: z
      .object({ baseRateBps: bps, kinkBps: bps, kinkRateBps: bps, slopeBps: bps, limitBps: bps, reserveShareBps: bps })
      .meta({ description: 'rate by utilisation: base, kink, and how much a whole utilisation beyond it would add' }),
  })
  .meta({ id: 'LendingPool' })
export type LendingPool = z.infer<typeof pool>

const own = z.object({
  asset,
  available: amount.meta({ description: 'that could be lent' }),
  lent: amount.meta({ description: 'with interest up to now, without what waits to be paid' }),
  waiting: amount.meta({ description: 'asked for and not paid yet; it goes on earning' }),
  earned: amount.meta({ description: 'interest so far, less losses that lenders shared' }),
})
export type OwnLending = z.infer<typeof own>
const position = own
  .extend({
    waitingSince: time.nullable(),
    ahead: amount.meta({ description: 'of others, paid before' }),
  })
  .meta({ id: 'LendingPosition' })

const booked = own.extend(confirmed)
const lend = z.discriminatedUnion('asset', [
  z.strictObject({ asset: z.literal('CR'), amount: creditsInput }),
  z.strictObject({ asset: z.literal('LCO'), amount: lcoInput }),
])
const withdraw = z.discriminatedUnion('asset', [
  z.strictObject({ asset: z.literal('CR'), amount: creditsInput.nullable() }),
  z.strictObject({ asset: z.literal('LCO'), amount: lcoInput.nullable() }),
])

export const lendingEndpoints = table(
  endpoint({
    id: 'lending.pools',
    method: 'GET',
    path: '/lending/pools',
    summary: 'Both pools: rates, utilisation, cash, who waits',
    auth: 'public',
    response: listOf(pool).extend({ asOf: time }),
  }),
  endpoint({
    id: 'lending.history',
    method: 'GET',
    path: '/lending/history',
    summary: 'A pool at the end of each hour in which it changed, oldest first, 720 at most',
    auth: 'public',
    history: true,
    csv: true,
    query: z.strictObject({ asset, ...rangeQuery, ...csvQuery }),
    response: listOf(
      z.object({
        at: time,
        supplied: amount,
        lent: amount,
        utilisationPpm: ppm,
        borrowRatePpm: rate,
        supplyRatePpm: rate,
      }),
    ),
  }),
  endpoint({
    id: 'lending.get',
    method: 'GET',
    path: '/lending',
    summary: 'Own money in the pools and what it has earned',
    auth: ['read', 'earn'],
    response: listOf(position).extend({ asOf: time }),
  }),
  endpoint({
    id: 'lending.lend',
    method: 'POST',
    path: '/lending/lend',
    summary: 'Lend available CR or LCO to its pool',
    auth: ['earn'],
    idempotent: true,
    body: lend,
    response: booked,
    errors: [
      'amount_not_positive',
      'amount_out_of_range',
      'amount_too_small',
      'account_is_operator',
      'insufficient_credits',
      'insufficient_lco',
    ],
  }),
  endpoint({
    id: 'lending.withdraw',
    method: 'POST',
    path: '/lending/withdraw',
    summary: 'Take out what was lent: at once as far as there is cash, the rest waits its turn',
    description: 'An amount of null takes out all. One withdrawal a pool can wait.',
    auth: ['earn'],
    idempotent: true,
    body: withdraw,
    response: booked.extend({ paid: amount.meta({ description: 'at once' }) }),
    errors: ['amount_not_positive', 'amount_out_of_range', 'insufficient_lent', 'withdrawal_waiting'],
  }),
  endpoint({
    id: 'lending.cancel',
    method: 'POST',
    path: '/lending/cancel',
    summary: 'Take back a withdrawal that waits',
    auth: ['earn'],
    idempotent: true,
    body: z.strictObject({ asset }),
    response: booked,
    errors: ['withdrawal_not_found'],
  }),
)
