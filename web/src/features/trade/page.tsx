/** The trade page: chart, book, tape, ticket and own orders. On desktops one window without page scroll; on phones tabs and a sheet. */
import { useMarket } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { useNarrow } from '../../ui/media.ts'
import { useTitle } from '../../ui/page.tsx'
import { DeskLayout } from './layout/desk-layout.tsx'
import { PhoneLayout } from './layout/phone-layout.tsx'
import { useDesk } from './use-desk.ts'

export function Page() {
  const t = useText('trade')
  const narrow = useNarrow()
  const { data: rules } = useMarket()
  const desk = useDesk()
  useTitle(t('title'))
  return narrow ? <PhoneLayout {...{ desk, rules }} /> : <DeskLayout {...{ desk, rules }} />
}
