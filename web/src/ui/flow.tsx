/** One picture of the money: revenue → profit → 20 % → buyback → burned | war pool. Bands where there is room, bars on phones. */
import { useLayoutEffect, useRef, useState } from 'react'
import { useText } from '../i18n/index.ts'
import { FlowBands } from './flow/bands.tsx'
import { type FlowAmounts, LEAST_WIDTH } from './flow/layout.ts'
import { FlowList } from './flow/list.tsx'
import type { Stage } from './flow/stages.ts'

export type { FlowAmounts } from './flow/layout.ts'

export interface FlowDiagramProps {
  amounts: FlowAmounts
  /** e.g. "Week of 3 March" */
  caption: string
}

export function FlowDiagram({ amounts, caption }: FlowDiagramProps) {
  const t = useText('common')
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (!place.current) return
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    watch.observe(place.current)
    setWidth(place.current.clientWidth)
    return () => watch.disconnect()
  }, [])
  const stages: Stage[] = [
    { key: 'revenue', label: t('flow.revenue'), value: amounts.revenue, unit: 'CR' },
    { key: 'profit', label: t('flow.profit'), value: amounts.profit, unit: 'CR' },
    { key: 'fund', label: t('flow.fund'), value: amounts.fundIn, unit: 'CR' },
    { key: 'bought', label: t('flow.bought'), value: amounts.bought, unit: 'LCO' },
    { key: 'burned', label: t('flow.burned'), value: amounts.burned, unit: 'LCO' },
    { key: 'war', label: t('flow.war'), value: amounts.warPool, unit: 'LCO' },
  ]
  const sentence = t('flow.summary', {
    revenue: amounts.revenue,
    profit: amounts.profit,
    fund: amounts.fundIn,
    bought: amounts.bought,
    burned: amounts.burned,
    war: amounts.warPool,
  })
  return (
    <figure>
      <figcaption className="sr-only">
        {caption}. {sentence}
      </figcaption>
      <div ref={place} aria-hidden="true">
        {width === 0 ? null : width < LEAST_WIDTH ? (
          <FlowList stages={stages} amounts={amounts} />
        ) : (
          <FlowBands stages={stages} amounts={amounts} width={width} />
        )}
      </div>
    </figure>
  )
}
