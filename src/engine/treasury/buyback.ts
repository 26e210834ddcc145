/** The Friday buyback: budget fixed at 00:00, market slices from noon, burn and war pool at 20:00. docs/concepts/economy.md §6. */
import { DAY_MS, MINUTE_MS, WEEK_MS } from '../../base/calendar.ts'
import { mulDivFloor } from '../../base/math.ts'
import { add, BPS, type Credits, type Lco, type Millis, type Ticks } from '../../base/money.ts'
import { BUY, DONE } from '../exchange/book/types.ts'
import { type Desk, emitLevels } from '../exchange/market.ts'
import { takerOfNobody } from '../exchange/nobody.ts'
import { rescalePrice } from '../exchange/pair.ts'
import { fundTaker, nothingSettled, settleFills } from '../exchange/settle.ts'
import { P } from '../ledger/chart.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { ParameterValues } from '../parameters.ts'
import type { BuybackSliceEvent } from '../week-events.ts'
import { guardPrice, sliceAt, sliceBudget, sliceCount, sweepEnd } from './slices.ts'
import type { Buyback, Treasury } from './treasury.ts'

/** A slice later than this was missed by down-time. */
const LATE_MS = MINUTE_MS
/** Trade history that the first buyback needs. */
const HISTORY_MS = DAY_MS

export interface BuybackContext {
  readonly treasury: Treasury
  readonly desk: Desk
  readonly ledger: Ledger
  readonly parameters: ParameterValues
  readonly lateMs: number
}

export function nextBuyback({ buyback, nextFriday }: Treasury): Millis {
  if (!buyback) return nextFriday
  return buyback.done < buyback.slices
    ? sliceAt(buyback.openedAt, buyback.done, buyback.slices)
    : sweepEnd(buyback.openedAt)
}

/** After a change of the pair a running buyback pays at most what it was to pay, in the new tick. */
export function rescaleBuyback(treasury: Treasury, before: number, after: number): void {
  const { buyback } = treasury
  if (!buyback || buyback.reference === null || buyback.guard === null) return
  const [reference, guard] = [
    rescalePrice(buyback.reference, before, after),
    rescalePrice(buyback.guard, before, after),
  ]
  treasury.buyback = { ...buyback, reference, guard }
}

/** Does what is due: opens, runs one slice, or closes. */
export function runBuyback(context: BuybackContext): void {
  const { buyback } = context.treasury
  if (!buyback) open(context)
  else if (buyback.done < buyback.slices) slice(context, buyback)
  else close(context, buyback)
}

function open({ treasury, desk, ledger, parameters }: BuybackContext): void {
  const at = treasury.nextFriday
  const budget = ledger.credits(P.fund)
  const reference = referencePrice(desk, at)
  const guard = reference === null ? null : guardPrice(reference, parameters['buyback.guard'])
  const slices = reference === null || budget === 0 ? 0 : sliceCount(budget, reference, parameters['buyback.maxSlices'])
  const id = ++treasury.buybackCount
  treasury.buyback = {
    id,
    openedAt: at,
    budget,
    reference,
    guard,
    slices,
    warShareBps: parameters['buyback.warShare'],
    done: 0,
    spent: 0 as Credits,
    bought: 0 as Lco,
  }
  treasury.nextFriday = (at + WEEK_MS) as Millis
  desk.out.emit({ type: 'buyback.opened', buybackId: id, at, budget, reference, guard, slices })
}

/** min(30-minute median, 24-hour average) at Friday 00:00; none without 24 h of trade history. */
function referencePrice({ market: { mark } }: Desk, at: Millis): Ticks | null {
  if (mark.firstTradeAt === null || mark.firstTradeAt > at - HISTORY_MS) return null
  const median = mark.median30(at)
  const average = mark.average24h(at)
  return median === null || average === null ? null : (Math.min(median, average) as Ticks)
}

function slice({ treasury, desk, lateMs }: BuybackContext, buyback: Buyback): void {
  const { budget, slices } = buyback
  const remaining = (budget - buyback.spent) as Credits
  const offered = sliceBudget(budget, remaining, { left: slices - buyback.done, n: slices })
  const run = { spent: 0 as Credits, bought: 0 as Lco, outcome: 'nothing' as BuybackSliceEvent['outcome'] }
  if (lateMs > LATE_MS) run.outcome = 'missed_late'
  else if (desk.at < desk.market.mark.pausedUntil) run.outcome = 'missed_paused'
  else if (offered > 0) Object.assign(run, sweep(desk, buyback.guard as Ticks, offered))
  buyback.spent = add(buyback.spent, run.spent)
  buyback.bought = add(buyback.bought, run.bought)
  treasury.totals.spent = add(treasury.totals.spent, run.spent)
  treasury.totals.bought = add(treasury.totals.bought, run.bought)
  const number = buyback.done
  buyback.done += 1
  desk.out.emit({ type: 'buyback.slice', buybackId: buyback.id, slice: number, at: desk.at, offered, ...run })
}

/** One market order of the fund, immediate-or-cancel up to the guard price, without fee. */
function sweep(desk: Desk, guard: Ticks, offered: Credits): Pick<BuybackSliceEvent, 'spent' | 'bought' | 'outcome'> {
  const { book } = desk.market
  const settled = nothingSettled()
  const outcome = book.place(takerOfNobody({ side: BUY, limit: guard, budget: offered }))
  emitLevels(desk)
  settleFills(desk, fundTaker, settled)
  const bought = (settled.lots * desk.pair.lotUnits) as Lco
  return {
    spent: settled.notional,
    bought,
    outcome: bought === 0 ? 'nothing' : outcome === DONE ? 'filled' : 'partial',
  }
}

/** Once: the war pool's share, floored, and the burn of the rest. */
function close({ treasury, desk }: BuybackContext, buyback: Buyback): void {
  const toWarPool = mulDivFloor(buyback.bought, buyback.warShareBps, BPS) as Lco
  const burned = (buyback.bought - toWarPool) as Lco
  desk.out.entry('war-pool', String(buyback.id))
  desk.out.move(P.fundLco, P.warPool, toWarPool)
  desk.out.entry('burn', String(buyback.id))
  desk.out.move(P.fundLco, P.burnedBuyback, burned)
  treasury.totals.toWarPool = add(treasury.totals.toWarPool, toWarPool)
  treasury.buyback = null
  const { id, budget, spent, bought } = buyback
  desk.out.emit({ type: 'buyback.closed', buybackId: id, at: desk.at, budget, spent, bought, burned, toWarPool })
}
