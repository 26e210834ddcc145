/** What stands in the book within a distance of the middle, and the spread: exact integers of decimal strings. No drawing. */
import { fromUnits, toUnits } from '../../amount/decimal.ts'
import type { BookView, Level } from '../../api/channels.ts'

export interface Decimals {
  readonly priceDecimals: number
  readonly quantityDecimals: number
}

export interface Depth {
  /** LCO */
  readonly quantity: string
  /** CR at the prices of the orders */
  readonly value: string
}

export interface BookDepth {
  readonly bids: Depth
  readonly asks: Depth
}

const BPS = 10_000n

/** Orders at most so many basis points from the middle of best bid and best ask; undefined while a side is empty. */
export function depthWithin(book: BookView, bps: number, decimals: Decimals): BookDepth | undefined {
  const middle = doubledMiddle(book, decimals)
  if (middle === undefined) return undefined
  const reach = BigInt(bps)
  const near = (ticks: bigint) => {
    const distance = ticks * 2n > middle ? ticks * 2n - middle : middle - ticks * 2n
    return distance * BPS <= middle * reach
  }
  return { bids: sum(book.bids, near, decimals), asks: sum(book.asks, near, decimals) }
}

export interface Spread {
  /** CR */
  readonly price: string
  /** of the middle, per cent with two decimals */
  readonly percent: string
}

/** Best ask − best bid; undefined while a side is empty. */
export function spreadOf(book: BookView, decimals: Decimals): Spread | undefined {
  const middle = doubledMiddle(book, decimals)
  const [bid, ask] = [book.bids[0], book.asks[0]]
  if (middle === undefined || !bid || !ask) return undefined
  const difference = toUnits(ask[0], decimals.priceDecimals) - toUnits(bid[0], decimals.priceDecimals)
  return {
    price: fromUnits(difference, decimals.priceDecimals),
    percent: fromUnits((difference * 2n * BPS) / middle, 2),
  }
}

/** Twice the middle, in ticks: whole where the middle may be half. */
function doubledMiddle({ bids: [bid], asks: [ask] }: BookView, { priceDecimals }: Decimals): bigint | undefined {
  if (!bid || !ask) return undefined
  const middle = toUnits(bid[0], priceDecimals) + toUnits(ask[0], priceDecimals)
  return middle > 0n ? middle : undefined
}

function sum(levels: readonly Level[], near: (ticks: bigint) => boolean, decimals: Decimals): Depth {
  let [lots, value] = [0n, 0n]
  for (const [price, quantity] of levels) {
    const ticks = toUnits(price, decimals.priceDecimals)
    if (!near(ticks)) break
    const more = toUnits(quantity, decimals.quantityDecimals)
    lots += more
    value += ticks * more
  }
  return {
    quantity: fromUnits(lots, decimals.quantityDecimals),
    value: fromUnits(value, decimals.priceDecimals + decimals.quantityDecimals),
  }
}
