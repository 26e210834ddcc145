/** The Monday close on the ledger: fund-in, the rest and trading fees to the treasury, a new week. docs/concepts/economy.md §6. */
import { assert } from '../../base/assert.ts'
import { WEEK_MS } from '../../base/calendar.ts'
import { add, type Bps, type Credits, type Millis, sub } from '../../base/money.ts'
import { P } from '../ledger/chart.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Out } from '../out.ts'
import { closeWeek } from './profit.ts'
import { emptyWeek, type Treasury } from './treasury.ts'

interface CloseContext {
  readonly out: Out
  readonly ledger: Ledger
  readonly shareBps: number
}

/** Profit is what `api-revenue` holds, but for what calls of champions' grants left there: that goes back to the treasury. */
export function closeBooks(treasury: Treasury, { out, ledger, shareBps }: CloseContext): void {
  const { week } = treasury
  const promo = sub(week.promoRevenue, week.promoCost)
  const profit = sub(ledger.credits(P.apiRevenue), promo)
  assert(week.revenue - week.cost - week.unrecovered === profit, 'the week’s sums disagree with api-revenue')
  const close = closeWeek(profit, treasury.carriedLoss, shareBps)
  const fees = ledger.credits(P.tradingFees)
  out.entry('week.close', String(week.start))
  out.move(P.apiRevenue, P.fund, close.fundIn)
  const rest = profit - close.fundIn + promo
  if (rest > 0) out.move(P.apiRevenue, P.treasury, rest)
  if (rest < 0) out.move(P.treasury, P.apiRevenue, -rest)
  out.move(P.tradingFees, P.treasury, fees)
  out.emit({
    type: 'week.closed',
    week: week.start,
    revenue: week.revenue,
    cost: week.cost,
    unrecovered: week.unrecovered,
    promoRevenue: week.promoRevenue,
    promoCost: week.promoCost,
    profit,
    carriedLossBefore: treasury.carriedLoss,
    carriedLoss: close.carriedLoss,
    base: close.base,
    shareBps: shareBps as Bps,
    fundIn: close.fundIn,
    tradingFees: fees,
  })
  treasury.carriedLoss = close.carriedLoss
  treasury.lastProfit = profit
  treasury.totals.fundIn = add(treasury.totals.fundIn, close.fundIn as Credits)
  treasury.week = emptyWeek((week.start + WEEK_MS) as Millis)
}
