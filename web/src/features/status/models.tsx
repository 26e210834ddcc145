/** Every model on offer: a bar a day for 30 days, the share of calls that ended well, time to the first token. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { SearchInput } from '../../ui/search-input.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded, together } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { useColumns } from './columns.tsx'
import { modelRows } from './rows.ts'

/** From here on a list needs a search. */
const MANY = 12

export function Models() {
  const t = useText('status')
  const navigate = useNavigate()
  const [{ q }, setFilters] = useFilters({ q: '' })
  const columns = useColumns()
  const models = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.live,
  })
  const uptime = useQuery({
    queryKey: keyOf('GET /uptime'),
    queryFn: ({ signal }) => call('GET /uptime', { signal }),
    staleTime: STALE.live,
    refetchInterval: STALE.settings,
  })
  return (
    <Section
      flush
      title={t('models.title')}
      purpose={t('models.purpose')}
      aside={
        (models.data?.items.length ?? 0) > MANY ? (
          <SearchInput label={t('models.search')} value={q} onChange={(next) => setFilters({ q: next })} />
        ) : undefined
      }
    >
      <Loaded query={together(models, uptime)} loading={<TableSkeleton rows={5} columns={4} />}>
        {([{ items }, days]) => {
          const rows = modelRows(items, days, q)
          if (rows.length === 0) {
            return (
              <EmptyState
                title={items.length === 0 ? t('models.none') : t('models.noMatch')}
                action={<ButtonLink to="/models">{t('models.prices')}</ButtonLink>}
              />
            )
          }
          return (
            <Table
              label={t('models.title')}
              columns={columns}
              rows={rows}
              rowKey={({ model }) => model}
              onRow={({ model }) => void navigate({ to: `/models/${encodeURIComponent(model)}` })}
            />
          )
        }}
      </Loaded>
    </Section>
  )
}
