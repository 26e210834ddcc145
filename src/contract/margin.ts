/** The margin account: level, liquidation price, collateral, loans, closing; what margin tells the public. Operators' part is in admin-margin.ts; orders are in orders.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { poolAssets } from './lending.ts'
import { fillOfOrder, order, orderInput, placeErrors, problemOfPart } from './orders.ts'
import {
  bps,
  confirmed,
  count,
  credits,
  creditsInput,
  id,
  lco,
  lcoInput,
  listOf,
  notional,
  price,
  quantity,
  queryNumber,
  time,
} from './values.ts'

/** Version of what is accepted when a margin account is opened. */
export const MARGIN_TERMS = '2026-11'

const asset = z.enum(poolAssets)
const amount = lco.meta({ description: 'of the asset: CR with 6 decimals or LCO with 8' })
const units = z.object({ asset, amount })
const rate = count.meta({ description: 'parts per million a year' })
const level = count.meta({ description: 'assets ÷ debt at the mark in basis points, rounded down' }).nullable()
const stage = z.enum(['calm', 'called', 'closing']).meta({
  description: 'called: told that the level is under the call level; closing: being closed by force',
})

/** What follows from a position at the mark. */
export const marginFigures = {
  equity: credits.meta({ description: 'assets − debt at the mark, rounded down' }),
  levelBps: level,
  ratioBps: bps.meta({ description: 'margin ratio: level − 1 = equity ÷ debt' }).nullable(),
  leverageBps: count
    .meta({ description: '|LCO − owed LCO| at the mark ÷ equity; null when nothing is left' })
    .nullable(),
  liquidationPrice: price.nullable().meta({
    description: '(closeLevel × owed CR − CR) ÷ (LCO − closeLevel × owed LCO); null: it is closed at no price',
  }),
  bankruptcyPrice: price.nullable().meta({
    description: '(owed CR − CR) ÷ (LCO − owed LCO): where nothing is left; null: at no price',
  }),
}

const standing = z.object({
  terms: z.string().meta({ description: 'version that was accepted' }),
  acceptedAt: time,
  stage,
  credits: z.object({ total: credits, free: credits, held: credits.meta({ description: 'by open orders' }) }),
  lco: z.object({ total: lco, free: lco, held: lco.meta({ description: 'by open orders' }) }),
  debt: units
    .extend({ principal: amount, interest: amount, ratePpm: rate })
    .nullable()
    .meta({ description: 'amount = principal + interest up to now, rounded up' }),
  positionLco: lco.meta({ description: 'LCO − owed LCO: above 0 long, below 0 short' }),
  mark: price.nullable(),
  live: z.boolean().meta({ description: 'false: the mark is frozen, nothing is lent, positions can only be reduced' }),
  callLevelBps: bps,
  closeLevelBps: bps,
  ...marginFigures,
  cautious: z.object({ assets: price, debts: price }).nullable().meta({
    description:
      'at which LCO and owed LCO count for new loans: lowest and highest of mark, 30-minute median, 24-hour average',
  }),
})
/** What the live channel carries: all but what takes a search. */
export const marginStanding = standing.meta({ id: 'MarginStanding' })
export type MarginStanding = z.infer<typeof marginStanding>

export const marginAccount = standing
  .extend({
    borrowable: z.object({ credits, lco }).meta({ description: 'that would be lent now, one or the other' }),
    depthCap: z.object({ credits, lco }).meta({
      description: 'most that it may owe by what others bid, or offer, near the mark: depthShareBps of margin.limits',
    }),
    transferable: credits.meta({ description: 'that could be taken out now' }),
  })
  .meta({ id: 'MarginAccount' })
export type MarginAccount = z.infer<typeof marginAccount>

const booked = z.object({ account: marginAccount, ...confirmed })

const quoted = z
  .object({
    credits,
    lco,
    debt: units.extend({ ratePpm: rate }).nullable(),
    ...marginFigures,
  })
  .meta({ id: 'MarginQuoteStanding' })
export type MarginQuoted = z.infer<typeof quoted>

const loan = z.discriminatedUnion('asset', [
  z.strictObject({ asset: z.literal('CR'), amount: creditsInput }),
  z.strictObject({ asset: z.literal('LCO'), amount: lcoInput }),
])
const repayment = z.discriminatedUnion('asset', [
  z.strictObject({ asset: z.literal('CR'), amount: creditsInput.nullable() }),
  z.strictObject({ asset: z.literal('LCO'), amount: lcoInput.nullable() }),
])
const transfer = z.strictObject({ direction: z.enum(['in', 'out']), amount: creditsInput })
const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('order'), order: orderInput }),
  z.strictObject({ kind: z.literal('borrow'), loan }),
  z.strictObject({ kind: z.literal('repay'), repayment }),
  z.strictObject({ kind: z.literal('transfer'), transfer }),
])
export type MarginChangeRequest = z.infer<typeof change>

const ladderRow = z.object({
  rank: id,
  side: z.enum(['long', 'short']),
  stage,
  debt: units,
  levelBps: level,
  ratioBps: marginFigures.ratioBps,
  liquidationPrice: marginFigures.liquidationPrice,
  bankruptcyPrice: marginFigures.bankruptcyPrice,
})
export type MarginLadderRow = z.infer<typeof ladderRow>

const marginSums = z.object({ CR: credits, LCO: lco })
export const riskReserve = z
  .object({
    credits,
    lco,
    penalties: credits.meta({ description: 'taken in by forced closes so far' }),
    covered: marginSums.meta({ description: 'paid for debts that nothing stood behind' }),
    bought: lco.meta({ description: 'of what it paid: LCO that it bought for credits' }),
    socialised: marginSums.meta({ description: 'what lenders lost because the reserve was empty' }),
    forcedCloses: count,
  })
  .meta({ id: 'RiskReserve' })
export type RiskReserve = z.infer<typeof riskReserve>

const own = { auth: ['read', 'trade'] } as const
const amountErrors = ['amount_not_positive', 'amount_out_of_range'] as const
const loanErrors = [
  ...amountErrors,
  'account_is_operator',
  'account_suspended',
  'margin_not_open',
  'margin_closing',
  'borrowing_unavailable',
  'no_live_mark',
  'mark_too_young',
  'other_debt',
  'pool_stopped',
  'pool_exhausted',
  'lco_cap',
  'account_lco_cap',
  'depth_cap',
  'lco_depth_cap',
  'leverage_limit',
] as const
const repayErrors = [...amountErrors, 'nothing_owed', 'insufficient_credits', 'insufficient_lco'] as const
const transferErrors = [
  ...amountErrors,
  'margin_not_open',
  'insufficient_credits',
  'no_live_mark',
  'margin_level_too_low',
] as const

export const marginEndpoints = table(
  endpoint({
    id: 'margin.get',
    method: 'GET',
    path: '/margin',
    summary: 'The own margin account with every input of its figures; null before it is opened',
    ...own,
    response: z.object({ account: marginAccount.nullable(), asOf: time }),
  }),
  endpoint({
    id: 'margin.limits',
    method: 'GET',
    path: '/margin/limits',
    summary: 'Levels, leverage and caps, and whether anything is lent now',
    auth: 'public',
    response: z.object({
      terms: z.string().meta({ description: 'version to accept' }),
      borrowing: z.boolean().meta({ description: 'false while operators have stopped new loans' }),
      mark: price.nullable(),
      live: z.boolean().meta({ description: 'whether the mark lives' }),
      lendsFrom: time
        .nullable()
        .meta({ description: 'when there have been marks for 24 hours; null before the first' }),
      leverageBps: bps,
      outLevelBps: bps.meta({ description: 'what may be taken out leaves the level at this' }),
      callLevelBps: bps,
      closeLevelBps: bps,
      targetLevelBps: bps.meta({ description: 'that a forced close restores' }),
      penaltyBps: bps,
      depthShareBps: bps.meta({ description: 'of what others show near the mark that one account may owe' }),
      lco: z.object({
        circulating: lco,
        cap: lco.meta({ description: 'that all together may owe' }),
        accountCap: lco,
        lent: lco,
        shareBps: bps.meta({ description: 'cap ÷ circulating' }),
        accountShareBps: bps.meta({ description: 'accountCap ÷ cap' }),
      }),
      asOf: time,
    }),
  }),
  endpoint({
    id: 'margin.open',
    method: 'POST',
    path: '/margin/open',
    summary: 'Open the margin account, or accept newer terms',
    auth: ['trade'],
    idempotent: true,
    body: z.strictObject({
      terms: z
        .string()
        .max(64)
        .regex(/^[\x21-\x7e]+$/, 'the version of the terms')
        .meta({ description: 'version that was read and accepted: `terms` of margin.limits' }),
    }),
    response: booked,
    errors: ['account_is_operator', 'account_suspended'],
  }),
  endpoint({
    id: 'margin.transfer',
    method: 'POST',
    path: '/margin/transfer',
    summary: 'Move credits into or out of the margin account',
    description: 'Only credits are collateral. With a debt no more leaves than keeps the level at outLevelBps.',
    auth: ['trade'],
    idempotent: true,
    body: transfer,
    response: booked,
    errors: transferErrors,
  }),
  endpoint({
    id: 'margin.borrow',
    method: 'POST',
    path: '/margin/borrow',
    summary: 'Borrow CR or LCO into the margin account',
    auth: ['trade'],
    idempotent: true,
    body: loan,
    response: booked,
    errors: loanErrors,
  }),
  endpoint({
    id: 'margin.repay',
    method: 'POST',
    path: '/margin/repay',
    summary: 'Pay back what is owed, interest first; never more than that',
    description: 'An amount of null pays back as much as is owed and free.',
    auth: ['trade'],
    idempotent: true,
    body: repayment,
    response: booked.extend({ repaid: amount, interest: amount.meta({ description: 'of what was repaid' }) }),
    errors: repayErrors,
  }),
  endpoint({
    id: 'margin.close',
    method: 'POST',
    path: '/margin/close',
    summary: 'Close the whole position at the market and pay the debt back',
    description:
      'Cancels the open margin orders, pays back what is free, sells what is held or buys back what is owed (rounded up to a lot) by a reduce-only market order, and pays back again. What the book does not take stays; sending it again goes on.',
    auth: ['trade'],
    body: z.strictObject({}),
    response: z.object({
      canceled: z.array(id),
      repaid: amount.nullable().meta({ description: 'by this, of the debt there was; null without a debt' }),
      order: order.nullable().meta({ description: 'null when there was nothing to trade' }),
      fills: z.array(fillOfOrder),
      problem: problemOfPart.nullable().meta({ description: 'why the order was refused; nothing was traded then' }),
      account: marginAccount,
    }),
    errors: ['margin_not_open', 'margin_closing', 'nothing_to_reduce'],
  }),
  endpoint({
    id: 'margin.quote',
    method: 'POST',
    path: '/margin/quote',
    summary: 'What an order, loan, repayment or transfer would make of the account: before and after; books nothing',
    description:
      'An order as if all of it traded: at once at the prices of the book, the rest at its own price, one that waits at its limit or the price that fires it.',
    ...own,
    body: change,
    response: z.object({
      before: quoted,
      after: quoted,
      trade: z
        .object({
          quantity,
          atOnce: quantity.meta({ description: 'of the quantity' }),
          averagePrice: price.nullable(),
          worstPrice: price.nullable(),
          notional,
          fee: credits,
        })
        .nullable(),
      borrows: units.nullable(),
      repays: units.nullable(),
      asOf: time,
    }),
    errors: [
      ...new Set([...placeErrors, ...loanErrors, ...repayErrors, ...transferErrors, 'beyond_bankruptcy'] as const),
    ],
  }),
  endpoint({
    id: 'margin.ladder',
    method: 'GET',
    path: '/margin/ladder',
    summary:
      'Everybody who owes, lowest level first, without saying who; a second old, or older where so many owe that it takes long',
    auth: 'public',
    query: z.strictObject({ limit: queryNumber(1, 500).optional().meta({ description: '100 when left out' }) }),
    response: listOf(ladderRow).extend({
      mark: price.nullable(),
      owing: count.meta({ description: 'accounts that owe' }),
      closing: count.meta({ description: 'of which are being closed' }),
      asOf: time,
    }),
  }),
)
