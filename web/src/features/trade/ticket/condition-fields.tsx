/** The kind of order in two steps: limit, market, or one that waits; and for those what they wait for. */
import { useText } from '../../../i18n/index.ts'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Field } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import { Segmented } from '../../../ui/toggle.tsx'
import { CR_DECIMALS } from '../pair.ts'
import type { FieldsProps } from './fields.tsx'
import { CONDITIONS, type Condition, enters, type TicketForm } from './form.ts'
import { useRuleText } from './rule-text.ts'

type KindName = TicketForm['type'] | 'waits'

export function Kind({ form, change }: Pick<FieldsProps, 'form' | 'change'>) {
  const t = useText('trade')
  const waits = form.plan !== 'now'
  return (
    <>
      <Segmented<KindName>
        size="sm"
        label={t('ticket.type')}
        value={waits ? 'waits' : form.type}
        onChange={(kind) => change(kind === 'waits' ? { plan: 'stop_loss' } : { plan: 'now', type: kind })}
        options={[
          { value: 'limit', label: t('type.limit') },
          { value: 'market', label: t('type.market') },
          { value: 'waits', label: t('type.waits') },
        ]}
      />
      {waits ? (
        <div className="flex items-center gap-2">
          <Select<Condition>
            size="sm"
            label={t('plan.label')}
            value={form.plan === 'now' ? 'stop_loss' : form.plan}
            onChange={(plan) => change({ plan })}
            options={CONDITIONS.map((value) => ({ value, label: t(`plan.${value}`) }))}
            className="min-w-0 flex-1"
          />
          {enters(form) ? null : (
            <Segmented<TicketForm['type']>
              size="sm"
              label={t('plan.then')}
              value={form.type}
              onChange={(type) => change({ type })}
              options={[
                { value: 'limit', label: t('type.limit') },
                { value: 'market', label: t('type.market') },
              ]}
              className="[&>*]:px-2"
            />
          )}
        </div>
      ) : null}
    </>
  )
}

export function ConditionFields({ form, change, rules, ticket }: FieldsProps) {
  const t = useText('trade')
  const ruleText = useRuleText()
  const errorOf = (field: 'trigger' | 'trail' | 'stopPrice') =>
    ticket.broken?.field === field ? ruleText(ticket.broken) : undefined
  const trails = form.plan === 'trailing'
  const price = (
    <Field
      label={trails ? t('plan.follow') : form.plan === 'oco' ? t('plan.stopAt') : t('plan.trigger')}
      aside={trails ? t('plan.optional') : ticket.last === null ? undefined : t('plan.last', { price: ticket.last })}
      error={errorOf('trigger')}
    >
      <AmountInput
        value={form.trigger}
        onChange={(trigger) => change({ trigger })}
        decimals={rules?.priceDecimals ?? CR_DECIMALS}
        unit="CR"
      />
    </Field>
  )
  if (form.plan === 'oco' && form.type === 'limit')
    return (
      <div className="grid grid-cols-2 items-start gap-2">
        {price}
        <Field label={t('plan.stopLimit')} error={errorOf('stopPrice')}>
          <AmountInput
            value={form.stopPrice}
            onChange={(stopPrice) => change({ stopPrice })}
            decimals={rules?.priceDecimals ?? CR_DECIMALS}
            unit="CR"
          />
        </Field>
      </div>
    )
  if (!trails) return price
  return (
    <div className="grid grid-cols-2 items-start gap-2">
      <Field label={t('plan.distance')} error={errorOf('trail')}>
        <AmountInput value={form.trail} onChange={(trail) => change({ trail })} decimals={2} unit="%" />
      </Field>
      {price}
    </div>
  )
}
