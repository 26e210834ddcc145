/** What was on margin, from history: transfers, loans and repayments, interest, forced closes. Newest first. */
import { mulDivFloor } from '../../../base/math.ts'
import type { LoanChange } from '../../../history/queries/borrowing.ts'
import type { LedgerEntry } from '../../../history/queries/ledger.ts'
import { upToDate } from '../../past.ts'
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { amountText, assetIn, assetName } from '../orders/read-margin.ts'
import { sideWord } from '../orders/words.ts'
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

const borrows: ReadonlySet<LoanChange['cause']> = new Set(['borrow', 'order'])
const repays: ReadonlySet<LoanChange['cause']> = new Set(['repay', 'fill', 'forced'])
const asked: ReadonlySet<LoanChange['cause']> = new Set(['borrow', 'repay'])

/** `AUTO`: by an order, one of its fills, or a forced close. What others paid of a debt, or lost by it, is no repayment. */
async function loans(ask: OwnAsk): Promise<Pages> {
  const { params } = ask
  const type = params.choice('type', ['BORROW', 'REPAY'], () => refuse(-3026, 'Your input param is invalid.'))
  if (type === undefined) throw refusals.missing('type')
  const only = params.id('txId')
  const causes = type === 'BORROW' ? borrows : repays
  const changes = await loanChanges(ask)
  const rows = changes
    .filter(({ seq, cause }) => causes.has(cause) && (only === undefined || seq === only))
    .map(({ seq, at, cause, asset, amount, interest: paid }) => ({
      ...{ txId: seq, timestamp: at, asset: assetName(asset), amount: amountText(asset, amount) },
      ...{ principal: amountText(asset, amount - paid), interest: amountText(asset, paid) },
      ...{ status: 'CONFIRMED', type: asked.has(cause) ? 'MANUAL' : 'AUTO' },
    }))
  return paged(ask, rows)
}

/** Newest first. */
async function loanChanges(ask: OwnAsk): Promise<readonly LoanChange[]> {
  const { deps, params, caller } = ask
  const asset = assetIn(params)
  const isAsked = within(ask)
  const { borrowing } = await upToDate(deps)
  const { items } = await borrowing.loans({ account: caller.account, limit: MOST })
  return items.filter((change) => isAsked(change) && (asset === undefined || change.asset === asset))
}

function within(ask: OwnAsk): (record: { readonly at: number }) => boolean {
  const { from = 0, to = Number.POSITIVE_INFINITY } = rangeIn(ask)
  return ({ at }) => at >= from && at < to
}

/** Interest as it was put on the loan, whenever it was borrowed from or paid back, and the principal that it was for. */
async function interest(ask: OwnAsk): Promise<Pages> {
  const entries = await entriesOf(ask, 'loan.interest', 'loan')
  const principals = new Map<number, number>()
  for (const change of await loanChanges(ask)) principals.set(change.seq, principalBefore(change))
  const rows = entries.map(({ seq, at, asset, units }) => ({
    ...{ txId: seq, interestAccuredTime: at, asset: assetName(asset), rawAsset: assetName(asset) },
    ...{ principal: amountText(asset, principals.get(seq) ?? 0), interest: amountText(asset, units), type: 'PERIODIC' },
  }))
  return paged(ask, rows)
}

function principalBefore({ cause, principal, amount, interest: paid }: LoanChange): number {
  return borrows.has(cause) ? principal - amount : principal + amount - paid
}

/** Steps of forced closes that traded. They trade without an order: `orderId` numbers the steps. */
async function forcedCloses(ask: OwnAsk): Promise<Pages> {
  const { deps, caller } = ask
  const isAsked = within(ask)
  const { borrowing } = await upToDate(deps)
  const { items } = await borrowing.closes({ account: caller.account, limit: MOST })
  const rows = items
    .filter((close) => close.quantity > 0 && isAsked(close))
    .map(({ id, at, side, limit_price, wanted, quantity, notional }) => ({
      avgPrice: priceText(mulDivFloor(notional, 1000, quantity)),
      ...{ executedQty: quantityText(quantity), orderId: id, price: priceText(limit_price), qty: quantityText(wanted) },
      ...{ side: sideWord(side), symbol: SYMBOL, timeInForce: 'IOC', isIsolated: false, updatedTime: at },
    }))
  return paged(ask, rows)
}
