/** The row of filters above the log: key, model, result, time. Their values live in the URL. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/input.tsx'
import { FilterRow } from '../../ui/page.tsx'
import { type Option, Select } from '../../ui/select.tsx'
import { type LogFilters, NO_FILTERS, RANGES, RESULTS } from './filter.ts'

export interface FiltersProps {
  values: LogFilters
  onChange: (change: Partial<LogFilters>) => void
}

export function Filters({ values, onChange }: FiltersProps) {
  const t = useText('logs')
  const keys = useKeyOptions(values.key)
  const models = useModelOptions(values.model)
  const changed = Object.entries(NO_FILTERS).some(([name, initial]) => values[name as keyof LogFilters] !== initial)
  return (
    <FilterRow>
      <Select
        size="sm"
        label={t('filter.key')}
        value={values.key}
        onChange={(key) => onChange({ key })}
        options={keys}
        className="max-w-56"
      />
      <Select
        size="sm"
        label={t('filter.model')}
        value={values.model}
        onChange={(model) => onChange({ model })}
        options={models}
        className="max-w-64"
      />
      <Select
        size="sm"
        label={t('filter.result')}
        value={values.result}
        onChange={(result) => onChange({ result })}
        options={[
          { value: '', label: t('filter.allResults') },
          ...RESULTS.map((result) => ({ value: result as string, label: t(`outcome.${result}`) })),
        ]}
      />
      <Select
        size="sm"
        label={t('filter.time')}
        value={values.range}
        onChange={(range) => onChange({ range, ...(range === 'custom' ? {} : { from: '', to: '' }) })}
        options={RANGES.map((range) => ({ value: range as string, label: t(`range.${range}`) }))}
      />
      {values.range === 'custom' ? <OwnTimes values={values} onChange={onChange} /> : null}
      {changed ? (
        <Button size="sm" variant="ghost" onClick={() => onChange(NO_FILTERS)}>
          {t('filter.clear')}
        </Button>
      ) : null}
    </FilterRow>
  )
}

function OwnTimes({ values, onChange }: FiltersProps) {
  const t = useText('logs')
  return (
    <span className="flex items-center gap-2">
      {(['from', 'to'] as const).map((end) => (
        <Input
          key={end}
          size="sm"
          type="datetime-local"
          aria-label={t(`filter.${end}`)}
          value={values[end]}
          onChange={(event) => onChange({ [end]: event.target.value })}
          className="num w-48 text-13"
        />
      ))}
    </span>
  )
}

/** The chosen value stays a choice even when the list no longer has it. */
function withChosen(options: Option<string>[], chosen: string): Option<string>[] {
  return options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: chosen }]
}

function useKeyOptions(chosen: string): Option<string>[] {
  const t = useText('logs')
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
    ...(runs.data?.items ?? []).map(({ runId, name }) => ({ value: String(runId), label: t('filter.run', { name }) })),
  ]
  return withChosen([{ value: '', label: t('filter.allKeys') }, ...keys], chosen)
}

function useModelOptions(chosen: string): Option<string>[] {
  const t = useText('logs')
  const { data } = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.settings,
  })
  const models = (data?.items ?? []).map(({ model }) => ({ value: model, label: model }))
  return withChosen([{ value: '', label: t('filter.allModels') }, ...models], chosen)
}
