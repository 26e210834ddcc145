/** Order lists of an account wherever they are known: open ones and the newest done ones in the core, all done ones in history. */
import type { ListId, ListView, OrderId, OrderView } from '../engine/command.ts'
import type { Engine } from '../engine/engine.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { openOrders, orderList, orderView } from '../engine/views.ts'
import type { DoneList } from '../history/queries/order-lists.ts'
import type { DoneOrder } from '../history/queries/orders.ts'
import { upToDate } from './past.ts'
import type { RouteDeps } from './ports.ts'

type Deps = Pick<RouteDeps, 'core' | 'history'>
export type ListReference = { readonly listId: ListId } | { readonly clientListId: string }
export type KnownOrder = OrderView | DoneOrder

export interface KnownList {
  readonly list: ListView
  /** In the list's order; of done ones in the core or in history, wherever they are. */
  readonly orders: readonly KnownOrder[]
}

/** undefined for a stranger's, or for none. */
export async function findList(
  deps: Deps,
  account: AccountId,
  reference: ListReference,
): Promise<KnownList | undefined> {
  const known = await deps.core.read((engine) => orderList(engine, account, reference))
  if (known && known.orders.length === known.list.orders.length) return known
  const { orderLists } = await upToDate(deps)
  const done = await ('listId' in reference
    ? orderLists.byId(account, reference.listId)
    : orderLists.byClientId(account, reference.clientListId))
  const list = known?.list ?? (done && viewOf(done))
  return list && (await withOrders(deps, account, [list]))[0]
}

/** Lists that bind orders still, by rising id. */
export function liveLists(engine: Engine, account: AccountId): readonly ListView[] {
  const ids = new Set(openOrders(engine, account).flatMap(({ listId }) => listId ?? []))
  const lists = [...ids].flatMap((listId) => orderList(engine, account, { listId })?.list ?? [])
  return lists.filter(({ status }) => status !== 'done').sort((a, b) => a.listId - b.listId)
}

/** Each with its orders; reads history for those that the core has forgotten. */
export async function withOrders(
  deps: Deps,
  account: AccountId,
  lists: readonly ListView[],
): Promise<readonly KnownList[]> {
  const wanted = lists.flatMap(({ orders }) => orders)
  const found = new Map<OrderId, KnownOrder>()
  const views = await deps.core.read((engine) =>
    wanted.flatMap((orderId) => orderView(engine, account, { orderId }) ?? []),
  )
  for (const view of views) found.set(view.orderId, view)
  const missing = wanted.filter((orderId) => !found.has(orderId))
  if (missing.length > 0) {
    const { orders } = await upToDate(deps)
    for (const order of await orders.byIds(account, missing)) found.set(order.orderId, order)
  }
  return lists.map((list) => ({ list, orders: list.orders.flatMap((orderId) => found.get(orderId) ?? []) }))
}

/** A done list of history as the core would show it. */
export function viewOf({ doneAt, ...list }: DoneList): ListView {
  return { ...list, status: 'done', updatedAt: doneAt }
}
