/** The depth chart: what stands in the book on both sides of the middle. Its table twin is the order book beside it. */
import { memo, type PointerEvent, useState } from 'react'
import { amountParts } from '../../../amount/format.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { EmptyState } from '../../../ui/states.tsx'
import type { Pick } from '../book/pick.ts'
import { useBook } from '../live.ts'
import type { MarketRules } from '../pair.ts'
import { Panel } from '../panel.tsx'
import { type DepthShape, depthShape, stepPath, totalAt } from './depth.ts'

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

function Picture({
  shape,
  rules,
  onPick,
}: {
  shape: DepthShape
  rules: MarketRules
  onPick: DepthChartProps['onPick']
}) {
  const t = useText('trade')
  const { locale } = useLanguage()
  const [at, setAt] = useState<number>()
  const decimals = rules.priceDecimals
  const whole = (lco: number) => amountParts(Math.floor(lco).toString(), locale, {}).whole
  const bids = shape.bids.at(-1)?.total ?? 0
  const asks = shape.asks.at(-1)?.total ?? 0
  const move = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    setAt((event.clientX - box.left) / box.width)
  }
  const price = at === undefined ? undefined : shape.low + at * (shape.high - shape.low)
  const pointed =
    price === undefined
      ? undefined
      : price < shape.middle
        ? totalAt(shape.bids, (each) => each >= price)
        : totalAt(shape.asks, (each) => each <= price)
  const pick = () => {
    if (price === undefined || pointed === undefined) return
    const side = price < shape.middle ? 'buy' : 'sell'
    onPick({ price: price.toFixed(decimals), quantity: pointed.toFixed(rules.quantityDecimals), side })
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="num flex h-6 shrink-0 items-center justify-between px-3 text-12">
        {price === undefined || pointed === undefined ? (
          <>
            <span className="text-up">{t('depth.bids', { lco: whole(bids) })}</span>
            <span className="text-down">{t('depth.asks', { lco: whole(asks) })}</span>
          </>
        ) : (
          <>
            <span className="text-muted">{price.toFixed(decimals)} CR</span>
            <span>{t('depth.upTo', { lco: whole(pointed) })}</span>
          </>
        )}
      </div>
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
        <svg
          viewBox="0 0 1000 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={t('depth.summary', { bids: whole(bids), asks: whole(asks) })}
          className="absolute inset-0 size-full"
        >
          <title>{t('depth.title')}</title>
          <path
            d={stepPath(shape.bids, shape, shape.low)}
            className="fill-up/14 stroke-up"
            strokeWidth="1.25"
            vectorEffect="non-scaling-stroke"
          />
          <path
            d={stepPath(shape.asks, shape, shape.high)}
            className="fill-down/14 stroke-down"
            strokeWidth="1.25"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
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
