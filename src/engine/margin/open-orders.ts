/** What the open margin orders of an account can lose it, each filled at its worst. docs/concepts/margin.md. */
import { divFloor } from '../../base/math.ts'
import type { Credits, Lco } from '../../base/money.ts'
import type { OrderSide } from '../command.ts'
import type { MarginNeed } from '../exchange/margin-policy.ts'
import { type Desk, escrowOf } from '../exchange/market.ts'
import type { Order } from '../exchange/order.ts'
import type { Pair } from '../exchange/pair.ts'
import { HELD, PAIRED } from '../exchange/terms.ts'
import type { AccountId } from '../ledger/chart.ts'
import { worthOf } from './position.ts'
import { type Cautious, worstLoss } from './power.ts'

/** µCR that an order to be placed takes off what the account holds: what it gives less what it brings, LCO at their price. */
export function lossOf(
  { need, brings }: Pick<MarginNeed, 'need' | 'brings'>,
  side: OrderSide,
  { prices, pair }: { readonly prices: Cautious; readonly pair: Pair },
): Credits {
  const [gives, gets] = side === 'buy' ? [need, coins(brings)] : [coins(need), brings]
  return Math.max(0, gives - gets) as Credits

  function coins(units: number): number {
    return worthOf(units as Lco, prices.assets, pair)
  }
}

/** µCR, over all open margin orders of the account. At most as many as one account may have. */
export function openLoss(desk: Desk, account: AccountId, prices: Cautious): Credits {
  const { orders } = desk.market
  let sum = 0
  for (const id of orders.liveOf(account)) {
    const order = orders.get(id)
    if (order?.onMargin) sum += lossOfOpen(desk, order, prices)
  }
  return Math.min(sum, Number.MAX_SAFE_INTEGER) as Credits
}

function lossOfOpen(desk: Desk, order: Order, prices: Cautious): number {
  const { terms, side } = order
  // It holds nothing before its list comes to it, and is asked about then.
  if (terms?.leg === HELD) return 0
  const escrow = terms?.leg === PAIRED ? terms.reserve : escrowOf(order, desk.pair)
  const worst = order.price ?? terms?.trigger?.price ?? desk.market.mark.lastPrice ?? prices.assets
  const lots = order.resting > 0 ? order.resting : pendingLots(order, escrow, worst)
  return worstLoss({ side, lots, escrow: escrow as Credits, worst, feeBps: order.takerFeeBps }, prices.assets)
}

/** Of an order that waits: its quantity, or what its amount pays for at the price that fires it. */
function pendingLots(order: Order, escrow: number, price: number): number {
  if (order.status !== 'pending') return 0
  return order.lots === null ? divFloor(escrow, price) : order.lots - order.filledLots
}
