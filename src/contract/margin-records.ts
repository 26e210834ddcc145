/** What margin has done: own loans, interest, calls, collateral; forced closes, losses and the risk reserve for all. The account as it stands is in margin.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { poolAssets } from './lending.ts'
import { riskReserve } from './margin.ts'
import {
  bps,
  count,
  credits,
  csvQuery,
  id,
  lco,
  listOf,
  notional,
  pageOf,
  pageQuery,
  price,
  quantity,
  rangeQuery,
  time,
} from './values.ts'

const asset = z.enum(poolAssets)
const amount = lco.meta({ description: 'of the asset: CR with 6 decimals or LCO with 8' })
const placed = { at: time, sequence: count.meta({ description: 'number of the command in the journal' }) }
const levelBps = bps.meta({ description: 'assets ÷ debt, rounded down' })

export const forcedClose = z
  .object({
    closeId: id,
    ...placed,
    side: z.enum(['buy', 'sell']).meta({ description: 'a long is sold, a short bought back' }),
    debtAsset: asset,
    levelBps,
    mark: price,
    liquidationPrice: price.nullable(),
    bankruptcyPrice: price.nullable(),
    limitPrice: price.meta({ description: 'worst price that this step could trade at' }),
    wanted: quantity.meta({ description: 'that brings the level back' }),
    quantity: quantity.meta({ description: 'that the book took' }),
    notional,
    averagePrice: price.nullable().meta({ description: 'rounded down to 6 decimals' }),
    penalty: credits.meta({ description: 'to the risk reserve' }),
    repaid: amount.meta({ description: 'of the debt' }),
    debt: amount.meta({ description: 'that is left' }),
    levelAfterBps: levelBps.nullable().meta({ description: 'null: nothing is owed any more' }),
  })
  .meta({ id: 'ForcedClose' })
export type ForcedClose = z.infer<typeof forcedClose>

const loss = z
  .object({
    lossId: id,
    ...placed,
    kind: z.enum(['shortfall', 'takeover']).meta({
      description: 'takeover: under a frozen mark the reserve took position and debt at the bankruptcy price',
    }),
    debtAsset: asset,
    mark: price,
    shortfall: amount,
    covered: amount.meta({ description: 'by the risk reserve' }),
    socialised: amount.meta({ description: 'by all lenders of the asset' }),
    seized: z.object({ credits, lco }).meta({ description: 'what the reserve got for it' }),
    bought: quantity.meta({ description: 'LCO that the reserve bought to pay with' }),
    spent: credits,
  })
  .meta({ id: 'MarginLoss' })
export type MarginLoss = z.infer<typeof loss>

export const marginNotice = z
  .object({
    noticeId: id,
    ...placed,
    kind: z.enum(['opened', 'called', 'closing', 'recovered']),
    levelBps: levelBps.nullable(),
    mark: price.nullable(),
    liquidationPrice: price.nullable(),
    bankruptcyPrice: price.nullable(),
    terms: z.string().nullable().meta({ description: 'accepted when it was opened' }),
  })
  .meta({ id: 'MarginNotice' })
export type MarginNotice = z.infer<typeof marginNotice>

const loanChange = z
  .object({
    changeId: id,
    ...placed,
    asset,
    cause: z.enum(['borrow', 'order', 'repay', 'fill', 'forced', 'reserve', 'loss']).meta({
      description:
        'order: an order borrowed; fill: one of its fills paid back; forced: a forced close; reserve: the risk reserve paid; loss: lenders lost it',
    }),
    amount: amount.meta({ description: 'borrowed, paid back or lost' }),
    interest: amount.meta({ description: 'of what was paid back or lost' }),
    debt: amount.meta({ description: 'that is left' }),
    principal: amount.meta({ description: 'of what is left' }),
  })
  .meta({ id: 'LoanChange' })
export type LoanChange = z.infer<typeof loanChange>

const own = { method: 'GET', auth: ['read', 'trade'], history: true, csv: true } as const
const open = { method: 'GET', auth: 'public', history: true, csv: true } as const
const paged = { query: z.strictObject({ ...pageQuery, ...csvQuery }), errors: ['invalid_cursor'] } as const

export const marginRecordEndpoints = table(
  endpoint({
    ...own,
    ...paged,
    id: 'marginRecords.loans',
    path: '/margin/loans',
    summary: 'What was borrowed, paid back and lost on the own account, newest first',
    response: pageOf(loanChange),
  }),
  endpoint({
    ...own,
    id: 'marginRecords.interest',
    path: '/margin/interest',
    summary: 'Interest that the own account paid, by day and asset, oldest first',
    query: z.strictObject({ ...rangeQuery, ...csvQuery }),
    response: listOf(z.object({ day: time, asset, paid: amount })),
  }),
  endpoint({
    ...own,
    ...paged,
    id: 'marginRecords.notices',
    path: '/margin/notices',
    summary: 'When the own account was opened, called, began to be closed and recovered, newest first',
    response: pageOf(marginNotice),
  }),
  endpoint({
    ...own,
    ...paged,
    id: 'marginRecords.transfers',
    path: '/margin/transfers',
    summary: 'Credits moved into and out of the own margin account, newest first',
    response: pageOf(z.object({ transferId: id, ...placed, direction: z.enum(['in', 'out']), amount: credits })),
  }),
  endpoint({
    ...own,
    ...paged,
    id: 'marginRecords.ownCloses',
    path: '/margin/closes/own',
    summary: 'Steps of forced closes of the own account, newest first',
    response: pageOf(forcedClose),
  }),
  endpoint({
    ...open,
    ...paged,
    id: 'marginRecords.closes',
    path: '/margin/closes',
    summary: 'Every step of every forced close with all its prices, newest first, without saying whose',
    response: pageOf(forcedClose),
  }),
  endpoint({
    ...open,
    ...paged,
    id: 'marginRecords.losses',
    path: '/margin/losses',
    summary: 'Debts that nothing stood behind and who paid them, newest first',
    response: pageOf(loss),
  }),
  endpoint({
    id: 'marginRecords.reserve',
    method: 'GET',
    auth: 'public',
    history: true,
    path: '/margin/reserve',
    summary: 'The risk reserve: what it has, what moved it day by day, and operators’ notes of losses',
    query: z.strictObject({ ...rangeQuery }),
    response: z.object({
      reserve: riskReserve,
      flows: z.array(
        z.object({
          day: time,
          asset,
          kind: z.string().meta({ description: 'of the ledger entries' }),
          received: amount,
          paid: amount,
        }),
      ),
      acknowledged: z.array(z.object({ at: time, asset, reason: z.string() })),
      asOf: time,
    }),
  }),
)
