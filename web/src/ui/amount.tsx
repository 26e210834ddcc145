/** A number of the ledger as a person reads it: grouped, trailing zeros dimmed, unit small and muted, never rounded up. */
import { clsx } from 'clsx'
import { useEffect, useRef } from 'react'
import { compareDecimal, isDecimal, isNegative, isZero } from '../amount/decimal.ts'
import { amountParts } from '../amount/format.ts'
import { significantDecimals } from '../amount/significant.ts'
import { useLanguage } from '../i18n/index.ts'

export interface AmountProps {
  /** decimal string as the API sends it; undefined shows a dash */
  value: string | undefined
  unit?: string | undefined
  /** digits after the point to show, cut towards zero; the whole number is in the title. 'auto': enough for small amounts */
  decimals?: number | 'auto' | undefined
  /** 1.23万, 1.2億, 12.3K */
  compact?: boolean
  /** "+" before gains */
  sign?: boolean
  /** ▲▼ before the number */
  arrow?: boolean
  /** colours by sign; the sign or arrow is shown with it */
  tone?: 'auto' | 'up' | 'down' | 'none'
  /** tints once for 400 ms when the value changes */
  flash?: boolean
  className?: string
}

export function Amount(props: AmountProps) {
  const { value, unit, compact, arrow, tone = 'none', className } = props
  const { locale } = useLanguage()
  const flashRef = useFlash(props.flash ? value : undefined)
  if (value === undefined || !isDecimal(value)) return <span className={clsx('num text-dim', className)}>–</span>
  const decimals = props.decimals === 'auto' ? significantDecimals(value) : props.decimals
  const parts = amountParts(value, locale, { decimals, compact })
  const direction = isZero(value) ? 'none' : isNegative(value) ? 'down' : 'up'
  const colour = tone === 'auto' ? direction : tone
  const signed = props.sign || (tone === 'auto' && !arrow)
  return (
    <span
      ref={flashRef}
      className={clsx(
        'num whitespace-nowrap',
        colour === 'up' && 'text-up',
        colour === 'down' && 'text-down',
        className,
      )}
      title={parts.cut ? `${value}${unit ? ` ${unit}` : ''}` : undefined}
    >
      {arrow && direction !== 'none' ? (
        <span className="mr-0.5 text-[0.8em]">{direction === 'up' ? '▲' : '▼'}</span>
      ) : null}
      {parts.negative ? '−' : signed && direction === 'up' ? '+' : ''}
      {parts.whole}
      {parts.fraction}
      {parts.zeros ? <span className={colour === 'none' ? 'text-dim' : undefined}>{parts.zeros}</span> : null}
      {parts.suffix}
      {unit ? (
        <span className={clsx('ml-1 text-[0.8em] font-normal', colour === 'none' && 'text-muted')}>{unit}</span>
      ) : null}
    </span>
  )
}

const FLASH_MS = 400
/** web.md: at most three tints a second. */
const FLASH_PAUSE_MS = 334

function useFlash(value: string | undefined) {
  const ref = useRef<HTMLSpanElement>(null)
  const before = useRef(value)
  const last = useRef(0)
  useEffect(() => {
    const old = before.current
    before.current = value
    if (old === undefined || value === undefined || old === value || !isDecimal(old) || !isDecimal(value)) return
    const now = performance.now()
    if (now - last.current < FLASH_PAUSE_MS || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    last.current = now
    const colour = compareDecimal(value, old) > 0 ? 'var(--up)' : 'var(--down)'
    ref.current?.animate(
      [{ backgroundColor: `color-mix(in oklch, ${colour} 15%, transparent)` }, { backgroundColor: 'transparent' }],
      {
        duration: FLASH_MS,
        easing: 'ease-out',
      },
    )
  }, [value])
  return ref
}

/** A per cent text such as "-1.25" with sign, arrow and colour. */
export function Change({ percent, className }: { percent: string | undefined; className?: string }) {
  if (percent === undefined) return <span className={clsx('num text-dim', className)}>–</span>
  const tone = isZero(percent) ? 'none' : isNegative(percent) ? 'down' : 'up'
  return (
    <span
      className={clsx(
        'num whitespace-nowrap',
        tone === 'up' && 'text-up',
        tone === 'down' && 'text-down',
        tone === 'none' && 'text-muted',
        className,
      )}
    >
      {tone === 'none' ? '' : tone === 'up' ? '+' : '−'}
      {percent.replace('-', '')}%
    </span>
  )
}
