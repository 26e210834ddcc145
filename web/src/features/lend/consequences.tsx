/** What lending or taking out this amount brings: the rate after it, a year at that rate, what is paid at once and what waits. */
import type { ReactNode } from 'react'
import type { LendingPool } from '../../../../src/contract/lending.ts'
import { isZero, mulDecimal, truncateDecimal } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { ratesAfter } from './curve.ts'
import { shareText } from './percent.ts'
import { paidAtOnce } from './queue.ts'
import type { Act } from './use-lending.ts'

export interface ConsequencesProps {
  pool: LendingPool
  act: Act
  /** undefined while nothing valid is typed */
  amount: string | undefined
}

export function Consequences({ pool, act, amount }: ConsequencesProps) {
  return act === 'lend' ? <Lending {...{ pool, amount }} /> : <Withdrawing {...{ pool, amount }} />
}

type SideProps = Omit<ConsequencesProps, 'act'>

function Lending({ pool, amount }: SideProps) {
  const t = useText('lend')
  const after = ratesAfter(pool, Number(amount ?? 0))
  const year = amount === undefined ? undefined : mulDecimal(amount, after.supply.toFixed(6))
  return (
    <>
      <dl className="flex flex-col">
        <Line name={t('after.rate')}>{shareText(after.supply)}</Line>
        <Line name={t('after.year')}>
          {year === undefined ? '–' : <Amount value={truncateDecimal(year, 4)} unit={pool.asset} />}
        </Line>
        <Line name={t('after.cash')}>
          <Amount value={pool.cash} unit={pool.asset} decimals={2} />
        </Line>
      </dl>
      <p className="text-12 text-muted">
        {isZero(pool.lent) ? t('after.idle') : t('after.moves')} {t('after.queue')}
      </p>
    </>
  )
}

function Withdrawing({ pool, amount }: SideProps) {
  const t = useText('lend')
  const paid = amount === undefined ? undefined : paidAtOnce(pool, amount)
  return (
    <>
      <dl className="flex flex-col">
        <Line name={t('after.now')}>{paid === undefined ? '–' : <Amount value={paid.now} unit={pool.asset} />}</Line>
        <Line name={t('after.later')}>
          {paid === undefined ? '–' : <Amount value={paid.later} unit={pool.asset} />}
        </Line>
        <Line name={t('after.ahead')}>
          <Amount value={pool.waiting.amount} unit={pool.asset} decimals={2} />
        </Line>
      </dl>
      <p className="text-12 text-muted">{t('after.queue')}</p>
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
