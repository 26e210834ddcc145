/** A broken rule as a sentence with its numbers, in the reader's language. */
import { isDecimal } from '../../../amount/decimal.ts'
import { amountText } from '../../../amount/format.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import type { BrokenRule } from './check.ts'

export function useRuleText(): (broken: BrokenRule) => string {
  const t = useText('trade')
  const { locale } = useLanguage()
  return ({ rule, values }) => {
    const shown = Object.entries(values).map(([name, value]) => [
      name,
      isDecimal(value) ? amountText(value, locale) : value,
    ])
    return t(`rule.${rule}`, Object.fromEntries(shown))
  }
}
