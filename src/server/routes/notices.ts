/** /notifications: own notifications from history, beside what of them is seen and wanted from identity. */
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { noticeState, wantedKinds, wireNotice } from '../render/notices.ts'
import type { RoutesOf } from '../request.ts'

export function noticeRoutes(deps: RouteDeps): RoutesOf<'notifications'> {
  const { noticeMarks } = deps.identity
  return {
    'notifications.list': async ({ caller: { account }, query: { group, unseen, cursor, limit } }) => {
      const { notices } = await upToDate(deps)
      const marks = await noticeMarks.of(account)
      const kinds = wantedKinds(marks, group)
      const afterSeq = unseen === true ? marks.seenUpTo : undefined
      const { items, nextCursor } = await notices.list({ account, kinds, afterSeq, cursor, limit })
      const state = await noticeState(notices, account, marks)
      return { items: items.map((one) => wireNotice(one, marks)), nextCursor, ...state }
    },

    'notifications.seen': async ({ caller: { account }, body }) => {
      const { notices, position } = await upToDate(deps)
      const { seq } = await position()
      await noticeMarks.see(account, Math.min(body.sequence ?? seq, seq))
      return noticeState(notices, account, await noticeMarks.of(account))
    },

    'notifications.choices.get': async ({ caller: { account } }) => {
      const { muted } = await noticeMarks.of(account)
      return { muted: [...muted] }
    },

    'notifications.choices.set': async ({ caller: { account }, body: { muted } }) => {
      await noticeMarks.mute(account, muted)
      const marks = await noticeMarks.of(account)
      return { muted: [...marks.muted] }
    },
  }
}
