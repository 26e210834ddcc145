/** Cells that the lists of orders and fills share: side, type, price, filled part. */
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import type { Order } from '../live.ts'

/** A column's name with the unit of all its figures, so that the figures stand alone and line up. */
export function Unit({ name, unit }: { name: string; unit: 'CR' | 'LCO' }) {
  return (
    <>
      {name} <span className="font-normal">{unit}</span>
    </>
  )
}

export function SideCell({ side }: { side: 'buy' | 'sell' }) {
  const t = useText('trade')
  return side === 'buy' ? (
    <span className="font-medium whitespace-nowrap text-up">▲ {t('side.buy')}</span>
  ) : (
    <span className="font-medium whitespace-nowrap text-down">▼ {t('side.sell')}</span>
  )
}

/** Limit with its life, market, or market by an amount of CR. */
export function TypeCell({ order }: { order: Order }) {
  const t = useText('trade')
  return (
    <span className="whitespace-nowrap">
      {t(`type.${order.type}`)}
      <span className="ml-1.5 text-12 text-muted">
        {order.quote !== null ? (
          <Amount value={order.quote} unit="CR" decimals={2} />
        ) : order.postOnly ? (
          t('ticket.postOnly')
        ) : order.type === 'limit' ? (
          t(`tifShort.${order.timeInForce}`)
        ) : null}
      </span>
    </span>
  )
}

/** The limit of a limit order; a market order has none. */
export function PriceCell({ order }: { order: Order }) {
  const t = useText('trade')
  return order.price === null ? <span className="text-muted">{t('type.market')}</span> : <Amount value={order.price} />
}

/** What was ordered; an order by amount has no quantity of its own. */
export const QuantityCell = ({ order }: { order: Order }) => <Amount value={order.quantity ?? undefined} />
