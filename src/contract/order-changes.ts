/** Changes of orders and lists of orders: replace, amend, dead man's switch, one-cancels-the-other. Single orders are in orders.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import {
  fillOfOrder,
  listInput,
  order,
  orderList,
  orderParams,
  placeErrors,
  preventedMatch,
  problemOfPart,
  replaceInput,
} from './orders.ts'
import { confirmed, pageOf, pageQuery, quantityInput, queryNumber, rangeQuery, time } from './values.ts'

const refused = z.object({ ok: z.literal(false), problem: problemOfPart })
const listReference = z
  .string()
  .max(60)
  .regex(/^(\d{1,15}|client:[A-Za-z0-9\-_.:/]{1,36})$/, 'a list id, or client:<client list id>')
const listParams = z.strictObject({ listId: listReference })

export const orderChangeEndpoints = table(
  endpoint({
    id: 'orders.replace',
    method: 'POST',
    path: '/orders/replace',
    summary: 'Cancel an order and place another in one step',
    description: 'What was canceled stays canceled when the new order is refused; each half tells its own result.',
    auth: ['trade'],
    idempotent: true,
    body: replaceInput,
    response: z.object({
      canceled: z.union([z.object({ ok: z.literal(true), order }), refused]),
      placed: z
        .union([z.object({ ok: z.literal(true), order, fills: z.array(fillOfOrder) }), refused])
        .nullable()
        .meta({ description: 'null: not tried' }),
      ...confirmed,
    }),
    errors: ['account_is_operator', 'bad_order_fields', 'bad_price', 'bad_quantity', 'amount_out_of_range'],
  }),
  endpoint({
    id: 'orders.amend',
    method: 'PATCH',
    path: '/orders/{orderId}',
    summary: 'Make a limit order smaller; its rest keeps its place in the queue',
    auth: ['trade'],
    params: orderParams,
    body: z.strictObject({
      quantity: quantityInput.meta({ description: 'of the whole order, what has traded included' }),
    }),
    response: z.object({ order, ...confirmed }),
    errors: [
      'order_not_found',
      'account_is_operator',
      'bad_quantity',
      'not_amendable',
      'order_in_list',
      'below_min_notional',
      'above_max_notional',
    ],
  }),
  endpoint({
    id: 'orders.cancelAfter',
    method: 'POST',
    path: '/orders/cancel-after',
    summary: 'Cancel all orders some time from now unless this is called again',
    auth: ['trade'],
    body: z.strictObject({
      ms: z.union([z.literal(0), z.int().min(1000).max(86_400_000)]).meta({ description: '0 switches it off' }),
    }),
    response: z.object({ at: time.nullable(), ...confirmed }),
  }),
  endpoint({
    id: 'orders.timer',
    method: 'GET',
    path: '/orders/cancel-after',
    summary: 'When all orders are canceled unless cancel-after is called again',
    auth: ['read', 'trade'],
    response: z.object({ at: time.nullable().meta({ description: 'null: it is off' }) }),
  }),
  endpoint({
    id: 'orderLists.place',
    method: 'POST',
    path: '/order-lists',
    summary: 'Place orders that depend on one another: all of them or none',
    auth: ['trade'],
    idempotent: true,
    status: 201,
    body: listInput,
    response: z.object({
      list: orderList,
      fills: z.array(fillOfOrder).meta({ description: 'of the first order' }),
      ...confirmed,
    }),
    errors: [...placeErrors, 'bad_order_list', 'client_list_id_reused', 'margin_list'],
  }),
  endpoint({
    id: 'orders.prevented',
    method: 'GET',
    path: '/orders/prevented',
    summary: 'Own orders that met one another and did not trade, newest first',
    auth: ['read', 'trade'],
    history: true,
    query: z.strictObject({
      ...pageQuery,
      orderId: queryNumber(1, Number.MAX_SAFE_INTEGER)
        .optional()
        .meta({ description: 'only of this order, as maker or as taker' }),
    }),
    response: pageOf(preventedMatch),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'orderLists.list',
    method: 'GET',
    path: '/order-lists',
    summary: 'Own order lists, newest first',
    auth: ['read', 'trade'],
    history: true,
    query: z.strictObject({
      ...pageQuery,
      ...rangeQuery,
      status: z
        .enum(['open', 'done'])
        .optional()
        .meta({ description: 'open: binds orders still; done: none waits any more' }),
    }),
    response: pageOf(orderList),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'orderLists.get',
    method: 'GET',
    path: '/order-lists/{listId}',
    summary: 'A list with its orders',
    auth: ['read', 'trade'],
    history: true,
    params: listParams,
    response: z.object({ list: orderList }),
    errors: ['list_not_found'],
  }),
  endpoint({
    id: 'orderLists.cancel',
    method: 'DELETE',
    path: '/order-lists/{listId}',
    summary: 'Cancel every order that a list still binds',
    auth: ['trade'],
    params: listParams,
    response: z.object({ list: orderList, ...confirmed }),
    errors: ['list_not_found'],
  }),
)
