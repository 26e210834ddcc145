/** run.open, and how runs close: by hand, with the key that opened them, or when their time is up. docs/concepts/economy.md §4. */
import { DAY_MS } from '../../base/calendar.ts'
import { type Credits, type Millis, min } from '../../base/money.ts'
import type { InputOf, KeyId } from '../command.ts'
import { U, userSlot } from '../ledger/chart.ts'
import { type Rejection, reject } from '../rejections.ts'
import type { Run } from '../runs/runs.ts'
import type { State } from '../state.ts'
import { checkKey } from './calls.ts'
import { checkAccount, checkAmount, isKeyHash } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'
import { endIfIdle } from './run-funds.ts'

/** A forgotten run locks its owner's credits no longer than this. */
const MAX_RUN_MS = 30 * DAY_MS

/** The same hash for the same account again returns the run it opened, as long as it is open. */
export const runOpen: Handler<'run.open'> = (state, input, at) => {
  const { account, hash, budget, parent } = input
  if (!isKeyHash(hash) || !isExpiry(input.expiresAt, at)) return reject('malformed_command')
  const rejection = checkAmount(budget) ?? checkAccount(state, account)
  if (rejection) return rejection
  const known = state.keys.findByHash(hash)
  if (known !== undefined) return repeated(state, known, input)
  const refused = checkOpening(state, input, at)
  if (refused) return refused
  const parentEnds = parent === null ? null : (state.keys.get(parent)?.expiresAt ?? null)
  const expiresAt = parentEnds === null ? input.expiresAt : min(input.expiresAt, parentEnds)
  const keyId = state.keys.create(account, hash, { expiresAt, budget: noBudget })
  if (parent !== null) state.keys.hold(parent, budget)
  state.runs.open({ keyId, account, parent, budget, openedAt: at, expiresAt, free: budget, calls: 0, closing: false })
  state.out.entry('run.open', String(keyId))
  state.out.move(userSlot(account, U.available), userSlot(account, U.hold), budget)
  state.out.emit({ type: 'run.opened', account, keyId, parent, budget, expiresAt })
  return { keyId, expiresAt, available: state.ledger.credits(userSlot(account, U.available)) }
}

const noBudget = { total: null, daily: null, monthly: null }

function repeated(state: State, keyId: KeyId, { account }: InputOf<'run.open'>) {
  const run = state.runs.of(keyId)
  if (run?.account !== account) return reject('key_hash_taken')
  const available = state.ledger.credits(userSlot(account, U.available))
  return new Repeat({ keyId, expiresAt: run.expiresAt, available })
}

function isExpiry(expiresAt: Millis, at: Millis): boolean {
  return Number.isSafeInteger(expiresAt) && expiresAt > at && expiresAt <= at + MAX_RUN_MS
}

function checkOpening(
  state: State,
  { account, parent, budget }: InputOf<'run.open'>,
  at: Millis,
): Rejection | undefined {
  if (!state.switches.relay) return reject('relay_stopped')
  const rejection = checkKey(state, { keyId: parent, account }, at)
  if (rejection) return rejection
  if (state.runs.of(parent)) return reject('run_in_run')
  if (state.keys.liveOf(account) >= state.parameters['keys.perAccount']) return reject('key_limit')
  const have = state.ledger.credits(userSlot(account, U.available))
  if (have < budget) return reject('insufficient_credits', { need: budget, have })
  const key = parent === null ? undefined : state.keys.get(parent)
  return key && !state.keys.covers(key, budget, at) ? reject('key_budget_exceeded', { need: budget }) : undefined
}

/** Its key takes no new calls; the rest goes back now, or with the last call that runs. */
export function closeRun(state: State, run: Run, at: Millis): void {
  state.runs.close(run)
  state.keys.revoke(run.keyId, at, namedIn(state))
  state.out.emit({ type: 'key.revoked', account: run.account, keyId: run.keyId })
  endIfIdle(state, run)
}

/** The run whose time is up first. */
export function expireRun(state: State, due: Millis): void {
  const run = state.runs.first
  if (run) closeRun(state, run, due)
}

/** Whether a key is still needed: by a call, or by a run of its own or opened with it. */
export function namedIn(state: State): (keyId: KeyId) => boolean {
  const named = new Set<KeyId | null>()
  for (const { keyId } of state.holds.all()) named.add(keyId)
  for (const { keyId, parent } of state.runs.all()) named.add(keyId).add(parent)
  return (keyId) => named.has(keyId)
}

/** Of an envelope: free and held, that is all but what was spent. */
export function reserveOf(state: State, run: Run): Credits {
  return (run.free + (state.keys.get(run.keyId)?.held ?? 0)) as Credits
}
