/** Notifications: which kinds there are and what each tells, the own list, what of it is seen, which kinds are wanted. From which events they come is history's. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import {
  bps,
  count,
  credits,
  csvQuery,
  id,
  lco,
  pageOf,
  pageQuery,
  price,
  quantity,
  queryFlag,
  time,
} from './values.ts'

const asset = z.enum(['CR', 'LCO'])
const side = z.enum(['buy', 'sell'])
const amount = lco.meta({ description: 'of the asset: CR with 6 decimals or LCO with 8' })
const levelBps = bps.meta({ description: 'assets ÷ debt, rounded down' })

/** What belongs together: filters and settings are by group. */
export const noticeGroups = ['margin', 'orders', 'lending', 'staking', 'account'] as const
export type NoticeGroup = (typeof noticeGroups)[number]

interface NoticeSpec {
  readonly group: NoticeGroup
  /** Can not be switched off: who does not hear of it loses money or access. */
  readonly always?: true
  /** What it tells, as texts of the wire; texts in all languages fill it in. */
  readonly data: z.ZodObject
}

/** Each kind of notification. A new one is a line here, one in src/history/notices/registry.ts, one in the web app and its texts. */
export const noticeKinds = {
  marginCalled: {
    group: 'margin',
    always: true,
    data: z.object({ levelBps, mark: price, liquidationPrice: price.nullable() }),
  },
  marginClosing: { group: 'margin', always: true, data: z.object({ levelBps, mark: price }) },
  marginClosed: {
    group: 'margin',
    always: true,
    data: z.object({ side, quantity, notional: credits, penalty: credits, levelAfterBps: levelBps.nullable() }),
  },
  marginRecovered: { group: 'margin', data: z.object({ levelBps: levelBps.nullable() }) },
  marginLoss: {
    group: 'margin',
    always: true,
    data: z.object({ asset, shortfall: amount, seizedCredits: credits, seizedLco: lco }),
  },
  marginTakenOver: { group: 'margin', always: true, data: z.object({ asset, paid: amount }) },
  orderFilled: {
    group: 'orders',
    data: z.object({ orderId: id, side, quantity, notional: credits, fee: credits }),
  },
  lendingPaid: { group: 'lending', data: z.object({ asset, amount, askedAt: time }) },
  unbondingDone: { group: 'staking', data: z.object({ amount: lco }) },
  accountSuspended: { group: 'account', always: true, data: z.object({ reason: z.string() }) },
  accountRestored: { group: 'account', always: true, data: z.object({ reason: z.string() }) },
} as const satisfies Record<string, NoticeSpec>

export type NoticeKind = keyof typeof noticeKinds
export type NoticeData<K extends NoticeKind> = z.infer<(typeof noticeKinds)[K]['data']>

export const noticeKindNames = Object.keys(noticeKinds) as [NoticeKind, ...NoticeKind[]]

/** The kinds that people can switch off. */
export const optionalNotices: readonly NoticeKind[] = noticeKindNames.filter((kind) => !isAlwaysTold(kind))

export function isAlwaysTold(kind: NoticeKind): boolean {
  const spec: NoticeSpec = noticeKinds[kind]
  return spec.always === true
}

/** Oldest are forgotten beyond so many an account. */
export const NOTICES_KEPT = 500

const placed = {
  noticeId: id.meta({ description: 'counts the account’s own notifications' }),
  at: time,
  sequence: count.meta({ description: 'number of the command in the journal that it is about' }),
}
const seen = z.boolean()
type Placed = z.infer<z.ZodObject<typeof placed>> & { readonly seen: boolean }

/** One notification: what its data is follows from its kind. */
export type Notice = { [K in NoticeKind]: Placed & { readonly kind: K; readonly data: NoticeData<K> } }[NoticeKind]

const shapes = noticeKindNames.map(
  (kind): z.ZodObject =>
    z.object({ ...placed, kind: z.literal(kind), data: noticeKinds[kind].data as z.ZodObject, seen }),
)
const union: z.ZodType = z
  .discriminatedUnion('kind', shapes as [z.ZodObject, ...z.ZodObject[]])
  .meta({ id: 'Notification' })
// The shapes are made from the kinds; TypeScript can not follow that through the list.
export const notice = union as z.ZodType<Notice>

/** What the bell shows. */
export const noticeState = z
  .object({
    unseen: count.meta({ description: 'of those that are kept and wanted' }),
    seenUpTo: count.meta({ description: 'number of the command up to which all are seen' }),
  })
  .meta({ id: 'NotificationState' })

const choices = z.object({
  muted: z.array(z.enum(noticeKindNames)).meta({ description: 'kinds that are not shown and not counted' }),
})

export const noticeEndpoints = table(
  endpoint({
    id: 'notifications.list',
    method: 'GET',
    path: '/notifications',
    summary: 'Own notifications, newest first; the newest 500 are kept',
    auth: ['read'],
    history: true,
    csv: true,
    query: z.strictObject({
      ...pageQuery,
      ...csvQuery,
      group: z.enum(noticeGroups).optional(),
      unseen: queryFlag.optional().meta({ description: 'true: only those that are not seen yet' }),
    }),
    response: pageOf(notice).extend(noticeState.shape),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'notifications.seen',
    method: 'POST',
    path: '/notifications/seen',
    summary: 'Mark all as seen up to a command, the newest of them when it is left out',
    description: 'A mark never goes back. It is kept with the account and not booked in the journal.',
    auth: ['read'],
    history: true,
    body: z.strictObject({ sequence: count.optional() }),
    response: noticeState,
  }),
  endpoint({
    id: 'notifications.choices.get',
    method: 'GET',
    path: '/notifications/choices',
    summary: 'Which kinds the caller does not want to hear of',
    auth: ['read'],
    response: choices,
  }),
  endpoint({
    id: 'notifications.choices.set',
    method: 'PUT',
    path: '/notifications/choices',
    summary: 'Choose which kinds are not shown; some are always',
    description: 'What is switched off is kept all the same: switched on again, it shows what happened meanwhile.',
    auth: 'session',
    body: z.strictObject({
      muted: z.array(z.enum(optionalNotices as [NoticeKind, ...NoticeKind[]])).max(optionalNotices.length),
    }),
    response: choices,
  }),
)
