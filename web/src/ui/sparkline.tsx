/** A tiny line of the last values; shape only, the figures stand beside it. */
import { clsx } from 'clsx'

export interface SparklineProps {
  /** oldest first; drawing floats */
  values: readonly number[]
  width?: number
  height?: number
  /** what a screen reader says; decorative when left out */
  label?: string
  tone?: 'auto' | 'accent' | 'gold'
  className?: string
}

export function Sparkline({ values, width = 64, height = 20, label, tone = 'auto', className }: SparklineProps) {
  if (values.length < 2) return <svg width={width} height={height} aria-hidden="true" className={className} />
  const low = Math.min(...values)
  const span = Math.max(...values) - low
  const pad = 2
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * width
    const y = span === 0 ? height / 2 : pad + (1 - (value - low) / span) * (height - 2 * pad)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  const first = values[0] ?? 0
  const last = values.at(-1) ?? 0
  const colour =
    tone === 'accent'
      ? 'text-accent'
      : tone === 'gold'
        ? 'text-gold-text'
        : last > first
          ? 'text-up'
          : last < first
            ? 'text-down'
            : 'text-muted'
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: labelled or hidden by the spread at the end
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className={clsx(colour, className)}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}
