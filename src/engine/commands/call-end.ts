/** Ends holds that nobody is left to end: of a boot that is gone, of a job whose time is up. Released in full, nothing charged. docs/concepts/economy.md §4. */
import type { Credits } from '../../base/money.ts'
import type { Hold } from '../calls/holds.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { State } from '../state.ts'
import { returnQuota } from './quota.ts'
import { callEnds, returnFunds } from './run-funds.ts'

/** Releases the open holds of a boot; returns how many there were. */
export function abortBoot(state: State, bootId: string): number {
  const holds = state.holds.ofBoot(bootId)
  for (const hold of holds) abortCall(state, hold)
  return holds.length
}

/** Releases the job whose time is up first. */
export function abortJob(state: State): void {
  const hold = state.holds.firstJob
  if (hold) abortCall(state, hold)
}

function abortCall(state: State, hold: Hold): void {
  state.out.entry('call.abort', hold.callId)
  giveBack(state, hold)
  const forgotten = state.holds.abort(hold)
  if (forgotten) state.cards.release(forgotten.cardIds)
  state.out.emit({
    type: 'call.aborted',
    callId: hold.callId,
    account: hold.account,
    keyId: hold.keyId,
    model: modelOf(state, hold),
    hold: hold.amount,
    facts: null,
  })
  callEnds(state, hold)
}

/** Releases the whole hold in the entry begun last, frees the key's budget and the caller's retry key. */
export function giveBack(state: State, hold: Hold): void {
  returnFunds(state, hold, 0 as Credits)
  returnQuota(state, hold)
  state.holds.close(hold)
  if (hold.keyId !== null) state.keys.settle(hold.keyId, hold.amount, { amount: 0 as Credits, at: hold.at })
  if (hold.retryKey !== null) forgetRetry(state, hold.account, [hold.retryKey, hold.callId])
}

/** Only while the key stands for this call: after a long call it may stand for the next one. */
function forgetRetry(state: State, account: AccountId, [key, callId]: readonly [key: string, callId: string]): void {
  if (state.idempotency.resultOf(account, key) === callId) state.idempotency.forget(account, key)
}

export function modelOf(state: State, hold: Hold): string {
  const [first] = hold.cardIds
  return (first === undefined ? undefined : state.cards.get(first)?.model) ?? ''
}
