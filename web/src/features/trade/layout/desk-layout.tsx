/** Panes side by side: chart with tape and depth under it, book, ticket, orders at the foot. Narrower windows stack and scroll. */
import type { CSSProperties } from 'react'
import { useText } from '../../../i18n/index.ts'
import { BookPanel } from '../book/book-panel.tsx'
import { DepthChart } from '../chart/depth-chart.tsx'
import { PriceChart } from '../chart/price-chart.tsx'
import { MarketHeader } from '../market-header.tsx'
import { OrderTabs } from '../orders/order-tabs.tsx'
import type { MarketRules } from '../pair.ts'
import { Tape } from '../tape.tsx'
import { Ticket } from '../ticket/ticket.tsx'
import type { Desk } from '../use-desk.ts'
import { PaneEdge } from './pane-edge.tsx'
import { usePaneSizes } from './sizes.ts'

const PANE = 'relative min-h-0 min-w-0 bg-panel'
/** Stacked: chart and book beside the ticket, in one tablet's window; then tape beside depth, then orders. The book has what the ticket leaves. */
const STACKED =
  "grid-cols-[minmax(0,1fr)_clamp(264px,39%,340px)] grid-rows-[auto_320px_minmax(340px,auto)] [grid-template-areas:'head_head'_'chart_ticket'_'book_ticket'_'tape_depth'_'orders_orders'] auto-rows-auto"
/** In low windows tape and orders give way to the chart. */
const WIDE =
  "@min-[1000px]:h-full @min-[1000px]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_var(--book)_var(--ticket)] @min-[1000px]:grid-rows-[auto_minmax(0,1fr)_min(var(--tape),18%)_min(var(--orders),30%)] @min-[1000px]:[grid-template-areas:'head_head_head_ticket'_'chart_chart_book_ticket'_'tape_depth_book_ticket'_'orders_orders_orders_ticket']"

export interface LayoutProps {
  desk: Desk
  rules: MarketRules | undefined
}

export function DeskLayout({ desk, rules }: LayoutProps) {
  const t = useText('trade')
  const sizes = usePaneSizes()
  const style = {
    '--book': `${sizes.book}px`,
    '--ticket': `${sizes.ticket}px`,
    '--tape': `${sizes.tape}px`,
    '--orders': `${sizes.orders}px`,
  } as CSSProperties
  return (
    <div className="@container h-full overflow-y-auto @min-[1000px]:overflow-hidden" style={style}>
      <div className={`grid gap-px bg-line ${STACKED} ${WIDE}`}>
        <div className={`${PANE} [grid-area:head]`}>
          <MarketHeader />
        </div>
        <div className={`${PANE} [grid-area:chart]`}>
          <PriceChart rules={rules} form={desk.form} />
        </div>
        <div className={`${PANE} h-64 [grid-area:tape] @min-[1000px]:h-auto`}>
          <PaneEdge pane="tape" edge="top" label={t('layout.tape')} />
          <Tape />
        </div>
        <div className={`${PANE} h-64 [grid-area:depth] @min-[1000px]:h-auto`}>
          <PaneEdge pane="tape" edge="top" label={t('layout.depth')} />
          <DepthChart rules={rules} onPick={desk.pick} />
        </div>
        <div className={`${PANE} [grid-area:book]`}>
          <PaneEdge pane="book" edge="left" label={t('layout.book')} />
          {/* Beside a long ticket the middle of the book stays in the window. */}
          <div className="h-full max-h-110 @min-[1000px]:max-h-none">
            <BookPanel rules={rules} onPick={desk.pick} />
          </div>
        </div>
        <div className={`${PANE} [grid-area:ticket]`}>
          <PaneEdge pane="ticket" edge="left" label={t('layout.ticket')} />
          <div className="h-full overflow-y-auto">
            <Ticket form={desk.form} change={desk.change} rules={rules} />
          </div>
        </div>
        <div className={`${PANE} h-80 [grid-area:orders] @min-[1000px]:h-auto`}>
          <PaneEdge pane="orders" edge="top" label={t('layout.orders')} />
          <OrderTabs />
        </div>
      </div>
    </div>
  )
}
