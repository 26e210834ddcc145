/** Closing one account by force, one step: orders out, a slice into the book, penalty, debt paid back. Rounds of it are rounds.ts. */
import { divFloor } from '../../base/math.ts'
import { BPS, type Bps, type Credits, type Lco, type Lots, type Ticks } from '../../base/money.ts'
import { BUY, SELL, type Side } from '../exchange/book/types.ts'
import { cancelOrders } from '../exchange/ending.ts'
import { emitLevels } from '../exchange/market.ts'
import { takerOfNobody } from '../exchange/nobody.ts'
import { nothingSettled, type Settled, settleFills, type TakerSide } from '../exchange/settle.ts'
import { type AccountId, P, U, userSlot } from '../ledger/chart.ts'
import { closingLimit, closingLots, type Depth, penaltyOf, repayingLots } from './closing.ts'
import { type MarginDesk, markOf, positionOf } from './desk.ts'
import { equityAt, levelAt, type Position, priceAtLevel, worthOf } from './position.ts'
import { payBack, settleAccount } from './stages.ts'
import { coverShortfall } from './waterfall.ts'

/** Closes what the book takes now within the limit; below bankruptcy, with nothing left to trade, the shortfall is covered. */
export function closeStep(desk: MarginDesk, account: AccountId): void {
  cancelMarginOrders(desk, account)
  payBack(desk, account, 'forced')
  const slice = planSlice(desk, account)
  if (slice !== undefined) trade(desk, account, slice)
  if (hasNothingToTrade(desk, account)) coverShortfall(desk, account)
  settleAccount(desk, account)
}

/** Whatever may still trade for the account ends: it would take away what is being closed. */
export function cancelMarginOrders({ exchange }: MarginDesk, account: AccountId): void {
  const { orders } = exchange.market
  const ids = orders.liveOf(account).filter((id) => orders.get(id)?.onMargin)
  cancelOrders(exchange, ids, 'forced')
}

interface Slice {
  readonly position: Position
  readonly level: number
  readonly limit: Ticks
  readonly sells: boolean
  readonly lots: Lots
  readonly depth: Depth
}

/** What to trade now; undefined when the level is sound or the book shows nothing within the limit. */
function planSlice(desk: MarginDesk, account: AccountId): Slice | undefined {
  const { exchange } = desk
  const { parameters: p, pair, market } = exchange
  const position = positionOf(desk, account)
  const mark = markOf(desk)
  const level = levelAt(position, mark, pair)
  const closeBps = p['margin.closeLevel']
  if (level === null || level >= closeBps) return undefined
  const sells = position.debtCredits > 0
  const limits = { closeBps, nearBps: p['margin.nearLimit'], farBps: p['margin.farLimit'] }
  const limit = closingLimit(position, { mark, level, pair }, limits)
  const most = sells ? divFloor(position.coins, pair.lotUnits) : Math.ceil(position.debtCoins / pair.lotUnits)
  if (most === 0) return undefined
  const depth = market.book.quote(takerOfNobody({ side: sideOf(sells), limit, lots: most, budget: budgetOf(position) }))
  if (depth.lots === 0) return undefined
  const penaltyBps = p['margin.penalty']
  const closing = { position, mark, pair, penaltyBps, depth, targetBps: Math.max(p['margin.targetLevel'], closeBps) }
  const isDust = debtWorth(position, mark, desk) < p['margin.dust']
  const wanted = level < BPS || isDust ? most : closingLots(closing)
  const lots = Math.min(wanted, most, repayingLots(closing)) as Lots
  return lots === 0 ? undefined : { position, level, limit, sells, lots, depth }
}

function debtWorth(position: Position, mark: Ticks, { exchange: { pair } }: MarginDesk): Credits {
  return (position.debtCredits + worthOf(position.debtCoins, mark, pair)) as Credits
}

/** A purchase pays with the account's cash; a sale takes in what it may. */
function budgetOf({ debtCredits, cash }: Position): number {
  return debtCredits > 0 ? Number.MAX_SAFE_INTEGER : cash
}

function sideOf(sells: boolean): Side {
  return sells ? SELL : BUY
}

function trade(desk: MarginDesk, account: AccountId, slice: Slice): void {
  const { exchange, margin } = desk
  const { market, pair, out, at, parameters } = exchange
  const { position, level, limit, sells, lots, depth } = slice
  market.book.place(takerOfNobody({ side: sideOf(sells), limit, lots, budget: budgetOf(position) }))
  emitLevels(exchange)
  const settled = nothingSettled()
  settleFills(exchange, forcedTaker(account, sells), settled)
  const penalty = chargePenalty(desk, account, { slice, settled })
  const repaid = payBack(desk, account, 'forced')
  margin.totals.closes += 1
  const after = positionOf(desk, account)
  const mark = markOf(desk)
  out.emit({
    type: 'margin.closed',
    account,
    at,
    asset: sells ? 'CR' : 'LCO',
    side: sells ? 'sell' : 'buy',
    cash: position.cash,
    coins: position.coins,
    owed: position.debtCredits + position.debtCoins,
    depthLots: depth.lots as Lots,
    depthNotional: depth.notional as Credits,
    mark,
    level,
    limit,
    liquidation: priceAtLevel(position, parameters['margin.closeLevel'], pair),
    bankruptcy: priceAtLevel(position, BPS, pair),
    wanted: lots,
    lots: settled.lots,
    notional: settled.notional,
    penalty,
    repaid,
    debt: after.debtCredits + after.debtCoins,
    levelAfter: levelAt(after, mark, pair),
  })
}

function forcedTaker(account: AccountId, sells: boolean): TakerSide {
  return {
    side: sells ? 'sell' : 'buy',
    source: 'forced',
    onMargin: true,
    orderId: 0,
    account,
    credits: userSlot(account, U.margin),
    lco: userSlot(account, U.lcoMargin),
    feeBps: 0 as Bps,
  }
}

/** Fill by fill, with the equity that each leaves at the mark; to the risk reserve. */
function chargePenalty(
  desk: MarginDesk,
  account: AccountId,
  { slice: { position, sells }, settled }: { readonly slice: Slice; readonly settled: Settled },
): Credits {
  const { out, parameters, pair } = desk.exchange
  const mark = markOf(desk)
  let held = position
  let sum = 0
  for (const { price, lots } of settled.fills) {
    const [notional, coins] = [price * lots, lots * pair.lotUnits]
    const sign = sells ? 1 : -1
    held = { ...held, cash: (held.cash + sign * notional) as Credits, coins: (held.coins - sign * coins) as Lco }
    const left = Math.min(equityAt(held, mark, pair), held.cash) as Credits
    const penalty = penaltyOf(notional as Credits, left, parameters['margin.penalty'])
    held = { ...held, cash: (held.cash - penalty) as Credits }
    sum += penalty
  }
  out.entry('margin.penalty', String(account))
  out.move(userSlot(account, U.margin), P.riskReserve, sum)
  desk.margin.totals.penalties += sum
  return sum as Credits
}

/** It owes, and has less than a lot to sell, or less than a lot costs. */
function hasNothingToTrade(desk: MarginDesk, account: AccountId): boolean {
  const { cash, coins, debtCredits, debtCoins } = positionOf(desk, account)
  if (debtCredits > 0) return coins < desk.exchange.pair.lotUnits
  return debtCoins > 0 && cash < markOf(desk)
}
