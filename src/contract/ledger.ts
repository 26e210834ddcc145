/** Ledger entries as their owner sees them: every booking of the account, and the whole entries of one call. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { count, csvQuery, pageOf, pageQuery, rangeQuery, time } from './values.ts'

/** One leg of an entry. `amount` is signed and in the asset's decimals (CR 6, LCO 8); the legs of an entry sum to zero per asset. */
const posting = z.object({
  account: z
    .string()
    .meta({ description: 'e.g. user:7:available:CR or platform:api-revenue:CR; other users appear as user:*' }),
  purpose: z.string(),
  asset: z.enum(['CR', 'LCO']),
  amount: z.string(),
})

export const ledgerEntry = z
  .object({
    entryId: z.string().meta({ description: 'sequence of the command and position of the entry in it, e.g. 1042.1' }),
    sequence: count,
    at: time,
    kind: z.string().meta({ description: 'faucet, call.hold, call.capture, mine, trade, stake …' }),
    ref: z.string().meta({ description: 'call id, order id, trade id or week, by kind' }),
    postings: z.array(posting),
  })
  .meta({ id: 'LedgerEntry' })
export type LedgerEntry = z.infer<typeof ledgerEntry>

export const ledgerEndpoints = table(
  endpoint({
    id: 'ledger.list',
    method: 'GET',
    path: '/ledger',
    summary: 'Own ledger entries, newest first',
    description: 'Only the postings on own accounts; the receipt of a call shows its entries whole.',
    auth: ['read', 'wallet'],
    history: true,
    csv: true,
    query: z.strictObject({
      ...pageQuery,
      ...rangeQuery,
      ...csvQuery,
      asset: z.enum(['CR', 'LCO']).optional(),
      purpose: z
        .string()
        .max(32)
        .regex(/^[a-z-]+$/)
        .optional(),
      kind: z
        .string()
        .max(32)
        .regex(/^[a-z.-]+$/)
        .optional(),
      ref: z
        .string()
        .min(1)
        .max(64)
        .regex(/^[\w.:-]+$/)
        .optional(),
    }),
    response: pageOf(ledgerEntry),
    errors: ['invalid_cursor'],
  }),
)
