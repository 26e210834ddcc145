/** The live socket at /api/v1/ws: what clients send, what the server sends, what each channel carries. No transport. */
import { z } from 'zod'
import { balances } from './account.ts'
import { callSummary } from './calls.ts'
import { proposalFigures } from './governance.ts'
import { marginStanding } from './margin.ts'
import { forcedClose, marginNotice } from './margin-records.ts'
import { candle, depth, intervals, ticker, trade } from './market.ts'
import { notice, noticeState } from './notices.ts'
import { offering } from './offerings.ts'
import { order } from './orders.ts'
import { predictionFigures } from './prediction-records.ts'
import { status } from './system.ts'
import { time } from './values.ts'
import { warState } from './wars.ts'

export const SOCKET_PATH = '/api/v1/ws'

/** Own channels follow the session or key of the connection. */
export const ownChannels = [
  'orders',
  'balances',
  'calls',
  'margin',
  'marginNotices',
  'marginCloses',
  'notifications',
] as const
export const publicChannels = [
  'book',
  'trades',
  'ticker',
  'system',
  'forcedCloses',
  'offerings',
  'wars',
  'predictions',
  'governance',
  ...intervals.map((name) => `candles:${name}` as const),
] as const
export type OwnChannel = (typeof ownChannels)[number]

/**
 * What a channel's messages carry. `snapshot` is the whole truth at `seq`; `update` with the next seq changes it:
 * - book: changed levels, quantity "0" = gone · trades, calls: new items in order of happening (snapshot newest first)
 * - candles: the candles that changed · ticker, balances, system: the whole object again
 * - margin: the whole account again with each mark and change, once a second at most; null before it is opened
 * - marginNotices, marginCloses, forcedCloses: new calls and steps of forced closes in order of happening (snapshot newest first)
 * - notifications: how many are not seen and the newest ten, again whenever that has changed, once a second at most
 * - offerings: all offerings again, newest first, whenever one or a lock of one has changed
 * - wars: the whole running round again whenever something of it has changed, once a second at most
 * - predictions: markets that changed (snapshot = those that are not settled)
 * - governance: all open proposals again, newest first, whenever one has changed; what has ended is gone from it
 * - orders: orders that changed, done ones too (snapshot = the open and pending ones)
 */
export const channelData = {
  book: depth,
  trades: z.array(trade),
  candles: z.array(candle),
  ticker,
  system: status,
  orders: z.array(order),
  balances,
  calls: z.array(callSummary),
  margin: z.object({ account: marginStanding.nullable(), asOf: time }),
  marginNotices: z.array(marginNotice),
  marginCloses: z.array(forcedClose),
  forcedCloses: z.array(forcedClose),
  predictions: z.array(predictionFigures),
  notifications: noticeState.extend({ latest: z.array(notice) }),
  offerings: z.array(offering),
  wars: warState,
  governance: z.array(proposalFigures),
}
export type ChannelData = { readonly [K in keyof typeof channelData]: z.infer<(typeof channelData)[K]> }

const requestId = z.union([z.int(), z.string().max(64)])
export type RequestId = z.infer<typeof requestId>

/**
 * Every `id` comes back in the answer. Order items: {op:'place', …OrderInput}, {op:'cancel', orderId | clientOrderId}, and
 * those of orders.batch with op 'amend', 'replace' and 'list'.
 */
export const clientMessage = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('auth'), id: requestId.optional(), key: z.string().max(200) }),
  z.strictObject({
    op: z.literal('subscribe'),
    id: requestId.optional(),
    channel: z.string().max(32),
    since: z.int().min(0).optional(),
  }),
  z.strictObject({ op: z.literal('unsubscribe'), id: requestId.optional(), channel: z.string().max(32) }),
  z.strictObject({ op: z.literal('ping'), id: requestId.optional() }),
  z.strictObject({ op: z.literal('orders'), id: requestId.optional(), items: z.array(z.unknown()).min(1).max(100) }),
])
export type ClientMessage = z.infer<typeof clientMessage>

/** Result of one order item over the socket, kept short: [orderId, status, filled quantity] or a refusal's code. */
export type OrderItemResult =
  | {
      readonly ok: true
      readonly orderId: number
      readonly status: string
      readonly filled: string
      readonly fee: string
    }
  | { readonly ok: false; readonly code: string }

export type ServerMessage =
  | { readonly channel: string; readonly seq: number; readonly kind: 'snapshot' | 'update'; readonly data: unknown }
  | { readonly op: 'subscribed'; readonly id?: RequestId; readonly channel: string; readonly seq: number }
  | { readonly op: 'unsubscribed'; readonly id?: RequestId; readonly channel: string }
  | { readonly op: 'authenticated'; readonly id?: RequestId; readonly account: number }
  | { readonly op: 'orders'; readonly id?: RequestId; readonly results: readonly OrderItemResult[] }
  | { readonly op: 'pong'; readonly id?: RequestId; readonly now: number }
  | { readonly op: 'error'; readonly id?: RequestId; readonly code: string; readonly message: string }

/** Why the server closes a connection. */
export const closeCodes = {
  goingAway: 1001,
  tooLarge: 1009,
  tooSlow: 4001,
  tooManyConnections: 4002,
  badMessages: 4003,
  sessionEnded: 4004,
} as const
