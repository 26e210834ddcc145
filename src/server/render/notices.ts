/** Notifications between history, marks and wire. */
import { type NoticeGroup, type NoticeKind, noticeKindNames, noticeKinds } from '../../contract/notice-kinds.ts'
import type { Notice } from '../../contract/notices.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { KeptNotice } from '../../history/queries/notices.ts'
import type { HistoryQueries } from '../../history/queries.ts'
import type { NoticeMarks } from '../../identity/notice-marks.ts'

/** Of a group, or of all, what is not switched off. */
export function wantedKinds({ muted }: NoticeMarks, group?: NoticeGroup): NoticeKind[] {
  return noticeKindNames.filter(
    (kind) => !muted.includes(kind) && (group === undefined || noticeKinds[kind].group === group),
  )
}

export function wireNotice({ number, at, seq, kind, data }: KeptNotice, { seenUpTo }: NoticeMarks): Notice {
  // History has written the data as the kind's schema has it.
  return { noticeId: number, at, sequence: seq, kind, data, seen: seq <= seenUpTo } as Notice
}

export async function noticeState(notices: HistoryQueries['notices'], account: AccountId, marks: NoticeMarks) {
  const unseen = await notices.count({ account, kinds: wantedKinds(marks), afterSeq: marks.seenUpTo })
  return { unseen, seenUpTo: marks.seenUpTo }
}
