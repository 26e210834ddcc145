/** One picture of the money: revenue → profit → 20 % → buyback → burned | war pool. Band widths are the real amounts. */

import { toDrawing } from '../amount/decimal.ts'
import { useText } from '../i18n/index.ts'
import { Amount } from './amount.tsx'
import { useNarrow } from './media.ts'

export interface FlowAmounts {
  /** CR */
  revenue: string
  cost: string
  profit: string
  fundIn: string
  /** CR really spent on the book */
  spent: string
  /** LCO */
  bought: string
  burned: string
  warPool: string
}

interface Band {
  key: string
  /** px from the top where it leaves and where it arrives */
  from: number
  to: number
  height: number
  column: number
  colour: string
}

const WIDTH = 920
const HEIGHT = 232
const TOP = 8
const COLUMNS = [0, 230, 460, 690, WIDTH - 10]
const NODE = 10

const heightOf = (value: string, revenue: number): number => {
  const amount = toDrawing(value)
  return revenue <= 0 || amount <= 0 ? 0 : Math.max(1.5, (amount / revenue) * (HEIGHT - 2 * TOP))
}

function layout(amounts: FlowAmounts) {
  const revenue = Math.max(toDrawing(amounts.revenue), toDrawing(amounts.cost), 0)
  const h = (value: string) => heightOf(value, revenue)
  const bought = toDrawing(amounts.bought)
  const spent = h(amounts.spent)
  const burned = bought > 0 ? (toDrawing(amounts.burned) / bought) * spent : 0
  const war = bought > 0 ? (toDrawing(amounts.warPool) / bought) * spent : 0
  const profit = h(amounts.profit)
  const fund = h(amounts.fundIn)
  const bands: Band[] = [
    { key: 'profit', column: 0, from: TOP, to: TOP, height: profit, colour: 'var(--accent)' },
    {
      key: 'cost',
      column: 0,
      from: TOP + profit,
      to: TOP + profit + 28,
      height: h(amounts.cost),
      colour: 'var(--faint)',
    },
    { key: 'fund', column: 1, from: TOP, to: TOP, height: fund, colour: 'var(--gold)' },
    {
      key: 'kept',
      column: 1,
      from: TOP + fund,
      to: TOP + fund + 28,
      height: Math.max(0, profit - fund),
      colour: 'var(--accent)',
    },
    { key: 'spent', column: 2, from: TOP, to: TOP, height: spent, colour: 'var(--gold)' },
    { key: 'burned', column: 3, from: TOP, to: TOP, height: burned, colour: 'var(--gold)' },
    { key: 'war', column: 3, from: TOP + burned, to: TOP + burned + 40, height: war, colour: 'var(--accent)' },
  ]
  return { bands, revenue: revenue <= 0 ? 0 : HEIGHT - 2 * TOP, profit, fund, spent }
}

function path({ column, from, to, height }: Band): string {
  const x0 = (COLUMNS[column] ?? 0) + NODE
  const x1 = COLUMNS[column + 1] ?? WIDTH
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
  const stages = [
    { key: 'revenue', label: t('flow.revenue'), value: amounts.revenue, unit: 'CR' },
    { key: 'profit', label: t('flow.profit'), value: amounts.profit, unit: 'CR' },
    { key: 'fund', label: t('flow.fund'), value: amounts.fundIn, unit: 'CR' },
    { key: 'bought', label: t('flow.bought'), value: amounts.bought, unit: 'LCO' },
    { key: 'burned', label: t('flow.burned'), value: amounts.burned, unit: 'LCO' },
  ]
  const sentence = t('flow.summary', {
    revenue: amounts.revenue,
    profit: amounts.profit,
    fund: amounts.fundIn,
    bought: amounts.bought,
    burned: amounts.burned,
    war: amounts.warPool,
  })
  if (narrow) return <FlowList stages={stages} amounts={amounts} caption={caption} />
  const { bands, revenue, profit, fund, spent } = layout(amounts)
  const nodes = [
    { key: 'revenue', column: 0, height: revenue, colour: 'var(--text)' },
    { key: 'profit', column: 1, height: profit, colour: 'var(--accent)' },
    { key: 'fund', column: 2, height: fund, colour: 'var(--gold)' },
    { key: 'spent', column: 3, height: spent, colour: 'var(--gold)' },
  ]
  const burned = bands.find(({ key }) => key === 'burned')
  const war = bands.find(({ key }) => key === 'war')
  return (
    <figure>
      <figcaption className="sr-only">
        {caption}. {sentence}
      </figcaption>
      <div className="grid grid-cols-4 gap-0 pb-2" aria-hidden="true">
        {stages.slice(0, 4).map((stage) => (
          <div key={stage.key}>
            <div className="text-12 text-muted">{stage.label}</div>
            <Amount value={stage.value} unit={stage.unit} decimals={2} className="text-14 font-semibold" />
          </div>
        ))}
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block w-full" aria-hidden="true">
        {bands.map((band) =>
          band.height > 0 ? (
            <path
              key={band.key}
              d={path(band)}
              fill={band.colour}
              opacity={band.key === 'cost' ? 0.22 : band.key === 'kept' ? 0.2 : 0.42}
            />
          ) : null,
        )}
        {nodes.map((node) =>
          node.height > 0 ? (
            <rect
              key={node.key}
              x={COLUMNS[node.column]}
              y={TOP}
              width={NODE}
              height={node.height}
              rx="1.5"
              fill={node.colour}
            />
          ) : null,
        )}
        {burned && burned.height > 0 ? (
          <rect x={COLUMNS[4]} y={burned.to} width={NODE} height={burned.height} rx="1.5" fill="var(--gold)" />
        ) : null}
        {war && war.height > 0 ? (
          <rect x={COLUMNS[4]} y={war.to} width={NODE} height={war.height} rx="1.5" fill="var(--accent)" />
        ) : null}
        <FlowLabel
          x={COLUMNS[1] ?? 0}
          y={TOP + profit + 28 + 18}
          text={t('flow.cost')}
          shown={toDrawing(amounts.cost) > 0}
        />
        <FlowLabel x={COLUMNS[2] ?? 0} y={TOP + fund + 28 + 18} text={t('flow.kept')} shown={profit > fund} />
      </svg>
      <div className="flex flex-wrap justify-end gap-x-6 gap-y-1 text-13" aria-hidden="true">
        <span className="inline-flex items-center gap-2">
          <i className="size-2 rounded-[2px] bg-gold" />
          {t('flow.burned')} <Amount value={amounts.burned} unit="LCO" decimals={2} className="font-semibold" />
        </span>
        <span className="inline-flex items-center gap-2">
          <i className="size-2 rounded-[2px] bg-accent" />
          {t('flow.war')} <Amount value={amounts.warPool} unit="LCO" decimals={2} className="font-semibold" />
        </span>
      </div>
    </figure>
  )
}

function FlowLabel({ x, y, text, shown }: { x: number; y: number; text: string; shown: boolean }) {
  if (!shown) return null
  return (
    <text x={x - 8} y={y} textAnchor="end" fontSize="12" fill="var(--muted)">
      {text}
    </text>
  )
}

interface FlowListProps {
  stages: readonly { key: string; label: string; value: string; unit: string }[]
  amounts: FlowAmounts
  caption: string
}

/** The same on a phone: bars under each other, each as wide as its share of the revenue. */
function FlowList({ stages, amounts, caption }: FlowListProps) {
  const t = useText('common')
  const revenue = toDrawing(amounts.revenue)
  const bought = toDrawing(amounts.bought)
  const spent = revenue > 0 ? toDrawing(amounts.spent) / revenue : 0
  const share = (value: string, unit: string) =>
    unit === 'CR'
      ? revenue > 0
        ? toDrawing(value) / revenue
        : 0
      : bought > 0
        ? (toDrawing(value) / bought) * spent
        : 0
  const all = [...stages, { key: 'war', label: t('flow.war'), value: amounts.warPool, unit: 'LCO' }]
  return (
    <figure>
      <figcaption className="sr-only">{caption}</figcaption>
      <ol className="flex flex-col gap-3">
        {all.map((stage) => (
          <li key={stage.key}>
            <div className="flex items-baseline justify-between gap-3 text-13">
              <span className="text-muted">{stage.label}</span>
              <Amount value={stage.value} unit={stage.unit} decimals={2} className="font-semibold" />
            </div>
            <div className="mt-1 h-2 overflow-hidden rounded-full bg-line/60" aria-hidden="true">
              <div
                className={
                  stage.key === 'revenue'
                    ? 'h-full bg-text'
                    : stage.key === 'profit' || stage.key === 'war'
                      ? 'h-full bg-accent'
                      : 'h-full bg-gold'
                }
                style={{
                  width: `${Math.min(100, share(stage.value, stage.unit) * 100)}%`,
                  minWidth: toDrawing(stage.value) > 0 ? 2 : 0,
                }}
              />
            </div>
          </li>
        ))}
      </ol>
    </figure>
  )
}
