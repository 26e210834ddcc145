/** Reads about the lending pools and who has lent to them. */
import type { LenderView } from '../command.ts'
import { lenderView as viewOf } from '../commands/lending.ts'
import type { Engine } from '../engine.ts'
import type { AccountId, Asset } from '../ledger/chart.ts'
import { cashOf, ratesOf, slotsOf, standing } from '../lending/pool.ts'
import { lendingDeskOf } from '../state.ts'

/** Units of the pool's asset, interest up to now included; rates and utilisation in parts per million. */
export interface PoolView {
  readonly asset: Asset
  readonly claims: number
  readonly lent: number
  readonly cash: number
  readonly utilisationPpm: number
  readonly borrowPpm: number
  readonly supplyPpm: number
  /** Withdrawals that wait. */
  readonly waiting: number
  readonly stopped: boolean
  readonly riskReserve: number
}

export function poolView({ state, now }: Engine, asset: Asset, at = now): PoolView {
  const desk = lendingDeskOf(state, at)
  const { utilisation, borrow, supply } = ratesOf(desk, asset)
  return {
    asset,
    ...standing(desk, asset),
    cash: cashOf(desk, asset),
    utilisationPpm: utilisation,
    borrowPpm: borrow,
    supplyPpm: supply,
    waiting: state.lending.waiting(asset),
    stopped: state.lending.pools[asset].stopped,
    riskReserve: state.ledger.balance(slotsOf(asset).riskReserve),
  }
}

export function lenderView({ state, now }: Engine, account: AccountId, asset: Asset): LenderView {
  return viewOf(state, { account, asset }, now)
}
