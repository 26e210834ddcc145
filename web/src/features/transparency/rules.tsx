/** The rules in force: every parameter, the kill switches, and who changed what and why. */
import { useQuery } from '@tanstack/react-query'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useParameters } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { ParameterTable } from '../../parts/parameter-table.tsx'
import { ParameterValue } from '../../parts/parameter-value.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Source } from './links.tsx'

const PAGE_SIZE = 20

export function Parameters() {
  const t = useText('transparency')
  const answer = useParameters()
  return (
    <Section
      flush
      title={t('parameter.title')}
      purpose={t('parameter.text')}
      aside={<Source path="/transparency/parameters" csv />}
    >
      <Loaded query={answer} loading={<TableSkeleton rows={12} columns={4} />}>
        {({ items }) => <ParameterTable label={t('parameter.title')} items={items} />}
      </Loaded>
    </Section>
  )
}

type Change = Answer<'GET /transparency/parameters/history'>['items'][number]

export function ParameterHistory() {
  const t = useText('transparency')
  const p = useText('parameters')
  const units = new Map((useParameters().data?.items ?? []).map(({ key, unit }) => [key, unit]))
  const paged = usePaged({
    key: keyOf('GET /transparency/parameters/history'),
    read: (page, signal) =>
      call('GET /transparency/parameters/history', { query: { limit: PAGE_SIZE, ...page }, signal }),
    staleTime: STALE.settings,
  })
  const columns: Column<Change>[] = [
    { key: 'at', header: t('change.at'), cell: ({ at }) => <DateTime at={at} className="text-13 text-muted" /> },
    {
      key: 'key',
      header: p('column.name'),
      card: 'title',
      cell: ({ key }) => <span className="font-mono text-13">{key}</span>,
    },
    {
      key: 'change',
      header: t('change.change'),
      align: 'right',
      card: 'value',
      cell: ({ key, before, after }) => {
        const unit = units.get(key) ?? 'count'
        return (
          <>
            <span className="text-muted">
              <ParameterValue unit={unit} value={before} />
            </span>{' '}
            → <ParameterValue unit={unit} value={after} />
          </>
        )
      },
    },
    { key: 'reason', header: t('change.reason'), className: 'py-1.5', cell: ({ reason }) => reason },
  ]
  return (
    <Section flush title={t('change.title')} aside={<Source path="/transparency/parameters/history" csv />}>
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={4} columns={4} />}
        empty={<EmptyState title={t('change.none')} />}
      >
        {(changes) => (
          <Table label={t('change.title')} columns={columns} rows={changes} rowKey={({ sequence }) => sequence} />
        )}
      </PagedList>
    </Section>
  )
}

type SwitchChange = Answer<'GET /transparency/switches'>['items'][number]

export function Switches() {
  const t = useText('transparency')
  const c = useText('common')
  const answer = useQuery({
    queryKey: keyOf('GET /transparency/switches'),
    queryFn: ({ signal }) => call('GET /transparency/switches', { query: { limit: PAGE_SIZE }, signal }),
    staleTime: STALE.live,
  })
  const columns: Column<SwitchChange>[] = [
    { key: 'at', header: t('change.at'), cell: ({ at }) => <DateTime at={at} className="text-13 text-muted" /> },
    { key: 'product', header: t('switch.product'), card: 'title', cell: ({ product }) => c(`product.${product}`) },
    {
      key: 'on',
      header: t('switch.state'),
      card: 'value',
      cell: ({ on }) => <Running on={on} />,
    },
    { key: 'reason', header: t('change.reason'), className: 'py-1.5', cell: ({ reason }) => reason },
  ]
  return (
    <Section
      flush
      title={t('switch.title')}
      purpose={t('switch.text')}
      aside={<Source path="/transparency/switches" csv />}
    >
      <Loaded query={answer} loading={<TableSkeleton rows={4} columns={3} />}>
        {({ items, switches }) => (
          <>
            <ul className="flex flex-wrap gap-x-6 gap-y-2 border-b border-line px-4 py-3">
              {switches.map(({ product, on }) => (
                <li key={product} className="flex items-center gap-2 text-13">
                  {c(`product.${product}`)} <Running on={on} />
                </li>
              ))}
            </ul>
            {items.length === 0 ? (
              <p className="p-4 text-13 text-muted">{t('switch.none')}</p>
            ) : (
              <Table
                label={t('switch.title')}
                columns={columns}
                rows={items}
                rowKey={({ at, product }) => `${at}${product}`}
              />
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

function Running({ on }: { on: boolean }) {
  const t = useText('transparency')
  return <Badge tone={on ? 'ok' : 'danger'}>{on ? t('switch.on') : t('switch.off')}</Badge>
}
