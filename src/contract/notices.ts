/** Notifications: what each kind tells, the own list, what of it is seen, which kinds are wanted. From which events they come is history's. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { isAlwaysTold, type NoticeKind, noticeGroups, noticeKindNames } from './notice-kinds.ts'
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
  tier,
  time,
} from './values.ts'
import { warPerks } from './wars.ts'

const asset = z.enum(['CR', 'LCO'])
const perk = z.enum(warPerks)
const side = z.enum(['buy', 'sell'])
const amount = lco.meta({ description: 'of the asset: CR with 6 decimals or LCO with 8' })
const levelBps = bps.meta({ description: 'assets ÷ debt, rounded down' })

/** What each kind tells, as texts of the wire; texts in all languages fill it in. */
export const noticeData = {
  marginCalled: z.object({ levelBps, mark: price, liquidationPrice: price.nullable() }),
  marginClosing: z.object({ levelBps, mark: price }),
  marginClosed: z.object({ side, quantity, notional: credits, penalty: credits, levelAfterBps: levelBps.nullable() }),
  marginRecovered: z.object({ levelBps: levelBps.nullable() }),
  marginLoss: z.object({ asset, shortfall: amount, seizedCredits: credits, seizedLco: lco }),
  marginTakenOver: z.object({ asset, paid: amount }),
  orderFilled: z.object({ orderId: id, side, quantity, notional: credits, fee: credits }),
  lendingPaid: z.object({ asset, amount, askedAt: time }),
  unbondingDone: z.object({ amount: lco }),
  tierChanged: z.object({ before: tier, tier }),
  quotaAllocated: z.object({ offeringId: id, quota: credits, locked: lco }),
  launchReleased: z.object({ offeringId: id, amount: lco }),
  warPrize: z.object({ roundId: id, rank: id, prize: lco }),
  warChampion: z.object({ roundId: id, until: time }),
  warExcluded: z.object({ roundId: id, reason: z.string() }),
  warIncluded: z.object({ roundId: id, reason: z.string() }),
  warPerkStarted: z.object({ roundId: id, perk, grant: credits, until: time }),
  warPerkEnded: z.object({ roundId: id, perk, grant: credits, spent: credits }),
  accountSuspended: z.object({ reason: z.string() }),
  accountRestored: z.object({ reason: z.string() }),
} as const satisfies Record<NoticeKind, z.ZodObject>

export type NoticeData<K extends NoticeKind> = z.infer<(typeof noticeData)[K]>

/** The kinds that people can switch off. */
const optional = noticeKindNames.filter((kind) => !isAlwaysTold(kind)) as [NoticeKind, ...NoticeKind[]]

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
  (kind): z.ZodObject => z.object({ ...placed, kind: z.literal(kind), data: noticeData[kind] as z.ZodObject, seen }),
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
      muted: z.array(z.enum(optional)).max(optional.length),
    }),
    response: choices,
  }),
)
