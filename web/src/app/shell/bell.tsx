/** The bell of the top bar: how many notifications are not seen yet, live. The list is a page of its own. */
import BellIcon from 'lucide-react/icons/bell'
import { notificationsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { useText } from '../../i18n/index.ts'
import { Link } from '../../ui/link.tsx'

/** Beyond it the exact number helps nobody. */
const MOST = 99

export function Bell() {
  const t = useText('common')
  const view = useChannel(notificationsChannel)
  const unseen = view.status === 'live' ? view.data.unseen : 0
  return (
    <Link
      to="/notifications"
      aria-label={unseen === 0 ? t('bell.none') : t('bell.some', { count: unseen })}
      className="hit relative flex size-8 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-text max-sm:size-9"
    >
      <BellIcon size={16} aria-hidden="true" />
      {unseen === 0 ? null : (
        <span
          aria-hidden="true"
          className="num absolute -top-0.5 -right-0.5 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[10px] leading-none font-semibold text-on-accent"
        >
          {unseen > MOST ? `${MOST}+` : unseen}
        </span>
      )}
    </Link>
  )
}
