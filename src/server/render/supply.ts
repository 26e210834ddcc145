/** Where all LCO are, and the credits of all users together: the ledger's running totals; and the emission's eras. Read-only. */

import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { Credits, Lco } from '../../base/money.ts'
import type { Supply } from '../../contract/transparency.ts'
import type { Engine } from '../../engine/engine.ts'
import {
  type AccountId,
  isLco,
  P,
  platformSlots,
  purposeOf,
  type Slot,
  U,
  type UserOffset,
  userOffsets,
  userSlot,
} from '../../engine/ledger/chart.ts'
import { ERAS, eraStart } from '../../engine/mining/emission.ts'
import { type SupplyView, supplyView } from '../../engine/views.ts'

export interface SupplyReading {
  readonly view: SupplyView
  readonly held: Readonly<Record<keyof Supply['held'], Lco>>
  readonly burned: { readonly buyback: Lco; readonly prediction: Lco; readonly bond: Lco }
  readonly sequence: number
}

/** From running totals: the same work for one account and for a million. */
export function readSupply(engine: Engine): SupplyReading {
  const { ledger } = engine.state
  const at = (slot: Slot): Lco => ledger.lco(slot)
  const users = (offset: UserOffset): Lco => ledger.userTotal(offset) as Lco
  return {
    view: supplyView(engine),
    held: {
      available: users(U.lco),
      order: users(U.lcoOrder),
      staked: users(U.staked),
      unbonding: users(U.unbonding),
      imo: users(U.imo),
      margin: sum(users(U.lcoMargin), users(U.lcoMarginOrder)),
      bond: users(U.bond),
      markets: ledger.escrows.total as Lco,
      fund: at(P.fundLco),
      warPool: at(P.warPool),
      lending: sum(users(U.lcoLoan), ...platformSlots.filter(isLending).map(at)),
      riskReserve: sum(
        ...platformSlots.filter((slot) => slot > P.unissued && purposeOf(slot) === 'risk-reserve').map(at),
      ),
    },
    burned: { buyback: at(P.burnedBuyback), prediction: at(P.burnedPrediction), bond: at(P.burnedBond) },
    sequence: engine.seq,
  }
}

const lending = new Set(['lending-pool', 'reserve-accrued', 'loans-accrued'])
const isLending = (slot: Slot): boolean => slot > P.unissued && lending.has(purposeOf(slot))

function sum(...amounts: readonly Lco[]): Lco {
  return amounts.reduce<number>((total, amount) => total + amount, 0) as Lco
}

/** Σ of every credit purpose over all users; what they borrowed counts against it. */
export function usersCredits({ state: { ledger } }: Engine): Credits {
  const owned = userOffsets.filter((offset) => !isLco(userSlot(1 as AccountId, offset)))
  return owned.reduce<number>((total, offset) => total + ledger.userTotal(offset), 0) as Credits
}

export interface Pace {
  /** µCR of calls in the last days, and how long those days were: what the eras' dates are projected from. */
  readonly captured: number
  readonly overMs: number
}

export function wireSupply({ view, held, burned, sequence }: SupplyReading, pace: Pace, asOf: number): Supply {
  const places = Object.entries(held).map(([name, amount]) => [name, formatLco(amount)])
  const total = view.unissued + view.burned + sum(...Object.values(held))
  const last = view.era >= ERAS
  return {
    max: formatLco(view.max),
    unissued: formatLco(view.unissued),
    minted: formatLco(view.minted),
    burned: {
      buyback: formatLco(burned.buyback),
      prediction: formatLco(burned.prediction),
      bond: formatLco(burned.bond),
      total: formatLco(view.burned),
    },
    outstanding: formatLco((view.minted - view.burned) as Lco),
    circulating: formatLco(view.circulating),
    held: Object.fromEntries(places) as Supply['held'],
    sum: formatLco(total as Lco),
    era: view.era,
    mined: formatCredits(view.x),
    lcoPerCredit: formatLco(perCreditOf(view.era)),
    eraEndsAtMined: last ? null : formatCredits(view.eraTo),
    eras: Array.from({ length: ERAS }, (_, era) => ({
      era,
      lcoPerCredit: formatLco(perCreditOf(era)),
      from: formatCredits(eraStart(era)),
      to: formatCredits(eraStart(era + 1)),
      projectedStart: projected(eraStart(era) - view.x, pace, asOf),
    })),
    sequence,
    asOf,
  }
}

/** 1e-8 LCO that 1 CR mines in an era, floored: 10 LCO in era 0, half of it in each next. */
function perCreditOf(era: number): Lco {
  return (era >= ERAS ? 0 : Math.floor(1_000_000_000 / 2 ** era)) as Lco
}

/** When X gets there at the present pace; null for what is past, and beyond the year 9999 or without a pace. */
function projected(distance: number, { captured, overMs }: Pace, now: number): number | null {
  if (distance <= 0 || captured <= 0) return null
  const at = now + Math.ceil((distance / captured) * overMs)
  return at < 253_402_300_800_000 ? at : null
}
