/** A request that books money: never two at once, and the same key until an answer came, so that trying again can't book twice. */
import { useRef, useState } from 'react'
import { ApiProblem, freshKey } from '../api/client.ts'

/** The request may have arrived although no answer came: no network, or a proxy gave up waiting. */
export const mayBeBooked = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 0 || error.status === 502 || error.status === 504)

export interface Booking<Input, Answer> {
  run: (input: Input) => void
  pending: boolean
  /** of the last run; undefined while one is pending */
  error: unknown
  answer: Answer | undefined
  reset: () => void
}

export interface BookingOptions<Input, Answer> {
  send: (input: Input, idempotencyKey: string) => Promise<Answer>
  onDone?: (answer: Answer) => void
}

/** @param options.send called again with the same key only for the same input after a lost answer */
export function useBooking<Input, Answer>({ send, onDone }: BookingOptions<Input, Answer>): Booking<Input, Answer> {
  const [state, setState] = useState<{ pending: boolean; error?: unknown; answer?: Answer }>({ pending: false })
  const busy = useRef(false)
  const lost = useRef<{ input: string; key: string }>(undefined)

  const run = async (input: Input) => {
    if (busy.current) return
    busy.current = true
    setState({ pending: true })
    const text = JSON.stringify(input)
    const key = lost.current?.input === text ? lost.current.key : freshKey()
    try {
      const answer = await send(input, key)
      lost.current = undefined
      setState({ pending: false, answer })
      onDone?.(answer)
    } catch (error) {
      lost.current = mayBeBooked(error) ? { input: text, key } : undefined
      setState({ pending: false, error })
    } finally {
      busy.current = false
    }
  }
  return {
    run: (input) => void run(input),
    pending: state.pending,
    error: state.error,
    answer: state.answer,
    reset: () => setState((now) => (now.pending ? now : { pending: false })),
  }
}
