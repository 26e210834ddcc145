/** Who got how much of an offering, and what of it is used: public, by name. */

import type { OfferingShare } from '../../../../src/contract/offerings.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

export function Allocation({ offeringId }: { offeringId: number }) {
  const t = useText('imo')
  const columns = useColumns()
  const paged = usePaged({
    key: keyOf('GET /offerings/{offeringId}/allocation', offeringId),
    read: (page, signal) =>
      call('GET /offerings/{offeringId}/allocation', { params: { offeringId }, query: page, signal }),
    staleTime: STALE.list,
  })
  return (
    <PagedList
      paged={paged}
      loading={<TableSkeleton rows={4} columns={5} />}
      empty={<EmptyState title={t('shares.none')} className="py-8" />}
    >
      {(rows) => <Table label={t('shares.title')} columns={columns} rows={rows} rowKey={({ rank }) => String(rank)} />}
    </PagedList>
  )
}

function useColumns(): Column<OfferingShare>[] {
  const t = useText('imo')
  return [
    {
      key: 'name',
      header: t('shares.name'),
      card: 'title',
      cell: ({ rank, name, yours }) => (
        <span className="inline-flex items-center gap-2">
          <span className="num text-muted">{rank}</span>
          <span className="font-medium">{name}</span>
          {yours ? <Badge tone="accent">{t('shares.yours')}</Badge> : null}
        </span>
      ),
    },
    {
      key: 'locked',
      header: t('shares.locked'),
      align: 'right',
      cell: ({ locked }) => <Amount value={locked} unit="LCO" decimals={2} />,
    },
    { key: 'weight', header: t('formula.weight'), align: 'right', cell: ({ weight }) => weight },
    {
      key: 'quota',
      header: t('shares.quota'),
      align: 'right',
      cell: ({ quota }) => <Amount value={quota} unit="CR" />,
    },
    { key: 'used', header: t('shares.used'), align: 'right', cell: ({ used }) => <Amount value={used} unit="CR" /> },
  ]
}
