/** An order list as the dialect shows it, and as it tells of it. */
import type { ListView, OrderView } from '../../../engine/command.ts'
import { SYMBOL } from '../text.ts'

/** The three words of a list's state. */
export function listWords({ kind, status }: ListView) {
  const done = status === 'done'
  return {
    contingency: kind === 'oco' ? 'OCO' : 'OTO',
    status: done ? 'ALL_DONE' : 'EXEC_STARTED',
    orders: done ? 'ALL_DONE' : 'EXECUTING',
  }
}

export function listRow(list: ListView, orders: readonly Pick<OrderView, 'orderId' | 'clientOrderId'>[]) {
  const words = listWords(list)
  return {
    orderListId: list.listId,
    contingencyType: words.contingency,
    listStatusType: words.status,
    listOrderStatus: words.orders,
    listClientOrderId: list.clientListId ?? '',
    transactionTime: list.updatedAt,
    symbol: SYMBOL,
    orders: orders.map(({ orderId, clientOrderId }) => ({
      symbol: SYMBOL,
      orderId,
      clientOrderId: clientOrderId ?? '',
    })),
  }
}
