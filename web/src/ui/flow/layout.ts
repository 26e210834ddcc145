/** Where the bands of the money picture run, in px: widths of bands are real amounts, labels have room of their own. No components. */
import { compareDecimal, subDecimal, toDrawing } from '../../amount/decimal.ts'

export interface FlowAmounts {
  /** CR */
  revenue: string
  cost: string
  profit: string
  fundIn: string
  /** CR really spent on the book; more than fundIn when earlier weeks had left money in the fund */
  spent: string
  /** LCO */
  bought: string
  burned: string
  warPool: string
}

export interface Band {
  key: string
  column: number
  /** top edge where it leaves and where it arrives */
  from: number
  to: number
  height: number
}

export interface Node {
  key: string
  column: number
  y: number
  height: number
}

export interface FlowLayout {
  /** left edge of each column's node */
  columns: readonly number[]
  bands: readonly Band[]
  nodes: readonly Node[]
  height: number
  /** top of the label that stands in or under a band; missing where there is none */
  labels: Partial<Record<'cost' | 'earlier' | 'kept' | 'war', number>>
  /** the money of earlier weeks, coming in at the fund */
  earlier: { y: number; height: number }
}

/** The largest amount is so tall. */
const TALLEST = 180
/** How far a band that leaves the main line drops. */
const DROP = 32
/** Two lines of text, in the languages that need most. */
export const LABEL = 44
const GAP = 6
export const NODE = 10
/** Narrower than this the labels of neighbouring columns would touch. */
export const LEAST_WIDTH = 560

/** CR that the buyback spent out of what earlier weeks had left in the fund. */
export const earlierOf = ({ spent, fundIn }: FlowAmounts): string =>
  compareDecimal(spent, fundIn) > 0 ? subDecimal(spent, fundIn) : '0'

interface Heights {
  revenue: number
  cost: number
  profit: number
  fund: number
  kept: number
  earlier: number
  spent: number
  burned: number
  war: number
}

function heightsOf(amounts: FlowAmounts): Heights {
  const largest = Math.max(...[amounts.revenue, amounts.cost, amounts.spent].map(toDrawing), 0)
  const scaled = (value: string) =>
    largest <= 0 || toDrawing(value) <= 0 ? 0 : Math.max(1.5, (toDrawing(value) / largest) * TALLEST)
  const [profit, fund, spent, cost] = [amounts.profit, amounts.fundIn, amounts.spent, amounts.cost].map(scaled) as [
    number,
    number,
    number,
    number,
  ]
  const bought = toDrawing(amounts.bought)
  const part = (value: string) => (bought > 0 ? (toDrawing(value) / bought) * spent : 0)
  return {
    revenue: Math.max(scaled(amounts.revenue), cost),
    ...{ profit, fund, spent, cost },
    kept: Math.max(0, profit - fund),
    earlier: scaled(earlierOf(amounts)),
    burned: part(amounts.burned),
    war: part(amounts.warPool),
  }
}

/** @param width of the picture in px */
export function flowLayout(amounts: FlowAmounts, width: number): FlowLayout {
  const at = heightsOf(amounts)
  const costTop = at.profit + DROP
  const keptTop = at.fund + at.earlier + (at.earlier > 0 ? LABEL : DROP)
  const warTop = at.burned + DROP
  const bands = [
    { key: 'profit', column: 0, from: 0, to: 0, height: at.profit },
    { key: 'cost', column: 0, from: at.profit, to: costTop, height: at.cost },
    { key: 'fund', column: 1, from: 0, to: 0, height: at.fund },
    { key: 'kept', column: 1, from: at.fund, to: keptTop, height: at.kept },
    { key: 'spent', column: 2, from: 0, to: 0, height: at.spent },
    { key: 'burned', column: 3, from: 0, to: 0, height: at.burned },
    { key: 'war', column: 3, from: at.burned, to: warTop, height: at.war },
  ]
  const nodes = [
    { key: 'revenue', column: 0, y: 0, height: at.revenue },
    { key: 'profit', column: 1, y: 0, height: at.profit },
    { key: 'fund', column: 2, y: 0, height: at.fund + at.earlier },
    { key: 'spent', column: 3, y: 0, height: at.spent },
    { key: 'burned', column: 4, y: 0, height: at.burned },
    { key: 'war', column: 4, y: warTop, height: at.war },
  ]
  const labels = {
    ...(at.cost > 0 ? { cost: costTop + GAP } : {}),
    ...(at.earlier > 0 ? { earlier: at.fund } : {}),
    ...(at.kept > 0 ? { kept: keptTop + GAP } : {}),
    ...(at.war > 0 ? { war: warTop + at.war + GAP } : {}),
  }
  const ends = [at.revenue, costTop + at.cost, keptTop + at.kept, ...Object.values(labels).map((top) => top + LABEL)]
  return {
    columns: [0, 0.21, 0.43, 0.65, 1].map((share) => Math.round(share * (width - NODE))),
    bands: bands.filter(({ height }) => height > 0),
    nodes: nodes.filter(({ height }) => height > 0),
    height: Math.ceil(Math.max(...ends)),
    labels,
    earlier: { y: at.fund, height: at.earlier },
  }
}

/** The outline of a band between its two columns. */
export function bandPath({ column, from, to, height }: Band, columns: readonly number[]): string {
  const x0 = (columns[column] ?? 0) + NODE
  const x1 = columns[column + 1] ?? 0
  const middle = (x0 + x1) / 2
  return `M${x0},${from} C${middle},${from} ${middle},${to} ${x1},${to} L${x1},${to + height} C${middle},${to + height} ${middle},${from + height} ${x0},${from + height} Z`
}
