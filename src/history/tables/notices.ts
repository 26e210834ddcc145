/** Rows of notifications: the newest of each account, the oldest written over. */
import type { Millis } from '../../base/money.ts'
import type { NoticeKind } from '../../contract/notice-kinds.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'

export type NoticesTable = {
  account: AccountId
  /** `number` modulo how many are kept: the next one in the same place replaces it. */
  place: number
  /** Counts the account's notifications from 1, without gaps. */
  number: number
  seq: number
  at: Millis
  kind: NoticeKind
  /** JSON: what its kind tells, as on the wire. */
  data: string
}
