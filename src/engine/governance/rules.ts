/** The rules of a vote as numbers that nobody can change, and what follows from them. Pure. docs/concepts/governance.md. */
import { divFloor, mulDivCeil, mulDivFloor } from '../../base/math.ts'
import { BPS, LCO, type Lco, type Millis } from '../../base/money.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** From the proposal to the snapshot of power. */
export const PENDING_MS = 2 * DAY
/** From the snapshot to the end of the vote. */
export const VOTING_MS = 5 * DAY
/** How long LCO must have been staked at the snapshot to count. */
export const HOLDING_MS = 7 * DAY
/** From the end of the vote to the change. */
const TIMELOCK_MS = 48 * HOUR
/** The same when a parameter of class `money` is among the changes. */
const MONEY_TIMELOCK_MS = 7 * DAY
/** How long an operator may take to decide what an advisory vote is about. */
export const DECIDE_MS = 14 * DAY
/** Most of the total that one account's power may be. */
export const CAP_BPS = 2_000
export const QUORUM_BPS = 4_000
/** More than this share of yes and no. */
const MAJORITY_BPS = 5_000
/** At least this share when a parameter of class `money` is among the changes. */
const MONEY_MAJORITY_BPS = 6_670
/** Fewer at the snapshot make the vote advisory; fewer that vote make it fail. */
export const LEAST_WHALES = 3

/** Power is counted in whole LCO: the part of a stake below one counts nothing. */
export type Power = number & { readonly power: unique symbol }

export const choices = ['yes', 'no', 'abstain'] as const
export type Choice = (typeof choices)[number]

/** Of a stake. */
export function powerOf(stake: Lco): Power {
  return divFloor(stake, LCO) as Power
}

/** What stood at the snapshot. */
export interface Snapshot {
  readonly at: Millis
  /** Stake of a Whale, and how long it must have stood, as they were then. */
  readonly whaleStake: Lco
  readonly delayMs: number
  readonly whales: number
  /** Σ of the power of all Whales, each cut at the cap. */
  readonly total: Power
  /** 20 % of what the total would be uncut, floored. */
  readonly cap: Power
  /** 40 % of the total, up. */
  readonly quorum: Power
}

export type Terms = Pick<Snapshot, 'at' | 'whaleStake' | 'delayMs'>

/** From the uncut power of each Whale. */
export function takeSnapshot(powers: readonly Power[], terms: Terms): Snapshot {
  const uncut = powers.reduce<number>((sum, power) => sum + power, 0)
  const cap = mulDivFloor(uncut, CAP_BPS, BPS) as Power
  const total = powers.reduce<number>((sum, power) => sum + Math.min(power, cap), 0) as Power
  return { ...terms, whales: powers.length, total, cap, quorum: mulDivCeil(total, QUORUM_BPS, BPS) as Power }
}

export function isAdvisory({ whales }: Snapshot): boolean {
  return whales < LEAST_WHALES
}

/** Power by choice, and how many voted. */
export interface Tally {
  readonly yes: Power
  readonly no: Power
  readonly abstain: Power
  readonly voters: number
}

export const noVotes: Tally = { yes: 0 as Power, no: 0 as Power, abstain: 0 as Power, voters: 0 }

/** Share of yes among yes and no that is enough: `above` or `from` this many basis points. */
export function majorityOf(money: boolean): { readonly bps: number; readonly strict: boolean } {
  return money ? { bps: MONEY_MAJORITY_BPS, strict: false } : { bps: MAJORITY_BPS, strict: true }
}

export type Defeat = 'quorum' | 'voters' | 'majority'

/** Why it does not succeed; undefined when it does. An abstention counts for quorum and voters alone. */
export function defeatOf(
  { yes, no, abstain, voters }: Tally,
  { quorum }: Snapshot,
  money: boolean,
): Defeat | undefined {
  if (voters < LEAST_WHALES) return 'voters'
  if (yes + no + abstain < quorum) return 'quorum'
  const { bps, strict } = majorityOf(money)
  // Powers are at most 10,000,000 whole LCO: the products are exact.
  const [got, needed] = [yes * BPS, (yes + no) * bps]
  return yes > 0 && (strict ? got > needed : got >= needed) ? undefined : 'majority'
}

export function timelockOf(money: boolean): number {
  return money ? MONEY_TIMELOCK_MS : TIMELOCK_MS
}
