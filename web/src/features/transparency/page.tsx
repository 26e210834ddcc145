/** The public books: one picture of the money, the supply that adds up, reserves, weeks, buybacks, rules. No login. */
import { useText } from '../../i18n/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { OutLink } from '../../ui/link.tsx'
import { PageBody, PageHeader } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Balances, Buybacks, Weeks } from './books.tsx'
import { Emission } from './emission.tsx'
import { FlowSection } from './flow-section.tsx'
import { ParameterHistory, Parameters, Switches } from './rules.tsx'
import { Statement } from './statement.tsx'
import { Tiles } from './tiles.tsx'

const TABS = ['overview', 'books', 'rules'] as const

export function Page() {
  const t = useText('transparency')
  const [filters, setFilters] = useFilters({ tab: 'overview', week: '' })
  const tab = TABS.find((each) => each === filters.tab) ?? 'overview'
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <OutLink href="/docs/api#tag/transparency" className={buttonClass({})}>
            {t('api')}
          </OutLink>
        }
      />
      <Tabs
        value={tab}
        onChange={(next) => setFilters({ tab: next })}
        panelClassName="pt-6"
        items={[
          {
            value: 'overview',
            label: t('tab.overview'),
            content: (
              <div className="flex flex-col gap-6">
                <FlowSection chosen={filters.week} onChoose={(week) => setFilters({ week })} />
                <Tiles />
                <div className="grid items-start gap-6 xl:grid-cols-2">
                  <Statement />
                  <Emission />
                </div>
                <p className="max-w-[80ch] text-13 text-muted">{t('limits')}</p>
              </div>
            ),
          },
          {
            value: 'books',
            label: t('tab.books'),
            content: (
              <div className="flex flex-col gap-6">
                <Weeks />
                <Buybacks />
                <Balances />
              </div>
            ),
          },
          {
            value: 'rules',
            label: t('tab.rules'),
            content: (
              <div className="flex flex-col gap-6">
                <Switches />
                <Parameters />
                <ParameterHistory />
              </div>
            ),
          },
        ]}
      />
    </PageBody>
  )
}
