/** Lending: both pools with their rates, the curve behind them and how they went; own money in them; lending and taking out. */
import { useState } from 'react'
import { isZero } from '../../amount/decimal.ts'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { CsvLink } from '../../parts/csv-link.tsx'
import { useFilters } from '../../ui/filters.ts'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Loaded, StaleBadge } from '../../ui/states.tsx'
import { CurveChart } from './curve-chart.tsx'
import { History } from './history.tsx'
import { Panel } from './panel.tsx'
import { PoolsTable } from './pools-table.tsx'
import { Positions } from './positions.tsx'
import { type Act, type Asset, usePools, usePositions } from './use-lending.ts'

export function Page() {
  const t = useText('lend')
  const pools = usePools()
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={pools.data && <StaleBadge since={pools.data.asOf} />}
      />
      <Loaded query={pools} loading={<PageSkeleton />}>
        {({ items }) => <Content pools={items} />}
      </Loaded>
    </PageBody>
  )
}

function Content({ pools }: { pools: NonNullable<ReturnType<typeof usePools>['data']>['items'] }) {
  const t = useText('lend')
  const [filters, change] = useFilters({ asset: 'CR' })
  const [act, setAct] = useState<Act>('lend')
  const guest = useSession().status === 'guest'
  const positions = usePositions()
  const asset: Asset = filters.asset === 'LCO' ? 'LCO' : 'CR'
  const pool = pools.find((one) => one.asset === asset)
  if (!pool) return null
  const choose = (next: Asset) => change({ asset: next })
  return (
    <>
      <Section flush title={t('pools.title')} purpose={t('pools.text')}>
        <PoolsTable pools={pools} chosen={asset} onChoose={choose} />
        {pools.some((one) => one.asset === 'LCO' && isZero(one.supplied)) ? (
          <p className="border-t border-line px-4 py-2.5 text-12 text-muted">{t('pools.noShorts')}</p>
        ) : null}
      </Section>
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="flex min-w-0 flex-col gap-6 max-xl:order-2">
          {guest ? null : (
            <Section flush title={t('position.title')} purpose={t('position.text')}>
              <Positions
                query={positions}
                onTakeOut={(one) => {
                  choose(one)
                  setAct('withdraw')
                }}
              />
            </Section>
          )}
          <Section title={t('curve.title', { asset })} purpose={t('curve.text')}>
            <CurveChart pool={pool} />
          </Section>
          <Section
            title={t('history.title', { asset })}
            purpose={t('history.text')}
            aside={<CsvLink path="/lending/history" query={{ asset }} />}
          >
            <History asset={asset} />
          </Section>
        </div>
        <Panel
          {...{ pool, act, setAct, onAsset: choose }}
          position={positions.data?.items.find((one) => one.asset === asset)}
        />
      </div>
    </>
  )
}
