/** One picture of the money: revenue → profit → 20 % → buyback → burned | war pool. Band widths are the real amounts. */

import { compareDecimal, ratio, subDecimal, toDrawing } from '../amount/decimal.ts'
import { useText } from '../i18n/index.ts'
import { Amount } from './amount.tsx'
import { useNarrow } from './media.ts'

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

interface Band {
  key: string
  column: number
  /** top edge where it leaves and where it arrives */
  from: number
  to: number
  height: number
  colour: string
}

const WIDTH = 920
const HEIGHT = 200
/** how far a band that leaves the main line drops */
const DROP = 30
const VIEW = HEIGHT + DROP
const NODE = 10
const COLUMNS = [0, 228, 456, 684, WIDTH - NODE]
const columnX = (column: number): number => COLUMNS[column] ?? 0

/** CR that the buyback spent out of what earlier weeks had left in the fund. */
const earlierOf = ({ spent, fundIn }: FlowAmounts): string =>
  compareDecimal(spent, fundIn) > 0 ? subDecimal(spent, fundIn) : '0'

function layout(amounts: FlowAmounts) {
  const largest = Math.max(...[amounts.revenue, amounts.cost, amounts.spent].map(toDrawing), 0)
  const scaled = (value: string) =>
    largest <= 0 || toDrawing(value) <= 0 ? 0 : Math.max(1.5, (toDrawing(value) / largest) * HEIGHT)
  const bought = toDrawing(amounts.bought)
  const [profit, fund, spent] = [scaled(amounts.profit), scaled(amounts.fundIn), scaled(amounts.spent)]
  const earlier = scaled(earlierOf(amounts))
  const cost = scaled(amounts.cost)
  const kept = Math.max(0, profit - fund)
  const burned = bought > 0 ? (toDrawing(amounts.burned) / bought) * spent : 0
  const war = bought > 0 ? (toDrawing(amounts.warPool) / bought) * spent : 0
  const [warTop, keptTop] = [burned + DROP + 14, fund + earlier + DROP]
  const bands: Band[] = [
    { key: 'profit', column: 0, from: 0, to: 0, height: profit, colour: 'var(--accent)' },
    { key: 'cost', column: 0, from: profit, to: profit + DROP, height: cost, colour: 'var(--faint)' },
    { key: 'fund', column: 1, from: 0, to: 0, height: fund, colour: 'var(--gold)' },
    { key: 'kept', column: 1, from: fund, to: keptTop, height: kept, colour: 'var(--accent)' },
    { key: 'spent', column: 2, from: 0, to: 0, height: spent, colour: 'var(--gold)' },
    { key: 'burned', column: 3, from: 0, to: 0, height: burned, colour: 'var(--gold)' },
    { key: 'war', column: 3, from: burned, to: warTop, height: war, colour: 'var(--accent)' },
  ]
  const nodes = [
    { key: 'revenue', column: 0, y: 0, height: Math.max(scaled(amounts.revenue), cost), colour: 'var(--text)' },
    { key: 'profit', column: 1, y: 0, height: profit, colour: 'var(--accent)' },
    { key: 'fund', column: 2, y: 0, height: fund + earlier, colour: 'var(--gold)' },
    { key: 'spent', column: 3, y: 0, height: spent, colour: 'var(--gold)' },
    { key: 'burned', column: 4, y: 0, height: burned, colour: 'var(--gold)' },
    { key: 'war', column: 4, y: warTop, height: war, colour: 'var(--accent)' },
  ]
  const view = Math.max(VIEW, profit + DROP + cost, keptTop + kept, warTop + war)
  return { bands, nodes, view, profit, fund, earlier, keptTop, burned, warEnd: warTop + war }
}

/** How far left of the fund the money of earlier weeks begins to show. */
const STUB = 96

const OPACITY: Record<string, number> = { cost: 0.22, kept: 0.2 }

function path({ column, from, to, height }: Band): string {
  const x0 = columnX(column) + NODE
  const x1 = columnX(column + 1)
  const middle = (x0 + x1) / 2
  return `M${x0},${from} C${middle},${from} ${middle},${to} ${x1},${to} L${x1},${to + height} C${middle},${to + height} ${middle},${from + height} ${x0},${from + height} Z`
}

export interface FlowDiagramProps {
  amounts: FlowAmounts
  /** e.g. "Week of 3 March" */
  caption: string
}

export function FlowDiagram({ amounts, caption }: FlowDiagramProps) {
  const t = useText('common')
  const narrow = useNarrow()
  const stages: Stage[] = [
    { key: 'revenue', label: t('flow.revenue'), value: amounts.revenue, unit: 'CR' },
    { key: 'profit', label: t('flow.profit'), value: amounts.profit, unit: 'CR' },
    { key: 'fund', label: t('flow.fund'), value: amounts.fundIn, unit: 'CR' },
    { key: 'bought', label: t('flow.bought'), value: amounts.bought, unit: 'LCO' },
    { key: 'burned', label: t('flow.burned'), value: amounts.burned, unit: 'LCO' },
    { key: 'war', label: t('flow.war'), value: amounts.warPool, unit: 'LCO' },
  ]
  const sentence = t('flow.summary', {
    revenue: amounts.revenue,
    profit: amounts.profit,
    fund: amounts.fundIn,
    bought: amounts.bought,
    burned: amounts.burned,
    war: amounts.warPool,
  })
  return (
    <figure>
      <figcaption className="sr-only">
        {caption}. {sentence}
      </figcaption>
      <div aria-hidden="true">
        {narrow ? <FlowList stages={stages} amounts={amounts} /> : <FlowBands stages={stages} amounts={amounts} />}
      </div>
    </figure>
  )
}

interface Stage {
  key: string
  label: string
  value: string
  unit: string
}

function FlowBands({ stages, amounts }: { stages: readonly Stage[]; amounts: FlowAmounts }) {
  const t = useText('common')
  const places = layout(amounts)
  const { view, profit, fund, earlier, burned } = places
  const kept = subDecimal(amounts.profit, amounts.fundIn)
  const [, , , , burnedStage, warStage] = stages
  return (
    <>
      <div className="relative h-11">
        {stages.slice(0, 4).map((stage, column) => (
          <div key={stage.key} className="absolute" style={{ left: `${(columnX(column) / WIDTH) * 100}%` }}>
            <Label stage={stage} strong />
          </div>
        ))}
      </div>
      <div className="relative">
        <Drawing places={places} />
        {toDrawing(amounts.cost) > 0 ? (
          <Floating
            column={1}
            top={(profit + DROP + 8) / view}
            stage={{ key: 'cost', label: t('flow.cost'), value: amounts.cost, unit: 'CR' }}
          />
        ) : null}
        {earlier > 0 ? (
          <Floating
            column={2}
            top={(fund + 2) / view}
            stage={{ key: 'earlier', label: t('flow.earlier'), value: earlierOf(amounts), unit: 'CR' }}
          />
        ) : null}
        {profit > fund ? (
          <Floating
            column={2}
            top={(places.keptTop + 8) / view}
            stage={{ key: 'kept', label: t('flow.kept'), value: kept, unit: 'CR' }}
          />
        ) : null}
        {burnedStage && burned > 0 ? <Floating column={4} top={(burned + 3) / view} stage={burnedStage} /> : null}
        {warStage && burned > 0 ? <Floating column={4} top={(places.warEnd + 3) / view} stage={warStage} /> : null}
      </div>
    </>
  )
}

function Drawing({ places: { bands, nodes, view, fund, earlier } }: { places: ReturnType<typeof layout> }) {
  return (
    <svg viewBox={`0 0 ${WIDTH} ${view}`} className="block w-full" aria-hidden="true">
      {earlier > 0 ? (
        <rect x={columnX(2) - STUB} y={fund} width={STUB} height={earlier} fill="var(--gold)" opacity="0.16" />
      ) : null}
      {bands.map((band) =>
        band.height > 0 ? (
          <path key={band.key} d={path(band)} fill={band.colour} opacity={OPACITY[band.key] ?? 0.42} />
        ) : null,
      )}
      {nodes.map((node) =>
        node.height > 0 ? (
          <rect
            key={node.key}
            x={columnX(node.column)}
            y={node.y}
            width={NODE}
            height={node.height}
            rx="1.5"
            fill={node.colour}
          />
        ) : null,
      )}
    </svg>
  )
}

/** A label ending at a column, `top` as a share of the drawing's height. */
function Floating({ column, top, stage }: { column: number; top: number; stage: Stage }) {
  const right = 1 - (columnX(column) + (column === 4 ? NODE : -8)) / WIDTH
  return (
    <div className="absolute text-right" style={{ right: `${right * 100}%`, top: `${top * 100}%` }}>
      <Label stage={stage} />
    </div>
  )
}

function Label({ stage, strong }: { stage: Stage; strong?: boolean }) {
  if (!strong) {
    return (
      <span className="text-12 whitespace-nowrap text-muted">
        {stage.label} <Amount value={stage.value} unit={stage.unit} decimals={2} className="font-medium text-text" />
      </span>
    )
  }
  return (
    <>
      <div className="text-12 whitespace-nowrap text-muted">{stage.label}</div>
      <Amount value={stage.value} unit={stage.unit} decimals={2} className="text-14 font-semibold" />
    </>
  )
}

/** The same on a phone: bars under each other, each as wide as its share of the revenue. */
function FlowList({ stages, amounts }: { stages: readonly Stage[]; amounts: FlowAmounts }) {
  const spent = ratio(amounts.spent, amounts.revenue)
  const share = ({ value, unit }: Stage) =>
    unit === 'CR' ? ratio(value, amounts.revenue) : ratio(value, amounts.bought) * spent
  const fill = (key: string) =>
    key === 'revenue' ? 'bg-text' : key === 'profit' || key === 'war' ? 'bg-accent' : 'bg-gold'
  return (
    <ol className="flex flex-col gap-3">
      {stages.map((stage) => (
        <li key={stage.key}>
          <div className="flex items-baseline justify-between gap-3 text-13">
            <span className="text-muted">{stage.label}</span>
            <Amount value={stage.value} unit={stage.unit} decimals={2} className="font-semibold" />
          </div>
          <div className="mt-1 h-2 overflow-hidden rounded-full bg-line/60">
            <div
              className={`h-full ${fill(stage.key)}`}
              style={{ width: `${Math.min(100, share(stage) * 100)}%`, minWidth: toDrawing(stage.value) > 0 ? 2 : 0 }}
            />
          </div>
        </li>
      ))}
    </ol>
  )
}
