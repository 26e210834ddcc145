/** What was on margin, from history: transfers, loans and repayments, interest, forced closes. Newest first. */
import { mulDivFloor } from '../../../base/math.ts'
import type { LedgerEntry } from '../../../history/queries/ledger.ts'
import type { Fill } from '../../../history/queries/trades.ts'
import { upToDate } from '../../past.ts'
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { amountText, assetIn, assetName } from '../orders/read-margin.ts'
import { refusals, refuse } from '../refusal.ts'
import { priceText, quantityText, SYMBOL } from '../text.ts'

const read = { security: 'read', weight: 10 } as const

export const marginRecordEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /sapi/v1/asset/transfer'], ...read, answer: transfers },
  { rest: ['GET /sapi/v1/margin/borrow-repay'], ...read, answer: loans },
  { rest: ['GET /sapi/v1/margin/interestHistory'], ...read, answer: interest },
  { rest: ['GET /sapi/v1/margin/forceLiquidationRec'], ...read, answer: forcedCloses },
]

/** Records that pages are cut from, and that `total` counts. */
const MOST = 1000
const STANDARD_SIZE = 10
const MOST_SIZE = 100

interface Pages {
  readonly rows: readonly object[]
  readonly total: number
}

function paged({ params }: OwnAsk, rows: readonly object[]): Pages {
  const current = params.integer('current', 1, MOST) ?? 1
  const size = Math.min(MOST_SIZE, params.integer('size', 1, MOST) ?? STANDARD_SIZE)
  return { rows: rows.slice((current - 1) * size, current * size), total: rows.length }
}

function rangeIn({ params }: OwnAsk): { readonly from: number | undefined; readonly to: number | undefined } {
  const [from, end] = [params.time('startTime'), params.time('endTime')]
  if (from !== undefined && end !== undefined && from > end) throw refuse(-1127, 'Start time is greater than end time.')
  return { from, to: end === undefined ? undefined : end + 1 }
}

/** Own entries of a kind with units of its `purpose` in each. */
async function entriesOf(ask: OwnAsk, kind: LedgerEntry['kind'], purpose: string) {
  const { deps, params, caller } = ask
  const asset = assetIn(params)
  const filter = { account: caller.account, kind, purpose, asset, ...rangeIn(ask), limit: MOST }
  const { ledger } = await upToDate(deps)
  const { items } = await ledger.ofAccount(filter)
  return items.flatMap(({ seq, at, postings }) => {
    const own = postings.filter((posting) => posting.purpose === purpose)
    const [first] = own
    const units = own.reduce((sum, { amount }) => sum + amount, 0)
    return first ? [{ seq, at, asset: first.asset, units: Math.abs(units) }] : []
  })
}

async function transfers(ask: OwnAsk): Promise<Pages> {
  const type = ask.params.needed('type')
  if (type !== 'MAIN_MARGIN' && type !== 'MARGIN_MAIN') return { rows: [], total: 0 }
  const entries = await entriesOf(ask, type === 'MAIN_MARGIN' ? 'margin.in' : 'margin.out', 'margin')
  const rows = entries.map(({ seq, at, asset, units }) => ({
    ...{ timestamp: at, asset: assetName(asset), amount: amountText(asset, units), type },
    ...{ status: 'CONFIRMED', tranId: seq },
  }))
  return paged(ask, rows)
}

/** What of a repayment was interest is in `interest`: it is put on a loan before it is paid. */
async function loans(ask: OwnAsk): Promise<Pages> {
  const type = ask.params.choice('type', ['BORROW', 'REPAY'], () => refuse(-3026, 'Your input param is invalid.'))
  if (type === undefined) throw refusals.missing('type')
  const only = ask.params.id('txId')
  const entries = await entriesOf(ask, type === 'BORROW' ? 'loan.borrow' : 'loan.repay', 'loan')
  const rows = entries
    .filter(({ seq }) => only === undefined || seq === only)
    .map(({ seq, at, asset, units }) => ({
      ...{ amount: amountText(asset, units), asset: assetName(asset), status: 'CONFIRMED', timestamp: at, txId: seq },
    }))
  return paged(ask, rows)
}

/** Interest as it was put on the loan: whenever it was borrowed from or paid back. */
async function interest(ask: OwnAsk): Promise<Pages> {
  const entries = await entriesOf(ask, 'loan.interest', 'loan')
  const rows = entries.map(({ seq, at, asset, units }) => ({
    ...{ txId: seq, interestAccuredTime: at, asset: assetName(asset), rawAsset: assetName(asset) },
    ...{ interest: amountText(asset, units), type: 'PERIODIC' },
  }))
  return paged(ask, rows)
}

/** A forced close trades without an order. One row for all that it traded at one time. */
async function forcedCloses(ask: OwnAsk): Promise<Pages> {
  const { deps, caller } = ask
  const { trades } = await upToDate(deps)
  const filter = { account: caller.account, wallet: 'margin', orderId: 0, ...rangeIn(ask), limit: MOST } as const
  const closes: Fill[][] = []
  for (const fill of (await trades.fills(filter)).items) {
    const [last] = closes.at(-1) ?? []
    if (last?.at === fill.at && last.side === fill.side) closes.at(-1)?.push(fill)
    else closes.push([fill])
  }
  return paged(ask, closes.map(closeRow))
}

/** `price`: the worst that it traded at. */
function closeRow(fills: readonly Fill[]): object {
  const [first] = fills
  const sum = (of: (fill: Fill) => number): number => fills.reduce((total, fill) => total + of(fill), 0)
  const quantity = sum((fill) => fill.quantity)
  const prices = fills.map(({ price }) => price)
  const worst = first?.side === 'sell' ? Math.min(...prices) : Math.max(...prices)
  return {
    avgPrice: priceText(
      mulDivFloor(
        sum((fill) => fill.notional),
        1000,
        quantity,
      ),
    ),
    ...{ executedQty: quantityText(quantity), orderId: 0, price: priceText(worst), qty: quantityText(quantity) },
    ...{ side: first?.side === 'sell' ? 'SELL' : 'BUY', symbol: SYMBOL, timeInForce: 'IOC', isIsolated: false },
    updatedTime: first?.at,
  }
}
