/** When an order that waits fires, and how far off that is. Exact ticks; the core decides. */
import { type Pair, priceText, ticksOf } from '../pair.ts'
import { fallsTo, type TicketForm, trailBpsOf, typedNumber } from './form.ts'

export interface FiringPrice {
  /** price of a trade that fires the order; of a trailing one as things stand now */
  readonly price: string
  /** from the last price, basis points with sign; undefined without a last price */
  readonly awayBps: number | undefined
}

const BPS = 10_000n

/** undefined while it is not typed, or cannot be told without a last price. */
export function firingPrice(form: TicketForm, last: string | null, pair: Pair): FiringPrice | undefined {
  const typed = typedNumber(form.trigger)
  const now = last === null ? undefined : ticksOf(last, pair)
  const away = (ticks: bigint) => (now === undefined || now === 0n ? undefined : Number(((ticks - now) * BPS) / now))
  if (form.plan !== 'trailing') {
    if (typed === undefined) return undefined
    return { price: priceText(ticksOf(typed, pair), pair), awayBps: away(ticksOf(typed, pair)) }
  }
  const trail = trailBpsOf(form)
  const from = typed === undefined ? now : ticksOf(typed, pair)
  if (trail === undefined || from === undefined) return undefined
  const part = BigInt(trail)
  // Below the highest price down, above the lowest one up: never nearer than typed.
  const ticks = fallsTo(form) ? (from * (BPS - part)) / BPS : (from * (BPS + part) + BPS - 1n) / BPS
  return { price: priceText(ticks, pair), awayBps: away(ticks) }
}
