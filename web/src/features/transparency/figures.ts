/** Sums that the transparency page adds up itself from the public answers, so that a reader need not believe the server's. No components. */
import type { Buyback, Supply } from '../../../../src/contract/transparency.ts'
import { addDecimal, compareDecimal, isNegative, percentOf, subDecimal } from '../../amount/decimal.ts'
import type { Answer } from '../../api/platform.ts'
import type { FlowAmounts } from '../../ui/flow.tsx'

export type Treasury = Answer<'GET /transparency/treasury'>
export type WeekRow = Answer<'GET /transparency/weeks'>['items'][number]

/** Where LCO can be, in the order of the statement; group picks the colour of the bar. */
export const PLACES = [
  ['unissued', 'unissued'],
  ['available', 'users'],
  ['order', 'users'],
  ['margin', 'users'],
  ['staked', 'locked'],
  ['unbonding', 'locked'],
  ['imo', 'locked'],
  ['bond', 'locked'],
  ['markets', 'locked'],
  ['lending', 'platform'],
  ['riskReserve', 'platform'],
  ['fund', 'platform'],
  ['warPool', 'platform'],
  ['burnedBuyback', 'burned'],
  ['burnedPrediction', 'burned'],
  ['burnedBond', 'burned'],
] as const
export type PlaceName = (typeof PLACES)[number][0]
export type PlaceGroup = (typeof PLACES)[number][1]

export interface Place {
  readonly name: PlaceName
  readonly group: PlaceGroup
  readonly amount: string
}

export function placesOf({ unissued, held, burned }: Supply): Place[] {
  const amounts: Readonly<Record<PlaceName, string>> = {
    unissued,
    ...held,
    burnedBuyback: burned.buyback,
    burnedPrediction: burned.prediction,
    burnedBond: burned.bond,
  }
  return PLACES.map(([name, group]) => ({ name, group, amount: amounts[name] }))
}

export const sumOf = (amounts: readonly string[]): string => amounts.reduce(addDecimal, '0')

/** What the books are off by: LCO of all places against the maximum, CR of all accounts against zero. */
export function imbalanceOf(supply: Supply, treasury: Treasury): { credits: string; lco: string } {
  const platform = treasury.platform.filter(({ asset }) => asset === 'CR').map(({ amount }) => amount)
  return {
    lco: subDecimal(sumOf(placesOf(supply).map(({ amount }) => amount)), supply.max),
    credits: sumOf([...platform, treasury.custody.users, '0.000000']),
  }
}

/** The money of one week; what it bought back is nothing until its Friday is over. */
export function flowOf(week: WeekRow, buyback: Buyback | undefined): FlowAmounts {
  return {
    revenue: week.revenue,
    cost: addDecimal(week.cost, week.unrecovered),
    profit: week.profit,
    fundIn: week.fundIn,
    spent: buyback?.spent ?? '0.000000',
    bought: buyback?.bought ?? '0.00000000',
    burned: buyback?.burned ?? '0.00000000',
    warPool: buyback?.toWarPool ?? '0.00000000',
  }
}

/** The running week as if it closed now. */
export function runningFlow({ week, carriedLoss, shareBps }: Treasury): FlowAmounts {
  const base = subDecimal(week.profit, carriedLoss)
  return {
    revenue: week.revenue,
    cost: addDecimal(week.cost, week.unrecovered),
    profit: week.profit,
    fundIn: isNegative(base) ? '0.000000' : percentOf(base, shareBps / 100, 6),
    spent: '0.000000',
    bought: '0.00000000',
    burned: '0.00000000',
    warPool: '0.00000000',
  }
}

/** Share of the way through the era, 0…1, for drawing. */
export function eraShare(supply: Supply): number {
  const era = supply.eras[supply.era]
  if (!era) return 1
  const span = Number(subDecimal(era.to, era.from))
  return span === 0 ? 1 : Number(subDecimal(supply.mined, era.from)) / span
}

/** A is larger than B. */
export const exceeds = (a: string, b: string): boolean => compareDecimal(a, b) > 0

/** Per cent of a whole with two decimals, for reading. */
export function shareText(part: string, whole: string): string {
  const share = Number(part) / Number(whole)
  return Number.isFinite(share) ? `${(share * 100).toFixed(share !== 0 && share < 0.0001 ? 4 : 2)} %` : '–'
}
