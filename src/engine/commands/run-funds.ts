/** Where a call's credits come from and go back to: the account's available ones, or the envelope of the run whose key it uses. docs/concepts/economy.md §4. */
import { add, type Credits, sub } from '../../base/money.ts'
import type { Hold } from '../calls/holds.ts'
import type { KeyId } from '../command.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import type { Run } from '../runs/runs.ts'
import type { State } from '../state.ts'

type Payer = { readonly account: AccountId; readonly keyId: KeyId | null }

/** µCR that a call may still take. */
export function fundsOf(state: State, { account, keyId }: Payer): Credits {
  return state.runs.of(keyId)?.free ?? state.ledger.credits(userSlot(account, U.available))
}

/** Sets credits aside for a call. Those of a run are in the hold slot already: only the envelope has less. */
export function takeFunds(state: State, { account, keyId }: Payer, amount: Credits): void {
  const run = state.runs.of(keyId)
  if (run) run.free = sub(run.free, amount)
  else state.out.move(userSlot(account, U.available), userSlot(account, U.hold), amount)
}

/** Gives back what a call has held and not used. */
export function returnFunds(state: State, { account, keyId }: Payer, amount: Credits): void {
  const run = state.runs.of(keyId)
  if (run) run.free = add(run.free, amount)
  else state.out.move(userSlot(account, U.hold), userSlot(account, U.available), amount)
}

export function callBegins(state: State, { keyId }: Payer): void {
  const run = state.runs.of(keyId)
  if (run) run.calls += 1
}

/** The last step of a call's end: the last call of a run that is closing ends the run. */
export function callEnds(state: State, { keyId }: Pick<Hold, 'keyId'>): void {
  const run = state.runs.of(keyId)
  if (!run) return
  run.calls -= 1
  endIfIdle(state, run)
}

/** Returns the rest of a closing run once no call holds any of it. */
export function endIfIdle(state: State, run: Run): void {
  if (!run.closing || run.calls > 0) return
  const { account, keyId, parent, free, budget } = run
  state.out.entry('run.close', String(keyId))
  state.out.move(userSlot(account, U.hold), userSlot(account, U.available), free)
  if (parent !== null) state.keys.settle(parent, free, { amount: 0 as Credits, at: run.openedAt })
  state.runs.end(run)
  state.out.emit({ type: 'run.closed', account, keyId, parent, budget, returned: free })
}
