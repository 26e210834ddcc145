/** Buyback slices and burns as marks on a chart and on its time scale. */
import { formatLco } from '../../base/decimal.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'

type Deps = Pick<RouteDeps, 'core' | 'history'>
interface Range {
  /** Milliseconds, [from, to). */
  readonly from: number
  readonly to: number
}

const colors = { buyback: 'green', burn: 'red' } as const

async function read(deps: Deps, range: Range) {
  const { treasury } = await upToDate(deps)
  const list = await treasury.chartMarks(range)
  return list.map(({ kind, at, buybackId, lco }, i) => ({
    id: `${kind}-${buybackId}-${at}-${i}`,
    time: Math.floor(at / 1000),
    color: colors[kind],
    label: kind === 'burn' ? 'X' : 'B',
    text: kind === 'burn' ? `Burn of ${formatLco(lco)} LCO` : `Buyback of ${formatLco(lco)} LCO`,
  }))
}

/** As columns. */
export async function chartMarks(deps: Deps, range: Range): Promise<object> {
  const list = await read(deps, range)
  return {
    id: list.map(({ id }) => id),
    time: list.map(({ time }) => time),
    color: list.map(({ color }) => color),
    text: list.map(({ text }) => text),
    label: list.map(({ label }) => label),
    labelFontColor: list.map(() => 'white'),
    minSize: list.map(() => 14),
  }
}

/** As rows. */
export async function timescaleMarks(deps: Deps, range: Range): Promise<object> {
  const list = await read(deps, range)
  return list.map(({ id, time, color, label, text }) => ({ id, time, color, label, tooltip: [text] }))
}
