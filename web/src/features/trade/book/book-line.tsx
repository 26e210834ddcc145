/** One row of the book: a button that fills the ticket. Drawn again only when its own figures change. */
import { clsx } from 'clsx'
import { memo } from 'react'
import { amountParts } from '../../../amount/format.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import type { Pick } from './pick.ts'

export interface BookLineProps {
  side: 'buy' | 'sell'
  /** 0 is the best price; only this row is a tab stop, arrows reach the others */
  index: number
  price: string
  quantity: string
  total: string
  /** depth bar, whole per cents */
  width: number
  own: boolean
  onPick: (pick: Pick) => void
}

export const BookLine = memo(function BookLine(props: BookLineProps) {
  const t = useText('trade')
  const { locale } = useLanguage()
  const { side, index, price, quantity, total, width, own, onPick } = props
  const show = (value: string) => {
    const { whole, fraction, zeros } = amountParts(value, locale, {})
    return whole + fraction + zeros
  }
  const buys = side === 'buy'
  return (
    <button
      type="button"
      data-row
      tabIndex={index === 0 ? 0 : -1}
      onClick={() => onPick({ price, quantity: total, side })}
      className="num relative grid h-5 shrink-0 grid-cols-[1fr_1fr_1.1fr] items-center px-3 text-right text-12 -outline-offset-2 hover:bg-hover"
    >
      <span
        aria-hidden="true"
        data-bar
        className={clsx('absolute inset-y-px right-0', buys ? 'bg-up/14' : 'bg-down/14')}
        style={{ width: `${width}%` }}
      />
      <span className={clsx('relative text-left', buys ? 'text-up' : 'text-down')}>
        {own ? (
          <span
            role="img"
            aria-label={t('book.own')}
            title={t('book.own')}
            className="absolute top-1/2 -left-2 size-1.5 -translate-y-1/2 rounded-full bg-accent"
          />
        ) : null}
        {show(price)}
      </span>
      <span className="relative">{show(quantity)}</span>
      <span className="relative text-muted">{show(total)}</span>
    </button>
  )
})
