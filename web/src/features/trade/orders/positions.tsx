/** The margin position: how much, what is owed for it, where it is closed; and closing it, adding collateral, paying back. */
import { useState } from 'react'
import { isNegative, isZero } from '../../../amount/decimal.ts'
import { amountText } from '../../../amount/format.ts'
import { call } from '../../../api/platform.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { late } from '../../../ui/late.tsx'
import { Explain } from '../../../ui/popover.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, ErrorState } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { told } from '../../../ui/toast.ts'
import { ppmText } from '../../lend/percent.ts'
import { Direction } from '../../margin/direction.tsx'
import { levelText, leverageText } from '../../margin/figures.ts'
import { LevelInputs } from '../../margin/inputs.tsx'
import type { MoneyAct } from '../../margin/money-dialog.tsx'
import { type MarginAccount, useMargin, useMarginRefreshed } from '../../margin/use-margin.ts'
import { Unit } from './order-columns.tsx'

const MoneyDialog = late(() => import('../../margin/money-dialog.tsx').then((module) => module.MoneyDialog))

export function Positions() {
  const t = useText('margin')
  const answer = useMargin()
  const columns = useColumns()
  const account = answer.data?.account
  if (answer.error && answer.data === undefined)
    return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
  if (answer.isLoading) return <TableSkeleton rows={1} columns={7} />
  const some = account && (account.debt !== null || !isZero(account.positionLco))
  if (!some)
    return (
      <EmptyState title={t('position.none')} className="py-8">
        {t('position.noneText')}
      </EmptyState>
    )
  return (
    <Table label={t('position.title')} density="compact" columns={columns} rows={[account]} rowKey={() => 'position'} />
  )
}

function useColumns(): Column<MarginAccount>[] {
  const t = useText('margin')
  const price = (key: 'liquidationPrice' | 'bankruptcyPrice', name: string, folds?: 1): Column<MarginAccount> => ({
    key,
    header: <Unit name={name} unit="CR" />,
    align: 'right',
    ...(folds !== undefined && { folds }),
    cell: (account) => <Amount value={account[key] ?? undefined} />,
  })
  return [
    {
      key: 'side',
      header: t('position.side'),
      card: 'title',
      cell: ({ positionLco, stage }) => <Direction side={isNegative(positionLco) ? 'short' : 'long'} stage={stage} />,
    },
    {
      key: 'size',
      header: <Unit name={t('position.size')} unit="LCO" />,
      align: 'right',
      cell: ({ positionLco }) => <Amount value={positionLco} decimals={1} sign flash />,
    },
    {
      key: 'debt',
      header: t('figure.debt'),
      align: 'right',
      cell: ({ debt }) => (debt ? <Amount value={debt.amount} unit={debt.asset} decimals="auto" /> : '–'),
    },
    {
      key: 'rate',
      header: t('figure.rate'),
      align: 'right',
      folds: 3,
      cell: ({ debt }) => (debt ? ppmText(debt.ratePpm) : '–'),
    },
    {
      key: 'leverage',
      header: t('figure.leverage'),
      align: 'right',
      folds: 2,
      cell: ({ leverageBps }) => (leverageBps === null ? '–' : leverageText(leverageBps)),
    },
    { key: 'level', header: t('figure.level'), align: 'right', cell: (account) => <Level account={account} /> },
    price('liquidationPrice', t('figure.liquidation')),
    price('bankruptcyPrice', t('figure.bankruptcy'), 1),
    {
      key: 'equity',
      header: <Unit name={t('figure.equity')} unit="CR" />,
      align: 'right',
      cell: ({ equity }) => <Amount value={equity} decimals={2} />,
    },
    {
      key: 'acts',
      header: <span className="sr-only">{t('position.acts')}</span>,
      align: 'right',
      card: 'value',
      cell: (account) => <Acts account={account} />,
    },
  ]
}

function Level({ account }: { account: MarginAccount }) {
  const t = useText('margin')
  return (
    <Explain title={t('inputs.title')} explanation={<LevelInputs account={account} />}>
      <span className="num">{account.levelBps === null ? '–' : levelText(account.levelBps)}</span>
    </Explain>
  )
}

function Acts({ account }: { account: MarginAccount }) {
  const t = useText('margin')
  const [act, setAct] = useState<MoneyAct>()
  const [closing, setClosing] = useState(false)
  const close = useClose()
  const button = (name: 'add' | 'repay' | 'close', label: string, act: () => void) => (
    <Button size="sm" variant="ghost" className="h-6 px-2" aria-label={label} onClick={act}>
      {t(`position.short.${name}`)}
    </Button>
  )
  return (
    <span className="inline-flex items-center justify-end whitespace-nowrap">
      {button('add', t('act.inTitle'), () => setAct('in'))}
      {account.debt ? button('repay', t('act.repayTitle'), () => setAct('repay')) : null}
      {button('close', t('position.close'), () => setClosing(true))}
      <Confirm
        open={closing}
        onOpenChange={setClosing}
        title={t('position.closeTitle')}
        description={t('position.closeText')}
        action={t('position.close')}
        danger
        onConfirm={close}
      />
      {act ? <MoneyDialog act={act} account={account} onClose={() => setAct(undefined)} /> : null}
    </span>
  )
}

/** Says what was traded, and what the book did not take. */
function useClose(): () => Promise<void> {
  const t = useText('margin')
  const { locale } = useLanguage()
  const refresh = useMarginRefreshed()
  return async () => {
    const { order, problem, account } = await call('POST /margin/close', { body: {} })
    refresh()
    if (problem) return told.note(t('position.closeRefused'), problem.title)
    const quantity = amountText(order?.filledQuantity ?? '0', locale)
    const left = account.debt === null ? t('position.closedAll') : t('position.closedPart')
    told.done(t('position.closed', { quantity }), left)
  }
}
