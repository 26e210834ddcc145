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

/** Default, smallest, largest, step (1 when left out). */
type Range = readonly [initial: number, min: number, max: number, step?: number]
type Terms = Pick<ParameterDefinition, 'class' | 'by'>

const operational: Terms = { class: 'operational', by: ['operator'] }
const risk: Terms = { class: 'risk', by: ['operator'] }
const shared: Terms = { class: 'operational', by: ['operator', 'governance'] }
const money: Terms = { class: 'money', by: ['operator', 'governance'] }

const bps = ofUnit('bps')
const ms = ofUnit('ms')
const credits = ofUnit('µCR')
const lco = ofUnit('1e-8 LCO')
const count = ofUnit('count')
const pair = ofUnit('pair')

export const parameters = {
  'faucet.dailyCap': credits(
    [100 * CREDIT, 0, 100_000 * CREDIT],
    operational,
    'What the sandbox faucet gives one account in one UTC day.',
  ),
  'idempotency.keep': ms([DAY, HOUR, 7 * DAY], operational, 'How long keyed results are kept.'),
  'idempotency.perAccount': count(
    [10_000, 100, 100_000],
    operational,
    'Keyed results kept for one account, oldest out first.',
  ),
  'keys.perAccount': count([100, 1, 10_000], operational, 'Virtual keys one account may hold.'),
  'price.surcharge': bps([0, 0, 2_000], money, 'Added to cost for the cost floor and the Whale price.'),
  'relay.beatTimeout': ms(
    [30 * SECOND, 10 * SECOND, 10 * MINUTE],
    operational,
    'A relay that has not been heard of for so long is ended and its holds are released.',
  ),
  'tier.lv2.stake': lco([1_000 * LCO, LCO, 1_000_000 * LCO, LCO], money, 'Stake for Lv2.'),
  'tier.lv3.stake': lco([10_000 * LCO, LCO, 1_000_000 * LCO, LCO], money, 'Stake for Lv3.'),
  'tier.lv4.stake': lco([50_000 * LCO, LCO, 1_000_000 * LCO, LCO], money, 'Stake for Lv4.'),
  'tier.whale.stake': lco([100_000 * LCO, LCO, 1_000_000 * LCO, LCO], money, 'Stake for Whale.'),
  'tier.lv2.rate': bps([9_500, 5_000, 10_000], money, 'Share of the list price that Lv2 pays.'),
  'tier.lv3.rate': bps([8_500, 5_000, 10_000], money, 'Share of the list price that Lv3 pays.'),
  'tier.lv4.rate': bps([7_000, 5_000, 10_000], money, 'Share of the list price that Lv4 pays.'),
  'stake.upgradeDelay': ms([24 * HOUR, 0, 30 * DAY], money, 'How long a stake must stand before it lifts the tier.'),
  'stake.unbonding': ms([7 * DAY, 0, 30 * DAY], money, 'How long unstaked LCO wait.'),
  'stake.unbondings': count([100, 1, 1_000], operational, 'Unbondings one account may have running.'),
  'fund.share': bps(
    [2_000, 2_000, 10_000],
    money,
    'Share of API profit that goes into the ecosystem fund; never below 20 %.',
  ),
  'buyback.maxSlices': count([60, 1, 480], money, 'Most market orders of one Friday.'),
  'buyback.guard': bps([500, 0, 5_000], money, 'How far above the reference a slice may buy.'),
  'buyback.warShare': bps(
    [2_000, 0, 5_000],
    money,
    'Share of the bought LCO that goes to the war pool; the rest burns.',
  ),
  'wars.review': ms(
    [48 * HOUR, HOUR, 4 * DAY],
    money,
    'How long a closed round of Compute Wars is reviewed before it is paid.',
  ),
  'wars.promoCap': credits(
    [1_000 * CREDIT, 0, 1_000_000 * CREDIT],
    operational,
    'Most that the free calls of one champion may be worth.',
  ),
  'market.pair': pair(
    [0, 0, 2],
    risk,
    'Tick and lot: 0 = 0.00001 CR × 0.1 LCO, 1 = 0.0001 × 0.01, 2 = 0.001 × 0.001. A change cancels all orders.',
  ),
  'market.takerFee': bps([10, 0, 100], money, 'Fee of the taker on notional.'),
  'market.makerFee': bps([0, 0, 100], money, 'Fee of the maker on notional.'),
  'market.minNotional': credits([CREDIT, 1, 1_000 * CREDIT], risk, 'Smallest order.'),
  'market.maxNotional': credits([1_000_000 * CREDIT, CREDIT, 1_000_000_000 * CREDIT], risk, 'Largest order.'),
  'market.band': bps([2_000, 100, 9_000], risk, 'Trades happen only this close to the mark.'),
  'market.openOrders': count([200, 1, 10_000], risk, 'Open orders one account may have, waiting ones included.'),
  'market.triggers': count([50, 1, 1_000], risk, 'Orders with a trigger that one account may have waiting.'),
  'market.icebergParts': count([20, 1, 100], risk, 'Most parts that an order may show one after the other.'),
  'market.breakerMove': bps(
    [3_000, 100, 10_000],
    risk,
    'Move of the mid within 5 minutes that pauses trading for 5 minutes.',
  ),
  'mark.interval': ms([10 * SECOND, SECOND, MINUTE, SECOND], risk, 'How often the mark is taken.'),
  'mark.impactNotional': credits(
    [50 * CREDIT, CREDIT, 100_000 * CREDIT],
    risk,
    'Notional whose average fill on both sides makes the impact mid.',
  ),
  'mark.medianClamp': bps([1_000, 100, 5_000], risk, 'How far the mark may stand from the 30-minute median.'),
  'mark.stepClamp': bps([500, 50, 5_000], risk, 'How far the mark may move within 60 s.'),
  'margin.leverage': bps(
    [50_000, 10_000, 50_000],
    risk,
    'Most that a position may be worth, in parts of the equity behind it, when it is opened.',
  ),
  'margin.outLevel': bps(
    [20_000, 12_000, 100_000],
    risk,
    'Credits leave a margin account that owes only above this level.',
  ),
  'margin.callLevel': bps([11_500, 10_500, 20_000], risk, 'Below this level the owner is warned.'),
  'margin.closeLevel': bps([11_000, 10_200, 15_000], risk, 'Below this level the account is closed by force.'),
  'margin.targetLevel': bps([12_000, 10_500, 20_000], risk, 'Level that a forced close restores.'),
  'margin.penalty': bps([200, 0, 1_000], money, 'Share of a forced fill that goes to the risk reserve.'),
  'margin.nearLimit': bps([100, 10, 1_000], risk, 'How far from the mark the limit of a forced close begins.'),
  'margin.farLimit': bps(
    [1_000, 100, 2_000],
    risk,
    'How far from the mark a bankrupt account trades, and the reserve buys what is missing.',
  ),
  'margin.dust': credits([10 * CREDIT, 0, 1_000 * CREDIT], risk, 'A debt worth less is closed in full at once.'),
  'margin.lcoShare': bps([1_000, 0, 3_000], risk, 'Share of the circulating LCO that may be borrowed.'),
  'margin.accountShare': bps([2_500, 100, 10_000], risk, 'Share of that which one account may owe.'),
  'margin.depthShare': bps(
    [10_000, 100, 100_000],
    risk,
    'Share of what others show in the book, as far from the mark as farLimit, that one account may owe.',
  ),
  'lending.kink': bps([8_000, 1_000, 9_500], risk, 'Utilisation from which borrowing gets dear.'),
  'lending.limit': bps([9_000, 1_000, 10_000], risk, 'Utilisation beyond which nobody borrows.'),
  'lending.cr.baseRate': bps([0, 0, 10_000], money, 'Yearly rate for CR while nothing is lent.'),
  'lending.cr.kinkRate': bps([1_500, 0, 20_000], money, 'Yearly rate for CR at the kink.'),
  'lending.lco.baseRate': bps([500, 0, 10_000], money, 'Yearly rate for LCO while nothing is lent.'),
  'lending.lco.kinkRate': bps([3_000, 0, 20_000], money, 'Yearly rate for LCO at the kink.'),
  'lending.slope': bps(
    [50_000, 0, 200_000],
    money,
    'What the yearly rate rises by beyond the kink, per whole of utilisation: 500 % is 5 points for each point.',
  ),
  'lending.reserveShare': bps([1_000, 0, 5_000], money, 'Share of the interest that the risk reserve gets.'),
  'launchpad.notice': ms(
    [DAY, HOUR, 30 * DAY],
    money,
    'How long before its window an offering is announced, at least.',
  ),
  'launchpad.subscribe': ms([72 * HOUR, HOUR, 30 * DAY], money, 'How long coins can be locked for an offering.'),
  'launchpad.use': ms([30 * DAY, DAY, 365 * DAY], money, 'How long the quotas of an offering can be used.'),
  'launchpad.cap': bps([2_000, 1, 10_000], money, 'Most of an offering that one account gets.'),
  'launchpad.offerings': count([20, 1, 100], operational, 'Offerings that may be live at once.'),
  'prediction.ante': lco(
    [100 * LCO, LCO, 1_000_000 * LCO, LCO],
    money,
    'Virtual ante of a prediction market: the larger, the less a bet moves the probability.',
  ),
  'prediction.fee': bps([500, 0, 2_000], money, 'Share of the profit of a bet that is burned.'),
  'prediction.minBet': lco([LCO, LCO, 1_000 * LCO], money, 'Smallest bet.'),
  'prediction.bond': lco([100 * LCO, 0, 100_000 * LCO], money, 'Bond of whoever proposes a prediction market.'),
  'prediction.claimBond': lco(
    [100 * LCO, 0, 100_000 * LCO],
    money,
    'Bond of whoever says what the outcome is, and of whoever challenges it.',
  ),
  'prediction.lateWindow': ms([10 * MINUTE, 0, DAY], risk, 'Time before the deadline in which bets are limited.'),
  'prediction.lateShare': bps(
    [500, 0, 10_000],
    risk,
    'Most that an account may bet in it, as a share of what was staked when it began.',
  ),
  'prediction.challenge': ms([DAY, HOUR, 14 * DAY], money, 'How long an outcome can be challenged.'),
  'prediction.unresolved': ms([7 * DAY, DAY, 60 * DAY], money, 'A closed market without an outcome is void after it.'),
  'prediction.secondResolver': ms(
    [72 * HOUR, HOUR, 14 * DAY],
    money,
    'A challenged outcome goes to the vote after it when no second resolver has spoken.',
  ),
  'prediction.vote': ms([48 * HOUR, HOUR, 14 * DAY], money, 'How long the vote on an outcome lasts.'),
  'prediction.voteCap': bps(
    [1_000, 100, 10_000],
    money,
    'Most that one vote weighs, as a share of all power that voted.',
  ),
  'prediction.voters': count([3, 1, 100], money, 'With fewer voters the market is void.'),
  'prediction.markets': count(
    [1_000, 1, 10_000],
    operational,
    'Prediction markets that are not settled, drafts included.',
  ),
  'prediction.perAccount': count([5, 1, 100], operational, 'Those of one proposer.'),
  'prediction.bets': count([100, 1, 10_000], operational, 'Bets of one account in one market.'),
  'prediction.comments': count([20, 1, 1_000], operational, 'Comments of one account in an hour.'),
  'prediction.marketBets': count([100_000, 1, 100_000], operational, 'Bets in one market.'),
  'governance.bond': lco([1_000 * LCO, LCO, 100_000 * LCO], shared, 'Bond of a proposal.'),
  'governance.coolOff': ms(
    [7 * DAY, 0, 90 * DAY],
    shared,
    'How long a parameter that a proposal has changed can not be changed by another one.',
  ),
  'governance.open': count([20, 1, 100], shared, 'Open proposals at a time.'),
  'governance.perAccount': count([2, 1, 20], shared, 'Open proposals of one account.'),
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

/** True when the value is on the step and within the bounds; −0 is none: the journal would bring it back as 0. */
export function parameterAllows(key: ParameterKey, value: number): boolean {
  const { min, max, step } = parameters[key]
  return (
    Number.isSafeInteger(value) && !Object.is(value, -0) && value >= min && value <= max && (value - min) % step === 0
  )
}

function ofUnit(unit: ParameterUnit): (range: Range, terms: Terms, text: string) => ParameterDefinition {
  return ([initial, min, max, step = 1], terms, text) => ({ unit, default: initial, min, max, step, ...terms, text })
}
