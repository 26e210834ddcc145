/** Usage times rates with big integers, as the rules read. Knows cards, not accounts. docs/concepts/economy.md §1, §4. */
import type { CallAuthorize, InputOf } from '../../../src/engine/command.ts'
import type { Rates } from '../../../src/engine/metering/rates.ts'
import { greatest, up } from './bigints.ts'

export type CardTerms = Pick<InputOf<'card.publish'>, 'channel' | 'model' | 'list' | 'cost' | 'services' | 'eligible'>

/** What an account pays for a call: fixed when it is authorised. */
export interface Terms {
  readonly tier: string
  readonly bps: bigint
  readonly surcharge: bigint
}

export type Services = NonNullable<CallAuthorize['services']>

/** A call may list for at most 2^51 pCR, and cost no more. */
const MOST = BigInt(Math.floor(Number.MAX_SAFE_INTEGER / 4))

export function isUsage(usage: readonly number[]): boolean {
  return usage.length <= 14 && usage.every((n) => Number.isInteger(n) && n >= 0 && n <= 10_000_000_000)
}

/** Before the multiple of a service tier. */
export interface Price {
  readonly list: bigint
  readonly cost: bigint
  readonly service: bigint
}

/** Undefined for absurd usage. */
export function priceOf(card: CardTerms, usage: readonly number[], service: Services[number]): Price | undefined {
  return within({ list: exact(card.list, usage), cost: exact(card.cost, usage), service: multiple(card, service) })
}

/** The dearest price that usage within the bound can reach in one of the service tiers. */
export function worstOf(card: CardTerms, bound: readonly number[], services: Services): Price | undefined {
  const service = greatest(services.map((one) => multiple(card, one)))
  return within({ list: dearest(card.list, bound), cost: dearest(card.cost, bound), service })
}

function multiple({ services }: CardTerms, service: Services[number]): bigint {
  return BigInt((service === 'standard' ? undefined : services?.[service]) ?? 10_000)
}

function within(price: Price): Price | undefined {
  const { list, cost } = priced(price)
  return [price.list, price.cost, list, cost].some((pico) => pico > MOST) ? undefined : price
}

/** List and cost in the service tier, each rounded up. */
export function priced({ list, cost, service }: Price): { readonly list: bigint; readonly cost: bigint } {
  return { list: up(list * service, 10_000n), cost: up(cost * service, 10_000n) }
}

/** pCR. */
export function chargeOf({ tier, bps, surcharge }: Terms, { list, cost, service }: Price): bigint {
  const floor = up(cost * service * (10_000n + surcharge), 100_000_000n)
  const share = up(list * service * bps, 100_000_000n)
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
