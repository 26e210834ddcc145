/** The twin's checks of an order: fields, filters, market, book, funds, in the order in which refusals win. Changes nothing. */
import type { OrderInput } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import type { Common } from './common.ts'
import type { MarkTwin } from './mark.ts'
import { capOf, facing, type Resting, takerFee, type Walk, walk } from './matching.ts'
import type { OrderRecord } from './orders.ts'
import { falls } from './triggers.ts'

export const MAX_PRICE = 1_000_000_000
export const MAX_LOTS = 10_000_000_000

/** How an order meets the book. */
export interface Meeting {
  readonly done: Walk
  /** Its own limit, or the book's end. */
  readonly own: number
  /** The band ends before its own limit. */
  readonly cut: boolean
  /** The best price of the other side is beyond the band. */
  readonly blocked: boolean
}

/** What the checks look at. */
export interface Scene {
  readonly common: Common
  readonly mark: MarkTwin
  readonly book: readonly Resting[]
  readonly turn: number
  /** Price of the last trade. */
  readonly last: bigint | undefined
  readonly coinsPerLot: bigint
}

export function badFields({ common }: Scene, input: OrderInput): RejectionCode | undefined {
  const { trigger } = input
  if (trigger) {
    const { price, trailBps } = trigger
    if (price === null ? trailBps === undefined : !isPrice(price)) return 'bad_trigger'
    if (trailBps !== undefined && !(Number.isInteger(trailBps) && trailBps >= 10 && trailBps <= 2_000))
      return 'bad_trigger'
  }
  const { margin } = input
  if (margin?.reduceOnly && (margin.borrow || input.kind === 'market_quote')) return 'bad_order_fields'
  if (input.kind === 'market_quote')
    return trigger && input.side === 'sell' ? 'bad_order_fields' : badWorth(common, input.quote)
  if (!Number.isSafeInteger(input.lots) || input.lots < 1 || input.lots > MAX_LOTS) return 'bad_quantity'
  if (input.kind === 'market') return undefined
  if (!isPrice(input.price)) return 'bad_price'
  if (input.postOnly && input.tif !== 'gtc') return 'bad_order_fields'
  const { iceberg } = input
  if (iceberg !== undefined) {
    if (input.tif !== 'gtc') return 'bad_order_fields'
    const parts = Math.ceil(input.lots / iceberg)
    const fits = Number.isSafeInteger(iceberg) && iceberg >= 1 && iceberg <= input.lots
    if (!fits || parts > common.value('market.icebergParts')) return 'bad_iceberg'
  }
  return badWorth(common, input.price * input.lots)
}

function isPrice(price: number): boolean {
  return Number.isSafeInteger(price) && price >= 1 && price <= MAX_PRICE
}

export function badWorth(common: Common, notional: number): RejectionCode | undefined {
  if (!Number.isSafeInteger(notional)) return 'above_max_notional'
  // Where the least is set above the most, an order is first too small.
  if (notional < common.value('market.minNotional')) return 'below_min_notional'
  return notional > common.value('market.maxNotional') ? 'above_max_notional' : undefined
}

/** Of the market as it is: pause, last trade, mark. */
export function badMoment(scene: Scene, at: number, input: OrderInput): RejectionCode | undefined {
  if (at < scene.mark.pausedUntil) return 'trading_paused'
  return input.trigger ? badTrigger(scene, input) : badMark(scene, input)
}

export function badTrigger({ common, last }: Scene, input: OrderInput): RejectionCode | undefined {
  const { trigger, side } = input
  if (!trigger) return undefined
  const { price } = trigger
  if (price === null && last === undefined) return 'no_last_price'
  if (price !== null && last !== undefined) {
    const reached = falls({ side, trigger }) ? last <= BigInt(price) : last >= BigInt(price)
    if (reached) return 'would_trigger'
  }
  return input.kind === 'market' ? badWorth(common, (price ?? Number(last)) * input.lots) : undefined
}

export function badMark({ common, mark }: Scene, input: OrderInput): RejectionCode | undefined {
  if (input.kind === 'limit') return undefined
  if (!mark.live) return 'no_mark_price'
  return input.kind === 'market' ? badWorth(common, (mark.price as number) * input.lots) : undefined
}

export function crosses(book: readonly Resting[], side: 'buy' | 'sell', price: number): boolean {
  const [best] = facing(book, side)
  return best !== undefined && (side === 'buy' ? best.price <= BigInt(price) : best.price >= BigInt(price))
}

/** What it would do now; undefined when it is too large for the book. `known`: it was accepted before, on terms of its own. */
export function meet(scene: Scene, at: number, order: { input: OrderInput; known?: OrderRecord }): Meeting | undefined {
  const { input, known } = order
  const { common, book } = scene
  const [low, high] = scene.mark.band(at)
  const buys = input.side === 'buy'
  const own = input.kind === 'limit' ? input.price : buys ? MAX_PRICE : 1
  const limit = buys ? Math.min(own, high) : Math.max(own, low)
  const lots = input.kind === 'market_quote' ? BigInt(MAX_LOTS) : BigInt(input.lots)
  const bps = known?.takerBps ?? BigInt(common.value('market.takerFee'))
  const waited = input.kind === 'market' && buys ? known?.need : undefined
  const amount = input.kind === 'market_quote' ? BigInt(input.quote) : waited || undefined
  if (amount === undefined && BigInt(limit) * lots > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  const [best] = facing(book, input.side)
  const blocked = best !== undefined && (best.price < BigInt(low) || best.price > BigInt(high))
  const cap = amount === undefined ? undefined : buys ? capOf(amount, bps) : amount
  const { account, side, selfTrade = 'expire_maker' } = input
  const idle: Walk = { fills: [], prevented: [], left: lots, lots: 0n, notional: 0n, end: 'depth', turn: scene.turn }
  const stays = blocked || (input.kind === 'limit' && input.postOnly)
  const want = { account, side, limit: BigInt(limit), lots, cap, selfTrade }
  return { done: stays ? idle : walk(book, want, scene.turn), own, cut: limit !== own, blocked }
}

export function unfit({ book }: Scene, input: OrderInput, { done, own, blocked }: Meeting): RejectionCode | undefined {
  if (input.kind !== 'limit') return done.lots === 0n ? 'no_liquidity' : undefined
  if (input.postOnly && crosses(book, input.side, own)) return 'would_cross'
  const passes = (input.selfTrade ?? 'expire_maker') === 'expire_maker'
  const whole = !blocked && done.end === 'filled' && (passes || done.prevented.length === 0)
  return input.tif === 'fok' && !whole ? 'fok_not_filled' : undefined
}

/** What an order that meets the book now must be able to pay. */
export function priceOf(
  scene: Scene,
  done: Walk,
  { input, known }: { input: OrderInput; known?: OrderRecord },
): bigint {
  if (input.side === 'sell') return (input.kind === 'market_quote' ? done.lots : BigInt(input.lots)) * scene.coinsPerLot
  if (input.kind === 'market_quote') return BigInt(input.quote)
  if (input.kind === 'limit') return limitPrice(scene, input, known)
  const taker = known?.takerBps ?? BigInt(scene.common.value('market.takerFee'))
  return done.notional + takerFee(done.notional, taker)
}

type Limit = Extract<OrderInput, { kind: 'limit' }>

/** A limit buy at its own price and the dearer of the fees that it may come to pay. */
function limitPrice({ common }: Scene, { price, lots, postOnly }: Limit, known: OrderRecord | undefined): bigint {
  const taker = known?.takerBps ?? BigInt(common.value('market.takerFee'))
  const maker = known?.makerBps ?? BigInt(common.value('market.makerFee'))
  const notional = BigInt(price) * BigInt(lots)
  return notional + takerFee(notional, postOnly || maker > taker ? maker : taker)
}

/** What an order with a trigger holds while it waits; undefined when that is more than can be booked. */
export function waitingPrice(
  scene: Scene,
  { input, known }: { input: OrderInput; known?: OrderRecord },
): bigint | undefined {
  // What borrows does so when it fires.
  if (input.margin?.borrow) return 0n
  if (input.kind === 'market_quote') return BigInt(input.quote)
  if (input.side === 'sell') return BigInt(input.lots) * scene.coinsPerLot
  if (input.kind === 'limit') return limitPrice(scene, input, known)
  const { price, trailBps = 0 } = input.trigger ?? { price: null }
  const fires = upward(BigInt(price ?? Number(scene.last ?? 0n)), BigInt(trailBps))
  const band = upward(fires, BigInt(scene.common.value('market.band')))
  const top = band > BigInt(MAX_PRICE) ? BigInt(MAX_PRICE) : band
  const notional = top * BigInt(input.lots)
  if (2n * notional > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  return notional + takerFee(notional, known?.takerBps ?? BigInt(scene.common.value('market.takerFee')))
}

/** So many bps more, rounded up. */
function upward(price: bigint, bps: bigint): bigint {
  return (price * (10_000n + bps) + 9_999n) / 10_000n
}
