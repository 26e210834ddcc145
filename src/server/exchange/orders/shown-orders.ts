/** Orders of the core as the dialect shows them, with what their views do not say: what met itself, what a list holds back. */
import type { OrderId, OrderView } from '../../../engine/command.ts'
import { orderList } from '../../../engine/views.ts'
import type { Published } from '../../../sequencer/core.ts'
import type { RouteDeps } from '../../ports.ts'
import { type AnyOrder, ofView } from './order-row.ts'

/** Orders that ended against their owner's own and are remembered; of older ones history tells. */
const REMEMBERED = 10_000

export class ShownOrders {
  readonly #core: RouteDeps['core']
  readonly #metItself = new Set<OrderId>()

  constructor({ core }: Pick<RouteDeps, 'core'>) {
    this.#core = core
  }

  /** Called with every batch before its callers are answered. */
  take(batch: readonly Published[]): void {
    for (const { events } of batch) {
      for (const event of events) {
        if (event.type === 'order.done' && event.cause === 'self_trade') this.#metItself.add(event.order.orderId)
      }
    }
    for (const oldest of this.#metItself) {
      if (this.#metItself.size <= REMEMBERED) return
      this.#metItself.delete(oldest)
    }
  }

  of(order: OrderView): AnyOrder {
    return ofView(order, { metItself: this.#metItself.has(order.orderId), heldBack: this.#isHeldBack(order) })
  }

  #isHeldBack({ account, status, listId }: OrderView): boolean {
    if (status !== 'pending' || listId === null) return false
    return this.#core.peek((engine) => orderList(engine, account, { listId }))?.list.status === 'working'
  }
}
