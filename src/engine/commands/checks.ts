/** Checks that several commands share; each returns the rejection or undefined. */
import type { Account } from '../accounts/accounts.ts'
import type { CallFacts } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import { type Rejection, reject } from '../rejections.ts'
import type { State } from '../state.ts'

/** A JSON object: what every input is. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Keys and hashes of callers are printable ASCII without spaces; what the core keeps under keys of its own has one. */
export function isIdempotency(idem: unknown): boolean {
  if (!isRecord(idem)) return false
  const { account, key, hash } = idem
  return Number.isSafeInteger(account) && isToken(key, 255) && isToken(hash, 128)
}

/** Largest amount a command may carry: leaves room for sums of many. 9e14 units = 900 million CR or 9 million LCO. */
const MAX_AMOUNT = 900_000_000_000_000

export function checkAmount(amount: number): Rejection | undefined {
  if (!Number.isSafeInteger(amount) || amount <= 0) return reject('amount_not_positive')
  return amount > MAX_AMOUNT ? reject('amount_out_of_range', { max: MAX_AMOUNT }) : undefined
}

/** Whoever has something here may leave with it, suspended or not. */
export function checkExists(state: State, id: AccountId): Rejection | undefined {
  return state.accounts.get(id) ? undefined : reject('account_not_found')
}

/** Any account that exists and is not suspended. */
export function checkAccount(state: State, id: AccountId): Rejection | undefined {
  const account = state.accounts.get(id)
  if (!account) return reject('account_not_found')
  return account.suspended ? reject('account_suspended') : undefined
}

/** An account that may trade, bet and stake. docs/concepts/economy.md §2. */
export function checkPlayer(state: State, id: AccountId): Rejection | undefined {
  const account = state.accounts.get(id)
  if (!account) return reject('account_not_found')
  if (account.suspended) return reject('account_suspended')
  return account.operator ? reject('account_is_operator') : undefined
}

/** SHA-256 of a key's secret. */
export function isKeyHash(hash: unknown): hash is string {
  return typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash)
}

export function known(state: State, id: AccountId): Account {
  const account = state.accounts.get(id)
  if (!account) throw new Error(`no account ${id}`)
  return account
}

/** Whoever is named in public exists; that it is an operator is for the caller of the core to know. */
export function checkActor(state: State, actor: AccountId): Rejection | undefined {
  return state.accounts.get(actor) ? undefined : reject('account_not_found')
}

export function checkReason(reason: string): Rejection | undefined {
  return typeof reason === 'string' && reason.length >= 3 && reason.length <= 500
    ? undefined
    : reject('reason_required')
}

/** External ids and codes: 1 … max printable ASCII characters. */
export function isToken(text: unknown, max: number): text is string {
  return typeof text === 'string' && text.length >= 1 && text.length <= max && /^[\x21-\x7e]+$/.test(text)
}

/** Facts are kept and shown, so they are bounded too: integers and short codes. */
export function checkFacts(facts: CallFacts): Rejection | undefined {
  if (!isRecord(facts)) return reject('malformed_command')
  const { latencyMs, firstTokenMs, dialect, stream, status, outcome, estimated, quarantined, error, failures } = facts
  const counts = [latencyMs, status, firstTokenMs ?? 0].every((n) => Number.isSafeInteger(n) && n >= 0)
  const flags = [stream, estimated, quarantined].every((flag) => typeof flag === 'boolean')
  const tokens = isToken(dialect, 32) && isToken(outcome, 64) && (error === undefined || isToken(error, 64))
  const told = failures === undefined || (Array.isArray(failures) && failures.length <= 16 && failures.every(isFailure))
  return counts && flags && tokens && told ? undefined : reject('malformed_command')
}

function isFailure(failure: unknown): boolean {
  if (!isRecord(failure)) return false
  const { channel, code, status, ms } = failure
  const counts = [channel, status ?? 0, ms].every((n) => Number.isSafeInteger(n) && (n as number) >= 0)
  return counts && isToken(code, 64)
}
