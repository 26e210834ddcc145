/** The chart of accounts: every ledger slot as an integer, its name and its asset. No balances here. */
import { assert } from '../../base/assert.ts'

export type Asset = 'CR' | 'LCO'

export const assets = ['CR', 'LCO'] as const satisfies readonly Asset[]

/** Index of one balance in the ledger. */
export type Slot = number & { readonly slot: unique symbol }

/** Integer id of a user's account, 1, 2, 3 …; ties are broken by it. */
export type AccountId = number & { readonly account: unique symbol }

const userPurposes = [
  ['available', 'CR'],
  ['order', 'CR'],
  ['hold', 'CR'],
  ['margin', 'CR'],
  ['margin-order', 'CR'],
  ['redeeming', 'CR'],
  ['loan', 'CR'],
  ['available', 'LCO'],
  ['order', 'LCO'],
  ['staked', 'LCO'],
  ['unbonding', 'LCO'],
  ['imo', 'LCO'],
  ['margin', 'LCO'],
  ['margin-order', 'LCO'],
  ['bond', 'LCO'],
  ['loan', 'LCO'],
] as const

/** The order of this list is part of the stored format: append, never reorder. */
const platformPurposes = [
  ['reserve', 'CR'],
  ['upstream-payable', 'CR'],
  ['upstream-paid', 'CR'],
  ['api-revenue', 'CR'],
  ['promo', 'CR'],
  ['treasury', 'CR'],
  ['trading-fees', 'CR'],
  ['ecosystem-fund', 'CR'],
  ['lending-pool', 'CR'],
  ['reserve-accrued', 'CR'],
  ['risk-reserve', 'CR'],
  ['loans-accrued', 'CR'],
  ['unissued', 'LCO'],
  ['burned:buyback', 'LCO'],
  ['burned:prediction', 'LCO'],
  ['burned:bond', 'LCO'],
  ['ecosystem-fund', 'LCO'],
  ['war-pool', 'LCO'],
  ['lending-pool', 'LCO'],
  ['reserve-accrued', 'LCO'],
  ['risk-reserve', 'LCO'],
  ['loans-accrued', 'LCO'],
] as const

type NameOf<T extends readonly (readonly [string, string])[]> = `${T[number][0]}:${T[number][1]}`
type PlatformPurpose = NameOf<typeof platformPurposes>

/** Slots kept for the platform; users' slots follow. */
export const PLATFORM_SLOTS = 64
/** Slots of one user. */
export const USER_SLOTS = 16
/** Index of the first LCO purpose of a user. */
const FIRST_USER_LCO = 7

const platformIndex = new Map<string, number>(platformPurposes.map(([purpose, asset], i) => [`${purpose}:${asset}`, i]))

function platform(name: PlatformPurpose): Slot {
  return platformIndex.get(name) as Slot
}

/** Slots of the platform, by name. */
export const P = {
  reserve: platform('reserve:CR'),
  upstreamPayable: platform('upstream-payable:CR'),
  upstreamPaid: platform('upstream-paid:CR'),
  apiRevenue: platform('api-revenue:CR'),
  promo: platform('promo:CR'),
  treasury: platform('treasury:CR'),
  tradingFees: platform('trading-fees:CR'),
  fund: platform('ecosystem-fund:CR'),
  lendingPool: platform('lending-pool:CR'),
  reserveAccrued: platform('reserve-accrued:CR'),
  loansAccrued: platform('loans-accrued:CR'),
  riskReserve: platform('risk-reserve:CR'),
  unissued: platform('unissued:LCO'),
  burnedBuyback: platform('burned:buyback:LCO'),
  burnedPrediction: platform('burned:prediction:LCO'),
  burnedBond: platform('burned:bond:LCO'),
  fundLco: platform('ecosystem-fund:LCO'),
  warPool: platform('war-pool:LCO'),
  lendingPoolLco: platform('lending-pool:LCO'),
  reserveAccruedLco: platform('reserve-accrued:LCO'),
  loansAccruedLco: platform('loans-accrued:LCO'),
  riskReserveLco: platform('risk-reserve:LCO'),
} as const

/** Offsets of a user's purposes, for `userSlot`. */
export const U = {
  available: 0,
  order: 1,
  hold: 2,
  margin: 3,
  marginOrder: 4,
  redeeming: 5,
  loan: 6,
  lco: 7,
  lcoOrder: 8,
  staked: 9,
  unbonding: 10,
  imo: 11,
  lcoMargin: 12,
  lcoMarginOrder: 13,
  bond: 14,
  lcoLoan: 15,
} as const

export type UserOffset = (typeof U)[keyof typeof U]

export function userSlot(account: AccountId, offset: UserOffset): Slot {
  return (PLATFORM_SLOTS + (account - 1) * USER_SLOTS + offset) as Slot
}

/** Escrows of prediction markets are numbered from here, beyond what 50 million accounts can reach. */
export const FIRST_MARKET = 2_147_483_648 as Slot

/** Where the stakes of a prediction market are. 0 stands for markets as such. */
export function marketSlot(market: number): Slot {
  return (FIRST_MARKET + market) as Slot
}

export function isMarket(slot: Slot): boolean {
  return slot >= FIRST_MARKET
}

/** The account behind a slot, or undefined for the platform's and markets'. */
export function accountOf(slot: Slot): AccountId | undefined {
  if (slot < PLATFORM_SLOTS || isMarket(slot)) return undefined
  return (Math.floor((slot - PLATFORM_SLOTS) / USER_SLOTS) + 1) as AccountId
}

export function isLco(slot: Slot): boolean {
  if (slot < PLATFORM_SLOTS) return slot >= P.unissued
  if (isMarket(slot)) return true
  return (slot - PLATFORM_SLOTS) % USER_SLOTS >= FIRST_USER_LCO
}

export function assetOf(slot: Slot): Asset {
  return isLco(slot) ? 'LCO' : 'CR'
}

/** User balances and locks may not go below zero; loans may. Platform slots: see `platformMayBeNegative`. */
export function mayBeNegative(slot: Slot): boolean {
  if (slot < PLATFORM_SLOTS) return platformMayBeNegative(slot)
  if (isMarket(slot)) return false
  const offset = (slot - PLATFORM_SLOTS) % USER_SLOTS
  return offset === U.loan || offset === U.lcoLoan
}

/** Contra accounts and the two that can run a loss: reserve, upstream-paid, api-revenue, treasury, loans-accrued. */
function platformMayBeNegative(slot: Slot): boolean {
  return negativePlatform.has(slot)
}

const negativePlatform = new Set<Slot>([
  P.reserve,
  P.upstreamPaid,
  P.apiRevenue,
  P.treasury,
  P.loansAccrued,
  P.loansAccruedLco,
])

/** Stable public name: `platform:<purpose>:<asset>`, `user:<id>:<purpose>:<asset>`, `loan:<id>:<asset>`, `market:<id>:LCO`. economy.md §2. */
export function slotName(slot: Slot): string {
  if (isMarket(slot)) return `market:${slot - FIRST_MARKET}:LCO`
  const account = accountOf(slot)
  if (account === undefined) {
    const named = platformPurposes[slot]
    assert(named !== undefined, `no platform slot ${slot}`)
    return `platform:${named[0]}:${named[1]}`
  }
  const [purpose, asset] = userPurposes[(slot - PLATFORM_SLOTS) % USER_SLOTS] as (typeof userPurposes)[number]
  return purpose === 'loan' ? `loan:${account}:${asset}` : `user:${account}:${purpose}:${asset}`
}

/** A user's purpose, e.g. "available", for per-purpose listings. */
export function purposeOf(slot: Slot): string {
  if (slot < PLATFORM_SLOTS) return platformPurposes[slot]?.[0] ?? fail(slot)
  if (isMarket(slot)) return 'market'
  return userPurposes[(slot - PLATFORM_SLOTS) % USER_SLOTS]?.[0] ?? fail(slot)
}

export const platformSlots: readonly Slot[] = platformPurposes.map((_, i) => i as Slot)
export const userOffsets: readonly UserOffset[] = userPurposes.map((_, i) => i as UserOffset)

function fail(slot: Slot): never {
  throw new RangeError(`no slot ${slot}`)
}
