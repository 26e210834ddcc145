/** What becomes of a debt that nothing stands behind any more: risk reserve, missing LCO bought, lenders. docs/concepts/margin.md. */
import { mulDivCeil, mulDivFloor } from '../../base/math.ts'
import { BPS, type Bps, type Lco } from '../../base/money.ts'
import { BUY, MAX_LOTS, MAX_PRICE } from '../exchange/book/types.ts'
import { emitLevels } from '../exchange/market.ts'
import { takerOfNobody } from '../exchange/nobody.ts'
import { nothingSettled, settleFills, type TakerSide } from '../exchange/settle.ts'
import { type AccountId, type Asset, P, U, userSlot } from '../ledger/chart.ts'
import { debtOf, repay, writeOff } from '../lending/loans.ts'
import { slotsOf } from '../lending/pool.ts'
import { debtAsset, freeOf, type MarginDesk, markOf } from './desk.ts'
import { worthOf } from './position.ts'

/** In this order, at once: the reserve of the asset, LCO bought for the reserve's credits, then all lenders of the asset. */
export function coverShortfall(desk: MarginDesk, account: AccountId): void {
  const asset = debtAsset(desk, account)
  if (asset === undefined) return
  const { out, at } = desk.exchange
  const seized = seize(desk, account)
  const shortfall = debtOf(desk.lending, account, asset)
  let covered = payFromReserve(desk, account, asset)
  const bought = asset === 'LCO' ? buyMissing(desk, account) : { lots: 0, spent: 0 }
  covered += payFromReserve(desk, account, asset)
  const socialised = debtOf(desk.lending, account, asset)
  if (socialised > 0) writeOff(desk.lending, { account, asset, amount: socialised })
  desk.margin.totals.socialised[asset] += socialised
  desk.margin.pools.add(asset)
  out.emit({
    type: 'margin.loss',
    account,
    at,
    asset,
    mark: markOf(desk),
    shortfall,
    covered,
    socialised,
    ...seized,
    ...bought,
  })
}

/** What is left is worth less than a lot: the reserve takes it before it pays. */
function seize(desk: MarginDesk, account: AccountId): { readonly seizedCredits: number; readonly seizedLco: number } {
  const { out } = desk.exchange
  const [seizedCredits, seizedLco] = [freeOf(desk, account, 'CR'), freeOf(desk, account, 'LCO')]
  out.entry('margin.seize', String(account))
  out.move(userSlot(account, U.margin), P.riskReserve, seizedCredits)
  out.move(userSlot(account, U.lcoMargin), P.riskReserveLco, seizedLco)
  return { seizedCredits, seizedLco }
}

function payFromReserve(desk: MarginDesk, account: AccountId, asset: Asset): number {
  const { riskReserve } = slotsOf(asset)
  const amount = Math.min(debtOf(desk.lending, account, asset), desk.exchange.ledger.balance(riskReserve))
  if (amount === 0) return 0
  repay(desk.lending, { account, asset, amount, from: riskReserve, cause: 'reserve' })
  desk.margin.totals.covered[asset] += amount
  return amount
}

const reserveTaker: TakerSide = {
  side: 'buy',
  source: 'forced',
  onMargin: false,
  orderId: 0,
  account: 0,
  credits: P.riskReserve,
  lco: P.riskReserveLco,
  feeBps: 0 as Bps,
}

/** Buys the missing LCO with the reserve's credits, up to a tenth above the mark, immediate-or-cancel; more than is missing by less than a lot. */
function buyMissing(desk: MarginDesk, account: AccountId): { readonly lots: number; readonly spent: number } {
  const { market, ledger, parameters, pair } = desk.exchange
  const missing = debtOf(desk.lending, account, 'LCO')
  const budget = ledger.balance(P.riskReserve)
  if (missing === 0 || budget === 0) return { lots: 0, spent: 0 }
  const limit = Math.min(mulDivFloor(markOf(desk), BPS + parameters['margin.farLimit'], BPS), MAX_PRICE)
  const lots = Math.min(mulDivCeil(missing, 1, pair.lotUnits), MAX_LOTS)
  market.book.place(takerOfNobody({ side: BUY, limit, lots, budget }))
  emitLevels(desk.exchange)
  const settled = nothingSettled()
  settleFills(desk.exchange, reserveTaker, settled)
  desk.margin.totals.bought.LCO += settled.lots * pair.lotUnits
  return { lots: settled.lots, spent: settled.notional }
}

/** What the interest that the reserve pays brings back to it would be paid again and again, a few units each time. */
function isTooLittle(desk: MarginDesk, asset: Asset, paid: number): boolean {
  const { parameters, pair } = desk.exchange
  const worth = asset === 'CR' ? paid : worthOf(paid as Lco, markOf(desk), pair)
  return paid === 0 || worth < parameters['margin.dust']
}

/**
 * The mark has stood still too long: the reserve takes over position and debt of a bankrupt account at its bankruptcy
 * price, where one is worth the other, as far as it has the asset, but no part that is worth less than the dust notional. Its
 * part of the position is rounded up.
 */
export function takeOver(desk: MarginDesk, account: AccountId): void {
  const asset = debtAsset(desk, account)
  if (asset === undefined) return
  const { ledger, out, at } = desk.exchange
  const debt = debtOf(desk.lending, account, asset)
  const paid = Math.min(debt, ledger.balance(slotsOf(asset).riskReserve))
  if (paid < debt && isTooLittle(desk, asset, paid)) return
  const other = asset === 'CR' ? 'LCO' : 'CR'
  const position = freeOf(desk, account, other)
  const taken = mulDivCeil(position, paid, debt)
  out.entry('margin.takeover', String(account))
  out.move(userSlot(account, slotsOf(other).margin), slotsOf(other).riskReserve, taken)
  repay(desk.lending, { account, asset, amount: paid, from: slotsOf(asset).riskReserve, cause: 'reserve' })
  desk.margin.totals.covered[asset] += paid
  desk.margin.pools.add(asset)
  out.emit({ type: 'margin.taken_over', account, at, asset, mark: markOf(desk), paid, taken, debt: debt - paid })
}
