/** lending.*: money put into a pool for interest, and taken out again. docs/concepts/lending.md. */
import type { Millis } from '../../base/money.ts'
import type { LenderView } from '../command.ts'
import { type AccountId, type Asset, assets, userSlot } from '../ledger/chart.ts'
import { slotsOf, tellPool, wholeOf } from '../lending/pool.ts'
import { unitsOf } from '../lending/shares.ts'
import { cancelWithdrawal, isWorthAShare, lentBy, supply, withdraw } from '../lending/supply.ts'
import { type Rejection, reject } from '../rejections.ts'
import { lendingDeskOf, type State } from '../state.ts'
import { checkAmount, checkExists, checkPlayer } from './checks.ts'
import type { Handler } from './handler.ts'

export const lendingSupply: Handler<'lending.supply'> = (state, { account, asset, amount }, at) => {
  const rejection = checkAsset(asset) ?? checkAmount(amount) ?? checkPlayer(state, account)
  if (rejection) return rejection
  const have = state.ledger.balance(userSlot(account, slotsOf(asset).available))
  if (have < amount) return reject(asset === 'CR' ? 'insufficient_credits' : 'insufficient_lco', { need: amount, have })
  const desk = lendingDeskOf(state, at)
  if (!isWorthAShare(desk, { asset, amount })) return reject('amount_too_small')
  supply(desk, { account, asset, amount })
  tellPool(desk, asset)
  return lenderView(state, { account, asset }, at)
}

/** Possible for whoever is suspended, too. */
export const lendingWithdraw: Handler<'lending.withdraw'> = (state, { account, asset, amount }, at) => {
  const rejection =
    checkAsset(asset) ?? (amount === null ? undefined : checkAmount(amount)) ?? checkExists(state, account)
  if (rejection) return rejection
  if (state.lending.withdrawalOf(account, asset)) return reject('withdrawal_waiting')
  const desk = lendingDeskOf(state, at)
  const lender = state.lending.lenderOf(account, asset)
  const have = lender === undefined ? 0 : lentBy(desk, lender)
  if (lender === undefined || have === 0 || have < (amount ?? 0)) return reject('insufficient_lent', { have })
  const paid = withdraw(desk, lender, amount)
  tellPool(desk, asset)
  return { ...lenderView(state, { account, asset }, at), paid }
}

export const lendingCancel: Handler<'lending.cancel'> = (state, { account, asset }, at) => {
  const rejection = checkAsset(asset) ?? checkExists(state, account)
  if (rejection) return rejection
  if (!state.lending.withdrawalOf(account, asset)) return reject('withdrawal_not_found')
  const desk = lendingDeskOf(state, at)
  cancelWithdrawal(desk, account, asset)
  tellPool(desk, asset)
  return lenderView(state, { account, asset }, at)
}

export function lenderView(
  state: State,
  { account, asset }: { readonly account: AccountId; readonly asset: Asset },
  at: Millis,
): LenderView {
  const available = state.ledger.balance(userSlot(account, slotsOf(asset).available))
  const lender = state.lending.lenderOf(account, asset)
  if (lender === undefined) return { asset, available, lent: 0, waiting: 0, earned: 0 }
  const desk = lendingDeskOf(state, at)
  const whole = wholeOf(desk, asset)
  const value = unitsOf(BigInt(lender.shares), whole)
  const lent = lentBy(desk, lender)
  return { asset, available, lent, waiting: value - lent, earned: value + lender.withdrawn - lender.supplied }
}

export function checkAsset(asset: Asset): Rejection | undefined {
  return assets.includes(asset) ? undefined : reject('unknown_asset')
}
