/** What each tier would pay for an entered price, and what is left of it. docs/concepts/economy.md §4: the share of list, never below cost with the surcharge. No components. */
import type { TierName } from '../../../../../src/contract/values.ts'
import { compareDecimal, fromUnits, toUnits } from '../../../amount/decimal.ts'
import type { Line } from './price-values.ts'

const BPS = 10_000n
/** Of shown prices: as many decimals as the finest has. */
const DECIMALS = 12

export interface Step {
  readonly tier: TierName
  /** share of list; null pays cost */
  readonly rateBps: number | null
}

export interface TierLine {
  readonly tier: TierName
  readonly rateBps: number | null
  /** CR for the usual amount of each bucket of the first context tier, in the order of its lines */
  readonly prices: readonly string[]
  /** the smallest share of a price that is left over its cost, rounded down; undefined when nothing is charged */
  readonly marginBps: number | undefined
  /** some share of list does not cover the cost: the cost is paid instead */
  readonly floored: boolean
}

type Prices = Pick<Line, 'cost' | 'list'>

/** @param contexts the lines of each context tier, the first from 0 */
export function tierLines(
  contexts: readonly (readonly Prices[])[],
  steps: readonly Step[],
  surchargeBps: number,
): TierLine[] {
  return steps.map(({ tier, rateBps }) => {
    const all = contexts.map((lines) => lines.map((line) => payOf(line, rateBps, surchargeBps)))
    const margins = all.flat().flatMap(({ pay, cost }) => (pay === 0n ? [] : [Number(((pay - cost) * BPS) / pay)]))
    return {
      tier,
      rateBps,
      prices: (all[0] ?? []).map(({ pay }) => fromUnits(pay, DECIMALS)),
      marginBps: margins.length === 0 ? undefined : Math.min(...margins),
      floored: all.flat().some(({ floored }) => floored),
    }
  })
}

function payOf({ cost, list }: Prices, rateBps: number | null, surchargeBps: number) {
  const paid = toUnits(cost, DECIMALS)
  const floor = up(paid * (BPS + BigInt(surchargeBps)))
  const share = rateBps === null ? floor : up(toUnits(list, DECIMALS) * BigInt(rateBps))
  const floored = share < floor
  return { cost: paid, pay: floored ? floor : share, floored }
}

const up = (scaled: bigint): bigint => (scaled + BPS - 1n) / BPS

export type Warning = 'list_below_cost' | 'no_cost' | 'no_list'

/** What an operator should know before such a price is set. Floors by tier are in `tierLines`. */
export function warningsOf(contexts: readonly (readonly Prices[])[], eligible: boolean): Warning[] {
  const all = contexts.flat()
  const zero = (text: string) => compareDecimal(text, '0') === 0
  const found: Record<Warning, boolean> = {
    list_below_cost: all.some(({ cost, list }) => compareDecimal(list, cost) < 0 && !zero(list)),
    no_list: all.some(({ cost, list }) => zero(list) && !zero(cost)),
    no_cost: !eligible && all.length > 0 && all.every(({ cost }) => zero(cost)),
  }
  return (Object.keys(found) as Warning[]).filter((warning) => found[warning])
}
