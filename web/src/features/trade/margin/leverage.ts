/** How many lots bring an account to a leverage: the order that the slider fills in. Exact integers; the server's quote decides. */
import { toUnits } from '../../../amount/decimal.ts'
import type { MarginAccount } from '../../margin/use-margin.ts'
import { creditsOf, lotsOf, type Pair, ticksOf } from '../pair.ts'
import type { Side } from '../ticket/form.ts'

const BPS = 10_000n
const LCO_DECIMALS = 8
/** Interest and the mark move on before the order comes in. */
const SLACK = 1_000n

/** What of an account counts for a loan. */
export type Standing = Pick<
  MarginAccount,
  'credits' | 'lco' | 'debt' | 'positionLco' | 'cautious' | 'borrowable' | 'depthCap'
>

export interface LeverageInput {
  side: Side
  /** 10,000 = without a loan */
  leverageBps: number
  account: Standing
  /** at which all of it would trade */
  ticks: bigint
  takerFeeBps: number
  pair: Pair
}

/** Whether an order of this side makes the position larger, or begins one. */
export function enlarges(side: Side, { positionLco }: Pick<Standing, 'positionLco'>, pair: Pair): boolean {
  const lots = lotsOf(positionLco, pair)
  return lots === 0n || lots > 0n === (side === 'buy')
}

/** Lots that the position could be made smaller by. */
export function positionLots({ positionLco }: Pick<Standing, 'positionLco'>, pair: Pair): bigint {
  const lots = lotsOf(positionLco, pair)
  return lots < 0n ? -lots : lots
}

/** Lots of an order that makes the position larger; 0 when it has that leverage already. Never more than free money and pool allow. */
export function lotsAtLeverage(input: LeverageInput): bigint {
  if (input.ticks <= 0n || owesBeyondDepth(input)) return 0n
  const [wanted, most] = input.side === 'buy' ? longLots(input) : shortLots(input)
  if (wanted <= 0n || most <= 0n) return 0n
  const short = wanted > most ? wanted - most : 0n
  const lots = wanted - short
  return lots - lots / SLACK
}

/** Who owes more than the book shows near the mark may make the position no larger, not even with own money. */
function owesBeyondDepth({ side, account: { debt, depthCap } }: LeverageInput): boolean {
  if (debt === null || debt.asset !== (side === 'buy' ? 'CR' : 'LCO')) return false
  return debt.asset === 'CR'
    ? creditsOf(debt.amount) > creditsOf(depthCap.credits)
    : toUnits(debt.amount, LCO_DECIMALS) > toUnits(depthCap.lco, LCO_DECIMALS)
}

/** µCR that this many LCO are worth at a price in ticks. */
const worth = (lco: string, ticks: bigint, { quantityDecimals }: Pair): bigint =>
  (toUnits(lco, LCO_DECIMALS) * ticks) / 10n ** BigInt(LCO_DECIMALS - quantityDecimals)

/** debt + cost − free ≤ (leverage − 1) × (equity − what the purchase loses at the cautious price) */
function longLots({ leverageBps, account, ticks, takerFeeBps, pair }: LeverageInput): [bigint, bigint] {
  const { credits, debt, borrowable, cautious } = account
  const assets = cautious ? ticksOf(cautious.assets, pair) : ticks
  const cost = ticks * (BPS + BigInt(takerFeeBps))
  const over = BigInt(leverageBps) - BPS
  const free = creditsOf(credits.free)
  const owed = debt?.asset === 'CR' ? creditsOf(debt.amount) : 0n
  const loses = cost > assets * BPS ? cost - assets * BPS : 0n
  const wanted = (over * cautiousEquity(account, pair) + BPS * (free - owed)) * BPS
  return [wanted / (BPS * cost + over * loses), ((free + creditsOf(borrowable.credits)) * BPS) / cost]
}

/** (owed + lots − free) at the cautious price ≤ leverage × (equity − what the sale loses at it) */
function shortLots({ leverageBps, account, ticks, takerFeeBps, pair }: LeverageInput): [bigint, bigint] {
  const { lco, debt, borrowable, cautious } = account
  const debts = cautious ? ticksOf(cautious.debts, pair) : ticks
  const brings = ticks * (BPS - BigInt(takerFeeBps))
  const leverage = BigInt(leverageBps)
  const free = lotsOf(lco.free, pair)
  const owed = debt?.asset === 'LCO' ? worth(debt.amount, debts, pair) : 0n
  const loses = debts * BPS > brings ? debts * BPS - brings : 0n
  const wanted = leverage * cautiousEquity(account, pair) * BPS - (owed - free * debts) * BPS * BPS
  return [wanted / (debts * BPS * BPS + leverage * loses), free + lotsOf(borrowable.lco, pair)]
}

/** µCR: LCO at the lowest of the cautious prices, owed LCO at the highest. */
function cautiousEquity({ credits, lco, debt, cautious }: Standing, pair: Pair): bigint {
  const assets = cautious ? ticksOf(cautious.assets, pair) : 0n
  const debts = cautious ? ticksOf(cautious.debts, pair) : 0n
  const owed = debt === null ? 0n : debt.asset === 'CR' ? creditsOf(debt.amount) : worth(debt.amount, debts, pair)
  return creditsOf(credits.total) + worth(lco.total, assets, pair) - owed
}
