/** The depth chart: what stands in the book on both sides of the middle. Its table twin is the order book beside it. */
import { memo, type PointerEvent, useState } from 'react'
import { amountParts } from '../../../amount/format.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { EmptyState } from '../../../ui/states.tsx'
import type { Pick } from '../book/pick.ts'
import { useBook } from '../live.ts'
import type { MarketRules } from '../pair.ts'
import { Panel } from '../panel.tsx'
import { type DepthPoint, type DepthShape, depthShape, type PointedDepth, pointedAt, stepPath } from './depth.ts'

export interface DepthChartProps {
  rules: MarketRules | undefined
  /** a place in the picture was chosen: its price, and what stands up to there */
  onPick: (pick: Pick) => void
}

export const DepthChart = memo(function DepthChart({ rules, onPick }: DepthChartProps) {
  const t = useText('trade')
  const book = useBook()
  const shape = book && depthShape(book)
  return (
    <Panel title={t('depth.title')}>
      {shape && rules ? (
        <Picture {...{ shape, rules, onPick }} />
      ) : book ? (
        <EmptyState title={t('depth.empty')} className="my-auto py-4">
          {t('depth.emptyText')}
        </EmptyState>
      ) : null}
    </Panel>
  )
})

interface PictureProps extends Omit<DepthChartProps, 'rules'> {
  shape: DepthShape
  rules: MarketRules
}

function Picture({ shape, rules, onPick }: PictureProps) {
  const t = useText('trade')
  const [at, setAt] = useState<number>()
  const decimals = rules.priceDecimals
  const pointed = at === undefined ? undefined : pointedAt(shape, at)
  const move = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    setAt((event.clientX - box.left) / box.width)
  }
  const pick = () => {
    if (pointed === undefined) return
    const { price, total, side } = pointed
    onPick({ price: price.toFixed(decimals), quantity: total.toFixed(rules.quantityDecimals), side })
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Figures {...{ shape, pointed, decimals }} />
      {/* By keyboard the rows of the book do the same. */}
      <button
        type="button"
        tabIndex={-1}
        title={t('depth.pick')}
        className="relative block min-h-0 flex-1 cursor-crosshair"
        onPointerDown={move}
        onPointerMove={move}
        onPointerLeave={() => setAt(undefined)}
        onClick={pick}
      >
        <Steps shape={shape} />
        {at === undefined ? null : (
          <span className="absolute inset-y-0 w-px bg-muted/70" style={{ left: `${at * 100}%` }} />
        )}
      </button>
      <div className="num flex h-6 shrink-0 items-center justify-between border-t border-line px-3 text-12 text-muted">
        <span>{shape.low.toFixed(decimals)}</span>
        <span>{shape.middle.toFixed(decimals)}</span>
        <span>{shape.high.toFixed(decimals)}</span>
      </div>
    </div>
  )
}

function useWhole(): (lco: number) => string {
  const { locale } = useLanguage()
  return (lco) => amountParts(Math.floor(lco).toString(), locale, {}).whole
}

interface FiguresProps {
  shape: DepthShape
  pointed: PointedDepth | undefined
  decimals: number
}

/** What stands up to the place pointed at; on both sides while none is. */
function Figures({ shape, pointed, decimals }: FiguresProps) {
  const t = useText('trade')
  const whole = useWhole()
  return (
    <div className="num flex h-6 shrink-0 items-center justify-between px-3 text-12">
      {pointed === undefined ? (
        <>
          <span className="text-up">{t('depth.bids', { lco: whole(allOf(shape.bids)) })}</span>
          <span className="text-down">{t('depth.asks', { lco: whole(allOf(shape.asks)) })}</span>
        </>
      ) : (
        <>
          <span className="text-muted">{pointed.price.toFixed(decimals)} CR</span>
          <span>{t('depth.upTo', { lco: whole(pointed.total) })}</span>
        </>
      )}
    </div>
  )
}

const allOf = (points: readonly DepthPoint[]): number => points.at(-1)?.total ?? 0
const STROKE = { strokeWidth: '1.25', vectorEffect: 'non-scaling-stroke' } as const

function Steps({ shape }: { shape: DepthShape }) {
  const t = useText('trade')
  const whole = useWhole()
  const { bids, asks, low, high } = shape
  return (
    <svg
      viewBox="0 0 1000 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={t('depth.summary', { bids: whole(allOf(bids)), asks: whole(allOf(asks)) })}
      className="absolute inset-0 size-full"
    >
      <title>{t('depth.title')}</title>
      <path d={stepPath(bids, shape, low)} className="fill-up/14 stroke-up" {...STROKE} />
      <path d={stepPath(asks, shape, high)} className="fill-down/14 stroke-down" {...STROKE} />
    </svg>
  )
}
