/** The end of an unbonding: its coins become available. */
import { U, userSlot } from '../ledger/chart.ts'
import type { Out } from '../out.ts'
import type { Staking } from './staking.ts'

export function releaseUnbonding(state: { readonly staking: Staking; readonly out: Out }): void {
  const next = state.staking.next()
  if (!next) return
  const { id, unbonding } = next
  const { account, amount, releaseAt } = unbonding
  state.staking.end(id)
  state.out.entry('unbonded', String(id))
  state.out.move(userSlot(account, U.unbonding), userSlot(account, U.lco), amount)
  state.out.emit({ type: 'unbonding.done', account, unbondingId: id, amount, releaseAt })
}
