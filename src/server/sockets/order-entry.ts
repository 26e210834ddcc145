/** Batched order entry over the socket: own lean parser → all items to the core at once → one reply. */

import { formatCredits } from '../../base/decimal.ts'
import { BATCH_LIMIT, batchChange, type OrderRequest, triggerInput } from '../../contract/orders.ts'
import type { OrderItemResult } from '../../contract/socket.ts'
import type { InputOf, OrderId, OrderView } from '../../engine/command.ts'
import { type Pair, pairOf } from '../../engine/exchange/pair.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Outcome } from '../../engine/outcome.ts'
import type { Core } from '../../sequencer/core.ts'
import { pairNow } from '../booking.ts'
import { asRefusal } from '../problem.ts'
import { lotsText } from '../render/amounts.ts'
import { orderCommand } from '../render/orders.ts'
import { amendInput, listInput, replaceInput } from '../routes/order-changes.ts'

const invalid: OrderItemResult = { ok: false, code: 'validation_failed' }

/** True for a list that may be handed to `enterOrders`. */
export function isBatch(items: unknown): items is readonly unknown[] {
  return Array.isArray(items) && items.length >= 1 && items.length <= BATCH_LIMIT
}

/** Results in the order of the items, once all are durable. Each item stands for itself. */
export function enterOrders(core: Core, account: AccountId, items: readonly unknown[]): Promise<OrderItemResult[]> {
  const pair = pairNow(core)
  return Promise.all(items.map((item) => enter(core, { account, pair }, item)))
}

interface Desk {
  readonly account: AccountId
  readonly pair: Pair
}

function enter(core: Core, desk: Desk, item: unknown): Promise<OrderItemResult> | OrderItemResult {
  if (typeof item !== 'object' || item === null) return invalid
  const { op } = item as { readonly op?: unknown }
  if (op === 'place') return place(core, desk, item)
  return op === 'cancel' ? cancel(core, desk, item) : change(core, desk, { ...item, op })
}

/** What is rare enough to be checked by the contract's schemas. */
function change(
  core: Core,
  { account }: Desk,
  item: { readonly op: unknown },
): Promise<OrderItemResult> | OrderItemResult {
  const parsed = batchChange.safeParse(item)
  if (!parsed.success) return invalid
  const request = parsed.data
  try {
    if (request.op === 'amend') {
      const { orderId: reference, quantity } = request
      return core.submit('order.amend', amendInput({ core }, { reference, quantity }, account)).then(resultOf, refused)
    }
    if (request.op === 'list')
      return core.submit('order.place_list', listInput({ core }, request.list, account)).then(listResult, refused)
    return core.submit('order.replace', replaceInput({ core }, request, account)).then(replaceResult, refused)
  } catch (error) {
    return refused(error)
  }
}

function listResult(outcome: Outcome<'order.place_list'>): OrderItemResult {
  return outcome.ok ? done(outcome.result.orders[0] as OrderView) : { ok: false, code: outcome.code }
}

/** Of the new order; without one the first refusal. */
function replaceResult(outcome: Outcome<'order.replace'>): OrderItemResult {
  if (!outcome.ok) return { ok: false, code: outcome.code }
  const { canceled, placed } = outcome.result
  if (placed?.ok) return done(placed.order)
  if (placed) return { ok: false, code: placed.code }
  return { ok: false, code: canceled.ok ? 'order_not_found' : canceled.code }
}

function place(core: Core, { account, pair }: Desk, item: object): Promise<OrderItemResult> | OrderItemResult {
  if (!isOrderRequest(item)) return invalid
  const input = orderCommand(item, account, pair)
  if (typeof input === 'string') return { ok: false, code: input }
  return core.submit('order.place', input).then(resultOf, refused)
}

function cancel(core: Core, { account }: Desk, item: object): Promise<OrderItemResult> | OrderItemResult {
  const input = cancelInput(item, account)
  if (!input) return invalid
  return core.submit('order.cancel', input).then(resultOf, refused)
}

function resultOf(outcome: Outcome<'order.place'> | Outcome<'order.cancel'> | Outcome<'order.amend'>): OrderItemResult {
  return outcome.ok ? done(outcome.result.order) : { ok: false, code: outcome.code }
}

function done({ orderId, status, filledLots, fee, pair }: OrderView): OrderItemResult {
  return { ok: true, orderId, status, filled: lotsText(filledLots, pairOf(pair)), fee: formatCredits(fee) }
}

function refused(error: unknown): OrderItemResult {
  return { ok: false, code: asRefusal(error).code }
}

function cancelInput(item: object, account: AccountId): InputOf<'order.cancel'> | undefined {
  const { orderId, clientOrderId } = item as { readonly orderId?: unknown; readonly clientOrderId?: unknown }
  if (Object.keys(item).length !== 2) return undefined
  if (typeof orderId === 'number' && Number.isSafeInteger(orderId) && orderId > 0)
    return { account, orderId: orderId as OrderId }
  return typeof clientOrderId === 'string' ? { account, clientOrderId } : undefined
}

const text = (value: unknown): boolean => typeof value === 'string' && value.length <= 40
const optionalText = (value: unknown): boolean => value === undefined || text(value)
const sides = new Set<unknown>(['buy', 'sell'])
const times = new Set<unknown>([undefined, 'gtc', 'ioc', 'fok'])
const modes = new Set<unknown>([undefined, 'expire_maker', 'expire_taker', 'expire_both', 'decrement', 'none'])
const flags = new Set<unknown>([undefined, true, false])
const limitFields = new Set([
  'op',
  'type',
  'side',
  'price',
  'quantity',
  'timeInForce',
  'postOnly',
  'iceberg',
  'clientOrderId',
  'selfTrade',
  'trigger',
])
const marketFields = new Set(['op', 'type', 'side', 'quantity', 'quote', 'clientOrderId', 'selfTrade', 'trigger'])

/** The contract's OrderInput with an `op` beside it, checked without a schema: 40 times as fast, and this is the hot path. */
function isOrderRequest(item: object): item is OrderRequest {
  const { type, side, price, quantity, quote, timeInForce, postOnly } = item as Record<string, unknown>
  const { clientOrderId, selfTrade, iceberg, trigger } = item as Record<string, unknown>
  if (!optionalText(iceberg) || (trigger !== undefined && !triggerInput.safeParse(trigger).success)) return false
  if (!sides.has(side) || !modes.has(selfTrade) || !optionalText(clientOrderId)) return false
  if (type === 'limit')
    return text(price) && text(quantity) && times.has(timeInForce) && flags.has(postOnly) && only(item, limitFields)
  if (type !== 'market' || !optionalText(quantity) || !optionalText(quote)) return false
  return (quantity === undefined) !== (quote === undefined) && only(item, marketFields)
}

function only(item: object, allowed: ReadonlySet<string>): boolean {
  for (const name in item) if (!allowed.has(name)) return false
  return true
}
