/** The weekly close and Friday's buyback → weeks, buybacks, their slices and closes with chained hashes. */
import { type BuybackRecord, buybackText } from '../buyback-record.ts'
import { unitPrice } from '../units.ts'
import { type CommandContext, type RowBuilder, recordedFills } from './context.ts'

export const weekRows: RowBuilder<'week.closed'> = (event, { seq, at, rows }) => {
  rows.append('weeks', {
    week: event.week,
    seq,
    at,
    revenue: event.revenue,
    cost: event.cost,
    unrecovered: event.unrecovered,
    promo_revenue: event.promoRevenue,
    promo_cost: event.promoCost,
    profit: event.profit,
    carried_loss_before: event.carriedLossBefore,
    carried_loss: event.carriedLoss,
    base: event.base,
    share_bps: event.shareBps,
    fund_in: event.fundIn,
    trading_fees: event.tradingFees,
  })
}

export const buybackOpenedRows: RowBuilder<'buyback.opened'> = (event, context) => {
  const { pair, buybackHash } = context.state
  const { buybackId, at, budget, slices } = event
  const reference = event.reference === null ? null : unitPrice(pair, event.reference)
  const guard = event.guard === null ? null : unitPrice(pair, event.guard)
  const hash = chain(context, { record: 'opened', buybackId, at, budgetMicro: budget, reference, guard, slices })
  const opened = { id: buybackId, seq: context.seq, at, budget, reference, guard, slices }
  context.rows.append('buybacks', { ...opened, previous_hash: buybackHash, hash })
}

/** The fund's trades since the slice before belong to this slice. */
export const buybackSliceRows: RowBuilder<'buyback.slice'> = (event, context) => {
  const { buybackId: buyback, slice, at, offered, spent, bought, outcome } = event
  const fills = context.fundFills
  context.fundFills = []
  for (const fill of fills) context.rows.append('trades', { ...fill, buyback, slice })
  const hash = chain(context, {
    record: 'slice',
    buybackId: buyback,
    slice,
    at,
    offeredMicro: offered,
    spentMicro: spent,
    boughtUnits: bought,
    outcome,
    fills: recordedFills(fills),
  })
  context.rows.append('buyback_slices', { buyback, slice, seq: context.seq, at, offered, spent, bought, outcome, hash })
}

export const buybackClosedRows: RowBuilder<'buyback.closed'> = (event, context) => {
  const { buybackId: buyback, at, budget, spent, bought, burned, toWarPool } = event
  const hash = chain(context, {
    record: 'closed',
    buybackId: buyback,
    at,
    budgetMicro: budget,
    spentMicro: spent,
    boughtUnits: bought,
    burnedUnits: burned,
    toWarPoolUnits: toWarPool,
  })
  const sums = { budget, spent, bought, burned, to_war_pool: toWarPool }
  context.rows.append('buyback_closes', { buyback, seq: context.seq, at, ...sums, hash })
}

function chain({ state, digest }: CommandContext, record: BuybackRecord): string {
  state.buybackHash = digest(buybackText(record, state.buybackHash))
  return state.buybackHash
}
