/** What operators see and do about margin: who is how near to being closed, also at another mark; taking note of losses. The switch of borrowing is in admin.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { poolAssets } from './lending.ts'
import { marginFigures, riskReserve } from './margin.ts'
import { confirmed, count, credits, id, lco, listOf, price, queryNumber, reason, time } from './values.ts'

const asset = z.enum(poolAssets)

/** Basis points with a sign in a query string. */
const stress = z
  .string()
  .regex(/^-?\d{1,5}$/, 'a whole number')
  .transform(Number)
  .refine((value) => value >= -9_900 && value <= 20_000, 'from -9900 to 20000')
  .meta({ type: 'integer', minimum: -9_900, maximum: 20_000 })

const row = z
  .object({
    account: id,
    side: z.enum(['long', 'short']),
    stage: z.enum(['calm', 'called', 'closing']),
    credits,
    lco,
    debt: z.object({ asset, amount: lco.meta({ description: 'of the asset' }) }),
    ...marginFigures,
  })
  .meta({ id: 'MarginAtRisk' })
export type MarginAtRisk = z.infer<typeof row>

export const adminMarginEndpoints = table(
  endpoint({
    id: 'admin.margin.get',
    method: 'GET',
    path: '/admin/margin',
    summary: 'Accounts that owe, lowest level first, at the mark or as if it had moved',
    auth: 'operator',
    query: z.strictObject({
      stressBps: stress.optional().meta({ description: 'shows all at the mark × (1 + stressBps ÷ 10,000)' }),
      limit: queryNumber(1, 1000).optional().meta({ description: '200 when left out' }),
    }),
    response: listOf(row).extend({
      mark: price.nullable(),
      live: z.boolean(),
      price: price.nullable().meta({ description: 'at which everything here is shown' }),
      called: count.meta({ description: 'accounts under the call level at that price' }),
      closing: count.meta({ description: 'accounts under the close level at that price' }),
      bankrupt: count,
      shortfall: credits.meta({ description: 'what the bankrupt ones lack together at that price' }),
      owing: count,
      reserve: riskReserve,
      lent: z.array(z.object({ asset, amount: lco, stopped: z.boolean() })),
      asOf: time,
    }),
  }),
  endpoint({
    id: 'admin.margin.acknowledge',
    method: 'POST',
    path: '/admin/margin/acknowledge',
    summary: 'Take note in public of a loss that lenders shared: the pool lends again',
    auth: 'operator',
    audit: { action: 'margin.acknowledge', target: ['asset'] },
    idempotent: true,
    body: z.strictObject({ asset, reason, confirm: z.string().max(8).meta({ description: 'the asset, typed' }) }),
    response: z.object({ asset, stopped: z.literal(false), ...confirmed }),
    errors: ['confirmation_mismatch', 'reason_required', 'unknown_asset'],
  }),
)
