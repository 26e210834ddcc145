/** From cost to a price card: list = cost × markup, rounded up. */
import { mulDivCeil } from '../../base/math.ts'
import { BPS } from '../../base/money.ts'
import type { InputOf } from '../../engine/command.ts'
import type { Rates } from '../../engine/metering/rates.ts'
import type { ServiceRates } from '../../engine/metering/service-tiers.ts'
import { completeRates } from './complete.ts'

/** 1.50, so that Lv4's 70 % of list stays above cost. docs/concepts/economy.md §4. */
const DEFAULT_MARKUP_BPS = 15_000

export function listFromCost(cost: Rates, markupBps = DEFAULT_MARKUP_BPS): Rates {
  return {
    tiers: cost.tiers.map(({ from, rates }) => ({
      from,
      rates: rates.map((rate) => mulDivCeil(rate, markupBps, BPS)),
    })),
  }
}

export interface CardTerms {
  readonly channel: number
  readonly model: string
  readonly cost: Rates
  /** Left out: cost × markup. */
  readonly list?: Rates | undefined
  readonly markupBps?: number | undefined
  readonly services?: ServiceRates | undefined
  /** Mines even at cost 0. */
  readonly eligible?: boolean | undefined
}

export type CardInput = Required<InputOf<'card.publish'>>

/** The input of `card.publish`; buckets without a price take that of the one they stand in for. */
export function cardInput({ channel, model, cost, list, markupBps, services, eligible }: CardTerms): CardInput {
  const full = completeRates(cost)
  return {
    channel,
    model,
    cost: full,
    list: list ? completeRates(list) : listFromCost(full, markupBps),
    services: services ?? {},
    eligible: eligible ?? false,
  }
}
