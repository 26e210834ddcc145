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
  /** of what trades at once: a buy pays notional + fee, a sell gets notional − fee */
  total: string
  /** LCO that waits in the book */
  rests: string
  /** what has to be available: a buy's worst cost with its fee, a sell's LCO */
  reserve: { credits: string; quantity: string }
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
  const accepts = limit === undefined ? undefined : (ticks: bigint) => (buys ? ticks <= limit : ticks >= limit)
  const walked =
    order.trigger || (order.type === 'limit' && order.postOnly)
      ? { lots: 0n, notional: 0n, worst: 0n }
      : walkBook(facing, {
          lots: asked,
          budget: order.type === 'market' && order.quote !== undefined ? creditsOf(order.quote) : undefined,
          accepts,
          // A sell by amount ends at gross proceeds.
          feeBps: buys ? takerFeeBps : 0,
          pair,
        })
  const fee = feeOf(walked.notional, takerFeeBps)
  const now = walked.notional + fee
  const reserve = buys ? buyReserve(order, terms, now) : 0n
  return {
    quantity: quantityText(walked.lots, pair),
    averagePrice: walked.lots === 0n ? null : priceText(walked.notional / walked.lots, pair),
    worstPrice: walked.lots === 0n ? null : priceText(walked.worst, pair),
    notional: creditsText(walked.notional),
    fee: creditsText(fee),
    total: creditsText(buys ? now : walked.notional - fee),
    rests: quantityText(restingLots(order, asked, walked.lots), pair),
    reserve: { credits: creditsText(reserve), quantity: quantityText(buys ? 0n : (asked ?? walked.lots), pair) },
  }
}

function restingLots(order: OrderRequest, asked: bigint | undefined, traded: bigint): bigint {
  if (order.trigger || order.type !== 'limit' || asked === undefined) return 0n
  return order.postOnly || order.timeInForce === undefined || order.timeInForce === 'gtc' ? asked - traded : 0n
}

/** Most µCR the buy can take: at its limit, as much as it offers, or what the book asks now. */
function buyReserve(order: OrderRequest, terms: Terms, now: bigint): bigint {
  if (order.type === 'market') return order.quote === undefined ? now : creditsOf(order.quote)
  const { pair } = terms
  const postOnly = order.postOnly === true
  return limitBuyNeeds({ ticks: ticksOf(order.price, pair), lots: lotsOf(order.quantity, pair), postOnly }, terms)
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
