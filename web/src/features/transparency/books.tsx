/** The books week by week: closed weeks, buybacks, and every balance of the platform. */
import { useNavigate } from '@tanstack/react-router'
import type { Buyback } from '../../../../src/contract/transparency.ts'
import { isZero } from '../../amount/decimal.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Day } from './day.tsx'
import type { Treasury, WeekRow } from './figures.ts'
import { Source } from './links.tsx'
import { useTreasury } from './queries.ts'

const PAGE_SIZE = 13

const money = <Row,>(key: keyof Row & string, header: string, extra: Partial<Column<Row>> = {}): Column<Row> => ({
  key,
  header,
  align: 'right',
  cell: (row) => <Amount value={row[key] as string} decimals={2} />,
  ...extra,
})

export function Weeks() {
  const t = useText('transparency')
  const paged = usePaged({
    key: keyOf('GET /transparency/weeks'),
    read: (page, signal) => call('GET /transparency/weeks', { query: { limit: PAGE_SIZE, ...page }, signal }),
    staleTime: STALE.settings,
  })
  const columns: Column<WeekRow>[] = [
    { key: 'week', header: t('week.week'), card: 'title', cell: ({ week }) => <Day at={week} /> },
    money('revenue', t('week.revenue')),
    money('cost', t('week.cost')),
    money('unrecovered', t('week.unrecovered'), { folds: 2 }),
    money('profit', t('week.profit'), {
      card: 'value',
      cell: ({ profit }) => <Amount value={profit} decimals={2} tone="auto" className="font-medium" />,
    }),
    money('carriedLossBefore', t('week.carriedBefore'), { folds: 2 }),
    money('base', t('week.base'), { folds: 1 }),
    {
      key: 'share',
      header: t('week.share'),
      align: 'right',
      folds: 1,
      cell: ({ shareBps }) => `${shareBps / 100} %`,
    },
    money('fundIn', t('week.fundIn')),
    money('tradingFees', t('week.fees'), { folds: 1 }),
  ]
  return (
    <Section flush title={t('week.title')} purpose={t('week.text')} aside={<Source path="/transparency/weeks" csv />}>
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={6} columns={7} />}
        empty={<EmptyState title={t('week.none')}>{t('week.noneText')}</EmptyState>}
      >
        {(weeks) => <Table label={t('week.title')} columns={columns} rows={weeks} rowKey={({ week }) => week} />}
      </PagedList>
    </Section>
  )
}

export function Buybacks() {
  const t = useText('transparency')
  const navigate = useNavigate()
  const paged = usePaged({
    key: keyOf('GET /transparency/buybacks'),
    read: (page, signal) => call('GET /transparency/buybacks', { query: { limit: PAGE_SIZE, ...page }, signal }),
    staleTime: STALE.settings,
  })
  const columns = useBuybackColumns()
  return (
    <Section
      flush
      title={t('buyback.title')}
      purpose={t('buyback.text')}
      aside={<Source path="/transparency/buybacks" csv />}
    >
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={6} columns={7} />}
        empty={<EmptyState title={t('buyback.none')}>{t('buyback.noneText')}</EmptyState>}
      >
        {(buybacks) => (
          <Table
            label={t('buyback.title')}
            columns={columns}
            rows={buybacks}
            rowKey={({ buybackId }) => buybackId}
            onRow={({ buybackId }) => void navigate({ to: `/transparency/buybacks/${buybackId}` })}
          />
        )}
      </PagedList>
    </Section>
  )
}

function useBuybackColumns(): Column<Buyback>[] {
  const t = useText('transparency')
  return [
    {
      key: 'number',
      header: t('buyback.number'),
      card: 'title',
      cell: ({ buybackId, state }) => (
        <span className="flex items-center gap-2">
          <RowLink to={`/transparency/buybacks/${buybackId}`} className="num font-medium">
            #{buybackId}
          </RowLink>
          {state === 'open' ? (
            <Badge tone="accent" dot>
              {t('buyback.open')}
            </Badge>
          ) : null}
        </span>
      ),
    },
    { key: 'day', header: t('buyback.friday'), cell: ({ openedAt }) => <Day at={openedAt} /> },
    money('budget', t('buyback.budget'), { folds: 3 }),
    money('spent', t('buyback.spent')),
    money('bought', t('buyback.bought')),
    {
      key: 'average',
      header: t('buyback.average'),
      align: 'right',
      cell: ({ averagePrice }) => <Amount value={averagePrice ?? undefined} decimals={5} />,
    },
    money('burned', t('buyback.burned'), {
      card: 'value',
      cell: ({ burned }) => (
        <Amount value={burned} decimals={2} className={isZero(burned) ? '' : 'font-medium text-gold-text'} />
      ),
    }),
    money('toWarPool', t('buyback.war'), { folds: 2 }),
  ]
}

type Balance = Treasury['platform'][number]

export function Balances() {
  const t = useText('transparency')
  const answer = useTreasury()
  const columns: Column<Balance>[] = [
    {
      key: 'account',
      header: t('balances.account'),
      card: 'title',
      cell: ({ account }) => <span className="font-mono text-13">{account.replace(/:(CR|LCO)$/, '')}</span>,
    },
    {
      key: 'amount',
      header: t('balances.amount'),
      align: 'right',
      card: 'value',
      cell: ({ amount, asset }) => <Amount value={amount} unit={asset} />,
    },
  ]
  return (
    <Section
      flush
      title={t('balances.title')}
      purpose={t('balances.text')}
      aside={<Source path="/transparency/treasury" />}
    >
      <Loaded query={answer} loading={<TableSkeleton rows={8} columns={2} />}>
        {({ platform, custody }) => (
          <Table
            label={t('balances.title')}
            density="compact"
            columns={columns}
            rows={[...platform, { account: t('balances.users'), asset: 'CR' as const, amount: custody.users }]}
            rowKey={({ account }) => account}
          />
        )}
      </Loaded>
    </Section>
  )
}
