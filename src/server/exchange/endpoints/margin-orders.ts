/** Orders and fills of the margin account: those of the spot endpoints with the other wallet. */
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { checkCross, effectIn } from '../orders/read-margin.ts'
import { allLists, cancelList, oneList, openLists, placeOco } from './order-lists.ts'
import { cancelAllOrders, cancelOrder, placeOrder } from './orders.ts'
import { allOrders, oneOrder, openOnes, ownFills } from './own-orders.ts'

const trade = { security: 'trade', weight: 6 } as const
const read = { security: 'read', weight: 10 } as const

export const marginOrderEndpoints: readonly DialectEndpoint[] = [
  { rest: ['POST /sapi/v1/margin/order'], ...trade, orders: 1, answer: place },
  { rest: ['DELETE /sapi/v1/margin/order'], ...trade, answer: ofMargin(cancelOrder) },
  { rest: ['GET /sapi/v1/margin/order'], ...read, answer: ofMargin(oneOrder) },
  { rest: ['DELETE /sapi/v1/margin/openOrders'], ...trade, answer: eachOfMargin(cancelAllOrders) },
  { rest: ['GET /sapi/v1/margin/openOrders'], ...read, answer: eachOfMargin(openOnes) },
  { rest: ['GET /sapi/v1/margin/allOrders'], ...read, weight: 20, answer: eachOfMargin(allOrders) },
  { rest: ['GET /sapi/v1/margin/myTrades'], ...read, answer: eachOfMargin(ownFills) },
  { rest: ['POST /sapi/v1/margin/order/oco'], ...trade, orders: 2, answer: oco },
  { rest: ['DELETE /sapi/v1/margin/orderList'], ...trade, answer: ofMargin(cancelList) },
  { rest: ['GET /sapi/v1/margin/orderList'], ...read, answer: ofMargin(oneList) },
  { rest: ['GET /sapi/v1/margin/openOrderList'], ...read, answer: eachOfMargin(openLists) },
  { rest: ['GET /sapi/v1/margin/allOrderList'], ...read, answer: eachOfMargin(allLists) },
]

async function place(ask: OwnAsk): Promise<object> {
  return cross(await placeOrder(ask, effectIn(ask.params)))
}

async function oco(ask: OwnAsk): Promise<object> {
  return cross(await placeOco(ask, effectIn(ask.params)))
}

type Wallets<T> = (ask: OwnAsk, wallet: 'margin') => Promise<T>

function ofMargin(answer: Wallets<object>) {
  return async (ask: OwnAsk): Promise<object> => {
    checkCross(ask.params)
    return cross(await answer(ask, 'margin'))
  }
}

function eachOfMargin(answer: Wallets<readonly object[]>) {
  return async (ask: OwnAsk): Promise<readonly object[]> => {
    checkCross(ask.params)
    return (await answer(ask, 'margin')).map(cross)
  }
}

function cross(row: object): object {
  return { ...row, isIsolated: false }
}
