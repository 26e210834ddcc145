/** Lines on the chart: own orders that stand or wait, and while one that waits is typed, where it would fire. */
import { useMemo } from 'react'
import { useTicker } from '../../../api/shared.ts'
import { useText } from '../../../i18n/index.ts'
import type { ChartLine } from '../../../ui/chart/lines.ts'
import { type Order, useOwnOrders } from '../live.ts'
import type { Pair } from '../pair.ts'
import { enters, hasLimit, type TicketForm, typedNumber } from '../ticket/form.ts'
import { exitKinds } from '../ticket/lists.ts'
import { firingPrice } from '../ticket/plan.ts'

/** More would hide the candles. */
const MOST_OWN = 20

interface LineWords {
  readonly trigger: string
  readonly order: string
}

function ownLines(orders: readonly Order[], words: LineWords): ChartLine[] {
  return orders.slice(0, MOST_OWN).flatMap((order) => {
    const waiting = order.status === 'pending' && order.trigger !== null
    const price = waiting ? order.trigger?.price : order.price
    if (price === null || price === undefined) return []
    const title = waiting ? words.trigger : words.order
    const tone = order.side === 'buy' ? 'up' : 'down'
    return [{ key: String(order.orderId), price: Number(price), title, tone, dashed: waiting, seen: false }]
  })
}

/** Where the order in the ticket would fire, and its limit; none for one that is sent at once. */
function typedLines(form: TicketForm, fires: string | undefined, words: LineWords): ChartLine[] {
  if (form.plan === 'now') return []
  const line = (key: string, price: string | undefined, title: string): ChartLine[] =>
    price === undefined ? [] : [{ key, price: Number(price), title, tone: 'accent', dashed: true, seen: true }]
  const exits = enters(form) ? exitKinds(form) : undefined
  return [
    ...line('trigger', exits?.stop === null ? undefined : fires, words.trigger),
    ...line('limit', hasLimit(form) ? typedNumber(form.price) : undefined, words.order),
    ...line('exit', exits?.limit ? typedNumber(form.exitPrice) : undefined, words.order),
  ]
}

export function useLines(form: TicketForm, pair: Pair | undefined): readonly ChartLine[] {
  const t = useText('trade')
  const { open } = useOwnOrders()
  const last = useTicker()?.last ?? null
  const fires = pair ? firingPrice(form, last, pair)?.price : undefined
  return useMemo(() => {
    const words = { trigger: t('chart.trigger'), order: t('chart.order') }
    return [...ownLines(open ?? [], words), ...typedLines(form, fires, words)]
  }, [t, open, form, fires])
}
