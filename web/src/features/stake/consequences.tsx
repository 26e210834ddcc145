/** What staking or unstaking this amount brings: tier, when, and what it is worth at one's own usage. */
import type { ReactNode } from 'react'
import { compareDecimal, isZero } from '../../amount/decimal.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { useNow } from '../../ui/time.tsx'
import { delaysOf } from './delays.ts'
import { afterStaking, afterUnstaking, type Stake, usageOf } from './ladder.ts'
import { useRateText } from './rate-text.ts'

export interface ConsequencesProps {
  stake: Stake
  action: 'stake' | 'unstake'
  /** undefined while nothing valid is typed */
  amount: string | undefined
}

export function Consequences({ stake, action, amount }: ConsequencesProps) {
  return action === 'stake' ? <Staking {...{ stake, amount }} /> : <Unstaking {...{ stake, amount }} />
}

type SideProps = Omit<ConsequencesProps, 'action'>

function Staking({ stake, amount }: SideProps) {
  const t = useText('stake')
  const tierText = useText('common')
  const rateText = useRateText()
  const when = useMoment(stake.upgradeDelayMs)
  const after = afterStaking(stake, amount ?? '0')
  const rate = stake.ladder.find((rung) => rung.tier === after.tier)?.rateBps
  return (
    <dl className="flex flex-col">
      <Line name={t('after.tier')}>
        {tierText(`tier.${after.tier}`)}
        {rate === undefined ? null : <span className="ml-1.5 text-muted">{rateText(rate)}</span>}
      </Line>
      <Line name={t('after.effective')}>{after.rises ? when : t('after.noChange')}</Line>
      <Line name={t('after.saves')}>
        {usageOf(stake).calls === 0 ? (
          <span className="text-muted">{t('after.noUsage')}</span>
        ) : isZero(after.saves) ? (
          <Amount value="0.00" unit="CR" />
        ) : (
          <Amount value={after.saves} unit="CR" decimals={2} tone="auto" />
        )}
      </Line>
      <Line name={t('after.back')}>{t('after.days', delaysOf(stake))}</Line>
    </dl>
  )
}

function Unstaking({ stake, amount }: SideProps) {
  const t = useText('stake')
  const tierText = useText('common')
  const free = useMoment(stake.unbondingMs)
  const after = afterUnstaking(stake, amount ?? '0')
  return (
    <>
      <dl className="flex flex-col">
        <Line name={t('after.tier')}>
          {after.drops ? (
            <span className="font-medium text-warn">
              {t('after.drop', { before: tierText(`tier.${stake.tier}`), tier: tierText(`tier.${after.tier}`) })}
            </span>
          ) : (
            t('after.stays', { tier: tierText(`tier.${after.tier}`) })
          )}
        </Line>
        <Line name={t('after.costs')}>
          {compareDecimal(after.costs, '0') > 0 ? (
            <Amount value={after.costs} unit="CR" decimals={2} />
          ) : (
            <Amount value="0.00" unit="CR" />
          )}
        </Line>
        <Line name={t('after.free')}>{free}</Line>
      </dl>
      <p className="text-12 text-muted">{t('after.takeBack', delaysOf(stake))}</p>
    </>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-center justify-between gap-4 border-b border-line/60 text-13 last:border-0">
      <dt className="text-muted">{name}</dt>
      <dd className="num text-right">{children}</dd>
    </div>
  )
}

/** The moment so many ms from now, as a person reads it. */
function useMoment(ms: number): string {
  const { locale } = useLanguage()
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(useNow() + ms)
}
