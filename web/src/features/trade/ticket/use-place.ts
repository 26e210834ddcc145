/** Sending an order: pending, then confirmed with its id or refused. When the network fails the same key is kept, so that asking again can't book twice. */
import { useRef, useState } from 'react'
import { freshKey } from '../../../api/client.ts'
import { type Answer, call } from '../../../api/platform.ts'
import { mayBeBooked } from '../../../parts/use-booking.ts'
import type { OrderRequest } from './form.ts'

export type PlacedOrder = Answer<'POST /orders'>

export type Placing =
  | { state: 'idle' }
  | { state: 'pending'; order: OrderRequest }
  | { state: 'done'; answer: PlacedOrder }
  | { state: 'refused'; error: unknown }
  /** the answer was lost: the order may be booked or not */
  | { state: 'unknown'; order: OrderRequest; key: string }

export function usePlaceOrder(onDone: (answer: PlacedOrder) => void) {
  const [placing, setPlacing] = useState<Placing>({ state: 'idle' })
  const busy = useRef(false)

  const send = async (order: OrderRequest, key: string) => {
    if (busy.current) return
    busy.current = true
    setPlacing({ state: 'pending', order })
    try {
      const answer = await call('POST /orders', { body: order, idempotencyKey: key })
      setPlacing({ state: 'done', answer })
      onDone(answer)
    } catch (error) {
      setPlacing(mayBeBooked(error) ? { state: 'unknown', order, key } : { state: 'refused', error })
    } finally {
      busy.current = false
    }
  }
  return {
    placing,
    place: (order: OrderRequest) => void send(order, freshKey()),
    askAgain: () => {
      if (placing.state === 'unknown') void send(placing.order, placing.key)
    },
    forget: () => setPlacing((now) => (now.state === 'pending' || now.state === 'unknown' ? now : { state: 'idle' })),
  }
}
