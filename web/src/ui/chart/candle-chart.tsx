/** The K-line as a component: legend row, drawing, table twin and a summary sentence. Load it lazily: it brings the chart library. */
import { clsx } from 'clsx'
import Table2 from 'lucide-react/icons/table-2'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { percentChange } from '../../amount/decimal.ts'
import { amountParts } from '../../amount/format.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Change } from '../amount.tsx'
import { IconButton } from '../button.tsx'
import { Table } from '../table.tsx'
import { DateTime } from '../time.tsx'
import { type Candle, type CandleDrawing, drawCandles } from './draw.ts'
import type { ChartLine } from './lines.ts'
import type { ChartMark } from './marks.ts'

export interface CandleChartProps {
  /** oldest first */
  candles: readonly Candle[]
  marks?: readonly ChartMark[]
  lines?: readonly ChartLine[]
  priceDecimals: number
  /** left end of the legend row: interval choice */
  toolbar?: ReactNode
  onNearStart?: () => void
  className?: string
}

const NO_MARKS: readonly ChartMark[] = []
const NO_LINES: readonly ChartLine[] = []

export function CandleChart({
  candles,
  marks = NO_MARKS,
  lines = NO_LINES,
  priceDecimals,
  toolbar,
  onNearStart,
  className,
}: CandleChartProps) {
  const t = useText('common')
  const { locale } = useLanguage()
  const [asTable, setAsTable] = useState(false)
  const [hovered, setHovered] = useState<number | undefined>()
  const shown = useMemo(
    () => (hovered === undefined ? undefined : candles.find((candle) => candle.time === hovered)) ?? candles.at(-1),
    [candles, hovered],
  )
  return (
    <div className={clsx('@container flex min-h-0 flex-col', className)}>
      <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-1">
        {toolbar}
        <Legend candle={shown} priceDecimals={priceDecimals} />
        <IconButton
          size="sm"
          className="ml-auto"
          label={t('chart.asTable')}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          <Table2 size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <p className="sr-only">{summary(candles, locale, t)}</p>
      {asTable ? (
        <CandleTable candles={candles} />
      ) : (
        <Drawing {...{ candles, marks, lines, priceDecimals, locale }} onHover={setHovered} onNearStart={onNearStart} />
      )}
    </div>
  )
}

interface DrawingProps {
  candles: readonly Candle[]
  marks: readonly ChartMark[]
  lines: readonly ChartLine[]
  priceDecimals: number
  locale: string
  onHover: (time: number | undefined) => void
  onNearStart: (() => void) | undefined
}

function Drawing({ candles, marks, lines, priceDecimals, locale, onHover, onNearStart }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null)
  const drawing = useRef<CandleDrawing>(undefined)
  const nearStart = useRef(onNearStart)
  nearStart.current = onNearStart
  useEffect(() => {
    if (!box.current) return
    const made = drawCandles(box.current, { locale, priceDecimals, onHover, onNearStart: () => nearStart.current?.() })
    drawing.current = made
    const themes = new MutationObserver(() => made.repaint())
    themes.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-market'] })
    return () => {
      themes.disconnect()
      drawing.current = undefined
      made.dispose()
    }
  }, [locale, priceDecimals, onHover])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing (locale, decimals) needs the data again
  useEffect(() => drawing.current?.setCandles(candles), [candles, locale, priceDecimals])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing (locale, decimals) needs the marks again
  useEffect(() => drawing.current?.setMarks(marks), [marks, locale, priceDecimals])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing (locale, decimals) needs the lines again
  useEffect(() => drawing.current?.setLines(lines), [lines, locale, priceDecimals])
  return <div ref={box} className="min-h-32 flex-1" />
}

function Legend({ candle, priceDecimals }: { candle: Candle | undefined; priceDecimals: number }) {
  const t = useText('common')
  const { locale } = useLanguage()
  if (!candle) return null
  const show = (value: string, decimals: number) => {
    const parts = amountParts(value, locale, { decimals })
    return parts.whole + parts.fraction + parts.zeros
  }
  const rose = Number(candle.close) >= Number(candle.open)
  const figures: [string, string][] = [
    [t('chart.open'), show(candle.open, priceDecimals)],
    [t('chart.high'), show(candle.high, priceDecimals)],
    [t('chart.low'), show(candle.low, priceDecimals)],
    [t('chart.close'), show(candle.close, priceDecimals)],
    [t('chart.volume'), show(candle.volume, 1)],
  ]
  return (
    <div className="num order-last flex basis-full flex-wrap items-center gap-x-3 text-12 @min-[860px]:order-none @min-[860px]:basis-auto">
      {figures.map(([label, value]) => (
        <span key={label} className="whitespace-nowrap">
          <span className="mr-1 text-muted">{label}</span>
          <span className={rose ? 'text-up' : 'text-down'}>{value}</span>
        </span>
      ))}
      <Change percent={percentChange(candle.open, candle.close)} />
    </div>
  )
}

function CandleTable({ candles }: { candles: readonly Candle[] }) {
  const t = useText('common')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling table must be reachable by keyboard
    <div className="min-h-32 flex-1 overflow-auto -outline-offset-2" tabIndex={0}>
      <Table
        label={t('chart.tableLabel')}
        density="compact"
        sticky
        cards={false}
        rows={[...candles].reverse()}
        rowKey={(candle) => candle.time}
        columns={[
          { key: 'time', header: t('chart.time'), cell: (candle) => <DateTime at={candle.time} /> },
          { key: 'open', header: t('chart.open'), align: 'right', cell: (candle) => candle.open },
          { key: 'high', header: t('chart.high'), align: 'right', cell: (candle) => candle.high },
          { key: 'low', header: t('chart.low'), align: 'right', cell: (candle) => candle.low },
          { key: 'close', header: t('chart.close'), align: 'right', cell: (candle) => candle.close },
          { key: 'volume', header: t('chart.volume'), align: 'right', cell: (candle) => candle.volume },
        ]}
      />
    </div>
  )
}

function summary(
  candles: readonly Candle[],
  locale: string,
  t: (key: string, values?: Record<string, string | number>) => string,
): string {
  const first = candles[0]
  const last = candles.at(-1)
  if (!first || !last) return t('chart.none')
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  return t('chart.summary', {
    count: candles.length,
    from: time.format(first.time),
    to: time.format(last.time),
    open: first.open,
    close: last.close,
    high: String(Math.max(...candles.map((candle) => Number(candle.high)))),
    low: String(Math.min(...candles.map((candle) => Number(candle.low)))),
    change: percentChange(first.open, last.close) ?? '0',
  })
}
