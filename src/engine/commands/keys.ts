/** key.*: virtual keys as far as they decide money. */
import type { Credits, Millis } from '../../base/money.ts'
import type { KeyBudget, KeyId } from '../command.ts'
import type { Key } from '../keys/keys.ts'
import type { AccountId } from '../ledger/chart.ts'
import { Rejection, reject } from '../rejections.ts'
import type { State } from '../state.ts'
import { checkAccount, isKeyHash } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'
import { closeRun, namedIn } from './runs.ts'

/** The same hash for the same account again returns the key it made. */
export const keyCreate: Handler<'key.create'> = (state, input) => {
  const { account, hash, expiresAt } = input
  if (!isKeyHash(hash) || !isTerms(expiresAt, input.budget)) return reject('malformed_command')
  const budget = limitsOf(input.budget)
  const rejection = checkAccount(state, account)
  if (rejection) return rejection
  const known = state.keys.findByHash(hash)
  if (known !== undefined) {
    return state.keys.get(known)?.account === account ? new Repeat({ keyId: known }) : reject('key_hash_taken')
  }
  if (state.keys.liveOf(account) >= state.parameters['keys.perAccount']) return reject('key_limit')
  const keyId = state.keys.create(account, hash, { expiresAt, budget })
  state.out.emit({ type: 'key.created', account, keyId, expiresAt, budget })
  return { keyId }
}

export const keyUpdate: Handler<'key.update'> = (state, input) => {
  const { account, keyId, expiresAt } = input
  if (!isTerms(expiresAt, input.budget)) return reject('malformed_command')
  const key = ownKey(state, account, keyId)
  if (key instanceof Rejection) return key
  if (key.revokedAt !== null) return reject('key_revoked')
  if (state.runs.of(keyId)) return reject('key_of_run')
  const budget = limitsOf(input.budget)
  key.expiresAt = expiresAt
  key.budget = budget
  state.keys.table.touch(keyId)
  state.out.emit({ type: 'key.updated', account, keyId, expiresAt, budget })
  return {}
}

/** Takes effect for the next call; calls that are running finish inside their hold. Runs close: its own, and those it opened. */
export const keyRevoke: Handler<'key.revoke'> = (state, input, at) => {
  const { account, keyId } = input
  const key = ownKey(state, account, keyId)
  if (key instanceof Rejection) return key
  if (key.revokedAt !== null) return new Repeat({})
  const run = state.runs.of(keyId)
  if (run) closeRun(state, run, at)
  else {
    for (const opened of state.runs.openedBy(keyId)) if (!opened.closing) closeRun(state, opened, at)
    state.keys.revoke(keyId, at, namedIn(state))
    state.out.emit({ type: 'key.revoked', account, keyId })
  }
  return {}
}

function ownKey(state: State, account: AccountId, keyId: KeyId): Key | Rejection {
  const key = state.keys.get(keyId)
  return key && key.account === account ? key : reject('key_not_found')
}

/** Only what a budget has, whatever else the input carried: it becomes state. */
function limitsOf({ total, daily, monthly }: KeyBudget): KeyBudget {
  return { total, daily, monthly }
}

function isTerms(expiresAt: Millis | null, budget: KeyBudget): boolean {
  if (typeof budget !== 'object' || budget === null) return false
  const limits: readonly (Credits | null)[] = [budget.total, budget.daily, budget.monthly]
  return [expiresAt, ...limits].every((n) => n === null || (Number.isSafeInteger(n) && n >= 0))
}
