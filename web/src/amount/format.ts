/** Splits a decimal string into the pieces a person reads in their language. Drawing them is ui/amount.tsx's job. */
import { isDecimal, truncateDecimal } from './decimal.ts'

export interface AmountParts {
  negative: boolean
  /** grouped: "1,234,567" */
  whole: string
  /** significant decimals with the point: ".85", "" when none */
  fraction: string
  /** trailing zeros (with the point when there is no other decimal): "0000", ".00" */
  zeros: string
  /** 万, 億, 亿, K, M in compact form */
  suffix: string
  /** digits were left out of this view */
  cut: boolean
}

const groupers = new Map<string, Intl.NumberFormat>()
function grouper(locale: string): Intl.NumberFormat {
  const known = groupers.get(locale)
  if (known) return known
  const made = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  groupers.set(locale, made)
  return made
}

/** @param options.decimals digits after the point to show; undefined shows all that came */
export function amountParts(
  value: string,
  locale: string,
  options: { decimals?: number | undefined; compact?: boolean | undefined },
): AmountParts {
  if (!isDecimal(value)) return { negative: false, whole: '–', fraction: '', zeros: '', suffix: '', cut: false }
  if (options.compact) return compactParts(value, locale)
  const shown = options.decimals === undefined ? value : truncateDecimal(value, options.decimals)
  const negative = value.startsWith('-')
  const [whole = '0', fraction = ''] = shown.replace('-', '').split('.')
  const significant = fraction.replace(/0+$/, '')
  const zeros = fraction.slice(significant.length)
  return {
    negative: negative && /[1-9]/.test(value),
    whole: grouper(locale).format(BigInt(whole)),
    fraction: significant ? `.${significant}` : '',
    zeros: significant || !zeros ? zeros : `.${zeros}`,
    suffix: '',
    cut: (value.split('.')[1] ?? '').replace(/0+$/, '').length > fraction.length,
  }
}

function compactParts(value: string, locale: string): AmountParts {
  const parts = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 4 }).formatToParts(
    Number(value),
  )
  const text = (...types: string[]) =>
    parts
      .filter((part) => types.includes(part.type))
      .map((part) => part.value)
      .join('')
  const fraction = text('fraction')
  return {
    negative: value.startsWith('-') && /[1-9]/.test(value),
    whole: text('integer', 'group'),
    fraction: fraction ? `.${fraction}` : '',
    zeros: '',
    suffix: text('compact'),
    cut: true,
  }
}

/** The number as it stands in a sentence: grouped, without trailing zeros, whole precision kept. */
export function amountText(value: string, locale: string): string {
  const { negative, whole, fraction } = amountParts(value, locale, {})
  return `${negative ? '−' : ''}${whole}${fraction}`
}
