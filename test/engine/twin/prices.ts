/** Usage times rates with big integers, as the rules read. Knows cards, not accounts. docs/concepts/economy.md §1, §4. */
import type { InputOf } from '../../../src/engine/command.ts'
import type { Rates } from '../../../src/engine/metering/rates.ts'
import { greatest, up } from './bigints.ts'

export type CardTerms = Pick<InputOf<'card.publish'>, 'channel' | 'model' | 'list' | 'cost' | 'eligible'>

/** What an account pays for a call: fixed when it is authorised. */
export interface Terms {
  readonly tier: string
  readonly bps: bigint
  readonly surcharge: bigint
}

/** A call may list for at most 2^51 pCR, and cost no more. */
const MOST = BigInt(Math.floor(Number.MAX_SAFE_INTEGER / 4))

export function isUsage(usage: readonly number[]): boolean {
  return usage.length <= 14 && usage.every((n) => Number.isInteger(n) && n >= 0 && n <= 10_000_000_000)
}

export interface Price {
  readonly list: bigint
  readonly cost: bigint
}

/** Undefined for absurd usage. */
export function priceOf({ list, cost }: CardTerms, usage: readonly number[]): Price | undefined {
  return within({ list: exact(list, usage), cost: exact(cost, usage) })
}

/** The dearest price that usage within the bound can reach. */
export function worstOf({ list, cost }: CardTerms, bound: readonly number[]): Price | undefined {
  return within({ list: dearest(list, bound), cost: dearest(cost, bound) })
}

function within(price: Price): Price | undefined {
  return price.list > MOST || price.cost > MOST ? undefined : price
}

/** pCR. */
export function chargeOf({ tier, bps, surcharge }: Terms, { list, cost }: Price): bigint {
  const floor = up(cost * (10_000n + surcharge), 10_000n)
  const share = up(list * bps, 10_000n)
  return tier === 'whale' || share < floor ? floor : share
}

function sum(rates: readonly number[], usage: readonly number[]): bigint {
  return usage.reduce((total, count, i) => total + BigInt(count) * BigInt(rates[i] ?? 0), 0n)
}

/** What of the usage is context: the first six buckets. */
function contextOf(usage: readonly number[]): number {
  return usage.slice(0, 6).reduce((total, count) => total + count, 0)
}

function exact({ tiers }: Rates, usage: readonly number[]): bigint {
  const reached = tiers.filter(({ from }) => from <= contextOf(usage))
  return sum(reached.at(-1)?.rates ?? [], usage)
}

function dearest({ tiers }: Rates, bound: readonly number[]): bigint {
  return greatest(tiers.filter(({ from }) => from <= contextOf(bound)).map(({ rates }) => sum(rates, bound)))
}
