/** Events that people are told of → notices, each account's numbered, the oldest replaced. */
import { NOTICES_KEPT } from '../../contract/notice-kinds.ts'
import type { Event } from '../../engine/event.ts'
import { noticesOf } from '../notices/registry.ts'
import type { CommandContext } from './context.ts'

export function noticeRows(event: Event, { seq, at, rows, state }: CommandContext): void {
  for (const { account, kind, data } of noticesOf(event, state.pair)) {
    const number = (state.notices.get(account) ?? 0) + 1
    state.notices.set(account, number)
    const place = number % NOTICES_KEPT
    rows.merge('notices', { account, place, number, seq, at, kind, data: JSON.stringify(data) })
  }
}
