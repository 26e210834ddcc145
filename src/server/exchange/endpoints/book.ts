/** Depth and best prices, from the copy of the book that the streams are cut from. */
import type { Ask, DialectEndpoint } from '../endpoint.ts'
import type { DepthBook, DepthLevel } from '../market/depth-book.ts'
import type { Params } from '../params.ts'
import { priceText, quantityText, SYMBOL, ZERO } from '../text.ts'

const STANDARD_LEVELS = 100
const MOST_LEVELS = 5000

export const bookEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /api/v3/depth'], socket: 'depth', security: 'none', weight: depthWeight, answer: depth },
  { rest: ['GET /api/v3/ticker/bookTicker'], socket: 'ticker.book', security: 'none', weight: 2, answer: best },
]

function depthWeight(params: Params): number {
  const limit = params.limit(STANDARD_LEVELS, MOST_LEVELS)
  return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250
}

function depth({ deps, params }: Ask) {
  params.symbol()
  const limit = params.limit(STANDARD_LEVELS, MOST_LEVELS)
  return depthOf(deps.tape.book, limit)
}

function best({ deps, params }: Ask) {
  const row = { symbol: SYMBOL, ...bestTexts(deps.tape.book) }
  return params.symbols().single ? row : [row]
}

/** A snapshot: diffs from lastUpdateId + 1 on continue it. */
export function depthOf(book: DepthBook, levels: number) {
  return { lastUpdateId: book.id, bids: book.bids(levels).map(levelText), asks: book.asks(levels).map(levelText) }
}

export function levelText([price, quantity]: DepthLevel): [string, string] {
  return [priceText(price), quantityText(quantity)]
}

export interface BestTexts {
  readonly bidPrice: string
  readonly bidQty: string
  readonly askPrice: string
  readonly askQty: string
}

export function bestTexts(book: DepthBook): BestTexts {
  const [bidPrice, bidQty] = firstOf(book.bids(1))
  const [askPrice, askQty] = firstOf(book.asks(1))
  return { bidPrice, bidQty, askPrice, askQty }
}

function firstOf([level]: readonly DepthLevel[]): [string, string] {
  return level ? levelText(level) : [ZERO, ZERO]
}
