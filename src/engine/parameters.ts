/** The parameter registry: every number marked (P) in docs/concepts/economy.md with its unit, default, bounds and who may change it. */
import { CREDIT, LCO } from '../base/money.ts'

export type ParameterUnit = 'bps' | 'ms' | 'µCR' | '1e-8 LCO' | 'count' | 'ticks' | 'pair'
/** `money` parameters move value between people and need the longer notice; `risk` ones apply at once. */
export type ParameterClass = 'money' | 'risk' | 'operational'

export interface ParameterDefinition {
  readonly unit: ParameterUnit
  readonly default: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly class: ParameterClass
  readonly by: readonly ('operator' | 'governance')[]
  readonly text: string
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const both = ['operator', 'governance'] as const
const operator = ['operator'] as const

export const parameters = {
  'faucet.dailyCap': def('µCR', 100 * CREDIT, 0, 100_000 * CREDIT, 1, 'operational', operator, 'What the sandbox faucet gives one account in one UTC day.'),
  'idempotency.keep': def('ms', DAY, HOUR, 7 * DAY, 1, 'operational', operator, 'How long keyed results are kept.'),
  'idempotency.perAccount': def('count', 10_000, 100, 100_000, 1, 'operational', operator, 'Keyed results kept for one account, oldest out first.'),
  'keys.perAccount': def('count', 100, 1, 10_000, 1, 'operational', operator, 'Virtual keys one account may hold.'),
  'price.surcharge': def('bps', 0, 0, 2_000, 1, 'money', both, 'Added to cost for the cost floor and the Whale price.'),
  'relay.beatTimeout': def('ms', 30 * SECOND, 10 * SECOND, 10 * MINUTE, 1, 'operational', operator, 'A relay that has not been heard of for so long is ended and its holds are released.'),
  'tier.lv2.stake': def('1e-8 LCO', 1_000 * LCO, LCO, 1_000_000 * LCO, LCO, 'money', both, 'Stake for Lv2.'),
  'tier.lv3.stake': def('1e-8 LCO', 10_000 * LCO, LCO, 1_000_000 * LCO, LCO, 'money', both, 'Stake for Lv3.'),
  'tier.lv4.stake': def('1e-8 LCO', 50_000 * LCO, LCO, 1_000_000 * LCO, LCO, 'money', both, 'Stake for Lv4.'),
  'tier.whale.stake': def('1e-8 LCO', 100_000 * LCO, LCO, 1_000_000 * LCO, LCO, 'money', both, 'Stake for Whale.'),
  'tier.lv2.rate': def('bps', 9_500, 5_000, 10_000, 1, 'money', both, 'Share of the list price that Lv2 pays.'),
  'tier.lv3.rate': def('bps', 8_500, 5_000, 10_000, 1, 'money', both, 'Share of the list price that Lv3 pays.'),
  'tier.lv4.rate': def('bps', 7_000, 5_000, 10_000, 1, 'money', both, 'Share of the list price that Lv4 pays.'),
  'stake.upgradeDelay': def('ms', 24 * HOUR, 0, 30 * DAY, 1, 'money', both, 'How long a stake must stand before it lifts the tier.'),
  'stake.unbonding': def('ms', 7 * DAY, 0, 30 * DAY, 1, 'money', both, 'How long unstaked LCO wait.'),
  'fund.share': def('bps', 2_000, 2_000, 10_000, 1, 'money', both, 'Share of API profit that goes into the ecosystem fund; never below 20 %.'),
  'buyback.maxSlices': def('count', 60, 1, 480, 1, 'money', both, 'Most market orders of one Friday.'),
  'buyback.guard': def('bps', 500, 0, 5_000, 1, 'money', both, 'How far above the reference a slice may buy.'),
  'buyback.warShare': def('bps', 2_000, 0, 5_000, 1, 'money', both, 'Share of the bought LCO that goes to the war pool; the rest burns.'),
  'market.pair': def('pair', 0, 0, 2, 1, 'risk', operator, 'Tick and lot: 0 = 0.00001 CR × 0.1 LCO, 1 = 0.0001 × 0.01, 2 = 0.001 × 0.001. A change cancels all orders.'),
  'market.takerFee': def('bps', 10, 0, 100, 1, 'money', both, 'Fee of the taker on notional.'),
  'market.makerFee': def('bps', 0, 0, 100, 1, 'money', both, 'Fee of the maker on notional.'),
  'market.minNotional': def('µCR', CREDIT, 1, 1_000 * CREDIT, 1, 'risk', operator, 'Smallest order.'),
  'market.maxNotional': def('µCR', 1_000_000 * CREDIT, CREDIT, 1_000_000_000 * CREDIT, 1, 'risk', operator, 'Largest order.'),
  'market.band': def('bps', 2_000, 100, 9_000, 1, 'risk', operator, 'Trades happen only this close to the mark.'),
  'market.openOrders': def('count', 200, 1, 10_000, 1, 'risk', operator, 'Open orders one account may have.'),
  'market.breakerMove': def('bps', 3_000, 100, 10_000, 1, 'risk', operator, 'Move of the mid within 5 minutes that pauses trading for 5 minutes.'),
  'mark.interval': def('ms', 10 * SECOND, SECOND, MINUTE, SECOND, 'risk', operator, 'How often the mark is taken.'),
  'mark.impactNotional': def('µCR', 50 * CREDIT, CREDIT, 100_000 * CREDIT, 1, 'risk', operator, 'Notional whose average fill on both sides makes the impact mid.'),
  'mark.medianClamp': def('bps', 1_000, 100, 5_000, 1, 'risk', operator, 'How far the mark may stand from the 30-minute median.'),
  'mark.stepClamp': def('bps', 500, 50, 5_000, 1, 'risk', operator, 'How far the mark may move within 60 s.'),
} as const satisfies Record<string, ParameterDefinition>

export type ParameterKey = keyof typeof parameters
export type ParameterValues = { [K in ParameterKey]: number }

export const parameterKeys = Object.keys(parameters) as ParameterKey[]

export function defaultParameters(): ParameterValues {
  return Object.fromEntries(parameterKeys.map((key) => [key, parameters[key].default])) as ParameterValues
}

export function isParameterKey(key: string): key is ParameterKey {
  return Object.hasOwn(parameters, key)
}

/** True when the value is on the step and within the bounds. */
export function parameterAllows(key: ParameterKey, value: number): boolean {
  const { min, max, step } = parameters[key]
  return Number.isSafeInteger(value) && value >= min && value <= max && (value - min) % step === 0
}

function def(
  unit: ParameterUnit,
  initial: number,
  min: number,
  max: number,
  step: number,
  kind: ParameterClass,
  by: ParameterDefinition['by'],
  text: string,
): ParameterDefinition {
  return { unit, default: initial, min, max, step, class: kind, by, text }
}
