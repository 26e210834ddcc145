/** The own tier, what it pays, and the way to the next one. */
import { useQuery } from '@tanstack/react-query'
import { compareDecimal, ratio, subDecimal } from '../../amount/decimal.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DateTime } from '../../ui/time.tsx'

type Stake = Answer<'GET /stake'>

export function Tier() {
  const t = useText('dashboard')
  const query = useQuery({
    queryKey: keyOf('GET /stake'),
    queryFn: ({ signal }) => call('GET /stake', { signal }),
    staleTime: STALE.settings,
  })
  return (
    <Section
      title={t('tier.title')}
      aside={
        <TextLink to="/stake" className="text-13">
          {t('tier.ladder')}
        </TextLink>
      }
    >
      <Loaded query={query} loading={<Skeleton className="h-32 w-full" />}>
        {(stake) => <TierState stake={stake} />}
      </Loaded>
    </Section>
  )
}

/** bps of list → "95"; whole per cents stay whole */
const percent = (bps: number): string => String(bps / 100)

function TierState({ stake }: { stake: Stake }) {
  const t = useText('dashboard')
  const c = useText('common')
  const next = stake.ladder.find((rung) => compareDecimal(rung.stake, stake.staked) > 0)
  return (
    <div className="flex h-full flex-col gap-4">
      <div>
        <div className="text-28 font-semibold tracking-[-0.01em]">{c(`tier.${stake.tier}`)}</div>
        <div className="text-13 text-muted">
          {stake.rateBps === null ? t('tier.cost') : t('tier.pays', { percent: percent(stake.rateBps) })}
        </div>
      </div>
      {next ? (
        <div>
          <Progress share={ratio(stake.staked, next.stake)} label={t('tier.progress')} tone="gold" />
          <p className="mt-2 text-13 text-muted">
            {next.rateBps === null
              ? t('tier.toCost', { tier: c(`tier.${next.tier}`) })
              : t('tier.toNext', { tier: c(`tier.${next.tier}`), percent: percent(next.rateBps) })}{' '}
            <Amount value={subDecimal(next.stake, stake.staked)} unit="LCO" decimals={2} className="text-text" />
          </p>
        </div>
      ) : null}
      <Facts
        items={[
          { key: 'staked', label: t('tier.staked'), value: <Amount value={stake.staked} unit="LCO" decimals={2} /> },
          ...(stake.nextTierAt === null
            ? []
            : [
                {
                  key: 'change',
                  label: t('tier.changes', { tier: c(`tier.${stake.nextTier}`) }),
                  value: <DateTime at={stake.nextTierAt} />,
                },
              ]),
        ]}
      />
    </div>
  )
}
