/** Reads about the whole: supply, custody, the running week, buyback, parameters, switches. */
import { type Credits, type Lco, MAX_SUPPLY, type Millis } from '../../base/money.ts'
import type { Product } from '../command.ts'
import { platformEquity } from '../commands/credits.ts'
import type { Engine } from '../engine.ts'
import { P, platformSlots, slotName, U } from '../ledger/chart.ts'
import { ERAS, eraOf, eraStart } from '../mining/emission.ts'
import type { ParameterKey } from '../parameters.ts'
import { nextBuyback } from '../treasury/buyback.ts'
import type { Buyback, Week } from '../treasury/treasury.ts'

export interface SupplyView {
  readonly max: Lco
  readonly unissued: Lco
  readonly minted: Lco
  readonly burned: Lco
  readonly staked: Lco
  readonly unbonding: Lco
  readonly warPool: Lco
  readonly fund: Lco
  /** minted − burned − staked − unbonding − imo − bond − market escrow. docs/concepts/economy.md §8. */
  readonly circulating: Lco
  readonly era: number
  /** Cumulative eligible µCR. */
  readonly x: Credits
  /** LCO units that 1 CR mines now. */
  readonly perCredit: number
  readonly eraFrom: Credits
  readonly eraTo: Credits
}

export function supplyView(engine: Engine): SupplyView {
  const { ledger, mining } = engine.state
  const unissued = ledger.lco(P.unissued)
  const minted = (MAX_SUPPLY - unissued) as Lco
  const burned = (ledger.lco(P.burnedBuyback) + ledger.lco(P.burnedPrediction) + ledger.lco(P.burnedBond)) as Lco
  const [staked, unbonding] = [ledger.userTotal(U.staked) as Lco, ledger.userTotal(U.unbonding) as Lco]
  const elsewhere = ledger.userTotal(U.imo) + ledger.userTotal(U.bond) + ledger.escrows.total
  const era = eraOf(mining.x)
  return {
    max: MAX_SUPPLY,
    unissued,
    minted,
    burned,
    staked,
    unbonding,
    warPool: ledger.lco(P.warPool),
    fund: ledger.lco(P.fundLco),
    circulating: (minted - burned - staked - unbonding - elsewhere) as Lco,
    era,
    x: mining.x,
    perCredit: era === ERAS ? 0 : 1_000_000_000 / 2 ** era,
    eraFrom: eraStart(Math.min(era, ERAS)),
    eraTo: eraStart(Math.min(era + 1, ERAS)),
  }
}

export interface TreasuryView {
  /** Every platform slot by its public name; µCR or LCO units. */
  readonly platform: Readonly<Record<string, number>>
  readonly declaredCustody: Credits
  readonly requiredCustody: Credits
  /** Σ of the platform's own CR slots; below zero new top-ups stop. */
  readonly equity: Credits
  readonly carriedLoss: Credits
  readonly week: Week
  readonly nextClose: Millis
  readonly buyback: Buyback | null
  /** When the buyback does something next. */
  readonly nextBuyback: Millis
  readonly totals: { readonly fundIn: Credits; readonly spent: Credits; readonly bought: Lco; readonly toWarPool: Lco }
  /** Σ of all balances per asset, differing from what it must be: 0 and 0, always. */
  readonly imbalance: { readonly credits: number; readonly lco: number }
}

export function treasuryView(engine: Engine): TreasuryView {
  const { ledger, treasury } = engine.state
  return {
    platform: Object.fromEntries(platformSlots.map((slot) => [slotName(slot), ledger.balance(slot)])),
    declaredCustody: treasury.custody,
    requiredCustody: (-ledger.balance(P.reserve) - ledger.balance(P.upstreamPaid)) as Credits,
    equity: platformEquity(engine.state),
    carriedLoss: treasury.carriedLoss,
    week: { ...treasury.week },
    nextClose: treasury.nextClose,
    buyback: treasury.buyback && { ...treasury.buyback },
    nextBuyback: nextBuyback(treasury),
    totals: { ...treasury.totals },
    imbalance: { credits: ledger.runningTotal('CR'), lco: ledger.runningTotal('LCO') - MAX_SUPPLY },
  }
}

export function parametersView(
  engine: Engine,
): Readonly<Record<ParameterKey, { readonly value: number; readonly version: number }>> {
  const { parameters, parameterVersions } = engine.state
  const rows = Object.entries(parameters).map(([key, value]) => [
    key,
    { value, version: parameterVersions[key as ParameterKey] ?? 0 },
  ])
  return Object.fromEntries(rows)
}

export function switchesView(engine: Engine): Readonly<Record<Product, boolean>> {
  return { ...engine.state.switches }
}
