/** The margin account at the head of the ticket: opened with a quiz first, then equity, level, the prices that matter, and its buttons. */
import { useState } from 'react'
import { useSession } from '../../../api/session.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { late } from '../../../ui/late.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Explain } from '../../../ui/popover.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { ErrorState } from '../../../ui/states.tsx'
import { levelText } from '../../margin/figures.ts'
import { LevelInputs } from '../../margin/inputs.tsx'
import { LevelBar } from '../../margin/level-bar.tsx'
import type { MoneyAct } from '../../margin/money-dialog.tsx'
import type { MarginAccount } from '../../margin/use-margin.ts'
import type { Side } from '../ticket/form.ts'
import { Line } from '../ticket/line.tsx'
import { Notices } from './notices.tsx'
import type { TicketMargin } from './use-ticket-margin.ts'

const OpenDialog = late(() => import('./open-dialog.tsx').then((module) => module.OpenDialog))
const MoneyDialog = late(() => import('../../margin/money-dialog.tsx').then((module) => module.MoneyDialog))

export function MarginHead({ side, margin }: { side: Side; margin: TicketMargin }) {
  const session = useSession()
  const { account, limits, error, retry } = margin
  const waits = session.status === 'user' && !session.operator && account === undefined
  return (
    <>
      {error === undefined ? null : <ErrorState error={error} onRetry={retry} className="py-6" />}
      {waits && error === undefined ? <Skeleton className="h-28 w-full" /> : null}
      {account === null ? <NotOpen /> : null}
      {account ? <Standing account={account} /> : null}
      {account === null ? null : <Notices {...{ account, limits, side }} />}
    </>
  )
}

function NotOpen() {
  const t = useText('margin')
  const [asking, setAsking] = useState(false)
  return (
    <div className="flex flex-col gap-3 rounded-control border border-line p-3">
      <p className="text-14 font-medium">{t('notOpen.title')}</p>
      <p className="text-13 text-muted">{t('notOpen.text')}</p>
      <p className="text-13 text-muted">{t('notOpen.risk')}</p>
      <Button variant="primary" onClick={() => setAsking(true)}>
        {t('notOpen.open')}
      </Button>
      <p className="text-12">
        <TextLink to="/margin">{t('notOpen.rules')}</TextLink>
      </p>
      {asking ? <OpenDialog onClose={() => setAsking(false)} /> : null}
    </div>
  )
}

function Standing({ account }: { account: MarginAccount }) {
  const t = useText('margin')
  const [act, setAct] = useState<MoneyAct>()
  const { equity, levelBps, liquidationPrice, bankruptcyPrice, debt, callLevelBps, closeLevelBps } = account
  return (
    <section aria-label={t('standing.title')} className="flex flex-col gap-1 border-b border-line pb-3">
      <dl className="flex flex-col text-12">
        <Line name={t('figure.equity')}>
          <Amount value={equity} unit="CR" flash />
        </Line>
        <Line
          name={
            <Explain title={t('inputs.title')} explanation={<LevelInputs account={account} />}>
              {t('figure.level')}
            </Explain>
          }
        >
          {levelBps === null ? <span className="text-muted">{t('standing.noDebt')}</span> : levelText(levelBps)}
        </Line>
      </dl>
      <LevelBar
        {...{ levelBps }}
        closeBps={closeLevelBps}
        callBps={callLevelBps}
        label={t('figure.level')}
        noDebt={t('standing.noDebt')}
      />
      {debt === null ? null : (
        <dl className="flex flex-col text-12">
          <Line name={t('figure.debt')}>
            <Amount value={debt.amount} unit={debt.asset} decimals="auto" />
          </Line>
          <Line name={t('figure.liquidation')}>
            <Amount value={liquidationPrice ?? undefined} unit="CR" />
          </Line>
          <Line name={t('figure.bankruptcy')}>
            <Amount value={bankruptcyPrice ?? undefined} unit="CR" />
          </Line>
        </dl>
      )}
      <div className="mt-1 grid auto-cols-fr grid-flow-col gap-1">
        <Button size="sm" onClick={() => setAct('in')}>
          {t('act.in')}
        </Button>
        <Button size="sm" onClick={() => setAct('out')}>
          {t('act.out')}
        </Button>
        <Button size="sm" disabled={debt === null} onClick={() => setAct('repay')}>
          {t('act.repay')}
        </Button>
      </div>
      {act ? <MoneyDialog act={act} account={account} onClose={() => setAct(undefined)} /> : null}
    </section>
  )
}
