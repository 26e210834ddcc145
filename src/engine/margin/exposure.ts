/** Whether an account may borrow, or trade while it owes: mark, leverage, caps, what its open orders can come to. docs/concepts/margin.md. */
import { DAY_MS } from '../../base/calendar.ts'
import { add, type Credits, type Lco, MAX_SUPPLY } from '../../base/money.ts'
import type { OrderInput } from '../command.ts'
import type { MarginNeed } from '../exchange/margin-policy.ts'
import { type AccountId, type Asset, P, U } from '../ledger/chart.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { checkBorrow, debtOf } from '../lending/loans.ts'
import { lentOf } from '../lending/pool.ts'
import { type Rejection, reject } from '../rejections.ts'
import { depthCap } from './depth.ts'
import { debtAsset, type MarginDesk, markOf, positionOf } from './desk.ts'
import { lossOf, openLoss } from './open-orders.ts'
import { equityAt, type Position } from './position.ts'
import { type Cautious, cautiousPrices, circulating, lcoCaps, mostDebt, standingAt } from './power.ts'

/** Marks that there have to be before anybody borrows. */
export const HISTORY_MS = DAY_MS

export interface Loan {
  readonly account: AccountId
  readonly asset: Asset
  /** Units. */
  readonly amount: number
}

/** Why this may not be borrowed; changes nothing. */
export function checkLoan(desk: MarginDesk, loan: Loan): Rejection | undefined {
  return checkWithoutDepth(desk, loan) ?? checkDepth(desk, loan)
}

/** All of `checkLoan` but what the book shows. */
export function checkWithoutDepth(desk: MarginDesk, loan: Loan): Rejection | undefined {
  return checkClosing(desk, loan.account) ?? checkNew(desk, loan) ?? checkLeverage(desk, loan, 0)
}

/** Why this order may not be placed, or not fire, with what it would borrow; changes nothing. */
export function checkOrder(desk: MarginDesk, input: OrderInput, need: MarginNeed): Rejection | undefined {
  const { account, side } = input
  const refusal = checkClosing(desk, account)
  if (refusal) return refusal
  const asset: Asset = side === 'buy' ? 'CR' : 'LCO'
  const loan = { account, asset, amount: need.borrow }
  const owed = debtAsset(desk, account)
  if (need.borrow > 0) return checkNew(desk, loan) ?? checkLarger(desk, loan, { need, side })
  if (owed === undefined) return undefined
  if (owed !== asset) return checkBankruptcy(desk, account, lossAt(desk, markOnly(desk), { need, side }))
  if (!desk.exchange.market.mark.live) return reject('no_live_mark')
  return checkLarger(desk, loan, { need, side })
}

/** Of an order that makes the position of an account larger that owes, or will. */
function checkLarger(
  desk: MarginDesk,
  loan: Loan,
  order: { readonly need: MarginNeed; readonly side: OrderInput['side'] },
): Rejection | undefined {
  return checkLeverage(desk, loan, lossAt(desk, cautious(desk), order)) ?? checkDepth(desk, loan)
}

/** What is owed is what a forced close has to trade for: the book must show that much. */
function checkDepth(desk: MarginDesk, { account, asset, amount }: Loan): Rejection | undefined {
  const debt = debtOf(desk.lending, account, asset) + amount
  const max = depthCap(desk, account, asset)
  return debt > max ? reject(asset === 'CR' ? 'depth_cap' : 'lco_depth_cap', { debt, max }) : undefined
}

function lossAt(
  desk: MarginDesk,
  prices: Cautious,
  { need, side }: { readonly need: MarginNeed; readonly side: OrderInput['side'] },
): number {
  return lossOf(need, side, { prices, pair: desk.exchange.pair })
}

function checkClosing({ margin }: MarginDesk, account: AccountId): Rejection | undefined {
  return margin.get(account)?.stage === 'closing' ? reject('margin_closing') : undefined
}

/** What stands against any new loan of this size, whoever borrows: switch, mark, pool, the other asset, caps. */
function checkNew(desk: MarginDesk, { account, asset, amount }: Loan): Rejection | undefined {
  const { mark } = desk.exchange.market
  if (!desk.borrowing) return reject('borrowing_unavailable')
  if (!mark.live) return reject('no_live_mark')
  if (mark.firstAt === null || desk.exchange.at - mark.firstAt < HISTORY_MS) return reject('mark_too_young')
  const owed = debtAsset(desk, account)
  if (owed !== undefined && owed !== asset) return reject('other_debt')
  return checkBorrow(desk.lending, asset, amount) ?? (asset === 'LCO' ? checkCaps(desk, account, amount) : undefined)
}

/** Short positions stay small beside what circulates. */
function checkCaps(desk: MarginDesk, account: AccountId, amount: number): Rejection | undefined {
  const caps = capsOf(desk)
  if (lentOf(desk.lending, 'LCO') + amount > caps.total) return reject('lco_cap', { max: caps.total })
  const owed = positionOf(desk, account).debtCoins
  return owed + amount > caps.account ? reject('account_lco_cap', { max: caps.account }) : undefined
}

/** Most LCO that all together, and one account, may owe now. */
export function capsOf({ exchange: { ledger, parameters: p } }: MarginDesk): ReturnType<typeof lcoCaps> {
  const shares = { totalBps: p['margin.lcoShare'], accountBps: p['margin.accountShare'] }
  return lcoCaps(circulatingNow(ledger), shares)
}

/** Minted less burned, staked, unbonding and locked elsewhere. */
export function circulatingNow(ledger: Ledger): Lco {
  const burned = ledger.lco(P.burnedBuyback) + ledger.lco(P.burnedPrediction) + ledger.lco(P.burnedBond)
  const held = [U.staked, U.unbonding, U.imo, U.bond].reduce((sum, offset) => sum + ledger.userTotal(offset), 0)
  const bound = held + ledger.escrows.total
  const minted = (MAX_SUPPLY - ledger.balance(P.unissued)) as Lco
  return circulating({ minted, burned: burned as Lco, bound: bound as Lco })
}

/** With the loan taken and every open order filled at its worst, the debt stays within the leverage. */
function checkLeverage(desk: MarginDesk, loan: Loan, loss: number): Rejection | undefined {
  const { exchange } = desk
  const prices = cautious(desk)
  const { equity, debt } = standingAt(withLoan(positionOf(desk, loan.account), loan), prices, exchange.pair)
  const left = (equity - loss - openLoss(exchange, loan.account, prices)) as Credits
  const max = mostDebt(left, exchange.parameters['margin.leverage'], loan.asset)
  return debt > max ? reject('leverage_limit', { debt, max }) : undefined
}

/** An order that makes the position smaller must leave what lenders are owed: it may not trade beyond the bankruptcy price. */
function checkBankruptcy(desk: MarginDesk, account: AccountId, loss: number): Rejection | undefined {
  const equity = equityAt(positionOf(desk, account), markOf(desk), desk.exchange.pair)
  const left = equity - loss - openLoss(desk.exchange, account, markOnly(desk))
  return left < 0 ? reject('beyond_bankruptcy') : undefined
}

/** Prices that decide how much may be owed. */
export function cautious(desk: MarginDesk): Cautious {
  const { market, at } = desk.exchange
  return cautiousPrices(markOf(desk), market.mark.median30(at), market.mark.average24h(at))
}

function markOnly(desk: MarginDesk): Cautious {
  return { assets: markOf(desk), debts: markOf(desk) }
}

export function withLoan(position: Position, { asset, amount }: Pick<Loan, 'asset' | 'amount'>): Position {
  const { cash, coins, debtCredits, debtCoins } = position
  return asset === 'CR'
    ? { ...position, cash: add(cash, amount as Credits), debtCredits: add(debtCredits, amount as Credits) }
    : { ...position, coins: add(coins, amount as Lco), debtCoins: add(debtCoins, amount as Lco) }
}
