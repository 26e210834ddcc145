/** The stake page: own position, the ladder with what each rung saves, staking and unstaking with their consequences. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, keyOf } from '../../api/platform.ts'
import { useBalances } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { useFilters } from '../../ui/filters.ts'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import type { Stake } from './ladder.ts'
import { LadderTable } from './ladder-table.tsx'
import { Position } from './position.tsx'
import { StakePanel } from './stake-panel.tsx'
import { Unbondings } from './unbondings.tsx'

export function Page() {
  const t = useText('stake')
  const query = useQuery({
    queryKey: keyOf('GET /stake'),
    queryFn: ({ signal }) => call('GET /stake', { signal }),
  })
  useRefresh(query.data?.nextTierAt ?? null)
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <Loaded query={query} loading={<PageSkeleton />}>
        {(stake) => <Content stake={stake} />}
      </Loaded>
    </PageBody>
  )
}

function Content({ stake }: { stake: Stake }) {
  const t = useText('stake')
  // Other pages link here with what is missing.
  const [filters] = useFilters({ amount: '' })
  const [amount, setAmount] = useState(/^\d{1,9}(\.\d{1,8})?$/.test(filters.amount) ? filters.amount : '')
  const [action, setAction] = useState<'stake' | 'unstake'>('stake')
  const reach = (missing: string) => {
    setAction('stake')
    setAmount(missing.replace(/\.?0+$/, ''))
  }
  return (
    <>
      <Position stake={stake} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="flex min-w-0 flex-col gap-6 max-xl:order-2">
          <Section flush title={t('ladder.title')} purpose={t('ladder.purpose')}>
            <LadderTable stake={stake} onReach={reach} />
          </Section>
          <Section flush title={t('unbonding.title')} purpose={t('unbonding.purpose')}>
            <Unbondings stake={stake} />
          </Section>
        </div>
        <StakePanel {...{ stake, action, setAction, amount, setAmount }} />
      </div>
    </>
  )
}

/** Asked again when own LCO move, and when the next tier takes effect. */
function useRefresh(nextTierAt: number | null): void {
  const client = useQueryClient()
  const lco = useBalances()?.lco
  const position = lco && `${lco.available} ${lco.staked} ${lco.unbonding}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again because these changed
  useEffect(() => {
    void client.invalidateQueries({ queryKey: keyOf('GET /stake') })
  }, [client, position])
  useEffect(() => {
    if (nextTierAt === null) return
    const wait = Math.min(Math.max(nextTierAt - Date.now(), 0) + 1_000, LONGEST_TIMER_MS)
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: keyOf('GET /stake') }), wait)
    return () => clearTimeout(timer)
  }, [client, nextTierAt])
}

/** Browsers run longer timers at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
