/** Collateral in or out, borrowing, paying back: the amount, the account before → after, then the button. */
import { useMemo, useState } from 'react'
import { compareDecimal, truncateDecimal } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { call } from '../../api/platform.ts'
import { problemText } from '../../api/problem.ts'
import { useBalances } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { AmountField, useTypedAmount } from '../../parts/amount-field.tsx'
import { useBooking } from '../../parts/use-booking.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form, FormError } from '../../ui/input.tsx'
import { told } from '../../ui/toast.ts'
import { Segmented } from '../../ui/toggle.tsx'
import { StandingDiff } from './standing-diff.tsx'
import { type MarginAccount, type MarginChange, useMarginQuote, useMarginRefreshed } from './use-margin.ts'

export type MoneyAct = 'in' | 'out' | 'borrow' | 'repay'
type Asset = 'CR' | 'LCO'

export interface MoneyDialogProps {
  act: MoneyAct
  account: MarginAccount
  onClose: () => void
}

export function MoneyDialog({ act, account, onClose }: MoneyDialogProps) {
  const t = useText('margin')
  const { locale } = useLanguage()
  const [wanted, setWanted] = useState<Asset>('CR')
  const asset = assetOf(act, account, wanted)
  const most = useMost(act, account, asset)
  const amount = useTypedAmount(most)
  const { wire, over, whole } = amount
  const change = useMemo(
    () => (wire === undefined || over ? undefined : changeOf(act, asset, act === 'repay' && whole ? null : wire)),
    [act, asset, wire, over, whole],
  )
  const { quote, refusal } = useMarginQuote(change)
  const booking = useMoney(() => {
    told.done(t(`done.${act}`, { amount: amountText(wire ?? '0', locale), asset }))
    onClose()
  })
  const problem = booking.error ?? refusal
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t(`act.${act}Title`)}
      description={t(`act.${act}Text`)}
      size="sm"
    >
      <Form onSubmit={() => (change ? booking.run(change) : undefined)} className="flex flex-col gap-4">
        {act === 'borrow' && account.debt === null ? (
          <Segmented<Asset>
            label={t('act.asset')}
            value={asset}
            onChange={(next) => {
              setWanted(next)
              amount.set('')
              booking.reset()
            }}
            options={[
              { value: 'CR', label: 'CR' },
              { value: 'LCO', label: 'LCO' },
            ]}
            className="w-full"
          />
        ) : null}
        <AmountField
          label={t('act.amount')}
          {...{ asset, amount, most }}
          aside={(have) => t('act.most', have)}
          over={(have) => t('act.over', have)}
          onChange={booking.reset}
        />
        <dl className="flex flex-col text-12">
          <StandingDiff before={quote?.before} after={quote?.after} />
        </dl>
        <FormError>{problem ? problemText(problem).title : null}</FormError>
        <Button type="submit" variant="primary" size="lg" disabled={!change} pending={booking.pending}>
          {t(`act.${act}`)}
        </Button>
      </Form>
    </Dialog>
  )
}

/** Collateral is in credits; whoever owes borrows and pays back what is owed. */
function assetOf(act: MoneyAct, { debt }: MarginAccount, wanted: Asset): Asset {
  if (act === 'in' || act === 'out') return 'CR'
  return debt?.asset ?? (act === 'borrow' ? wanted : 'CR')
}

function useMost(act: MoneyAct, account: MarginAccount, asset: Asset): string | undefined {
  const balances = useBalances()
  const { transferable, borrowable, debt, credits, lco } = account
  if (act === 'in') return balances?.credits.available
  if (act === 'out') return transferable
  if (act === 'borrow') return asset === 'CR' ? borrowable.credits : borrowable.lco
  if (debt === null) return '0'
  const free = debt.asset === 'CR' ? credits.free : lco.free
  return compareDecimal(free, debt.amount) < 0 ? free : truncateDecimal(debt.amount, debt.asset === 'CR' ? 6 : 8)
}

function changeOf(act: MoneyAct, asset: Asset, amount: string | null): MarginChange {
  if (act === 'repay') return { kind: 'repay', repayment: { asset, amount } }
  if (act === 'borrow') return { kind: 'borrow', loan: { asset, amount: amount ?? '0' } }
  return { kind: 'transfer', transfer: { direction: act, amount: amount ?? '0' } }
}

/** A quoted change is booked as it was quoted. */
function useMoney(onDone: () => void) {
  const refresh = useMarginRefreshed()
  return useBooking<MarginChange, unknown>({
    send: (change, idempotencyKey) => {
      if (change.kind === 'repay') return call('POST /margin/repay', { body: change.repayment, idempotencyKey })
      if (change.kind === 'borrow') return call('POST /margin/borrow', { body: change.loan, idempotencyKey })
      if (change.kind === 'transfer') return call('POST /margin/transfer', { body: change.transfer, idempotencyKey })
      return Promise.resolve()
    },
    onDone: () => {
      refresh()
      onDone()
    },
  })
}
