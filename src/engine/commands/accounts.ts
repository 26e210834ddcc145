/** account.*: who takes part. */
import type { Millis } from '../../base/money.ts'
import { cancelOrders } from '../exchange/ending.ts'
import type { AccountId } from '../ledger/chart.ts'
import { reject } from '../rejections.ts'
import { deskOf, type State } from '../state.ts'
import { checkReason, isToken, known } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'

/** Most accounts one instance holds: ids stay in 31 bits with room to spare. */
const MAX_ACCOUNTS = 50_000_000

/** Idempotent on the identity's id; raising a known account to operator is a change of its own, which ends its orders. */
export const accountOpen: Handler<'account.open'> = (state, input, at) => {
  if (!isToken(input.identity, 128) || typeof input.operator !== 'boolean') return reject('malformed_command')
  const existing = state.accounts.find(input.identity)
  if (existing !== undefined) {
    const account = known(state, existing)
    if (account.operator === input.operator) return new Repeat({ account: existing, opened: false })
    account.operator = input.operator
    state.accounts.touch(existing)
    state.out.emit({ type: 'account.opened', account: existing, identity: input.identity, operator: input.operator })
    if (input.operator) {
      endOrders(state, existing, { cause: 'operator', at })
      state.wars.leave(existing)
    }
    return { account: existing, opened: false }
  }
  if (state.accounts.count >= MAX_ACCOUNTS) return reject('too_many_accounts')
  const account = state.accounts.open(input.identity, input.operator)
  state.ledger.open(account)
  state.out.emit({ type: 'account.opened', account, identity: input.identity, operator: input.operator })
  return { account, opened: true }
}

/** New risk stops: calls, orders and stakes are refused, open orders end. Unstaking and running calls go on. */
export const accountSuspend: Handler<'account.suspend'> = (state, input, at) => {
  if (typeof input.suspended !== 'boolean') return reject('malformed_command')
  const account = state.accounts.get(input.account)
  if (!account) return reject('account_not_found')
  const rejection = checkReason(input.reason)
  if (rejection) return rejection
  account.suspended = input.suspended
  state.accounts.touch(input.account)
  state.out.emit({
    type: 'account.suspended',
    account: input.account,
    suspended: input.suspended,
    reason: input.reason,
  })
  if (input.suspended) endOrders(state, input.account, { cause: 'suspension', at })
  return {}
}

/** What rests would go on trading by itself: it is cancelled, oldest first, whatever is paused or switched off. */
function endOrders(state: State, account: AccountId, end: { cause: 'suspension' | 'operator'; at: Millis }): void {
  cancelOrders(deskOf(state, end.at), state.market.orders.liveOf(account), end.cause)
}
