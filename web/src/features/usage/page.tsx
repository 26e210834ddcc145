/** What calls came to: spending, tokens, calls and mined LCO by day, model or key, as a chart, a table and a file. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Download from 'lucide-react/icons/download'
import { withQuery } from '../../api/client.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useStatus } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { BarChart } from '../../ui/bar-chart.tsx'
import { Button, buttonClass } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { OutLink } from '../../ui/link.tsx'
import { FilterRow, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { type Option, Select } from '../../ui/select.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useNow } from '../../ui/time.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import {
  GROUPS,
  groupOf,
  MEASURES,
  type Measure,
  measured,
  measureOf,
  NO_FILTERS,
  PERIODS,
  periodOf,
  pointsOf,
  queryOf,
  type Usage,
  type UsageFilters,
} from './span.ts'
import { UsageTable } from './table.tsx'

type Change = (change: Partial<UsageFilters>) => void

export function Page() {
  const t = useText('usage')
  const [filters, setFilters] = useFilters(NO_FILTERS)
  const known = useStatus() !== undefined
  const query = queryOf(filters, useNow())
  const answer = useQuery({
    queryKey: keyOf('GET /usage', JSON.stringify(query)),
    queryFn: ({ signal }) => call('GET /usage', { query, signal }),
    staleTime: STALE.list,
    placeholderData: keepPreviousData,
    enabled: known,
  })
  const measure = measureOf(filters.measure)
  const changed = filters.model !== '' || filters.key !== ''
  const clear = <Button onClick={() => setFilters({ model: '', key: '' })}>{t('clear')}</Button>
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <OutLink href={withQuery('/api/v1/usage', { ...query, format: 'csv' })} className={buttonClass({})}>
            <Download size={14} aria-hidden="true" />
            {t('csv')}
          </OutLink>
        }
      />
      <Filters filters={filters} onChange={setFilters} />
      <Loaded query={answer} loading={<PageSkeleton />}>
        {(usage) =>
          usage.items.length === 0 ? (
            <EmptyState title={changed ? t('noMatch') : t('none')} action={changed ? clear : undefined}>
              {changed ? null : t('noneText')}
            </EmptyState>
          ) : (
            <>
              <Chart usage={usage} measure={measure} onMeasure={(next) => setFilters({ measure: next })} />
              <UsageTable usage={usage} />
            </>
          )
        }
      </Loaded>
    </PageBody>
  )
}

const UNITS: Record<Measure, { unit: string; decimals: number; tone: 'accent' | 'gold' }> = {
  spent: { unit: 'CR', decimals: 6, tone: 'accent' },
  tokens: { unit: '', decimals: 0, tone: 'accent' },
  calls: { unit: '', decimals: 0, tone: 'accent' },
  mined: { unit: 'LCO', decimals: 8, tone: 'gold' },
}

interface ChartProps {
  usage: Usage
  measure: Measure
  onMeasure: (measure: Measure) => void
}

function Chart({ usage, measure, onMeasure }: ChartProps) {
  const t = useText('usage')
  const { locale } = useLanguage()
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  const points = pointsOf(usage, measure)
  const { unit, decimals, tone } = UNITS[measure]
  const total = measured(usage.total, measure)
  return (
    <Section
      title={
        <>
          {t(`measure.${measure}`)}{' '}
          <Amount value={total} unit={unit} decimals={decimals} className="ml-1 font-medium" />
        </>
      }
      purpose={t('utcDays')}
      aside={
        <Segmented
          size="sm"
          label={t('measure.label')}
          value={measure}
          onChange={onMeasure}
          options={MEASURES.map((each) => ({ value: each, label: t(`measure.${each}`) }))}
        />
      }
    >
      <BarChart
        label={t(`measure.${measure}`)}
        bucketLabel={t(`by.${usage.by}`)}
        unit={unit}
        decimals={decimals}
        tone={tone}
        bars={points.map((point) => ({
          key: point.key,
          label: point.day === undefined ? point.label : day.format(point.day),
          value: point.value,
        }))}
        summary={t('summary', { count: points.length, total, unit })}
      />
    </Section>
  )
}

function Filters({ filters, onChange }: { filters: UsageFilters; onChange: Change }) {
  const t = useText('usage')
  return (
    <FilterRow>
      <Segmented
        label={t('by.label')}
        value={groupOf(filters.by)}
        onChange={(by) => onChange({ by })}
        options={GROUPS.map((group) => ({ value: group, label: t(`by.${group}`) }))}
      />
      <Segmented
        label={t('period.label')}
        value={periodOf(filters.period)}
        onChange={(period) => onChange({ period })}
        options={PERIODS.map((period) => ({ value: period, label: t(`period.${period}`) }))}
      />
      <Select
        size="sm"
        label={t('by.model')}
        value={filters.model}
        onChange={(model) => onChange({ model })}
        options={useModels(filters.model)}
        className="max-w-64"
      />
      <Select
        size="sm"
        label={t('by.key')}
        value={filters.key}
        onChange={(key) => onChange({ key })}
        options={useKeys(filters.key)}
        className="max-w-56"
      />
    </FilterRow>
  )
}

/** The chosen value stays a choice even when the list no longer has it. */
function withChosen(options: Option<string>[], chosen: string): Option<string>[] {
  return options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: chosen }]
}

function useModels(chosen: string): Option<string>[] {
  const t = useText('usage')
  const { data } = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.settings,
  })
  const models = (data?.items ?? []).map(({ model }) => ({ value: model, label: model }))
  return withChosen([{ value: '', label: t('allModels') }, ...models], chosen)
}

function useKeys(chosen: string): Option<string>[] {
  const t = useText('usage')
  const { data } = useQuery({
    queryKey: keyOf('GET /keys', 'for filter'),
    queryFn: ({ signal }) => call('GET /keys', { query: { limit: 200, includeRevoked: true }, signal }),
    staleTime: STALE.settings,
  })
  const runs = useQuery({
    queryKey: keyOf('GET /runs', 'for filter'),
    queryFn: ({ signal }) => call('GET /runs', { query: { limit: 200 }, signal }),
    staleTime: STALE.settings,
  })
  const keys = [
    ...(data?.items ?? []).map(({ keyId, name }) => ({ value: String(keyId), label: name })),
    ...(runs.data?.items ?? []).map(({ runId, name }) => ({ value: String(runId), label: t('run', { name }) })),
  ]
  return withChosen([{ value: '', label: t('allKeys') }, ...keys, { value: '0', label: t('session') }], chosen)
}
