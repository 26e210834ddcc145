/** The picture itself: bands between columns, each column's sum above it, what leaves the main line named where it ends. */
import { clsx } from 'clsx'
import { subDecimal, toDrawing } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../amount.tsx'
import { bandPath, earlierOf, type FlowAmounts, type FlowLayout, flowLayout, NODE } from './layout.ts'
import type { Stage } from './stages.ts'

const COLOUR: { readonly [key: string]: string } = {
  revenue: 'var(--text)',
  profit: 'var(--accent)',
  cost: 'var(--faint)',
  kept: 'var(--accent)',
  fund: 'var(--gold)',
  spent: 'var(--gold)',
  burned: 'var(--gold)',
  war: 'var(--accent)',
}
const OPACITY: { readonly [key: string]: number } = { cost: 0.22, kept: 0.2 }
const BAND_OPACITY = 0.42
/** How far left of the fund the money of earlier weeks begins to show. */
const STUB = 72

export interface FlowBandsProps {
  amounts: FlowAmounts
  /** revenue, profit, fund, bought, burned, war */
  stages: readonly Stage[]
  width: number
}

export function FlowBands({ amounts, stages, width }: FlowBandsProps) {
  const t = useText('common')
  const layout = flowLayout(amounts, width)
  const { columns, labels, height } = layout
  const war = stages.at(-1)
  const kept = subDecimal(amounts.profit, amounts.fundIn)
  const leaving: (Stage & { top: number | undefined; column: number })[] = [
    { key: 'cost', label: t('flow.cost'), value: amounts.cost, unit: 'CR', top: labels.cost, column: 1 },
    { key: 'earlier', label: t('flow.earlier'), value: earlierOf(amounts), unit: 'CR', top: labels.earlier, column: 2 },
    { key: 'kept', label: t('flow.kept'), value: kept, unit: 'CR', top: labels.kept, column: 2 },
    ...(war ? [{ ...war, top: labels.war, column: 4 }] : []),
  ]
  return (
    <>
      <div className="relative h-11">
        {stages.slice(0, columns.length).map((stage, column) => (
          <div
            key={stage.key}
            className={clsx('absolute', column === columns.length - 1 && 'right-0 text-right')}
            style={column === columns.length - 1 ? undefined : { left: columns[column] }}
          >
            <Sum stage={stage} />
          </div>
        ))}
      </div>
      <div className="relative" style={{ height }}>
        <Drawing layout={layout} width={width} />
        {leaving.map(({ top, column, ...stage }) =>
          top === undefined ? null : (
            <div
              key={stage.key}
              className="absolute text-right"
              style={{ top, right: column === 4 ? 0 : width - (columns[column] ?? 0) + 8 }}
            >
              <Sum stage={stage} small />
            </div>
          ),
        )}
      </div>
    </>
  )
}

function Drawing({ layout: { bands, nodes, columns, height, earlier }, width }: { layout: FlowLayout; width: number }) {
  const fund = columns[2] ?? 0
  return (
    <svg width={width} height={height} className="absolute inset-0 block" aria-hidden="true">
      {earlier.height > 0 ? (
        <rect x={fund - STUB} y={earlier.y} width={STUB} height={earlier.height} fill="var(--gold)" opacity="0.16" />
      ) : null}
      {bands.map((band) => (
        <path
          key={band.key}
          d={bandPath(band, columns)}
          fill={COLOUR[band.key]}
          opacity={OPACITY[band.key] ?? BAND_OPACITY}
        />
      ))}
      {nodes.map(({ key, column, y, height: tall }) => (
        <rect key={key} x={columns[column]} y={y} width={NODE} height={tall} rx="1.5" fill={COLOUR[key]} />
      ))}
    </svg>
  )
}

/** From here on cents say nothing and take room. */
const LARGE = 100_000

function Sum({ stage: { label, value, unit }, small }: { stage: Stage; small?: boolean }) {
  return (
    <>
      <div className="text-12 whitespace-nowrap text-muted">{label}</div>
      <Amount
        value={value}
        unit={unit}
        decimals={toDrawing(value) >= LARGE ? 0 : 2}
        className={small ? 'block text-13 leading-5 font-medium' : 'text-14 font-semibold'}
      />
    </>
  )
}
