/** What an operator looks at first: do the books balance, does it earn, is anything stuck, and the controls that act at once. */
import { useStatus } from '../../../api/shared.ts'
import { useText } from '../../../i18n/index.ts'
import { useFilters } from '../../../ui/filters.ts'
import { PageBody, PageHeader } from '../../../ui/page.tsx'
import { PageSkeleton } from '../../../ui/skeleton.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { Segmented } from '../../../ui/toggle.tsx'
import { Alerts } from '../alerts.tsx'
import { Audit } from './audit.tsx'
import { TestClock } from './clock.tsx'
import { Holds } from './holds.tsx'
import { Margins } from './margins.tsx'
import { RANGES, rangeOf } from './range.ts'
import { Switches } from './switches.tsx'
import { Tiles } from './tiles.tsx'
import { TreasuryDesk } from './treasury.tsx'
import { useOverview } from './use-overview.ts'

export function Page() {
  const t = useText('admin-overview')
  const [filters, setFilters] = useFilters({ range: 'week' })
  const range = rangeOf(filters.range)
  const overview = useOverview(range)
  const virtual = useStatus()?.virtualClock ?? false
  return (
    <PageBody wide>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <Segmented
            label={t('range.label')}
            value={range}
            onChange={(next) => setFilters({ range: next })}
            options={RANGES.map((each) => ({ value: each, label: t(`range.${each}`) }))}
          />
        }
      />
      <Loaded query={overview} loading={<PageSkeleton />}>
        {(data) => (
          <>
            <Alerts />
            <Tiles overview={data} />
            <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1.7fr)_minmax(360px,1fr)]">
              <div className="flex min-w-0 flex-col gap-6">
                <Margins overview={data} />
                <Holds />
                <Audit />
              </div>
              <div className="flex min-w-0 flex-col gap-6">
                <Switches switches={data.switches} />
                <TreasuryDesk treasury={data.treasury} payable={data.payable} />
                {virtual ? <TestClock /> : null}
              </div>
            </div>
          </>
        )}
      </Loaded>
    </PageBody>
  )
}
