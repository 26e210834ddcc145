/** Which models are called most over a day, a week or a month. There is no ranking of people, and the page says why. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Change } from '../../ui/amount.tsx'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { FilterRow, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { figureOf, MEASURES, type Measure, measureOf, type Place, places, SPANS, spanOf } from './list.ts'

const count = (value: number): string => value.toLocaleString('en-US')
const modelPath = (model: string): string => `/models/${encodeURIComponent(model)}`

export function Page() {
  const t = useText('rankings')
  const [filters, change] = useFilters({ span: '7d', by: 'calls' })
  const [span, measure] = [spanOf(filters.span), measureOf(filters.by)]
  const answer = useQuery({
    queryKey: keyOf('GET /rankings', span),
    queryFn: ({ signal }) => call('GET /rankings', { query: { span }, signal }),
    staleTime: STALE.settings,
    placeholderData: keepPreviousData,
  })
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <FilterRow>
        <Segmented
          size="sm"
          label={t('span')}
          value={span}
          onChange={(next) => change({ span: next })}
          options={SPANS.map((value) => ({ value, label: t(`spans.${value}`) }))}
        />
        <Segmented<Measure>
          size="sm"
          label={t('by')}
          value={measure}
          onChange={(by) => change({ by })}
          options={MEASURES.map((value) => ({ value, label: t(`bys.${value}`) }))}
          className="sm:ml-auto"
        />
      </FilterRow>
      <Section
        flush
        title={t('models')}
        purpose={t('text')}
        aside={
          answer.data ? (
            <span className="num text-12 text-muted">
              {t('total', {
                calls: count(answer.data.total.calls),
                tokens: count(figureOf(answer.data.total, 'tokens')),
              })}
              {' · '}
              <DateTime at={answer.data.asOf} />
            </span>
          ) : null
        }
      >
        <Loaded query={answer} loading={<TableSkeleton rows={8} columns={5} />}>
          {(ranking) =>
            ranking.items.length === 0 ? (
              <EmptyState title={t('none')} action={<ButtonLink to="/playground">{t('try')}</ButtonLink>}>
                {t('noneText')}
              </EmptyState>
            ) : (
              <Places rows={places(ranking, measure)} />
            )
          }
        </Loaded>
      </Section>
      <p className="max-w-[72ch] text-13 text-muted">{t('people')}</p>
    </PageBody>
  )
}

function Places({ rows }: { rows: readonly Place[] }) {
  const t = useText('rankings')
  const navigate = useNavigate()
  return (
    <Table
      label={t('models')}
      columns={useColumns(rows[0]?.share ?? 0)}
      rows={rows}
      rowKey={({ rank }) => rank.model}
      onRow={({ rank }) => void navigate({ to: modelPath(rank.model) })}
    />
  )
}

/** @param widest share of the first: its bar is full */
function useColumns(widest: number): Column<Place>[] {
  const t = useText('rankings')
  const k = useText('kinds')
  return [
    {
      key: 'place',
      header: t('column.rank'),
      align: 'right',
      width: '56px',
      only: 'rows',
      cell: ({ place }) => <span className={place <= 3 ? 'font-semibold' : 'text-muted'}>{place}</span>,
    },
    {
      key: 'model',
      header: t('column.model'),
      card: 'title',
      className: 'py-1.5',
      cell: ({ rank, place }) => (
        <span className="flex min-w-0 flex-col leading-tight">
          <RowLink to={modelPath(rank.model)} className="truncate font-medium">
            <span className="text-muted sm:hidden">{place}. </span>
            {rank.model}
          </RowLink>
          <span className="truncate text-12 font-normal text-muted">
            {[rank.vendor, k(`kind.${rank.kind}`)].filter(Boolean).join(' · ')}
          </span>
        </span>
      ),
    },
    { key: 'calls', header: t('column.calls'), align: 'right', cell: ({ rank }) => count(rank.calls) },
    {
      key: 'tokens',
      header: t('column.tokens'),
      align: 'right',
      cell: ({ rank }) => count(figureOf(rank, 'tokens')),
    },
    {
      key: 'share',
      header: t('column.share'),
      align: 'right',
      card: 'value',
      width: '34%',
      cell: ({ share }) => <Share share={share} widest={widest} />,
    },
    {
      key: 'change',
      header: t('column.change'),
      align: 'right',
      folds: 1,
      cell: ({ change }) =>
        change === undefined ? <span className="text-12 text-muted">{t('new')}</span> : <Change percent={change} />,
    },
  ]
}

function Share({ share, widest }: { share: number; widest: number }) {
  const width = widest === 0 ? 0 : (share / widest) * 100
  return (
    <span className="flex items-center justify-end gap-3">
      <span aria-hidden="true" className="hidden h-1.5 min-w-0 flex-1 overflow-hidden rounded-full bg-line sm:block">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${width}%` }} />
      </span>
      <span className="num w-16 shrink-0 whitespace-nowrap">{(share * 100).toFixed(1)} %</span>
    </span>
  )
}
