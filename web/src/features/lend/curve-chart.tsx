/** The curve of a pool's rates with the place where it is now, and the same as a table. */
import { useState } from 'react'
import type { LendingPool } from '../../../../src/contract/lending.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { Table } from '../../ui/table.tsx'
import { corners, type Rates, ratesAt } from './curve.ts'
import { ppmText, shareText } from './percent.ts'

export function CurveChart({ pool }: { pool: LendingPool }) {
  const t = useText('lend')
  const common = useText('common')
  const [asTable, setAsTable] = useState(false)
  const now = ratesAt(pool.utilisationPpm / 1_000_000, pool.curve)
  const summary = t('curve.summary', {
    used: ppmText(pool.utilisationPpm),
    borrow: ppmText(pool.borrowRatePpm),
    supply: ppmText(pool.supplyRatePpm),
    kink: shareText(pool.curve.kinkBps / 10_000),
    limit: shareText(pool.curve.limitBps / 10_000),
  })
  return (
    <div className="flex flex-col gap-2">
      <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-4 gap-y-1 text-12">
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <Key className="bg-accent">{t('pools.borrow')}</Key>
          <Key className="bg-ok">{t('pools.supply')}</Key>
        </span>
        <Button size="sm" variant="ghost" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? common('chart.asChart') : common('chart.asTable')}
        </Button>
      </div>
      {asTable ? <Points pool={pool} now={now} /> : <Picture curve={pool.curve} now={now} summary={summary} />}
      <p className="text-12 text-muted">{summary}</p>
    </div>
  )
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden="true" className={`h-0.5 w-4 ${className}`} />
      {children}
    </span>
  )
}

/** Steps of the line: enough for the bend of what lenders earn. */
const STEPS = 50
const [WIDE, HIGH] = [1000, 240]

function Picture({ curve, now, summary }: { curve: LendingPool['curve']; now: Rates; summary: string }) {
  const t = useText('lend')
  const top = ratesAt(1, curve).borrow || 1
  const x = (utilisation: number) => utilisation * WIDE
  const y = (rate: number) => HIGH - (rate / top) * (HIGH - 12)
  const line = (rate: (rates: Rates) => number) =>
    Array.from({ length: STEPS + 1 }, (_, step) => ratesAt(step / STEPS, curve))
      .map((rates, step) => `${step === 0 ? 'M' : 'L'}${x(rates.utilisation).toFixed(1)} ${y(rate(rates)).toFixed(1)}`)
      .join('')
  const at = (utilisation: number) => ({ left: `${utilisation * 100}%` })
  return (
    <div>
      <div className="relative h-48 border-b border-line">
        <svg
          viewBox={`0 0 ${WIDE} ${HIGH}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={summary}
          className="absolute inset-0 size-full"
        >
          <title>{summary}</title>
          <path d={line(({ borrow }) => borrow)} className="fill-none stroke-accent" {...STROKE} />
          <path d={line(({ supply }) => supply)} className="fill-none stroke-ok" {...STROKE} />
        </svg>
        <span className="absolute inset-y-0 w-px bg-line-strong" style={at(curve.kinkBps / 10_000)} />
        <span className="absolute inset-y-0 w-px bg-warn-fill" style={at(curve.limitBps / 10_000)} />
        <span
          className="absolute size-2.5 -translate-1/2 rounded-full border-2 border-panel bg-accent"
          style={{ ...at(now.utilisation), top: `${(y(now.borrow) / HIGH) * 100}%` }}
        />
        <span
          className="absolute size-2.5 -translate-1/2 rounded-full border-2 border-panel bg-ok"
          style={{ ...at(now.utilisation), top: `${(y(now.supply) / HIGH) * 100}%` }}
        />
        <span className="num absolute top-0 left-0 text-12 text-muted">{shareText(top)}</span>
      </div>
      <div className="num flex h-6 items-end justify-between text-12 text-muted">
        <span>0 %</span>
        <span>{t('pools.used')}</span>
        <span>100 %</span>
      </div>
    </div>
  )
}

const STROKE = { strokeWidth: 1.75, vectorEffect: 'non-scaling-stroke' } as const

function Points({ pool: { curve }, now }: { pool: LendingPool; now: Rates }) {
  const t = useText('lend')
  const rows = [...new Set([...corners(curve), now.utilisation])].sort((a, b) => a - b).map((u) => ratesAt(u, curve))
  return (
    <Table
      label={t('curve.table')}
      density="compact"
      cards={false}
      rows={rows}
      rowKey={({ utilisation }) => utilisation}
      highlight={({ utilisation }) => utilisation === now.utilisation}
      columns={[
        { key: 'used', header: t('pools.used'), cell: ({ utilisation }) => shareText(utilisation) },
        { key: 'borrow', header: t('pools.borrow'), align: 'right', cell: ({ borrow }) => shareText(borrow) },
        { key: 'supply', header: t('pools.supply'), align: 'right', cell: ({ supply }) => shareText(supply) },
      ]}
    />
  )
}
