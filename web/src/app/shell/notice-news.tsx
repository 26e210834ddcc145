/** Tells people on any page what has just happened to their money: a toast for each new notification that has none of its own. Draws nothing. Loaded with its texts. */
import { useEffect, useRef } from 'react'
import { type NoticeGroup, noticeKinds } from '../../../../src/contract/notice-kinds.ts'
import { notificationsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { useNoticeText } from '../../parts/notices/use-notice-text.ts'
import { addUnseen } from '../../ui/title.ts'
import { told } from '../../ui/toast.ts'

/** MarginNews and OrderNews tell of these as they happen. */
const TOLD_ELSEWHERE: readonly NoticeGroup[] = ['margin', 'orders']

export function NoticeNews() {
  const view = useChannel(notificationsChannel)
  const latest = view.status === 'live' ? view.data.latest : undefined
  const text = useNoticeText()
  const textOf = useRef(text)
  textOf.current = text
  const last = useRef<number>(undefined)
  useEffect(() => {
    if (!latest) return
    const known = last.current
    last.current = Math.max(known ?? 0, latest[0]?.noticeId ?? 0)
    if (known === undefined) return
    const isNew = ({ noticeId, kind }: (typeof latest)[number]) =>
      noticeId > known && !TOLD_ELSEWHERE.includes(noticeKinds[kind].group)
    const fresh = latest.filter(isNew).reverse()
    for (const notice of fresh) {
      const { title, text: what } = textOf.current(notice)
      told.note(title, what)
    }
    addUnseen(fresh.length)
  }, [latest])
  return null
}
