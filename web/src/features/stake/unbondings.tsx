/** Coins on their way out: how many, when they are free, and taking them back into the stake. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { amountText } from '../../amount/format.ts'
import { call, keyOf } from '../../api/platform.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { DateTime, relativeTime, useNow } from '../../ui/time.tsx'
import { told } from '../../ui/toast.ts'
import { delaysOf } from './delays.ts'
import type { Stake } from './ladder.ts'

type Unbonding = Stake['unbondings'][number]

export function Unbondings({ stake }: { stake: Stake }) {
  const t = useText('stake')
  const { locale } = useLanguage()
  const now = useNow()
  const [asking, setAsking] = useState<Unbonding>()
  if (stake.unbondings.length === 0)
    return (
      <EmptyState title={t('unbonding.none')} className="py-8">
        {t('unbonding.noneText', delaysOf(stake))}
      </EmptyState>
    )
  return (
    <>
      <Table
        label={t('unbonding.title')}
        rows={stake.unbondings}
        rowKey={(unbonding) => unbonding.unbondingId}
        columns={[
          {
            key: 'amount',
            header: (
              <>
                {t('unbonding.amount')} <span className="font-normal">LCO</span>
              </>
            ),
            align: 'right',
            card: 'title',
            width: '200px',
            cell: ({ amount }) => <Amount value={amount} />,
          },
          {
            key: 'free',
            header: t('unbonding.free'),
            cell: ({ releaseAt }) => (
              <span className="whitespace-nowrap">
                <DateTime at={releaseAt} />{' '}
                <span className="text-muted">{relativeTime((releaseAt - now) / 1000, locale)}</span>
              </span>
            ),
          },
          {
            key: 'back',
            header: <span className="sr-only">{t('unbonding.takeBack')}</span>,
            align: 'right',
            card: 'value',
            cell: (unbonding) => (
              <Button
                size="sm"
                onClick={() => setAsking(unbonding)}
                aria-label={t('unbonding.takeBackOne', { amount: amountText(unbonding.amount, locale) })}
              >
                {t('unbonding.takeBack')}
              </Button>
            ),
          },
        ]}
      />
      <TakeBack delays={delaysOf(stake)} unbonding={asking} onClose={() => setAsking(undefined)} />
    </>
  )
}

interface TakeBackProps {
  unbonding: Unbonding | undefined
  delays: ReturnType<typeof delaysOf>
  onClose: () => void
}

function TakeBack({ unbonding, delays, onClose }: TakeBackProps) {
  const t = useText('stake')
  const { locale } = useLanguage()
  const client = useQueryClient()
  const takeBack = async () => {
    if (!unbonding) return
    const { sequence } = await call('POST /stake/cancel', { body: { unbondingId: unbonding.unbondingId } })
    told.done(t('unbonding.takenBack'), t('booked.title', { sequence: sequence ?? '–' }))
    await client.invalidateQueries({ queryKey: keyOf('GET /stake') })
  }
  return (
    <Confirm
      open={unbonding !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={t('unbonding.askTitle', { amount: amountText(unbonding?.amount ?? '0', locale) })}
      description={t('unbonding.askText', delays)}
      action={t('unbonding.takeBack')}
      onConfirm={takeBack}
    />
  )
}
