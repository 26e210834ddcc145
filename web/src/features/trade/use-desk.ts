/** The ticket's form, and how a row of the book or the first price fills it. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTicker } from '../../api/shared.ts'
import type { Pick } from './book/pick.ts'
import { EMPTY_FORM, isList, type TicketForm } from './ticket/form.ts'

export interface Desk {
  form: TicketForm
  change: (change: Partial<TicketForm>) => void
  /** a click on asks suggests a buy up to there, one on bids a sell; the chosen side stays, only price and amount are filled */
  pick: (pick: Pick) => void
}

export function useDesk(): Desk {
  const [form, setForm] = useState(EMPTY_FORM)
  const change = useCallback((part: Partial<TicketForm>) => setForm((before) => ({ ...before, ...part })), [])
  const pick = useCallback(
    ({ price, quantity, side }: Pick) =>
      setForm((before) => {
        const takes = (before.side === 'buy') === (side === 'sell')
        // A row of the other side is liquidity to take; one of the own side is a price to queue at.
        const filled = takes && Number(quantity) > 0 ? { quantity: plain(quantity) } : {}
        return { ...before, ...(!isList(before) && { type: 'limit' }), price, ...filled }
      }),
    [],
  )
  useFirstPrice(form, change)
  return { form, change, pick }
}

const plain = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value)

/** The last price stands in the empty price field once, when the page opens. */
function useFirstPrice(form: TicketForm, change: Desk['change']): void {
  const ticker = useTicker()
  const done = useRef(false)
  const price = ticker?.last ?? undefined
  useEffect(() => {
    if (done.current || price === undefined) return
    done.current = true
    if (form.price === '') change({ price })
  }, [price, form.price, change])
}
