/** Collateral in or out, borrowing, paying back: the amount, the account before → after, then the button. */
import { useMemo, useState } from 'react'
import { compareDecimal, isZero, toWire, truncateDecimal } from '../../../amount/decimal.ts'
import { amountText } from '../../../amount/format.ts'
import { call } from '../../../api/platform.ts'
import { problemText } from '../../../api/problem.ts'
import { useBalances } from '../../../api/shared.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { useBooking } from '../../../parts/use-booking.ts'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Form, FormError } from '../../../ui/input.tsx'
import { told } from '../../../ui/toast.ts'
import { StandingDiff } from '../../margin/standing-diff.tsx'
import { type MarginAccount, type MarginChange, useMarginQuote, useMarginRefreshed } from '../../margin/use-margin.ts'

export type MoneyAct = 'in' | 'out' | 'repay'
type Asset = 'CR' | 'LCO'

export interface MoneyDialogProps {
  act: MoneyAct
  account: MarginAccount
  onClose: () => void
}

export function MoneyDialog({ act, account, onClose }: MoneyDialogProps) {
  const t = useText('margin')
  const { locale } = useLanguage()
  const [amount, setAmount] = useState('')
  const asset: Asset = act === 'repay' ? (account.debt?.asset ?? 'CR') : 'CR'
  const most = useMost(act, account)
  const typed = toWire(amount)
  const wire = typed === undefined || isZero(typed) ? undefined : typed
  const over = wire !== undefined && most !== undefined && compareDecimal(wire, most) > 0
  // Whoever pays everything back pays the interest of the last seconds, too.
  const whole = act === 'repay' && wire !== undefined && wire === most
  const change = useMemo(
    () => (wire === undefined || over ? undefined : changeOf(act, asset, whole ? null : wire)),
    [act, asset, wire, over, whole],
  )
  const { quote, refusal } = useMarginQuote(change)
  const booking = useMoney(() => {
    told.done(t(`done.${act}`, { amount: amountText(wire ?? '0', locale), asset }))
    onClose()
  })
  const have = most === undefined ? undefined : { amount: amountText(most, locale), asset }
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
        <Field
          label={t('act.amount')}
          aside={have && t('act.most', have)}
          error={over && have ? t('act.over', have) : undefined}
        >
          <AmountInput
            value={amount}
            onChange={(next) => {
              setAmount(next)
              booking.reset()
            }}
            decimals={asset === 'CR' ? 6 : 8}
            unit={asset}
            max={most}
            shares={[25, 50, 100]}
          />
        </Field>
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

function useMost(act: MoneyAct, { transferable, debt, credits, lco }: MarginAccount): string | undefined {
  const balances = useBalances()
  if (act === 'in') return balances?.credits.available
  if (act === 'out') return transferable
  if (debt === null) return '0'
  const free = debt.asset === 'CR' ? credits.free : lco.free
  return compareDecimal(free, debt.amount) < 0 ? free : truncateDecimal(debt.amount, debt.asset === 'CR' ? 6 : 8)
}

function changeOf(act: MoneyAct, asset: Asset, amount: string | null): MarginChange {
  if (act === 'repay') return { kind: 'repay', repayment: { asset, amount } }
  return { kind: 'transfer', transfer: { direction: act, amount: amount ?? '0' } }
}

/** A quoted change is booked as it was quoted. */
function useMoney(onDone: () => void) {
  const refresh = useMarginRefreshed()
  return useBooking<MarginChange, unknown>({
    send: (change, idempotencyKey) =>
      change.kind === 'repay'
        ? call('POST /margin/repay', { body: change.repayment, idempotencyKey })
        : change.kind === 'transfer'
          ? call('POST /margin/transfer', { body: change.transfer, idempotencyKey })
          : Promise.resolve(),
    onDone: () => {
      refresh()
      onDone()
    },
  })
}
