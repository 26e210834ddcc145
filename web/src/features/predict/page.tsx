/** Prediction markets: those that take bets, those that wait for their outcome, what became of the others; own bets; who foretells best. */
import { useQuery } from '@tanstack/react-query'
import { addDecimal } from '../../amount/decimal.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { Status } from './status.tsx'
import { type Market, type Mine, percentText, useLive, useMine } from './use-predict.ts'

const SHOWN = ['open', 'pending', 'settled', 'draft'] as const
type Shown = (typeof SHOWN)[number]

export function Page() {
  const t = useText('predict')
  const guest = useSession().status === 'guest'
  const mine = useMine()
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          guest ? null : (
            <ButtonLink to="/predict/new" variant="primary">
              {t('propose')}
            </ButtonLink>
          )
        }
      />
      <Markets />
      {guest ? null : (
        <Section flush title={t('mine.title')} purpose={t('mine.text')}>
          <Loaded query={mine} loading={<TableSkeleton rows={2} columns={5} />}>
            {(own) => <Positions own={own} />}
          </Loaded>
        </Section>
      )}
      <Best />
    </PageBody>
  )
}

function Markets() {
  const t = useText('predict')
  const [filters, change] = useFilters({ status: 'open' })
  const status = SHOWN.find((one) => one === filters.status) ?? 'open'
  const paged = usePaged({
    key: keyOf('GET /predictions', status),
    read: (page, signal) => call('GET /predictions', { query: { ...page, status }, signal }),
    staleTime: STALE.live,
  })
  const columns = useColumns()
  return (
    <Section
      flush
      title={t('list.title')}
      aside={
        <Segmented<Shown>
          size="sm"
          label={t('list.status')}
          value={status}
          onChange={(next) => change({ status: next })}
          options={SHOWN.map((value) => ({ value, label: t(`list.${value}`) }))}
        />
      }
    >
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={4} columns={5} />}
        empty={<EmptyState title={t('list.none')}>{t('list.noneText')}</EmptyState>}
      >
        {(rows) => <Table label={t('list.title')} columns={columns} rows={rows} rowKey={({ marketId }) => marketId} />}
      </PagedList>
    </Section>
  )
}

function useColumns(): Column<Market>[] {
  const t = useText('predict')
  return [
    {
      key: 'question',
      header: t('list.question'),
      card: 'title',
      least: '16rem',
      cell: ({ marketId, question }) => (
        <RowLink to={`/predict/${marketId}`} className="font-medium">
          {question.title || t('hidden')}
        </RowLink>
      ),
    },
    { key: 'yes', header: t('yes'), align: 'right', card: 'value', cell: (market) => <Probability market={market} /> },
    {
      key: 'staked',
      header: t('list.staked'),
      align: 'right',
      cell: ({ stakedYes, stakedNo }) => <Amount value={addDecimal(stakedYes, stakedNo)} unit="LCO" decimals={2} />,
    },
    {
      key: 'bets',
      header: t('list.bets'),
      align: 'right',
      folds: 1,
      cell: ({ bets }) => <span className="num">{bets}</span>,
    },
    { key: 'closes', header: t('list.closes'), folds: 2, cell: ({ closesAt }) => <DateTime at={closesAt} /> },
    { key: 'status', header: t('list.status'), cell: (market) => <Status market={market} /> },
  ]
}

function Probability({ market }: { market: Market }) {
  return <span className="num font-semibold">{percentText(useLive(market).yesPpm)}</span>
}

function Positions({ own }: { own: Mine }) {
  const t = useText('predict')
  const held = (side: 'yes' | 'no', what: 'stake' | 'worth'): Column<Mine['positions'][number]> => ({
    key: `${side}-${what}`,
    header: t(`mine.${side}.${what}`),
    align: 'right',
    cell: (position) => <Amount value={position[side][what]} unit="LCO" decimals={2} />,
  })
  const columns: Column<Mine['positions'][number]>[] = [
    {
      key: 'question',
      header: t('list.question'),
      card: 'title',
      least: '14rem',
      cell: ({ marketId, title }) => <RowLink to={`/predict/${marketId}`}>{title || t('hidden')}</RowLink>,
    },
    ...[held('yes', 'stake'), held('yes', 'worth'), held('no', 'stake'), held('no', 'worth')],
  ]
  return (
    <>
      {own.positions.length === 0 ? (
        <EmptyState title={t('mine.none')} className="py-8">
          {t('mine.noneText')}
        </EmptyState>
      ) : (
        <Table label={t('mine.title')} columns={columns} rows={own.positions} rowKey={({ marketId }) => marketId} />
      )}
      <p className="border-t border-line px-4 py-2.5 text-12 text-muted">
        {own.calibration === null
          ? t('mine.unscored')
          : t('mine.scored', { score: scoreText(own.calibration.brierPpm), markets: own.calibration.markets })}
      </p>
    </>
  )
}

const scoreText = (ppm: number): string => (ppm / 1_000_000).toFixed(3)

function Best() {
  const t = useText('predict')
  const answer = useQuery({
    queryKey: keyOf('GET /predictions/calibration'),
    queryFn: ({ signal }) => call('GET /predictions/calibration', { signal }),
    staleTime: STALE.list,
  })
  return (
    <Section flush title={t('best.title')} purpose={t('best.text')}>
      <Loaded query={answer} loading={<TableSkeleton rows={3} columns={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('best.none')} className="py-8" />
          ) : (
            <Table
              label={t('best.title')}
              rows={items}
              rowKey={({ rank }) => rank}
              columns={[
                { key: 'rank', header: '#', cell: ({ rank }) => <span className="num">{rank}</span> },
                { key: 'name', header: t('best.name'), card: 'title', cell: ({ name }) => name },
                {
                  key: 'score',
                  header: t('best.score'),
                  align: 'right',
                  card: 'value',
                  cell: ({ brierPpm }) => <span className="num">{scoreText(brierPpm)}</span>,
                },
                {
                  key: 'markets',
                  header: t('best.markets'),
                  align: 'right',
                  cell: ({ markets }) => <span className="num">{markets}</span>,
                },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  )
}
