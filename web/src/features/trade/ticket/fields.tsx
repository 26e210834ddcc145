/** The ticket's inputs: price, quantity or amount with shares of the balance, how long the order lives. */
import { useState } from 'react'
import { isZero } from '../../../amount/decimal.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Field } from '../../../ui/input.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Select } from '../../../ui/select.tsx'
import { Checkbox, Segmented } from '../../../ui/toggle.tsx'
import { Leverage } from '../margin/leverage-slider.tsx'
import { CR_DECIMALS, type MarketRules } from '../pair.ts'
import { borrows, byAmount, enters, hasLimit, maySlice, reduces, type TicketForm, type TimeInForce } from './form.ts'
import { useRuleText } from './rule-text.ts'
import type { TicketState } from './use-ticket.ts'

export interface FieldsProps {
  form: TicketForm
  change: (change: Partial<TicketForm>) => void
  rules: MarketRules | undefined
  ticket: TicketState
}

export function Fields({ form, change, rules, ticket }: FieldsProps) {
  const t = useText('trade')
  const ruleText = useRuleText()
  const errorOf = (field: 'price' | 'quantity' | 'amount' | 'iceberg') =>
    ticket.broken?.field === field ? ruleText(ticket.broken) : undefined
  return (
    <>
      {hasLimit(form) ? (
        <Field
          label={form.plan === 'oco' ? t('plan.takeAt') : enters(form) ? t('plan.enterAt') : t('ticket.price')}
          aside={rules ? t('ticket.tick', { tick: rules.tick }) : undefined}
          error={errorOf('price')}
        >
          <AmountInput
            value={form.price}
            onChange={(price) => change({ price })}
            decimals={rules?.priceDecimals ?? CR_DECIMALS}
            unit="CR"
          />
        </Field>
      ) : (form.plan !== 'now' && form.side === 'sell') || reduces(form) ? null : (
        <Segmented<TicketForm['by']>
          size="sm"
          label={t('ticket.by')}
          value={form.by}
          onChange={(by) => change({ by })}
          options={[
            { value: 'quantity', label: t('ticket.byQuantity') },
            { value: 'amount', label: t('ticket.byAmount') },
          ]}
        />
      )}
      {byAmount(form) ? (
        <Field
          label={form.side === 'buy' ? t('ticket.spend') : t('ticket.receive')}
          error={errorOf('amount')}
          hint={form.side === 'buy' ? t('ticket.spendHint') : t('ticket.receiveHint')}
        >
          <AmountInput value={form.amount} onChange={(amount) => change({ amount })} decimals={CR_DECIMALS} unit="CR" />
        </Field>
      ) : (
        <Field
          label={t('ticket.quantity')}
          aside={rules ? t('ticket.lot', { lot: rules.lot }) : undefined}
          error={errorOf('quantity')}
        >
          <AmountInput
            value={form.quantity}
            onChange={(quantity) => change({ quantity })}
            decimals={rules?.quantityDecimals ?? 1}
            unit="LCO"
          />
        </Field>
      )}
      {borrows(form) && ticket.margin.grows ? <Leverage change={change} margin={ticket.margin} /> : null}
      <Shares form={form} ticket={ticket} />
      {enters(form) ? (
        <PostOnly form={form} change={change} />
      ) : form.type === 'limit' && form.plan !== 'oco' ? (
        <Life form={form} change={change} />
      ) : null}
      {maySlice(form) ? <Iceberg {...{ form, change, rules }} error={errorOf('iceberg')} /> : null}
    </>
  )
}

const SHARES = [25, 50, 75, 100] as const

function Shares({ form, ticket }: { form: TicketForm; ticket: TicketState }) {
  const t = useText('trade')
  const { funds } = ticket
  return (
    <div className="flex flex-col gap-2">
      <div className="grid grid-cols-4 gap-1">
        {SHARES.map((share) => (
          <button
            key={share}
            type="button"
            disabled={!funds}
            onClick={() => ticket.take(share)}
            className="num h-6 rounded-control border border-line text-12 text-muted transition-colors not-disabled:hover:border-line-strong not-disabled:hover:text-text disabled:opacity-50 max-sm:h-11"
          >
            {share}%
          </button>
        ))}
      </div>
      <div className="flex items-baseline justify-between gap-3 text-12">
        <span className="text-muted">
          {t('ticket.available')}
          {form.wallet === 'spot' && form.side === 'buy' && funds && isZero(funds.credits) ? (
            <TextLink to="/wallet/topup" className="ml-2">
              {t('ticket.topup')}
            </TextLink>
          ) : null}
        </span>
        {form.side === 'buy' ? (
          <Amount value={funds?.credits} unit="CR" decimals={2} />
        ) : (
          <Amount value={funds?.lco} unit="LCO" decimals={1} />
        )}
      </div>
    </div>
  )
}

function Life({ form, change }: Pick<FieldsProps, 'form' | 'change'>) {
  const t = useText('trade')
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
      <Select<TimeInForce>
        size="sm"
        label={t('ticket.life')}
        value={form.timeInForce}
        onChange={(timeInForce) => change({ timeInForce, postOnly: form.postOnly && timeInForce === 'gtc' })}
        options={[
          { value: 'gtc', label: t('tif.gtc') },
          { value: 'ioc', label: t('tif.ioc') },
          { value: 'fok', label: t('tif.fok') },
        ]}
      />
      <PostOnly form={form} change={change} />
    </div>
  )
}

function PostOnly({ form, change }: Pick<FieldsProps, 'form' | 'change'>) {
  const t = useText('trade')
  return (
    <Checkbox
      checked={form.postOnly}
      disabled={!enters(form) && form.timeInForce !== 'gtc'}
      onChange={(postOnly) => change({ postOnly })}
      label={<span className="text-13">{t('ticket.postOnly')}</span>}
    />
  )
}

/** Folded away until it is wanted: few orders are large enough to hide. */
function Iceberg({
  form,
  change,
  rules,
  error,
}: Pick<FieldsProps, 'form' | 'change' | 'rules'> & { error: string | undefined }) {
  const t = useText('trade')
  const [open, setOpen] = useState(form.iceberg !== '')
  if (!open)
    return (
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="hit self-start text-12 text-muted underline decoration-dotted underline-offset-4 hover:text-text"
      >
        {t('ticket.icebergOpen')}
      </button>
    )
  return (
    <Field
      label={t('ticket.iceberg')}
      hint={t('ticket.icebergHint')}
      error={error}
      aside={
        <button
          type="button"
          className="hit hover:text-text"
          onClick={() => {
            change({ iceberg: '' })
            setOpen(false)
          }}
        >
          {t('ticket.icebergClose')}
        </button>
      }
    >
      <AmountInput
        value={form.iceberg}
        onChange={(iceberg) => change({ iceberg })}
        decimals={rules?.quantityDecimals ?? 1}
        unit="LCO"
      />
    </Field>
  )
}
