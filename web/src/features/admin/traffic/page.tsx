/** What operators see of calls: alerts, numbers by channel and model, the ways of calls that failed somewhere, usage that was bent. */
import Download from 'lucide-react/icons/download'
import { withQuery } from '../../../api/client.ts'
import { useStatus } from '../../../api/shared.ts'
import { useText } from '../../../i18n/index.ts'
import { buttonClass } from '../../../ui/button.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { OutLink } from '../../../ui/link.tsx'
import { FilterRow, PageBody, PageHeader } from '../../../ui/page.tsx'
import { Select } from '../../../ui/select.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { useNow } from '../../../ui/time.tsx'
import { Segmented } from '../../../ui/toggle.tsx'
import { Alerts } from '../alerts.tsx'
import { useChannels } from '../reads.ts'
import { FailedCalls } from './calls.tsx'
import { QuarantineList } from './quarantine.tsx'
import { NO_FILTERS, PERIODS, periodOf, type Span, spanOf, type TrafficFilters, VIEWS, viewOf } from './span.ts'
import { TrafficTable } from './table.tsx'
import { Ways } from './ways.tsx'

type Change = (change: Partial<TrafficFilters>) => void

export function Page() {
  const t = useText('admin-traffic')
  const known = useStatus() !== undefined
  const [filters, setFilters] = useFilters(NO_FILTERS)
  const span = spanOf(filters, useNow())
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} actions={<Csv filters={filters} span={span} />} />
      <Alerts />
      <Filters filters={filters} onChange={setFilters} />
      {known ? <Views filters={filters} span={span} onChange={setFilters} /> : null}
    </PageBody>
  )
}

function Csv({ filters, span }: { filters: TrafficFilters; span: Span }) {
  const t = useText('admin-traffic')
  const query = { ...span, by: viewOf(filters.by), format: 'csv' }
  return (
    <OutLink href={withQuery('/api/v1/admin/traffic', query)} className={buttonClass({})}>
      <Download size={14} aria-hidden="true" />
      {t('csv')}
    </OutLink>
  )
}

function Filters({ filters, onChange }: { filters: TrafficFilters; onChange: Change }) {
  const t = useText('admin-traffic')
  const channels = useChannels().data?.items ?? []
  const models = [...new Set(channels.flatMap((channel) => channel.models.map(({ model }) => model)))].sort()
  const chosen = (value: string, known: readonly string[]) => (known.includes(value) || value === '' ? [] : [value])
  return (
    <FilterRow>
      <Segmented
        label={t('period.label')}
        value={periodOf(filters.period)}
        onChange={(period) => onChange({ period })}
        options={PERIODS.map((period) => ({ value: period, label: t(`period.${period}`) }))}
      />
      <Select
        size="sm"
        label={t('column.channel')}
        value={filters.channel}
        onChange={(channel) => onChange({ channel })}
        options={[
          { value: '', label: t('allChannels') },
          ...channels.map(({ channelId, name }) => ({ value: String(channelId), label: name })),
        ]}
        className="max-w-56"
      />
      <Select
        size="sm"
        label={t('column.model')}
        value={filters.model}
        onChange={(model) => onChange({ model })}
        options={[
          { value: '', label: t('allModels') },
          ...[...models, ...chosen(filters.model, models)].map((model) => ({ value: model, label: model })),
        ]}
        className="max-w-64"
      />
    </FilterRow>
  )
}

function Views({ filters, span, onChange }: { filters: TrafficFilters; span: Span; onChange: Change }) {
  const t = useText('admin-traffic')
  const by = viewOf(filters.by)
  const tabs = [
    {
      value: 'traffic',
      label: t('tab.traffic'),
      content: (
        <TrafficTable
          span={span}
          by={by}
          aside={
            <Segmented
              size="sm"
              label={t('by.label')}
              value={by}
              onChange={(view) => onChange({ by: view })}
              options={VIEWS.map((view) => ({ value: view, label: t(`by.${view}`) }))}
            />
          }
        />
      ),
    },
    {
      value: 'failures',
      label: t('tab.failures'),
      content: (
        <div className="flex flex-col gap-6">
          <Ways span={span} />
          <FailedCalls span={span} />
        </div>
      ),
    },
    {
      value: 'quarantine',
      label: t('tab.quarantine'),
      content: (
        <QuarantineList
          span={span}
          open={filters.open === 'true'}
          onOpen={(open) => onChange({ open: String(open) })}
        />
      ),
    },
  ]
  const tab = tabs.some(({ value }) => value === filters.tab) ? filters.tab : 'traffic'
  return <Tabs value={tab} onChange={(next) => onChange({ tab: next })} items={tabs} panelClassName="pt-4" />
}
