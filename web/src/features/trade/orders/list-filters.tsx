/** The row above a list of done orders or fills: since when, how it ended, and the same list as a file. */
import Download from 'lucide-react/icons/download'
import { withQuery } from '../../../api/client.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { OutLink } from '../../../ui/link.tsx'
import { Select } from '../../../ui/select.tsx'
import { type OrderFilters, OUTCOMES, outcomeOf, RANGES, rangeOf } from './filter.ts'

export interface ListFiltersProps {
  filters: OrderFilters
  onChange: (change: Partial<OrderFilters>) => void
  /** of the API, what the file is made from */
  path: string
  query: Record<string, string | number>
  /** orders end in different ways, fills do not */
  outcomes?: boolean
}

export function ListFilters({ filters, onChange, path, query, outcomes }: ListFiltersProps) {
  const t = useText('trade')
  return (
    <div className="sticky left-0 flex flex-wrap items-center gap-2 border-b border-line/60 px-3 py-1.5">
      <Select
        size="sm"
        label={t('filter.range')}
        value={rangeOf(filters.range)}
        onChange={(range) => onChange({ range })}
        options={RANGES.map((value) => ({ value, label: t(`filter.ranges.${value}`) }))}
      />
      {outcomes ? (
        <Select
          size="sm"
          label={t('filter.outcome')}
          value={outcomeOf(filters.outcome)}
          onChange={(outcome) => onChange({ outcome })}
          options={OUTCOMES.map((value) => ({
            value,
            label: value === 'all' ? t('filter.anyOutcome') : t(`status.${value}`),
          }))}
        />
      ) : null}
      <OutLink
        href={withQuery(`/api/v1${path}`, { ...query, format: 'csv' })}
        className="ml-auto inline-flex items-center gap-1.5 text-12 text-muted hover:text-text max-sm:min-h-11"
      >
        <Download size={14} aria-hidden="true" />
        {t('filter.csv')}
      </OutLink>
    </div>
  )
}

export function ClearFilters({ onClear }: { onClear: () => void }) {
  const t = useText('trade')
  return (
    <Button size="sm" onClick={onClear} className="mt-2">
      {t('filter.clear')}
    </Button>
  )
}
