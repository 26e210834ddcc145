/** The wallet: CR and LCO with every lock split out and the sum, and the ledger with every entry. */
import Plus from 'lucide-react/icons/plus'
import { useText } from '../../i18n/index.ts'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { PageBody, PageHeader } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { BalancesTab } from './balances-tab.tsx'
import { LedgerTab } from './ledger/ledger-tab.tsx'

export function Page() {
  const t = useText('wallet')
  const [{ tab }, change] = useFilters({ tab: 'balances', asset: 'all', kind: 'all', purpose: '', ref: '' })
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purposeOfPage')}
        actions={
          <ButtonLink to="/wallet/topup" variant="primary">
            <Plus size={16} aria-hidden="true" />
            {t('topup')}
          </ButtonLink>
        }
      />
      <Tabs
        value={tab === 'ledger' ? 'ledger' : 'balances'}
        onChange={(next) => change({ tab: next, asset: 'all', kind: 'all', purpose: '', ref: '' })}
        panelClassName="pt-5"
        items={[
          { value: 'balances', label: t('tab.balances'), content: <BalancesTab /> },
          { value: 'ledger', label: t('tab.ledger'), content: <LedgerTab /> },
        ]}
      />
    </PageBody>
  )
}
