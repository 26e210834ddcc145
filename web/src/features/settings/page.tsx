/** Everything about one's own account that is not money: name and password, where one is signed in, what is told, how the app looks here. */
import { useText } from '../../i18n/index.ts'
import { useFilters } from '../../ui/filters.ts'
import { PageBody, PageHeader } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AccountTab } from './account-tab.tsx'
import { LookTab } from './look-tab.tsx'
import { NoticesTab } from './notices-tab.tsx'
import { SessionsTab } from './sessions/tab.tsx'

const TABS = ['account', 'sessions', 'notices', 'look'] as const

export function Page() {
  const t = useText('settings')
  const [{ tab }, change] = useFilters({ tab: 'account' })
  const contents = { account: <AccountTab />, sessions: <SessionsTab />, notices: <NoticesTab />, look: <LookTab /> }
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <Tabs
        value={TABS.find((known) => known === tab) ?? 'account'}
        onChange={(next) => change({ tab: next })}
        className="w-full max-w-[880px]"
        panelClassName="pt-5"
        items={TABS.map((value) => ({ value, label: t(`tab.${value}`), content: contents[value] }))}
      />
    </PageBody>
  )
}
