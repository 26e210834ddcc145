/** Orders and own fills: place, batch, quote, cancel, list. Market data is in market.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { poolAssets } from './lending.ts'
import { problem } from './problem.ts'
import {
  confirmed,
  credits,
  creditsInput,
  csvQuery,
  id,
  lco,
  notional,
  pageOf,
  pageQuery,
  price,
  priceInput,
  quantity,
  quantityInput,
  rangeQuery,
  time,
} from './values.ts'

export const BATCH_LIMIT = 100

const clientOrderId = z
  .string()
  .min(1)
  .max(36)
  .regex(/^[A-Za-z0-9\-_.:/]+$/, 'letters, digits and - _ . : /')
const selfTradeModes = ['expire_maker', 'expire_taker', 'expire_both', 'decrement', 'none'] as const

const triggerKind = z.enum(['stop_loss', 'take_profit'])

export const triggerInput = z
  .strictObject({
    kind: triggerKind,
    price: priceInput.optional().meta({ description: 'of a trailing one: from which price on it follows' }),
    trailBps: z.int().min(10).max(2000).optional().meta({
      description:
        'fires so far from the best price since it follows: below the highest (sell), above the lowest (buy)',
    }),
  })
  .refine(({ price, trailBps }) => price !== undefined || trailBps !== undefined, {
    message: 'a price, or a distance to trail, or both',
    path: ['price'],
  })

const wallet = z.enum(['spot', 'margin']).meta({ description: 'margin: the account’s margin wallet' })

const marginInput = z.strictObject({
  borrow: z.boolean().optional().meta({ description: 'borrows what it lacks when it is placed, or fires' }),
  repay: z.boolean().optional().meta({ description: 'what it brings pays the debt back' }),
  reduceOnly: z.boolean().optional().meta({ description: 'of no more than the position; not with borrow or quote' }),
})

const common = {
  side: z.enum(['buy', 'sell']),
  clientOrderId: clientOrderId.optional(),
  selfTrade: z
    .enum(selfTradeModes)
    .optional()
    .meta({ description: 'expire_maker when left out; none is treated the same' }),
  trigger: triggerInput.optional().meta({
    description:
      'waits, with its reserve held, for the price of a trade: stop_loss sell and take_profit buy at or below, the others at or above',
  }),
  margin: marginInput
    .optional()
    .meta({ description: 'trades with the margin wallet; left out: with what is available' }),
}
const limitInput = z.strictObject({
  type: z.literal('limit'),
  price: priceInput,
  quantity: quantityInput,
  timeInForce: z.enum(['gtc', 'ioc', 'fok']).optional().meta({ description: 'gtc when left out' }),
  postOnly: z.boolean().optional(),
  iceberg: quantityInput.optional().meta({ description: 'the most that shows in the book at a time; gtc only' }),
  ...common,
})
const marketInput = z.strictObject({
  type: z.literal('market'),
  quantity: quantityInput.optional().meta({ description: 'either this or quote' }),
  quote: creditsInput
    .optional()
    .meta({ description: 'a buy spends at most this much with the fee; a sell ends at these gross proceeds' }),
  ...common,
})
const oneAmount = (order: { quantity?: string | undefined; quote?: string | undefined }) =>
  (order.quantity === undefined) !== (order.quote === undefined)

export const orderInput = z
  .discriminatedUnion('type', [
    limitInput,
    marketInput.refine(oneAmount, { message: 'either quantity or quote', path: ['quantity'] }),
  ])
  .meta({ id: 'OrderInput' })
export type OrderRequest = z.infer<typeof orderInput>

export const order = z
  .object({
    orderId: id,
    clientOrderId: z.string().nullable(),
    side: z.enum(['buy', 'sell']),
    type: z.enum(['limit', 'market']),
    timeInForce: z.enum(['gtc', 'ioc', 'fok']),
    postOnly: z.boolean(),
    selfTrade: z.enum(selfTradeModes).exclude(['none']),
    price: price.nullable(),
    quantity: quantity.nullable(),
    quote: credits.nullable(),
    filledQuantity: quantity,
    filledNotional: notional,
    averagePrice: price.nullable().meta({ description: 'rounded down to 6 decimals' }),
    fee: credits,
    status: z
      .enum(['pending', 'open', 'filled', 'canceled', 'expired'])
      .meta({ description: 'pending waits for its trigger or its list and is not in the book' }),
    trigger: z
      .object({ kind: triggerKind, price: price.nullable(), trailBps: z.int().nullable() })
      .nullable()
      .meta({ description: 'what it waits or waited for: the price of a trade' }),
    triggeredAt: time.nullable().meta({ description: 'when its trigger fired or its list came to it' }),
    iceberg: quantity.nullable().meta({ description: 'the most that shows in the book at a time' }),
    listId: id.nullable(),
    margin: z
      .object({ borrow: z.boolean(), repay: z.boolean(), reduceOnly: z.boolean() })
      .nullable()
      .meta({ description: 'null: it trades with what is available to the account' }),
    placedAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Order' })
export type Order = z.infer<typeof order>

export const fillOfOrder = z.object({ tradeId: id, price, quantity, fee: credits })
const placed = z.object({ order, fills: z.array(fillOfOrder) })

export const fill = z
  .object({
    tradeId: id,
    orderId: id,
    at: time,
    side: z.enum(['buy', 'sell']),
    role: z.enum(['maker', 'taker']),
    wallet,
    price,
    quantity,
    notional,
    fee: credits,
    counterparty: z.enum(['user', 'buyback']),
  })
  .meta({ id: 'Fill' })
export type Fill = z.infer<typeof fill>

const orderReference = z
  .string()
  .max(60)
  .regex(/^(\d{1,15}|client:[A-Za-z0-9\-_.:/]{1,36})$/, 'an order id, or client:<client order id>')
  .meta({ description: 'the order id, or client:<client order id>', examples: ['42', 'client:my-order-1'] })
export const orderParams = z.strictObject({ orderId: orderReference })

export const replaceInput = z.strictObject({
  cancel: orderReference,
  place: orderInput,
  mode: z.enum(['stop_on_failure', 'allow_failure']).optional().meta({
    description: 'stop_on_failure (when left out): nothing is placed when there is nothing to cancel',
  }),
})

/** What makes which list: see docs/concepts/economy.md. */
export const listInput = z.strictObject({
  kind: z.enum(['oco', 'oto', 'otoco']),
  clientListId: clientOrderId.optional(),
  orders: z.array(orderInput).min(2).max(3).meta({
    description:
      'oco: two of one side and quantity, at most one without a trigger · oto: a limit order and the one that follows when it is filled · otoco: a limit order and the two of an oco',
  }),
})
export type ListRequest = z.infer<typeof listInput>

export const orderList = z
  .object({
    listId: id,
    clientListId: z.string().nullable(),
    kind: z.enum(['oco', 'oto', 'otoco']),
    status: z.enum(['working', 'open', 'done']).meta({
      description: 'working: its first order is not filled yet; open: two stand for one another; done: none waits',
    }),
    orders: z.array(order),
    placedAt: time,
    updatedAt: time,
  })
  .meta({ id: 'OrderList' })
export type OrderList = z.infer<typeof orderList>

export const preventedMatch = z
  .object({
    preventedId: id,
    at: time,
    makerOrder: id,
    takerOrder: id,
    takerSide: z.enum(['buy', 'sell']),
    price: price.meta({ description: 'of the resting order' }),
    quantity: quantity.meta({ description: 'taken off the resting order' }),
    mode: z.enum(selfTradeModes).exclude(['none']),
  })
  .meta({ id: 'PreventedMatch' })

const changes = [
  z.strictObject({ op: z.literal('amend'), orderId: orderReference, quantity: quantityInput }),
  replaceInput.extend({ op: z.literal('replace') }),
  z.strictObject({ op: z.literal('list'), list: listInput }),
] as const
export const batchChange = z.discriminatedUnion('op', [...changes])
const batchItem = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('place'), order: orderInput }),
  z.strictObject({ op: z.literal('cancel'), orderId: orderReference }),
  ...changes,
])
export type BatchItem = z.infer<typeof batchItem>
export const problemOfPart = problem.pick({ code: true, title: true, status: true, detail: true, context: true })
const batchResult = z.union([
  z.object({
    ok: z.literal(true),
    order: order.meta({ description: 'of a list its first, of a replacement the new one' }),
    fills: z.array(fillOfOrder),
    canceled: order.optional().meta({ description: 'what a replacement has canceled' }),
    list: orderList.optional(),
    ...confirmed,
  }),
  z.object({
    ok: z.literal(false),
    problem: problemOfPart,
    canceled: order
      .optional()
      .meta({ description: 'what a replacement has canceled before its new order was refused' }),
  }),
])

export const placeErrors = [
  'trading_stopped',
  'trading_paused',
  'account_is_operator',
  'insufficient_credits',
  'insufficient_lco',
  'bad_price',
  'bad_quantity',
  'bad_order_fields',
  'below_min_notional',
  'above_max_notional',
  'below_min_quantity',
  'amount_not_positive',
  'amount_out_of_range',
  'price_out_of_band',
  'no_mark_price',
  'would_cross',
  'fok_not_filled',
  'no_liquidity',
  'too_many_orders',
  'client_order_id_reused',
  'bad_trigger',
  'would_trigger',
  'no_last_price',
  'too_many_triggers',
  'bad_iceberg',
  'margin_not_open',
  'borrowing_unavailable',
  'nothing_to_reduce',
] as const

export const orderEndpoints = table(
  endpoint({
    id: 'orders.place',
    method: 'POST',
    path: '/orders',
    summary: 'Place an order',
    auth: ['trade'],
    idempotent: true,
    status: 201,
    body: orderInput,
    response: placed.extend(confirmed),
    errors: placeErrors,
  }),
  endpoint({
    id: 'orders.batch',
    method: 'POST',
    path: '/orders/batch',
    summary: 'Up to 100 orders, lists, cancels and changes, done in order; each has its own result',
    description: 'Not all-or-nothing. Give client order ids to make a retry safe.',
    auth: ['trade'],
    body: z.strictObject({ items: z.array(batchItem).min(1).max(BATCH_LIMIT) }),
    response: z.object({ results: z.array(batchResult) }),
  }),
  endpoint({
    id: 'orders.quote',
    method: 'POST',
    path: '/orders/quote',
    summary: 'What an order would do now; books nothing',
    auth: ['read', 'trade'],
    body: orderInput,
    response: z.object({
      quantity: quantity.meta({ description: 'that would trade at once' }),
      averagePrice: price.nullable(),
      worstPrice: price.nullable(),
      notional,
      fee: credits,
      total: credits.meta({
        description: 'of what trades at once: a buy pays notional + fee, a sell gets notional − fee',
      }),
      rests: quantity.meta({ description: 'that would stay in the book' }),
      reserve: z
        .object({ credits, quantity })
        .meta({ description: 'what has to be available: a buy’s worst cost with its fee, a sell’s LCO' }),
      borrows: z
        .object({
          asset: z.enum(poolAssets),
          amount: lco.meta({ description: 'of the asset: CR with 6 decimals or LCO with 8' }),
        })
        .nullable()
        .meta({
          description: 'what an order of the margin wallet would borrow; one with a trigger at most, when it fires',
        }),
      asOf: time,
    }),
    errors: placeErrors,
  }),
  endpoint({
    id: 'orders.list',
    method: 'GET',
    path: '/orders',
    summary: 'Own orders, newest first',
    description: '`open` are those in the book and those that wait, `pending` the latter alone.',
    auth: ['read', 'trade'],
    history: true,
    csv: true,
    query: z.strictObject({
      ...pageQuery,
      ...rangeQuery,
      ...csvQuery,
      wallet: wallet.optional(),
      status: z
        .enum(['open', 'pending', 'done', 'filled', 'canceled', 'expired'])
        .optional()
        .meta({ description: 'done is filled, canceled and expired together' }),
    }),
    response: pageOf(order),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'orders.get',
    method: 'GET',
    path: '/orders/{orderId}',
    summary: 'One order with its fills',
    auth: ['read', 'trade'],
    history: true,
    params: orderParams,
    response: z.object({ order, fills: z.array(fill) }),
    errors: ['order_not_found'],
  }),
  endpoint({
    id: 'orders.cancel',
    method: 'DELETE',
    path: '/orders/{orderId}',
    summary: 'Cancel an open or pending order, with it the list that binds it',
    auth: ['trade'],
    params: orderParams,
    response: z.object({ order, ...confirmed }),
    errors: ['order_not_found'],
  }),
  endpoint({
    id: 'orders.cancelAll',
    method: 'DELETE',
    path: '/orders',
    summary: 'Cancel all open and pending orders, of one wallet or of both',
    auth: ['trade'],
    query: z.strictObject({ wallet: wallet.optional() }),
    response: z.object({ canceled: z.array(id), ...confirmed }),
  }),
  endpoint({
    id: 'fills.list',
    method: 'GET',
    path: '/fills',
    summary: 'Own fills, newest first',
    auth: ['read', 'trade'],
    history: true,
    csv: true,
    query: z.strictObject({ ...pageQuery, ...rangeQuery, ...csvQuery, wallet: wallet.optional() }),
    response: pageOf(fill),
    errors: ['invalid_cursor'],
  }),
)
