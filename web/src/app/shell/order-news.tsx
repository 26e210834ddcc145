/** Tells people on any page that an order of theirs, waiting in the book, has traded: a toast, and a count in the tab's title. Draws nothing. */
import { useEffect, useRef } from 'react'
import { isZero } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { ordersChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { addUnseen } from '../../ui/title.ts'
import { told } from '../../ui/toast.ts'
import { fillsBetween, joined, type OrderFill, priceOf, type SeenOrders, seenOrders, sumsOf } from './order-fills.ts'

/** What trades within this time is told at once. */
const TOGETHER_MS = 700

export function OrderNews() {
  const view = useChannel(ordersChannel)
  const orders = view.status === 'live' ? view.data : undefined
  const tell = useTell()
  const latest = useRef(tell)
  latest.current = tell
  const seen = useRef<SeenOrders>(undefined)
  const waiting = useRef<OrderFill[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (!orders) return
    if (seen.current) waiting.current.push(...fillsBetween(seen.current, orders))
    seen.current = seenOrders(orders)
    if (waiting.current.length === 0 || timer.current !== undefined) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      const fills = joined(waiting.current)
      waiting.current = []
      addUnseen(fills.length)
      latest.current(fills)
    }, TOGETHER_MS)
  }, [orders])
  useEffect(() => () => clearTimeout(timer.current), [])
  return null
}

function useTell(): (fills: readonly OrderFill[]) => void {
  const t = useText('common')
  const { locale } = useLanguage()
  const text = (value: string) => amountText(value, locale)
  const one = (fill: OrderFill) => {
    const values = { id: fill.orderId, quantity: text(fill.quantity), price: text(priceOf(fill)) }
    const what = t(`orderNews.${fill.side}`, values)
    const rest = fill.rest === undefined ? '' : t('orderNews.rest', { rest: text(fill.rest) })
    const title = fill.complete ? t('orderNews.filled', values) : t('orderNews.partly', values)
    told.done(title, [what, rest].filter(Boolean).join(' '))
  }
  return (fills) => {
    const [first] = fills
    if (first && fills.length === 1) return one(first)
    const { complete, partial, bought, sold } = sumsOf(fills)
    const parts = [
      t('orderNews.counts', { complete, partial }),
      ...(isZero(bought) ? [] : [t('orderNews.bought', { quantity: text(bought) })]),
      ...(isZero(sold) ? [] : [t('orderNews.sold', { quantity: text(sold) })]),
    ]
    told.done(t('orderNews.many', { count: fills.length }), parts.join(' '))
  }
}
