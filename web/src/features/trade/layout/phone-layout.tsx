/** The phone: market, tabs for chart, book, trades and depth, own orders under them, and the ticket in a sheet from the bottom. */
import { clsx } from 'clsx'
import { useCallback, useState } from 'react'
import { useConnection } from '../../../api/live.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Sheet } from '../../../ui/dialog.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { BookPanel } from '../book/book-panel.tsx'
import type { Pick } from '../book/pick.ts'
import { DepthChart } from '../chart/depth-chart.tsx'
import { PriceChart } from '../chart/price-chart.tsx'
import { MarketHeader } from '../market-header.tsx'
import { OrderTabs } from '../orders/order-tabs.tsx'
import { Tape } from '../tape.tsx'
import type { Side, TicketForm } from '../ticket/form.ts'
import { Ticket } from '../ticket/ticket.tsx'
import type { LayoutProps } from './desk-layout.tsx'

export function PhoneLayout({ desk, rules }: LayoutProps) {
  const t = useText('trade')
  const [open, setOpen] = useState(false)
  const strip = useConnection()
  const { change, pick: fill } = desk
  const start = (side: Side) => {
    change({ side })
    setOpen(true)
  }
  const pick = useCallback(
    (row: Pick) => {
      fill(row)
      setOpen(true)
    },
    [fill],
  )
  return (
    <div className="@container flex flex-col bg-panel pb-16">
      <MarketHeader />
      <Views rules={rules} form={desk.form} onPick={pick} />
      <div className="border-t border-line">
        <OrderTabs />
      </div>
      <div
        className={clsx(
          'fixed inset-x-0 z-10 grid grid-cols-2 gap-2 border-t border-line bg-panel p-2',
          strip === 'open' || strip === 'connecting' ? 'bottom-14' : 'bottom-20',
        )}
      >
        <Button size="lg" variant="up" onClick={() => start('buy')}>
          {t('side.buy')}
        </Button>
        <Button size="lg" variant="down" onClick={() => start('sell')}>
          {t('side.sell')}
        </Button>
      </div>
      <Sheet open={open} onOpenChange={setOpen} title={t('ticket.title')}>
        <div className="-mx-5">
          <Ticket form={desk.form} change={desk.change} rules={rules} />
        </div>
      </Sheet>
    </div>
  )
}

/** Chart, book, trades, depth: one at a time. */
interface ViewsProps {
  rules: LayoutProps['rules']
  form: TicketForm
  onPick: (row: Pick) => void
}

function Views({ rules, form, onPick }: ViewsProps) {
  const t = useText('trade')
  const [view, setView] = useState('chart')
  return (
    <Tabs
      dense
      value={view}
      onChange={setView}
      className="border-t border-line"
      items={[
        {
          value: 'chart',
          label: t('phone.chart'),
          content: (
            <div className="h-110">
              <PriceChart rules={rules} form={form} />
            </div>
          ),
        },
        {
          value: 'book',
          label: t('phone.book'),
          content: (
            <div className="h-130">
              <BookPanel rules={rules} onPick={onPick} />
            </div>
          ),
        },
        {
          value: 'tape',
          label: t('phone.tape'),
          content: (
            <div className="h-90">
              <Tape />
            </div>
          ),
        },
        {
          value: 'depth',
          label: t('phone.depth'),
          content: (
            <div className="h-72">
              <DepthChart rules={rules} onPick={onPick} />
            </div>
          ),
        },
      ]}
    />
  )
}
