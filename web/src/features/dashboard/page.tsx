/** The start page of the app: first steps until the first call, then spending, mining, tier and the newest calls. */
import { useQuery } from '@tanstack/react-query'
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { late } from '../../ui/late.tsx'
import { PageBody, PageHeader } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { ErrorState, Loaded } from '../../ui/states.tsx'
import { useCalls } from './calls.ts'
import { LatestCalls } from './latest-calls.tsx'
import { Models } from './models.tsx'
import { Spending } from './spending.tsx'
import { Start } from './start.tsx'
import { Sums } from './sums.tsx'
import { Tier } from './tier.tsx'

const CreateKey = late(() => import('../../parts/create-key.tsx').then((module) => module.CreateKey))

export function Page() {
  const t = useText('dashboard')
  const [creating, setCreating] = useState(false)
  const calls = useCalls()
  const usage = useQuery({
    queryKey: keyOf('GET /usage', 'day'),
    queryFn: ({ signal }) => call('GET /usage', { query: { by: 'day' }, signal }),
    staleTime: STALE.list,
    refetchInterval: STALE.live,
  })
  // Decided once, so that the first call is seen arriving before the page turns into the dashboard.
  const [started, setStarted] = useState<boolean>()
  if (usage.data && started === undefined) setStarted(usage.data.total.calls > 0)
  if (usage.error && !usage.data) {
    return (
      <PageBody>
        <PageHeader title={t('title')} purpose={t('purpose')} />
        <ErrorState error={usage.error} onRetry={() => void usage.refetch()} />
      </PageBody>
    )
  }
  return (
    <Loaded query={usage} loading={<Loading />}>
      {(data) =>
        started === false ? (
          <Start newest={calls[0]} onDone={() => setStarted(true)} />
        ) : (
          <PageBody>
            <PageHeader
              title={t('title')}
              purpose={t('purpose')}
              actions={
                <Button
                  variant="primary"
                  onClick={() => setCreating(true)}
                  icon={<Plus size={16} aria-hidden="true" />}
                >
                  {t('createKey')}
                </Button>
              }
            />
            <Sums usage={data} />
            <div className="grid gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
              <Spending usage={data} />
              <Tier />
            </div>
            <div className="grid gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
              <LatestCalls calls={calls} />
              <Models />
            </div>
            {creating ? <CreateKey open onOpenChange={setCreating} /> : null}
          </PageBody>
        )
      }
    </Loaded>
  )
}

const Loading = () => (
  <PageBody>
    <PageSkeleton />
  </PageBody>
)
