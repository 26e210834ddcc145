/** The twin's record of orders: what each came to, which its owner's client ids still name. No matching here. */
import type { OrderInput, OrderStatus } from '../../../src/engine/command.ts'
import type { OrderEvent } from '../../../src/engine/event.ts'
import type { Common } from './common.ts'
import { makerFee, takerFee } from './matching.ts'

/** Done orders that an account's client ids still name. */
const DONE_KEPT = 1_000

export interface OrderRecord {
  readonly id: number
  readonly input: OrderInput
  /** The pair whose ticks and lots it is in. */
  readonly pair: number
  readonly placedAt: number
  updatedAt: number
  readonly takerBps: bigint
  readonly makerBps: bigint
  /** What it traded on arrival. */
  readonly taken: { readonly lots: bigint; readonly notional: bigint }
  /** What it traded while resting. */
  made: { readonly lots: bigint; readonly notional: bigint }
  status: OrderStatus
}

type Cause = OrderEvent['cause']

export class OrderBook {
  readonly #common: Common
  readonly #orders = new Map<number, OrderRecord>()
  /** Ids of ended orders in the order in which they ended. */
  readonly #done = new Map<number, number[]>()

  constructor(common: Common) {
    this.#common = common
  }

  get nextId(): number {
    return this.#orders.size + 1
  }

  add(record: OrderRecord): void {
    this.#orders.set(record.id, record)
  }

  get(id: number): OrderRecord {
    return this.#orders.get(id) as OrderRecord
  }

  /** An open order of this account. */
  open(account: number, id: number | undefined): OrderRecord | undefined {
    const order = id === undefined ? undefined : this.#orders.get(id)
    return order?.input.account === account && order.status === 'open' ? order : undefined
  }

  /** The latest order under a client id, while it is open or among the last that ended. */
  named(account: number, clientOrderId: string | undefined): OrderRecord | undefined {
    if (clientOrderId === undefined) return undefined
    const all = [...this.#orders.values()]
    const order = all.findLast(({ input }) => input.account === account && input.clientOrderId === clientOrderId)
    if (!order || order.status === 'open') return order
    return this.#done.get(account)?.slice(-DONE_KEPT).includes(order.id) ? order : undefined
  }

  end(order: OrderRecord, status: Exclude<OrderStatus, 'open'>, cause: Cause): void {
    const { account } = order.input
    order.status = status
    this.#done.set(account, [...(this.#done.get(account) ?? []), order.id])
    this.tell('order.done', order, cause)
  }

  tell(type: 'order.placed' | 'order.updated' | 'order.done', order: OrderRecord, cause: Cause): void {
    order.updatedAt = this.#common.now
    this.#common.tell(type, { order: viewOf(order), cause })
  }
}

export function viewOf(order: OrderRecord): object {
  const { id, input, pair, status, taken, made, placedAt, updatedAt } = order
  const { account, side, kind, clientOrderId = null } = input
  const fee = takerFee(taken.notional, order.takerBps) + makerFee(made.notional, order.makerBps)
  const [filledLots, filledNotional] = [taken.lots + made.lots, taken.notional + made.notional]
  const { price, tif, postOnly } = kind === 'limit' ? input : { price: null, tif: 'ioc', postOnly: false }
  const size = kind === 'market_quote' ? { lots: null, quote: input.quote } : { lots: input.lots, quote: null }
  const asked = { account, side, kind, clientOrderId, price, tif, postOnly, ...size, pair }
  return { orderId: id, ...asked, filledLots, filledNotional, fee, status, placedAt, updatedAt }
}

/** Everything that its owner chose, in the same tick and lot. */
export function isSame(order: OrderRecord, input: OrderInput, pair: number): boolean {
  return order.pair === pair && bodyOf(order.input) === bodyOf(input)
}

function bodyOf({ selfTrade = 'expire_maker', ...input }: OrderInput): string {
  const rows = Object.entries({ ...input, selfTrade }).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(rows.filter(([, value]) => value !== undefined))
}
