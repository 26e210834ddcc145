/** Reads about the lending pools and who has lent to them. */
import type { Millis } from '../../base/money.ts'
import type { LenderView } from '../command.ts'
import { lenderView as viewOf } from '../commands/lending.ts'
import type { Engine } from '../engine.ts'
import type { AccountId, Asset } from '../ledger/chart.ts'
import { cashOf, ratesOf, slotsOf, standing, wholeOf } from '../lending/pool.ts'
import { unitsOf } from '../lending/shares.ts'
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

/** Units that all withdrawals which wait ask for, or those before a lender's own. */
export function waitingAmount({ state, now }: Engine, asset: Asset, { before, at = now }: Queue = {}): number {
  const { lending } = state
  const shares = before === undefined ? lending.sharesWaiting(asset) : (lending.sharesBefore(before, asset) ?? 0n)
  return unitsOf(shares, wholeOf(lendingDeskOf(state, at), asset))
}

interface Queue {
  readonly before?: AccountId
  readonly at?: Millis
}

export interface LenderPosition extends LenderView {
  /** When the withdrawal that waits was asked for; null without one. */
  readonly waitingSince: Millis | null
  /** Units of others that are paid before it. */
  readonly ahead: number
}

export function lenderPosition(
  engine: Engine,
  { account, asset }: { readonly account: AccountId; readonly asset: Asset },
  at: Millis,
): LenderPosition {
  const own = engine.state.lending.withdrawalOf(account, asset)
  return {
    ...viewOf(engine.state, { account, asset }, at),
    waitingSince: own?.at ?? null,
    ahead: waitingAmount(engine, asset, { before: account, at }),
  }
}
