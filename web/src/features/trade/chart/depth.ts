/** The book as two rising steps around the middle, for drawing. Floats are fine here: nothing is priced with them. */
import type { BookView, Level } from '../../../api/channels.ts'

export interface DepthPoint {
  price: number
  /** LCO up to and with this price */
  total: number
}

export interface DepthShape {
  low: number
  middle: number
  high: number
  /** the larger of both sides' totals inside the range */
  most: number
  /** from the middle outwards */
  bids: DepthPoint[]
  asks: DepthPoint[]
}

/** The window shows this share of the middle price to each side, or less when the book is narrower. */
const WIDEST = 0.05

/** undefined while a side is empty. */
export function depthShape(book: BookView): DepthShape | undefined {
  const [bid, ask] = [book.bids[0], book.asks[0]]
  if (!bid || !ask) return undefined
  const middle = (Number(bid[0]) + Number(ask[0])) / 2
  const distance = (level: Level | undefined) => Math.abs(Number(level?.[0] ?? middle) - middle)
  const reach = Math.min(
    middle * WIDEST,
    Math.max(distance(book.bids.at(-1)), distance(book.asks.at(-1)), distance(ask) * 4),
  )
  const inside = (levels: readonly Level[]): DepthPoint[] => {
    const points: DepthPoint[] = []
    let total = 0
    for (const level of levels) {
      if (distance(level) > reach) break
      total += Number(level[1])
      points.push({ price: Number(level[0]), total })
    }
    return points
  }
  const [bids, asks] = [inside(book.bids), inside(book.asks)]
  const most = Math.max(bids.at(-1)?.total ?? 0, asks.at(-1)?.total ?? 0)
  return { low: middle - reach, middle, high: middle + reach, most, bids, asks }
}

/** SVG path of a step line in a box of 1000 × 100, closed to the ground. `edge` is where the side's window ends. */
export function stepPath(points: readonly DepthPoint[], shape: DepthShape, edge: number): string {
  const first = points[0]
  if (!first || shape.most === 0) return ''
  const x = (price: number) => (((price - shape.low) / (shape.high - shape.low)) * 1000).toFixed(1)
  const y = (total: number) => (100 - (total / shape.most) * 92).toFixed(2)
  const steps = points.map(({ price, total }) => `H${x(price)}V${y(total)}`).join('')
  return `M${x(first.price)} 100${steps}H${x(edge)}V100Z`
}

/** Total that stands between the middle and this price. */
function totalAt(points: readonly DepthPoint[], reaches: (price: number) => boolean): number {
  let total = 0
  for (const point of points) {
    if (!reaches(point.price)) break
    total = point.total
  }
  return total
}

export interface PointedDepth {
  price: number
  /** LCO that stand between the middle and this price */
  total: number
  /** of the orders there */
  side: 'buy' | 'sell'
}

/** @param share of the picture's width from the left, 0…1 */
export function pointedAt(shape: DepthShape, share: number): PointedDepth {
  const price = shape.low + share * (shape.high - shape.low)
  return price < shape.middle
    ? { price, side: 'buy', total: totalAt(shape.bids, (each) => each >= price) }
    : { price, side: 'sell', total: totalAt(shape.asks, (each) => each <= price) }
}
