/** What follows an entry when it is filled: a limit order, a stop, or both of which one remains. */
import { useText } from '../../../i18n/index.ts'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Field } from '../../../ui/input.tsx'
import { Segmented } from '../../../ui/toggle.tsx'
import { CR_DECIMALS } from '../pair.ts'
import type { FieldsProps } from './fields.tsx'
import { type Exit, otherSide, type TicketForm } from './form.ts'
import { exitKinds } from './lists.ts'
import { useRuleText } from './rule-text.ts'

type PriceField = 'exitPrice' | 'trigger' | 'stopPrice'

export function ExitFields({ form, change, rules, ticket }: FieldsProps) {
  const t = useText('trade')
  const ruleText = useRuleText()
  const { stop } = exitKinds(form)
  const field = (name: PriceField, label: string) => (
    <Field label={label} error={ticket.broken?.field === name ? ruleText(ticket.broken) : undefined}>
      <AmountInput
        value={form[name]}
        onChange={(price) => change({ [name]: price })}
        decimals={rules?.priceDecimals ?? CR_DECIMALS}
        unit="CR"
      />
    </Field>
  )
  return (
    <fieldset className="flex flex-col gap-3 border-t border-line pt-3">
      <legend className="sr-only">{t(`exit.title.${otherSide(form.side)}`)}</legend>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span aria-hidden="true" className="text-13 font-medium">
          {t(`exit.title.${otherSide(form.side)}`)}
        </span>
        {form.plan === 'oto' ? <Kinds {...{ form, change }} /> : null}
      </div>
      {form.plan === 'otoco' ? (
        <>
          <div className="grid grid-cols-2 items-start gap-2">
            {field('exitPrice', t('exit.limitAt'))}
            {field('trigger', t('plan.stopAt'))}
          </div>
          <StopAs {...{ form, change }} />
          {stop === 'limit' ? field('stopPrice', t('plan.stopLimit')) : null}
        </>
      ) : stop === null ? (
        field('exitPrice', t('exit.limitAt'))
      ) : (
        <div className={stop === 'limit' ? 'grid grid-cols-2 items-start gap-2' : undefined}>
          {field('trigger', t('plan.stopAt'))}
          {stop === 'limit' ? field('stopPrice', t('plan.stopLimit')) : null}
        </div>
      )}
    </fieldset>
  )
}

const EXITS: readonly Exit[] = ['limit', 'stop', 'stop_limit']

function Kinds({ form, change }: Pick<FieldsProps, 'form' | 'change'>) {
  const t = useText('trade')
  return (
    <Segmented<Exit>
      size="sm"
      label={t('exit.kind')}
      value={form.exit}
      onChange={(exit) => change({ exit })}
      options={EXITS.map((value) => ({ value, label: t(`exit.${value}`) }))}
      className="w-full [&>*]:px-2"
    />
  )
}

/** How the stop beside a limit order is sent when it fires. */
function StopAs({ form, change }: Pick<FieldsProps, 'form' | 'change'>) {
  const t = useText('trade')
  return (
    <div className="flex items-center justify-between gap-2">
      <span aria-hidden="true" className="text-13 font-medium">
        {t('exit.orStop')}
      </span>
      <Segmented<TicketForm['type']>
        size="sm"
        label={t('exit.orStop')}
        value={form.type}
        onChange={(type) => change({ type })}
        options={[
          { value: 'limit', label: t('type.limit') },
          { value: 'market', label: t('type.market') },
        ]}
        className="[&>*]:px-2"
      />
    </div>
  )
}
