/** How the calls of one model ended over the last 30 days. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { UptimeBars } from '../../parts/uptime-bars.tsx'
import { everyDay, successBps } from '../../parts/uptime-days.ts'
import { Section } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'

export function Uptime({ model }: { model: string }) {
  const t = useText('models')
  const uptime = useQuery({
    queryKey: keyOf('GET /uptime', model),
    queryFn: ({ signal }) => call('GET /uptime', { query: { model }, signal }),
    staleTime: STALE.live,
  })
  return (
    <Section title={t('uptime.title')} purpose={t('uptime.text')}>
      <Loaded query={uptime} loading={<Skeleton className="h-12 w-full" />}>
        {({ items, from, asOf }) => {
          const days = everyDay(items[0] ?? { days: [] }, from, asOf)
          const bps = successBps(days)
          const calls = days.reduce((sum, day) => sum + day.calls, 0)
          return (
            <>
              <UptimeBars days={days} />
              <p className="num mt-2 text-12 text-muted">
                {bps === undefined
                  ? t('uptime.none')
                  : t('uptime.sum', { share: (bps / 100).toFixed(2), count: calls })}
              </p>
            </>
          )
        }}
      </Loaded>
    </Section>
  )
}
