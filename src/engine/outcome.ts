/** What `apply` gives back: a result with events, or a named rejection that changed nothing. */
import type { CommandType, ResultOf } from './command.ts'
import type { Event } from './event.ts'
import type { RejectionCode, RejectionDetail } from './rejections.ts'

export interface Accepted<T extends CommandType = CommandType> {
  readonly ok: true
  /** Number of the accepted command, 1, 2, 3 … */
  readonly seq: number
  readonly result: ResultOf<T>
  readonly events: readonly Event[]
  /** True when the idempotency key was seen before: nothing was booked, nothing is journalled. */
  readonly repeated: boolean
}

export interface Rejected {
  readonly ok: false
  readonly code: RejectionCode
  readonly detail: RejectionDetail | undefined
}

export type Outcome<T extends CommandType = CommandType> = Accepted<T> | Rejected
