/** Order lists: one cancels the other, one leads to another or to two. */
import type { ListId, ListInput, ListKind, ListView, OrderMargin, OrderView, Wallet } from '../../../engine/command.ts'
import { orderList } from '../../../engine/views.ts'
import { pairNow } from '../../booking.ts'
import { findList, type KnownList, type ListReference, liveLists, viewOf, withOrders } from '../../order-lists.ts'
import { upToDate } from '../../past.ts'
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { listRow } from '../orders/list-row.ts'
import { orderCore, orderState, stopText, walletOf, workingTime } from '../orders/order-row.ts'
import { clientIdIn, orderIn, orderOfType, type Part, type PartName, type Placing } from '../orders/read-order.ts'
import { modeWord } from '../orders/words.ts'
import { refusals, refuse, translated } from '../refusal.ts'
import { MOST, rangeIn, STANDARD } from './own-orders.ts'

export const orderListEndpoints: readonly DialectEndpoint[] = [
  {
    rest: ['POST /api/v3/orderList/oco'],
    socket: 'orderList.place.oco',
    security: 'trade',
    weight: 1,
    orders: 2,
    answer: oco,
  },
  {
    rest: ['POST /api/v3/order/oco'],
    socket: 'orderList.place',
    security: 'trade',
    weight: 1,
    orders: 2,
    answer: placeOco,
  },
  {
    rest: ['POST /api/v3/orderList/oto'],
    socket: 'orderList.place.oto',
    security: 'trade',
    weight: 1,
    orders: 2,
    answer: oto,
  },
  {
    rest: ['POST /api/v3/orderList/otoco'],
    socket: 'orderList.place.otoco',
    security: 'trade',
    weight: 1,
    orders: 3,
    answer: otoco,
  },
  { rest: ['DELETE /api/v3/orderList'], socket: 'orderList.cancel', security: 'trade', weight: 1, answer: cancelList },
  { rest: ['GET /api/v3/orderList'], socket: 'orderList.status', security: 'read', weight: 4, answer: oneList },
  {
    rest: ['GET /api/v3/openOrderList'],
    socket: 'openOrderLists.status',
    security: 'read',
    weight: 6,
    answer: openLists,
  },
  { rest: ['GET /api/v3/allOrderList'], socket: 'allOrderLists', security: 'read', weight: 20, answer: allLists },
]

/** `aboveStopPrice` for the stop price of what is above; side and quantity are the list's or a half's. */
function partsOf(prefix: string, shared: Partial<Readonly<Record<Part, string>>> = {}): PartName {
  return (part) => shared[part] ?? prefix + (part === 'newClientOrderId' ? 'ClientOrderId' : capital(part))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const ofList = { side: 'side', quantity: 'quantity' } as const
const ofPending = { side: 'pendingSide', quantity: 'pendingQuantity' } as const

function placingOf({ deps, params, caller }: OwnAsk): Placing {
  params.symbol()
  return { params, account: caller.account, pair: pairNow(deps.core) }
}

function oco(ask: OwnAsk) {
  const placing = placingOf(ask)
  return place(ask, 'oco', [orderIn(placing, partsOf('above', ofList)), orderIn(placing, partsOf('below', ofList))])
}

/** The older form: a limit order and a stop, with names of its own. */
export function placeOco(ask: OwnAsk, margin?: OrderMargin): Promise<object> {
  const placing = placingOf(ask)
  const { params } = ask
  const limited = params.has('stopLimitPrice')
  const limit: Partial<Record<Part, string>> = { newClientOrderId: 'limitClientOrderId', icebergQty: 'limitIcebergQty' }
  const stop: Partial<Record<Part, string>> = {
    ...{ newClientOrderId: 'stopClientOrderId', price: 'stopLimitPrice', timeInForce: 'stopLimitTimeInForce' },
    icebergQty: 'stopIcebergQty',
  }
  const own: Partial<Record<Part, string>> = {
    stopPrice: 'limitStopPrice',
    trailingDelta: 'limitTrailingDelta',
    timeInForce: 'limitTimeInForce',
  }
  const orders = [
    orderOfType(placing, 'LIMIT_MAKER', (part) => limit[part] ?? own[part] ?? part),
    orderOfType(placing, limited ? 'STOP_LOSS_LIMIT' : 'STOP_LOSS', (part) =>
      !limited && part === 'price' ? 'stopLimitPrice' : (stop[part] ?? part),
    ),
  ]
  return place(ask, 'oco', margin === undefined ? orders : orders.map((order) => ({ ...order, margin })))
}

function oto(ask: OwnAsk) {
  const placing = placingOf(ask)
  return place(ask, 'oto', [orderIn(placing, partsOf('working')), orderIn(placing, partsOf('pending'))])
}

function otoco(ask: OwnAsk) {
  const placing = placingOf(ask)
  return place(ask, 'otoco', [
    orderIn(placing, partsOf('working')),
    orderIn(placing, partsOf('pendingAbove', ofPending)),
    orderIn(placing, partsOf('pendingBelow', ofPending)),
  ])
}

async function place({ deps, params, caller }: OwnAsk, kind: ListKind, orders: ListInput['orders']): Promise<object> {
  const clientListId = clientIdIn(params, 'listClientOrderId')
  const outcome = await deps.core.submit('order.place_list', { account: caller.account, kind, clientListId, orders })
  if (!outcome.ok) throw translated(outcome.code)
  return reported(deps, outcome.result)
}

function reported(
  { shown }: OwnAsk['deps'],
  { list, orders }: { readonly list: ListView; readonly orders: readonly OrderView[] },
): object {
  return {
    ...listRow(list, orders),
    orderReports: orders.map((view) => {
      const order = shown.of(view)
      return {
        ...orderCore(order),
        ...{ transactTime: view.updatedAt, ...orderState(order), stopPrice: stopText(order) },
        ...{ workingTime: workingTime(order), selfTradePreventionMode: modeWord(order.selfTrade) },
      }
    }),
  }
}

function referenceIn({ params }: OwnAsk, client: string): ListReference {
  const listId = params.id('orderListId')
  if (listId !== undefined) return { listId: listId as ListId }
  const clientListId = params.text(client)
  if (clientListId === undefined) throw refusals.missing('orderListId')
  return { clientListId }
}

/** All orders of a list are of one wallet; a list whose orders are forgotten is of either. */
function isOf(wallet: Wallet, { orders }: Pick<KnownList, 'orders'>): boolean {
  return orders.every((order) => walletOf(order) === wallet)
}

export async function cancelList(ask: OwnAsk, wallet: Wallet = 'spot'): Promise<object> {
  ask.params.symbol()
  const { account } = ask.caller
  const reference = referenceIn(ask, 'listClientOrderId')
  const known = ask.deps.core.peek((engine) => orderList(engine, account, reference))
  if (known && !isOf(wallet, known)) throw translated('list_not_found')
  const input = { account, ...reference }
  const outcome = await ask.deps.core.submit('order.cancel_list', input)
  if (!outcome.ok) throw translated(outcome.code)
  return reported(ask.deps, outcome.result)
}

export async function oneList(ask: OwnAsk, wallet: Wallet = 'spot'): Promise<object> {
  const found = await findList(ask.deps, ask.caller.account, referenceIn(ask, 'origClientOrderId'))
  if (!found || !isOf(wallet, found)) throw refuse(-2018, 'Order list does not exist.')
  return listRow(found.list, found.orders)
}

export async function openLists({ deps, caller: { account } }: OwnAsk, wallet: Wallet = 'spot') {
  const lists = await deps.core.read((engine) => liveLists(engine, account))
  return rowsOf(wallet, await withOrders(deps, account, lists))
}

/** Oldest first: from a list or a time on, else the newest. */
export async function allLists({ deps, params, caller: { account } }: OwnAsk, wallet: Wallet = 'spot') {
  const limit = params.limit(STANDARD, MOST)
  const first = params.id('fromId')
  const { from, to } = first === undefined ? rangeIn(params) : {}
  const live = await deps.core.read((engine) => liveLists(engine, account))
  const { orderLists } = await upToDate(deps)
  const forward = first !== undefined || from !== undefined
  const filter = { account, limit, from, to }
  const done = forward ? await orderLists.from(filter, first ?? 0) : (await orderLists.list(filter)).items
  const ended = new Set(done.map(({ listId }) => listId))
  const inside = live.filter(
    ({ listId, placedAt }) =>
      !ended.has(listId) &&
      listId >= (first ?? 0) &&
      placedAt >= (from ?? 0) &&
      placedAt < (to ?? Number.POSITIVE_INFINITY),
  )
  const merged = [...inside, ...done.map(viewOf)].sort((a, b) => a.listId - b.listId)
  const shown = forward ? merged.slice(0, limit) : merged.slice(-limit)
  return rowsOf(wallet, await withOrders(deps, account, shown))
}

function rowsOf(wallet: Wallet, lists: readonly KnownList[]): readonly object[] {
  return lists.filter((known) => isOf(wallet, known)).map(({ list, orders }) => listRow(list, orders))
}
