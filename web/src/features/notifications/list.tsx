/** Notifications as a list: what happened, when, and the way to where it goes on. */
import { clsx } from 'clsx'
import type { Notice } from '../../../../src/contract/notices.ts'
import { useText } from '../../i18n/index.ts'
import { useNoticeText } from '../../parts/notices/use-notice-text.ts'
import { Badge } from '../../ui/badge.tsx'
import { Link } from '../../ui/link.tsx'
import { DateTime } from '../../ui/time.tsx'

export interface NoticeListProps {
  notices: readonly Notice[]
  /** those of later commands are shown as new */
  seenBefore: number | undefined
}

export function NoticeList({ notices, seenBefore }: NoticeListProps) {
  const t = useText('notices')
  return (
    <ul aria-label={t('title')} className="divide-y divide-line/60">
      {notices.map((notice) => (
        <Row key={notice.noticeId} notice={notice} fresh={seenBefore !== undefined && notice.sequence > seenBefore} />
      ))}
    </ul>
  )
}

function Row({ notice, fresh }: { notice: Notice; fresh: boolean }) {
  const t = useText('notices')
  const { title, text, to, grave } = useNoticeText()(notice)
  return (
    <li>
      <Link to={to} className="flex min-h-14 gap-3 px-4 py-3 -outline-offset-2 hover:bg-hover">
        <span
          aria-hidden="true"
          className={clsx('mt-1.5 size-2 shrink-0 rounded-full', fresh ? 'bg-accent' : 'bg-transparent')}
        />
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
            <span className={clsx('text-14', fresh ? 'font-semibold' : 'font-medium')}>{title}</span>
            {fresh ? <span className="sr-only">{t('new')}</span> : null}
            {grave ? <Badge tone="danger">{t('grave')}</Badge> : null}
            <span className="ml-auto text-12 text-muted max-sm:ml-0 max-sm:w-full">
              <DateTime at={notice.at} />
            </span>
          </span>
          <span className="text-13 break-words text-muted">{text}</span>
        </span>
      </Link>
    </li>
  )
}
