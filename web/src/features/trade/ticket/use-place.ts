/** Sending an order or a list: pending, then confirmed with its id or refused. When the network fails the same key is kept, so that asking again can't book twice. */
import { useRef, useState } from 'react'
import { freshKey } from '../../../api/client.ts'
import { type Answer, call } from '../../../api/platform.ts'
import { mayBeBooked } from '../../../parts/use-booking.ts'
import type { OrderRequest } from './form.ts'
import type { ListRequest } from './lists.ts'

export type PlacedOrder = Answer<'POST /orders'>

/** One order, or orders that depend on one another. */
export type Sent = { readonly order: OrderRequest } | { readonly list: ListRequest }

export type Placing =
  | { state: 'idle' }
  | { state: 'pending'; sent: Sent }
  | { state: 'done'; answer: PlacedOrder }
  | { state: 'listed'; answer: Answer<'POST /order-lists'> }
  | { state: 'refused'; error: unknown }
  /** the answer was lost: it may be booked or not */
  | { state: 'unknown'; sent: Sent; key: string }

export function usePlaceOrder(onDone: () => void) {
  const [placing, setPlacing] = useState<Placing>({ state: 'idle' })
  const busy = useRef(false)

  const send = async (sent: Sent, key: string) => {
    if (busy.current) return
    busy.current = true
    setPlacing({ state: 'pending', sent })
    try {
      setPlacing(await booked(sent, key))
      onDone()
    } catch (error) {
      setPlacing(mayBeBooked(error) ? { state: 'unknown', sent, key } : { state: 'refused', error })
    } finally {
      busy.current = false
    }
  }
  return {
    placing,
    place: (sent: Sent) => void send(sent, freshKey()),
    askAgain: () => {
      if (placing.state === 'unknown') void send(placing.sent, placing.key)
    },
    forget: () => setPlacing((now) => (now.state === 'pending' || now.state === 'unknown' ? now : { state: 'idle' })),
  }
}

async function booked(sent: Sent, idempotencyKey: string): Promise<Placing> {
  if ('list' in sent)
    return { state: 'listed', answer: await call('POST /order-lists', { body: sent.list, idempotencyKey }) }
  return { state: 'done', answer: await call('POST /orders', { body: sent.order, idempotencyKey }) }
}
