/** What becomes of an order that would trade with an own one: one line, with the exchange's names for it. */
import { useText } from '../../../i18n/index.ts'
import { Select } from '../../../ui/select.tsx'
import type { FieldsProps } from './fields.tsx'
import { SELF_TRADES, type SelfTrade } from './form.ts'

export function SelfTradeChoice({ form, change }: Pick<FieldsProps, 'form' | 'change'>) {
  const t = useText('trade')
  return (
    <div className="flex items-center justify-between gap-3">
      <span aria-hidden="true" className="text-12 whitespace-nowrap text-muted">
        {t('selfTrade.label')}
      </span>
      <Select<SelfTrade>
        size="sm"
        label={t('selfTrade.label')}
        value={form.selfTrade}
        onChange={(selfTrade) => change({ selfTrade })}
        options={SELF_TRADES.map((value) => ({
          value,
          label: t(`selfTrade.${value}`),
          note: <code className="text-12">{value.toUpperCase()}</code>,
        }))}
      />
    </div>
  )
}
