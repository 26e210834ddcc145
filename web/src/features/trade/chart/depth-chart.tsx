/** The depth chart: what stands in the book on both sides of the middle. Its table twin is the order book beside it. */
import { memo, type PointerEvent, useState } from 'react'
import { amountParts } from '../../../amount/format.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { EmptyState } from '../../../ui/states.tsx'
import { useBook } from '../live.ts'
import type { MarketRules } from '../pair.ts'
import { Panel } from '../panel.tsx'
import { type DepthShape, depthShape, stepPath, totalAt } from './depth.ts'

export const DepthChart = memo(function DepthChart({ rules }: { rules: MarketRules | undefined }) {
  const t = useText('trade')
  const book = useBook()
  const shape = book && depthShape(book)
  return (
    <Panel title={t('depth.title')}>
      {shape && rules ? (
        <Picture shape={shape} decimals={rules.priceDecimals} />
      ) : book ? (
        <EmptyState title={t('depth.empty')} className="my-auto py-4">
          {t('depth.emptyText')}
        </EmptyState>
      ) : null}
    </Panel>
  )
})

function Picture({ shape, decimals }: { shape: DepthShape; decimals: number }) {
  const t = useText('trade')
  const { locale } = useLanguage()
  const [at, setAt] = useState<number>()
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
      <div className="relative min-h-0 flex-1" onPointerMove={move} onPointerLeave={() => setAt(undefined)}>
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
          <div className="absolute inset-y-0 w-px bg-muted/70" style={{ left: `${at * 100}%` }} />
        )}
      </div>
      <div className="num flex h-6 shrink-0 items-center justify-between border-t border-line px-3 text-12 text-muted">
        <span>{shape.low.toFixed(decimals)}</span>
        <span>{shape.middle.toFixed(decimals)}</span>
        <span>{shape.high.toFixed(decimals)}</span>
      </div>
    </div>
  )
}
