/** Which models the credits went to, last 30 days. */
import { useQuery } from '@tanstack/react-query'
import { compareDecimal, ratio } from '../../amount/decimal.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'

const SHOWN = 6

export function Models() {
  const t = useText('dashboard')
  const query = useQuery({
    queryKey: keyOf('GET /usage', 'model'),
    queryFn: ({ signal }) => call('GET /usage', { query: { by: 'model' }, signal }),
    staleTime: STALE.settings,
  })
  return (
    <Section title={t('models')}>
      <Loaded query={query} loading={<TableSkeleton rows={4} columns={2} />}>
        {({ items, total }) => (
          <ul className="flex flex-col gap-3">
            {[...items]
              .sort((a, b) => compareDecimal(b.spent, a.spent))
              .slice(0, SHOWN)
              .map((item) => (
                <li key={item.group}>
                  <div className="flex items-baseline justify-between gap-4 text-13">
                    <span className="truncate">{item.label || item.group}</span>
                    <Amount value={item.spent} unit="CR" decimals="auto" />
                  </div>
                  <Progress
                    share={ratio(item.spent, total.spent)}
                    label={t('modelShare', { model: item.label || item.group })}
                    className="mt-1.5"
                  />
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Section>
  )
}
