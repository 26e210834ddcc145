/** Amounts by day (or any row of buckets) as thin bars: legend row for the one pointed at or the highest, table twin, summary for screen readers. */
import { type ReactNode, useState } from 'react'
import { toDrawing } from '../amount/decimal.ts'
import { useText } from '../i18n/index.ts'
import { Amount } from './amount.tsx'
import { Button } from './button.tsx'
import { Table } from './table.tsx'

export interface Bar {
  key: string
  label: ReactNode
  value: string
}

export interface BarChartProps {
  /** spoken name, and heading of the value column */
  label: string
  bucketLabel: string
  bars: readonly Bar[]
  unit: string
  decimals: number
  /** one sentence that says what the bars show */
  summary: string
  tone?: 'accent' | 'gold'
  height?: number
}

export function BarChart({
  label,
  bucketLabel,
  bars,
  unit,
  decimals,
  summary,
  tone = 'accent',
  height = 132,
}: BarChartProps) {
  const t = useText('common')
  const [asTable, setAsTable] = useState(false)
  const [pointed, setPointed] = useState<number>()
  const shown = pointed === undefined ? highestOf(bars) : bars[pointed]
  return (
    <div>
      <div className="mb-2 flex h-7 items-center justify-between gap-3 text-13">
        <span className="num min-w-0 truncate text-muted">
          {shown && !asTable ? (
            <>
              {pointed === undefined ? `${t('chart.highest')} ` : null}
              {shown.label}{' '}
              <Amount value={shown.value} unit={unit} decimals={decimals} className="ml-1 font-medium text-text" />
            </>
          ) : null}
        </span>
        <Button
          size="sm"
          variant="ghost"
          className="-mr-2.5"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t('chart.asChart') : t('chart.asTable')}
        </Button>
      </div>
      <p className="sr-only">{summary}</p>
      {asTable ? (
        <div className="overflow-y-auto" style={{ height: height + 24 }}>
          <Table
            label={label}
            density="compact"
            cards={false}
            rows={[...bars].reverse()}
            rowKey={(bar) => bar.key}
            columns={[
              { key: 'bucket', header: bucketLabel, cell: (bar) => bar.label },
              {
                key: 'value',
                header: label,
                align: 'right',
                cell: (bar) => <Amount value={bar.value} unit={unit} decimals={decimals} />,
              },
            ]}
          />
        </div>
      ) : (
        <Bars bars={bars} tone={tone} height={height} pointed={pointed} onPoint={setPointed} />
      )}
    </div>
  )
}

/** The first of the highest; undefined when all are nothing. */
function highestOf(bars: readonly Bar[]): Bar | undefined {
  const highest = Math.max(...bars.map((bar) => toDrawing(bar.value)), 0)
  return highest > 0 ? bars.find((bar) => toDrawing(bar.value) === highest) : undefined
}

interface BarsProps {
  bars: readonly Bar[]
  tone: 'accent' | 'gold'
  height: number
  pointed: number | undefined
  onPoint: (index: number | undefined) => void
}

function Bars({ bars, tone, height, pointed, onPoint }: BarsProps) {
  const highest = Math.max(...bars.map((bar) => toDrawing(bar.value)), 0)
  const fill = tone === 'gold' ? 'bg-gold' : 'bg-accent'
  return (
    <div aria-hidden="true">
      <div
        className="flex items-end gap-px border-b border-line sm:gap-0.5"
        style={{ height }}
        onPointerLeave={() => onPoint(undefined)}
      >
        {bars.map((bar, index) => (
          <div key={bar.key} className="flex h-full min-w-0 flex-1 items-end" onPointerEnter={() => onPoint(index)}>
            <div
              className={`w-full rounded-t-[2px] transition-opacity ${fill} ${pointed === undefined || pointed === index ? '' : 'opacity-40'}`}
              style={{
                height: highest > 0 ? `${(toDrawing(bar.value) / highest) * 100}%` : 0,
                minHeight: toDrawing(bar.value) > 0 ? 2 : 0,
              }}
            />
          </div>
        ))}
      </div>
      <div className="num flex h-6 items-end justify-between text-12 text-muted">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
    </div>
  )
}
