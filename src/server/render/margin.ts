/** Margin accounts between engine and wire: figures, quotes, rows of the ladder, the risk reserve. */
import { formatCredits, formatLco } from '../../base/decimal.ts'
import { type Lco, sub, type Ticks } from '../../base/money.ts'
import type { MarginAtRisk } from '../../contract/admin-margin.ts'
import type { ResponseOf } from '../../contract/index.ts'
import type {
  MarginAccount,
  MarginChangeRequest,
  MarginLadderRow,
  MarginQuoted,
  MarginStanding,
  RiskReserve,
} from '../../contract/margin.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { ParameterValues } from '../../engine/parameters.ts'
import type {
  LadderRow,
  MarginChange,
  MarginFigures,
  MarginQuote,
  MarginTotals,
  MarginView,
  MarginStanding as StandingView,
} from '../../engine/views.ts'
import { averagePrice, creditsIn, lotsText, ticksText, unitsIn, unitsText } from './amounts.ts'
import { type OrderFault, orderCommand } from './orders.ts'

interface Rules {
  readonly pair: Pair
  readonly parameters: Pick<ParameterValues, 'margin.callLevel' | 'margin.closeLevel'>
}

export function wireMargin(view: MarginView, rules: Rules): MarginAccount {
  const { CR, LCO } = view.borrowable
  return {
    ...wireMarginStanding(view, rules),
    borrowable: { credits: unitsText('CR', CR), lco: unitsText('LCO', LCO) },
    depthCap: { credits: unitsText('CR', view.depthCap.CR), lco: unitsText('LCO', view.depthCap.LCO) },
    transferable: formatCredits(view.transferable),
  }
}

export function wireMarginStanding(view: StandingView, { pair, parameters }: Rules): MarginStanding {
  const { position, freeCredits, freeLco, debt, cautious, mark } = view
  const { cash, coins, debtCoins } = position
  return {
    ...{ terms: view.terms, acceptedAt: view.acceptedAt, stage: view.stage },
    credits: {
      ...{ total: formatCredits(cash), free: formatCredits(freeCredits) },
      held: formatCredits(sub(cash, freeCredits)),
    },
    lco: { total: formatLco(coins), free: formatLco(freeLco), held: formatLco(sub(coins, freeLco)) },
    debt: debt && {
      ...wireUnits(debt),
      principal: unitsText(debt.asset, debt.principal),
      interest: unitsText(debt.asset, debt.amount - debt.principal),
      ratePpm: view.borrowPpm ?? 0,
    },
    positionLco: formatLco((coins - debtCoins) as Lco),
    ...{ mark: textOf(mark, pair), live: view.live },
    callLevelBps: parameters['margin.callLevel'],
    closeLevelBps: parameters['margin.closeLevel'],
    ...wireFigures(view, pair),
    cautious: cautious && { assets: ticksText(cautious.assets, pair), debts: ticksText(cautious.debts, pair) },
  }
}

function wireFigures(figures: MarginFigures, pair: Pair) {
  const { equity, levelBps, ratioBps, leverageBps, liquidation, bankruptcy } = figures
  return {
    ...{ equity: formatCredits(equity), levelBps, ratioBps, leverageBps },
    ...{ liquidationPrice: textOf(liquidation, pair), bankruptcyPrice: textOf(bankruptcy, pair) },
  }
}

function textOf(price: Ticks | null, pair: Pair): string | null {
  return price === null ? null : ticksText(price, pair)
}

type Units = NonNullable<MarginQuote['borrows']>

function wireUnits({ asset, amount }: Units) {
  return { asset, amount: unitsText(asset, amount) }
}

/** The change behind a request, or why its order's numbers can not be booked. Throws amount_out_of_range. */
export function marginChange(request: MarginChangeRequest, account: AccountId, pair: Pair): MarginChange | OrderFault {
  switch (request.kind) {
    case 'order': {
      const input = orderCommand(request.order, account, pair)
      return typeof input === 'string' ? input : { kind: 'order', input }
    }
    case 'borrow': {
      const { asset, amount } = request.loan
      return { kind: 'borrow', account, asset, amount: unitsIn(asset, amount) }
    }
    case 'repay': {
      const { asset, amount } = request.repayment
      return { kind: 'repay', account, asset, amount: amount === null ? null : unitsIn(asset, amount) }
    }
    case 'transfer': {
      const { direction, amount } = request.transfer
      return { kind: 'transfer', account, direction, amount: creditsIn(amount) }
    }
  }
}

export function wireMarginQuote(quote: MarginQuote, pair: Pair): Omit<ResponseOf<'margin.quote'>, 'asOf'> {
  const { before, after, trade, borrows, repays } = quote
  return {
    before: wireQuoted(before, pair),
    after: wireQuoted(after, pair),
    trade: trade && {
      ...{ quantity: lotsText(trade.lots, pair), atOnce: lotsText(trade.now, pair) },
      averagePrice: averagePrice(trade.notional, trade.lots, pair),
      worstPrice: textOf(trade.worst, pair),
      ...{ notional: formatCredits(trade.notional), fee: formatCredits(trade.fee) },
    },
    borrows: borrows && wireUnits(borrows),
    repays: repays && wireUnits(repays),
  }
}

function wireQuoted(standing: MarginQuote['before'], pair: Pair): MarginQuoted {
  const { position, debt, borrowPpm } = standing
  return {
    ...{ credits: formatCredits(position.cash), lco: formatLco(position.coins) },
    debt: debt && { ...wireUnits(debt), ratePpm: borrowPpm ?? 0 },
    ...wireFigures(standing, pair),
  }
}

/** Without whose it is, and without what else would tell. */
export function wireLadderRow(row: LadderRow, rank: number, pair: Pair): MarginLadderRow {
  const { side, stage, debt, levelBps, ratioBps, liquidationPrice, bankruptcyPrice } = wireAtRisk(row, pair)
  return { rank, side, stage, debt, levelBps, ratioBps, liquidationPrice, bankruptcyPrice }
}

export function wireAtRisk(row: LadderRow, pair: Pair): MarginAtRisk {
  const { account, asset, position, stage } = row
  const { cash, coins, debtCredits, debtCoins } = position
  return {
    ...{ account, side: asset === 'CR' ? 'long' : 'short', stage },
    ...{ credits: formatCredits(cash), lco: formatLco(coins) },
    debt: wireUnits({ asset, amount: asset === 'CR' ? debtCredits : debtCoins }),
    ...wireFigures(row, pair),
  }
}

export function wireReserve({ reserve, totals }: MarginTotals): RiskReserve {
  const { penalties, covered, bought, socialised, closes } = totals
  const sums = ({ CR, LCO }: typeof covered) => ({ CR: unitsText('CR', CR), LCO: unitsText('LCO', LCO) })
  return {
    ...{ credits: formatCredits(reserve.credits), lco: formatLco(reserve.lco) },
    penalties: unitsText('CR', penalties),
    covered: sums(covered),
    bought: unitsText('LCO', bought.LCO),
    socialised: sums(socialised),
    forcedCloses: closes,
  }
}
