/** Where the marks of the buyback's picture stand: time to the right, price upwards, size of a dot by what it bought. Drawing only. */
import { toDrawing } from '../../../amount/decimal.ts'
import type { BuybackRecord } from './verify.ts'

export const WIDTH = 920
export const HEIGHT = 220
const PAD = { left: 8, right: 8, top: 14, bottom: 8 }

export interface Dot {
  readonly key: number
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly price: string
  readonly lco: string
  readonly at: number
}

export interface Picture {
  readonly dots: readonly Dot[]
  /** y of the horizontal lines */
  readonly lines: readonly {
    readonly name: 'reference' | 'guard' | 'average'
    readonly y: number
    readonly price: string
  }[]
  /** x of slices that bought nothing */
  readonly missed: readonly { readonly key: number; readonly x: number }[]
  readonly low: string
  readonly high: string
  readonly from: number
  readonly to: number
}

const HOUR_MS = 3_600_000

/** undefined when nothing was bought. The sweep is drawn over its planned eight hours. */
export function pictureOf(record: BuybackRecord): Picture | undefined {
  const lines = (['guard', 'average', 'reference'] as const).flatMap((name) => {
    const price = name === 'average' ? record.averagePrice : record[name]
    return price === null ? [] : [{ name, price }]
  })
  const prices = [...record.fills.map(({ price }) => price), ...lines.map(({ price }) => price)]
  const first = record.fills[0]
  if (!first) return undefined
  const sorted = [...prices].sort((a, b) => toDrawing(a) - toDrawing(b))
  const [low = first.price, high = first.price] = [sorted[0], sorted.at(-1)]
  const span = toDrawing(high) - toDrawing(low) || toDrawing(high) || 1
  const from = record.openedAt + 12 * HOUR_MS
  const to = from + 8 * HOUR_MS
  const x = (at: number) =>
    PAD.left + Math.min(1, Math.max(0, (at - from) / (to - from))) * (WIDTH - PAD.left - PAD.right)
  const y = (price: string) =>
    PAD.top + (1 - (toDrawing(price) - toDrawing(low)) / span) * (HEIGHT - PAD.top - PAD.bottom)
  const largest = Math.max(...record.fills.map(({ lco }) => toDrawing(lco)))
  return {
    dots: record.fills.map(({ tradeId, at, price, lco }) => ({
      key: tradeId,
      x: x(at),
      y: y(price),
      radius: 2 + 4 * Math.sqrt(largest > 0 ? toDrawing(lco) / largest : 0),
      ...{ price, lco, at },
    })),
    lines: lines.map((line) => ({ ...line, y: y(line.price) })),
    missed: record.sliceList
      .filter(({ bought }) => toDrawing(bought) === 0)
      .map(({ slice, at }) => ({ key: slice, x: x(at) })),
    ...{ low, high, from, to },
  }
}
