/** Tells people on any page that their margin account is called, being closed by force, or sound again: a toast for each. Draws nothing. */
import { useEffect, useRef } from 'react'
import { amountText } from '../../amount/format.ts'
import { marginClosesChannel, marginNoticesChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { told } from '../../ui/toast.ts'

export function MarginNews() {
  const notices = useNew(useChannel(marginNoticesChannel), ({ noticeId }) => noticeId)
  const closes = useNew(useChannel(marginClosesChannel), ({ closeId }) => closeId)
  const t = useText('common')
  const { locale } = useLanguage()
  const tell = useRef(() => {})
  tell.current = () => {
    for (const { kind, levelBps } of notices) {
      if (kind === 'opened') continue
      const level = levelBps === null ? '–' : (levelBps / 10_000).toFixed(4)
      told.note(t(`marginNews.${kind}`), t('marginNews.level', { level }))
    }
    for (const { side, quantity, averagePrice } of closes)
      told.note(
        t('marginNews.step'),
        t(`marginNews.${side}`, {
          quantity: amountText(quantity, locale),
          price: averagePrice === null ? '–' : amountText(averagePrice, locale),
        }),
      )
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: each list comes once
  useEffect(() => tell.current(), [notices, closes])
  return null
}

const NONE: readonly never[] = []

/** What came since the last look, oldest first; nothing of what was there when the page opened. */
function useNew<Item>(view: { status: string; data?: readonly Item[] }, idOf: (item: Item) => number): readonly Item[] {
  const last = useRef<number>(undefined)
  const fresh = useRef<readonly Item[]>(NONE)
  const seen = useRef<readonly Item[]>(undefined)
  const { data } = view
  if (view.status === 'live' && data && data !== seen.current) {
    seen.current = data
    const known = last.current
    const newest = Math.max(known ?? 0, ...data.map(idOf))
    fresh.current = known === undefined ? NONE : data.filter((item) => idOf(item) > known).reverse()
    last.current = newest
  }
  return fresh.current
}
