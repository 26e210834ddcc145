/** What can be stopped on its own, whether it runs, and the public reason of the newest stop. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useStatus } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Section } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { DateTime } from '../../ui/time.tsx'

const NEWEST = 50
/** Others have a switch before they have a page: of them there is nothing to say yet. */
const BUILT = ['relay', 'mining', 'trading'] as const

export function Products() {
  const t = useText('status')
  const c = useText('common')
  const status = useStatus()
  const stopped = Object.values(status?.switches ?? {}).includes(false)
  const changes = useQuery({
    queryKey: keyOf('GET /transparency/switches', 'newest'),
    queryFn: ({ signal }) => call('GET /transparency/switches', { query: { limit: NEWEST }, signal }),
    staleTime: STALE.list,
    enabled: stopped,
  })
  return (
    <Section flush title={t('products.title')} purpose={t('products.purpose')}>
      {status === undefined ? (
        <div className="p-4">
          <Skeleton className="h-40 w-full" />
        </div>
      ) : (
        <ul className="divide-y divide-line/60">
          {BUILT.map((product) => {
            const on = status.switches[product]
            const why = on ? undefined : changes.data?.items.find((change) => change.product === product && !change.on)
            return (
              <li key={product} className="px-4 py-2.5">
                <span className="flex items-center justify-between gap-3 text-14">
                  {c(`product.${product}`)}
                  <Badge tone={on ? 'ok' : 'danger'} dot>
                    {on ? t('products.running') : t('products.stopped')}
                  </Badge>
                </span>
                {why ? (
                  <p className="mt-1 text-12 break-words text-muted">
                    {why.reason} · <DateTime at={why.at} />
                  </p>
                ) : null}
              </li>
            )
          })}
        </ul>
      )}
    </Section>
  )
}
