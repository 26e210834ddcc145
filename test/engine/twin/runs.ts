/** The twin of runs: envelopes, what is free in them, when they close. What their calls hold is the calls' business. */
import type { InputOf } from '../../../src/engine/command.ts'
import { user } from './balances.ts'
import { badAmount, type Common } from './common.ts'
import type { Expected } from './expected.ts'
import type { KeyTwin } from './keys.ts'

interface Run {
  readonly keyId: number
  readonly account: number
  readonly parent: number | null
  readonly budget: number
  readonly expiresAt: number
  free: bigint
  closing: boolean
}

interface Calls {
  /** µCR that calls of a key hold. */
  readonly heldBy: (keyId: number) => bigint
  /** Keys of calls that run. */
  readonly named: () => readonly (number | null)[]
}

const LONGEST = 30 * 86_400_000

export class RunTwin {
  readonly #common: Common
  readonly #keys: KeyTwin
  readonly #calls: Calls
  #runs: Run[] = []

  constructor(common: Common, keys: KeyTwin, calls: Calls) {
    this.#common = common
    this.#keys = keys
    this.#calls = calls
  }

  of(keyId: number | null): Run | undefined {
    return this.#runs.find((run) => run.keyId === keyId)
  }

  /** Of the runs that a key opened: everything that is not spent. */
  reservedBy(keyId: number): bigint {
    const opened = this.#runs.filter(({ parent }) => parent === keyId)
    return opened.reduce((sum, run) => sum + run.free + this.#calls.heldBy(run.keyId), 0n)
  }

  named(): (number | null)[] {
    return [...this.#calls.named(), ...this.#runs.flatMap(({ keyId, parent }) => [keyId, parent])]
  }

  open(at: number, { account, parent, hash, budget, expiresAt }: InputOf<'run.open'>): Expected {
    if (!(Number.isSafeInteger(expiresAt) && expiresAt > at && expiresAt - at <= LONGEST))
      return { code: 'malformed_command' }
    const code = badAmount(budget) ?? this.#common.badPerson(account)
    if (code) return { code }
    const known = this.#keys.idOf(hash)
    if (known !== undefined) {
      const run = this.of(known)
      if (run?.account !== account) return { code: 'key_hash_taken' }
      return { result: { keyId: known, expiresAt: run.expiresAt, available: this.#available(account) }, repeats: true }
    }
    if (this.#common.switchedOff.has('relay')) return { code: 'relay_stopped' }
    const unusable = this.#keys.unusable(at, account, parent)
    if (unusable) return { code: unusable }
    if (this.of(parent)) return { code: 'run_in_run' }
    if (this.#keys.full(account)) return { code: 'key_limit' }
    if (this.#available(account) < BigInt(budget)) return { code: 'insufficient_credits' }
    const held = parent === null ? 0n : this.#calls.heldBy(parent) + this.reservedBy(parent)
    const left = parent === null ? undefined : this.#keys.left(at, parent, held)
    if (left !== undefined && left < BigInt(budget)) return { code: 'key_budget_exceeded' }
    const ends = Math.min(expiresAt, (parent === null ? null : this.#keys.expiryOf(parent)) ?? expiresAt)
    const keyId = this.#keys.add({ account, hash, expiresAt: ends })
    this.#runs.push({ keyId, account, parent, budget, expiresAt: ends, free: BigInt(budget), closing: false })
    this.#common.balances.move(`${user(account, 'available')}:CR`, `${user(account, 'hold')}:CR`, BigInt(budget))
    this.#common.tell('run.opened', { account, keyId, parent, budget, expiresAt: ends })
    return { result: { keyId, expiresAt: ends, available: this.#available(account) } }
  }

  update(input: InputOf<'key.update'>): Expected {
    const run = this.of(input.keyId)
    return run?.account === input.account && !run.closing ? { code: 'key_of_run' } : this.#keys.update(input)
  }

  /** A run's key closes it; another closes the runs it opened. */
  revoke(at: number, input: InputOf<'key.revoke'>): Expected {
    const { account, keyId } = input
    if (this.#keys.unusable(0, account, keyId) !== undefined) return this.#keys.revoke(at, input, this.named())
    const own = this.of(keyId)
    if (own) this.#close(at, own)
    else
      for (const run of this.#runs.filter(({ parent, closing }) => parent === keyId && !closing)) this.#close(at, run)
    return own ? { result: {} } : this.#keys.revoke(at, input, this.named())
  }

  #close(at: number, run: Run): void {
    run.closing = true
    this.#keys.revoke(at, { account: run.account as never, keyId: run.keyId as never }, this.named())
    this.endIfIdle(run.keyId)
  }

  nextExpiry(): number {
    return Math.min(...this.#runs.map(({ closing, expiresAt }) => (closing ? Number.POSITIVE_INFINITY : expiresAt)))
  }

  expire(): void {
    const due = this.nextExpiry()
    const run = this.#runs.find(({ closing, expiresAt }) => !closing && expiresAt === due)
    if (run) this.#close(due, run)
  }

  /** Gives the rest back when it takes no calls and none runs. */
  endIfIdle(keyId: number | null): void {
    const run = this.of(keyId)
    if (!run?.closing || this.#calls.named().includes(run.keyId)) return
    const { account, parent, budget, free } = run
    this.#common.balances.move(`${user(account, 'hold')}:CR`, `${user(account, 'available')}:CR`, free)
    this.#runs = this.#runs.filter((other) => other !== run)
    this.#common.tell('run.closed', { account, keyId: run.keyId, parent, budget, returned: free })
  }

  #available(account: number): bigint {
    return this.#common.balances.get(`${user(account, 'available')}:CR`)
  }
}
