/** What a margin order, a loan, a repayment or a transfer would make of an account: before and after. Changes nothing. */
import { divFloor } from '../../base/math.ts'
import type { Bps, Credits, Lco, Lots, Millis, Ticks } from '../../base/money.ts'
import type { InputOf, OrderInput } from '../command.ts'
import { checkBorrowing, checkTransfer, repayable } from '../commands/margin.ts'
import type { Engine } from '../engine.ts'
import { makerFee, takerFee } from '../exchange/fees.ts'
import { lcoOf } from '../exchange/pair.ts'
import { type Plan, planOrder, type WaitingPlan } from '../exchange/plan.ts'
import { quoteOrder } from '../exchange/quote.ts'
import type { Asset } from '../ledger/chart.ts'
import { standing } from '../lending/pool.ts'
import { borrowRatePpm, utilisationPpm } from '../lending/rates.ts'
import { freeOf, type MarginDesk, positionOf } from '../margin/desk.ts'
import { withLoan } from '../margin/exposure.ts'
import type { Position } from '../margin/position.ts'
import { Rejection, reject } from '../rejections.ts'
import { marginDeskOf } from '../state.ts'
import { figures, type MarginFigures } from './margin.ts'

export type MarginChange =
  | { readonly kind: 'order'; readonly input: OrderInput }
  | ({ readonly kind: 'borrow' } & InputOf<'margin.borrow'>)
  | ({ readonly kind: 'repay' } & InputOf<'margin.repay'>)
  | ({ readonly kind: 'transfer' } & InputOf<'margin.transfer'>)

export interface QuotedStanding extends MarginFigures {
  readonly position: Position
  readonly debt: { readonly asset: Asset; readonly amount: number } | null
  /** Yearly, of what is owed, as the pool would stand; null without debt. */
  readonly borrowPpm: number | null
}

/** All of an order: what trades at once at the book's prices, the rest at its own price or at the one that fires it. */
export interface QuotedTrade {
  /** Of which so many would trade at once. */
  readonly lots: Lots
  readonly now: Lots
  readonly notional: Credits
  readonly fee: Credits
  readonly worst: Ticks | null
}

export interface MarginQuote {
  readonly before: QuotedStanding
  readonly after: QuotedStanding
  readonly trade: QuotedTrade | null
  /** Units borrowed and paid back on the way. */
  readonly borrows: { readonly asset: Asset; readonly amount: number } | null
  readonly repays: { readonly asset: Asset; readonly amount: number } | null
}

/** The refusal that it would get otherwise. */
export function quoteMargin(engine: Engine, change: MarginChange, now: Millis): MarginQuote | Rejection {
  const desk = marginDeskOf(engine.state, now)
  const effect = effectOf(engine, change, desk)
  if (effect instanceof Rejection) return effect
  const { account } = change.kind === 'order' ? change.input : change
  const before = positionOf(desk, account)
  return {
    before: quoted(desk, before, before),
    after: quoted(desk, effect.position, before),
    trade: effect.trade ?? null,
    borrows: effect.borrows ?? null,
    repays: effect.repays ?? null,
  }
}

interface Effect extends Partial<Pick<MarginQuote, 'trade' | 'borrows' | 'repays'>> {
  readonly position: Position
}

function effectOf(engine: Engine, change: MarginChange, desk: MarginDesk): Effect | Rejection {
  const { at } = desk.exchange
  switch (change.kind) {
    case 'order':
      return orderEffect(desk, change.input)
    case 'borrow': {
      const refusal = checkBorrowing(engine.state, change, at)
      const { account, asset, amount } = change
      return refusal ?? { position: withLoan(positionOf(desk, account), change), borrows: { asset, amount } }
    }
    case 'repay': {
      const amount = repayable(engine.state, change, at)
      if (amount instanceof Rejection) return amount
      const { account, asset } = change
      return { position: repaid(positionOf(desk, account), asset, amount), repays: { asset, amount } }
    }
    case 'transfer': {
      const refusal = checkTransfer(engine.state, change, at)
      if (refusal) return refusal
      const position = positionOf(desk, change.account)
      const sum = change.direction === 'in' ? change.amount : -change.amount
      return { position: { ...position, cash: (position.cash + sum) as Credits } }
    }
  }
}

function orderEffect(desk: MarginDesk, input: OrderInput): Effect | Rejection {
  const { account, side, margin } = input
  if (margin === undefined) return reject('bad_order_fields')
  const plan = planOrder(desk.exchange, input)
  if (plan instanceof Rejection) return plan
  const trade = 'taker' in plan ? tradeNow(desk, plan) : tradeLater(desk, plan)
  const gives: Asset = side === 'buy' ? 'CR' : 'LCO'
  const coins = lcoOf(trade.lots, desk.exchange.pair)
  const amount = 'taker' in plan ? plan.borrow : lacking(desk, input, { trade, coins })
  const lent = amount === 0 ? positionOf(desk, account) : withLoan(positionOf(desk, account), { asset: gives, amount })
  const traded = afterTrade(lent, side, { trade, coins })
  const gets: Asset = side === 'buy' ? 'LCO' : 'CR'
  const brought = side === 'buy' ? coins : trade.notional - trade.fee
  const back = margin.repay ? Math.min(debtIn(traded, gets), freeOf(desk, account, gets) + brought) : 0
  return {
    position: back > 0 ? repaid(traded, gets, back) : traded,
    trade,
    ...(amount > 0 ? { borrows: { asset: gives, amount } } : {}),
    ...(back > 0 ? { repays: { asset: gets, amount: back } } : {}),
  }
}

function tradeNow({ exchange }: MarginDesk, plan: Plan): QuotedTrade {
  const { input } = plan
  const { lots, notional, fee, worst, rests } = quoteOrder(exchange, plan)
  if (rests === 0 || input.kind !== 'limit') return { lots, now: lots, notional, fee, worst }
  const rest = input.price * rests
  return {
    lots: (lots + rests) as Lots,
    now: lots,
    notional: (notional + rest) as Credits,
    fee: (fee + makerFee(rest as Credits, exchange.parameters['market.makerFee'] as Bps)) as Credits,
    worst: input.price,
  }
}

/** As if it traded at its limit, or else at the price that fires it. */
function tradeLater({ exchange }: MarginDesk, { input }: WaitingPlan): QuotedTrade {
  const fires = input.trigger?.price ?? exchange.market.mark.lastPrice ?? (1 as Ticks)
  const price = input.kind === 'limit' ? input.price : fires
  const lots = input.kind === 'market_quote' ? divFloor(input.quote, price) : input.lots
  const notional = (price * lots) as Credits
  const fee = takerFee(notional, exchange.parameters['market.takerFee'] as Bps)
  return { lots: lots as Lots, now: 0 as Lots, notional, fee, worst: price }
}

interface Traded {
  readonly trade: QuotedTrade
  readonly coins: Lco
}

/** Units that an order which waits would borrow if it traded so now. */
function lacking(desk: MarginDesk, { account, side, margin }: OrderInput, { trade, coins }: Traded): number {
  if (!margin?.borrow) return 0
  const need = side === 'buy' ? trade.notional + trade.fee : coins
  return Math.max(0, need - freeOf(desk, account, side === 'buy' ? 'CR' : 'LCO'))
}

function afterTrade(position: Position, side: OrderInput['side'], { trade, coins }: Traded): Position {
  const { notional, fee } = trade
  const [cash, lco] = side === 'buy' ? [-notional - fee, coins] : [notional - fee, -coins]
  return { ...position, cash: (position.cash + cash) as Credits, coins: (position.coins + lco) as Lco }
}

function repaid(position: Position, asset: Asset, amount: number): Position {
  const { cash, coins, debtCredits, debtCoins } = position
  return asset === 'CR'
    ? { ...position, cash: (cash - amount) as Credits, debtCredits: (debtCredits - amount) as Credits }
    : { ...position, coins: (coins - amount) as Lco, debtCoins: (debtCoins - amount) as Lco }
}

function debtIn({ debtCredits, debtCoins }: Position, asset: Asset): number {
  return asset === 'CR' ? debtCredits : debtCoins
}

function quoted(desk: MarginDesk, position: Position, before: Position): QuotedStanding {
  const asset: Asset | null = position.debtCredits > 0 ? 'CR' : position.debtCoins > 0 ? 'LCO' : null
  const debt = asset === null ? null : { asset, amount: debtIn(position, asset) }
  const borrowPpm = asset === null ? null : rateWith(desk, asset, debtIn(position, asset) - debtIn(before, asset))
  return { position, debt, borrowPpm, ...figures(desk, position) }
}

/** The rate with so many units more lent; what is repaid stays in the pool. */
function rateWith({ lending }: MarginDesk, asset: Asset, more: number): number {
  const { lent, claims } = standing(lending, asset)
  return borrowRatePpm(lending.parameters, asset, utilisationPpm(Math.max(0, lent + more), claims))
}
