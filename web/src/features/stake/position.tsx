/** The own position in four figures: staked, effective tier, the next one, unbonding. */
import { compareDecimal, ratio, subDecimal } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { DateTime } from '../../ui/time.tsx'
import { delaysOf } from './delays.ts'
import { counted, type Stake } from './ladder.ts'
import { useRateText } from './rate-text.ts'

export function Position({ stake }: { stake: Stake }) {
  const t = useText('stake')
  const tierText = useText('common')
  const rateText = useRateText()
  const delays = delaysOf(stake)
  const first = [...stake.unbondings].sort((a, b) => a.releaseAt - b.releaseAt)[0]
  return (
    <StatRow min={150}>
      <Stat
        label={t('position.staked')}
        definition={t('position.stakedText', delays)}
        value={<Amount value={stake.staked} unit="LCO" decimals={2} flash className="text-gold-text" />}
        note={
          <>
            {t('position.available')} <Amount value={stake.available} unit="LCO" decimals={2} />
          </>
        }
      />
      <Stat
        label={t('position.tier')}
        definition={t('position.tierText', delays)}
        value={tierText(`tier.${stake.tier}`)}
        note={rateText(stake.rateBps)}
      />
      <NextTier stake={stake} />
      <Stat
        label={t('position.unbonding')}
        definition={t('position.unbondingText', delays)}
        value={<Amount value={stake.unbonding} unit="LCO" decimals={2} />}
        note={
          first ? (
            <>
              {t('position.firstFree')} <DateTime at={first.releaseAt} />
            </>
          ) : (
            t('position.noneUnbonding')
          )
        }
      />
    </StatRow>
  )
}

/** The rung above, or the tier that is already on its way. */
function NextTier({ stake }: { stake: Stake }) {
  const t = useText('stake')
  const tierText = useText('common')
  const next = stake.ladder.find((rung) => compareDecimal(rung.stake, counted(stake)) > 0)
  if (stake.nextTierAt !== null) {
    return (
      <Stat
        label={t('position.coming')}
        definition={t('position.comingText', delaysOf(stake))}
        value={tierText(`tier.${stake.nextTier}`)}
        note={
          <>
            {t('position.from')} <DateTime at={stake.nextTierAt} />
          </>
        }
      />
    )
  }
  return (
    <Stat
      label={t('position.next')}
      value={next ? tierText(`tier.${next.tier}`) : t('position.top')}
      note={
        next ? (
          <span className="flex flex-col gap-2">
            <span>
              {t('position.missing')} <Amount value={subDecimal(next.stake, counted(stake))} unit="LCO" decimals={2} />
            </span>
            <Progress share={ratio(counted(stake), next.stake)} label={t('position.progress')} tone="gold" />
          </span>
        ) : (
          t('position.topText')
        )
      }
    />
  )
}
