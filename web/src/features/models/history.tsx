/** Every price that a model has had, newest first, a page at a time; the whole as CSV. */
import type { PriceVersion } from '../../../../src/contract/models.ts'
import { call, keyOf } from '../../api/platform.ts'
import { useText } from '../../i18n/index.ts'
import { MainPrices } from '../../parts/unit-prices.tsx'
import { OutLink } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'

const PAGE_SIZE = 10

export function PriceHistory({ model }: { model: string }) {
  const t = useText('models')
  const paged = usePaged({
    key: keyOf('GET /models/{model}/prices', model),
    read: (page, signal) =>
      call('GET /models/{model}/prices', { params: { model }, query: { limit: PAGE_SIZE, ...page }, signal }),
  })
  const columns: Column<PriceVersion>[] = [
    { key: 'from', header: t('history.from'), card: 'title', cell: ({ from }) => <DateTime at={from} /> },
    {
      key: 'until',
      header: t('history.until'),
      cell: ({ until }) => (until === null ? t('history.now') : <DateTime at={until} className="text-muted" />),
    },
    {
      key: 'channel',
      header: t('history.channel'),
      align: 'right',
      folds: 1,
      cell: ({ channelId }) => `#${channelId}`,
    },
    {
      key: 'cost',
      className: 'py-2',
      header: t('history.cost'),
      align: 'right',
      folds: 2,
      cell: ({ cost }) => <MainPrices rates={cost} />,
    },
    {
      key: 'list',
      className: 'py-2',
      header: t('history.list'),
      align: 'right',
      card: 'value',
      cell: ({ list }) => <MainPrices rates={list} />,
    },
  ]
  return (
    <Section
      flush
      title={t('history.title')}
      purpose={t('history.text')}
      aside={
        <OutLink
          href={`/api/v1/models/${encodeURIComponent(model)}/prices?format=csv`}
          className="text-12 text-muted underline underline-offset-2 hover:text-text"
        >
          CSV
        </OutLink>
      }
    >
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={2} columns={4} />}
        empty={<EmptyState title={t('history.none')} />}
      >
        {(versions) => (
          <Table label={t('history.title')} columns={columns} rows={versions} rowKey={({ cardId }) => cardId} />
        )}
      </PagedList>
    </Section>
  )
}
