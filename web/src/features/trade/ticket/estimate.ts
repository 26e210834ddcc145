/** What an order would do against the book this browser holds: for instant figures and for guests. The server's quote is the truth. */
import type { BookView, Level } from '../../../api/channels.ts'
import { creditsOf, creditsText, feeOf, lotsOf, type Pair, priceText, quantityText, ticksOf } from '../pair.ts'
import type { OrderRequest } from './form.ts'

/** Decimal strings; the shape is that of a server quote. */
export interface Estimate {
  /** LCO that trades at once */
  quantity: string
  averagePrice: string | null
  worstPrice: string | null
  notional: string
  fee: string
  /** LCO that waits in the book */
  rests: string
  /** a buy: CR taken now, paid or locked; a sell: CR received now after the fee */
  total: string
}

export interface Terms {
  pair: Pair
  takerFeeBps: number
  makerFeeBps: number
}

interface Walked {
  lots: bigint
  notional: bigint
  worst: bigint
}

interface Limits {
  lots?: bigint | undefined
  /** µCR that notional, and for a buy its fee, may reach */
  budget?: bigint | undefined
  accepts?: ((ticks: bigint) => boolean) | undefined
  feeBps: number
  pair: Pair
}

/** Takes levels best first until lots, budget or price end it. */
export function walkBook(levels: readonly Level[], limits: Limits): Walked {
  const walked: Walked = { lots: 0n, notional: 0n, worst: 0n }
  for (const [price, quantity] of levels) {
    const ticks = ticksOf(price, limits.pair)
    if (limits.accepts && !limits.accepts(ticks)) break
    let lots = lotsOf(quantity, limits.pair)
    if (limits.lots !== undefined && walked.lots + lots > limits.lots) lots = limits.lots - walked.lots
    const affordable = withinBudget(walked.notional, ticks, limits)
    const short = affordable !== undefined && affordable < lots
    if (short) lots = affordable
    if (lots > 0n) {
      walked.lots += lots
      walked.notional += ticks * lots
      walked.worst = ticks
    }
    if (short || walked.lots === limits.lots) break
  }
  return walked
}

/** Most lots at this price whose cost with the fee stays inside the budget; undefined without a budget. */
function withinBudget(notional: bigint, ticks: bigint, { budget, feeBps }: Limits): bigint | undefined {
  if (budget === undefined || ticks <= 0n) return undefined
  const fits = (lots: bigint) => {
    const cost = notional + ticks * lots
    return cost + feeOf(cost, feeBps) <= budget
  }
  const room = (budget * 10_000n) / (10_000n + BigInt(feeBps)) - notional
  let lots = room > 0n ? room / ticks : 0n
  while (lots > 0n && !fits(lots)) lots--
  while (fits(lots + 1n)) lots++
  return lots
}

export function estimateOrder(order: OrderRequest, book: BookView, terms: Terms): Estimate {
  const { pair, takerFeeBps } = terms
  const buys = order.side === 'buy'
  const facing = buys ? book.asks : book.bids
  const limit = order.type === 'limit' ? ticksOf(order.price, pair) : undefined
  const asked = order.quantity === undefined ? undefined : lotsOf(order.quantity, pair)
  const accepts =
    limit === undefined ? undefined : (ticks: bigint) => (buys ? ticks <= limit : ticks >= limit)
  const walked =
    order.type === 'limit' && order.postOnly
      ? { lots: 0n, notional: 0n, worst: 0n }
      : walkBook(facing, {
          lots: asked,
          budget: order.type === 'market' && order.quote !== undefined ? creditsOf(order.quote) : undefined,
          accepts,
          // A sell by amount ends at gross proceeds.
          feeBps: buys ? takerFeeBps : 0,
          pair,
        })
  const rests = restingLots(order, asked, walked.lots)
  const fee = feeOf(walked.notional, takerFeeBps)
  const escrow = buys && limit !== undefined ? restingCost({ order, limit, walked, rests }, terms) : 0n
  return {
    quantity: quantityText(walked.lots, pair),
    averagePrice: walked.lots === 0n ? null : priceText(walked.notional / walked.lots, pair),
    worstPrice: walked.lots === 0n ? null : priceText(walked.worst, pair),
    notional: creditsText(walked.notional),
    fee: creditsText(fee),
    rests: quantityText(rests, pair),
    total: creditsText(buys ? walked.notional + fee + escrow : walked.notional - fee),
  }
}

function restingLots(order: OrderRequest, asked: bigint | undefined, traded: bigint): bigint {
  if (order.type !== 'limit' || asked === undefined) return 0n
  return order.postOnly || order.timeInForce === undefined || order.timeInForce === 'gtc' ? asked - traded : 0n
}

interface Rest {
  order: OrderRequest
  limit: bigint
  walked: Walked
  rests: bigint
}

/** Escrow of what would rest: notional and what its fee can still become at the worst price. */
function restingCost({ order, limit, walked, rests }: Rest, { takerFeeBps, makerFeeBps }: Terms): bigint {
  if (rests === 0n) return 0n
  const postOnly = order.type === 'limit' && order.postOnly === true
  const bps = Math.max(postOnly ? 0 : takerFeeBps, makerFeeBps)
  const notional = limit * rests
  return notional + feeOf(walked.notional + notional, bps) - feeOf(walked.notional, bps)
}

export interface LimitBuy {
  ticks: bigint
  lots: bigint
  postOnly: boolean
}

/** Most µCR that a buy can take with its fee: limit price at the taker's rate, post-only at the maker's. */
export function limitBuyNeeds({ ticks, lots, postOnly }: LimitBuy, { takerFeeBps, makerFeeBps }: Terms): bigint {
  const notional = ticks * lots
  return notional + feeOf(notional, Math.max(postOnly ? 0 : takerFeeBps, makerFeeBps))
}
