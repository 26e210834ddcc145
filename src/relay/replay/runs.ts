/** Calls with an Idempotency-Key: one runs, repeats follow it while it runs and get the stored response afterwards. */
import { createHash, type Hash } from 'node:crypto'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Log } from '../../telemetry/log.ts'
import { isLong } from '../body/long.ts'
import { inTurns, PIECE_BYTES, type Steps } from '../body/turns.ts'
import type { Outlet } from '../outlet/outlet.ts'
import { SharedOutlet } from '../outlet/shared.ts'
import type { ReplayStore, StoredReply } from '../ports.ts'
import { Problem } from '../problem.ts'

export interface RunInput {
  readonly account: AccountId
  readonly key: string
  readonly hash: string
  readonly callId: string
  readonly outlet: Outlet
}

export interface LeadingRun {
  readonly outlet: SharedOutlet
  /** Ends the run; a billed one is stored first, so that no repeat falls between. */
  finish(billed: boolean): Promise<void>
}

interface Running {
  readonly hash: string
  readonly outlet: SharedOutlet
  /** Rejects when the store can not be asked or holds the key with another body. */
  readonly loaded: Promise<boolean>
}

const keyForm = /^[\x21-\x7e]{1,128}$/

/** The caller's key, or a refusal when it can not be one. */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined || header === '') return undefined
  if (typeof header === 'string' && keyForm.test(header)) return header
  throw new Problem('invalid_header', {
    param: 'Idempotency-Key',
    message: 'An Idempotency-Key has 1 to 128 printable ASCII characters.',
  })
}

/** Of the endpoint and what the decompressed body is told by. */
export async function requestHash(kind: string, body: readonly (string | Buffer)[]): Promise<string> {
  const hash = createHash('sha256').update(kind).update('\n')
  for (const piece of body) {
    if (typeof piece !== 'string' && isLong(piece)) await inTurns(hashing(hash, piece))
    else hash.update(piece)
  }
  return hash.digest('hex')
}

function* hashing(hash: Hash, bytes: Buffer): Steps<void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    hash.update(bytes.subarray(at, at + PIECE_BYTES))
    yield
  }
}

export class Runs {
  readonly #running = new Map<string, Running>()
  readonly #store: ReplayStore
  readonly #log: Log
  readonly #maxBytes: number

  constructor(options: { readonly store: ReplayStore; readonly log: Log; readonly maxBytes: number }) {
    this.#store = options.store
    this.#log = options.log
    this.#maxBytes = options.maxBytes
  }

  /** The run to lead, or undefined when the outlet is served from a running or stored one. Refuses a key used with another body. */
  async enter(input: RunInput): Promise<LeadingRun | undefined> {
    const id = `${input.account}/${input.key}`
    const running = this.#running.get(id)
    if (running) {
      checkHash(running.hash, input.hash)
      await running.loaded
      running.outlet.follow(input.outlet)
      return undefined
    }
    const outlet = new SharedOutlet(this.#maxBytes)
    const loaded = this.#load(input, outlet)
    this.#running.set(id, { hash: input.hash, outlet, loaded })
    try {
      const replayed = await loaded
      if (replayed) this.#running.delete(id)
      outlet.follow(input.outlet)
      return replayed ? undefined : { outlet, finish: (billed) => this.#finish(id, input, billed) }
    } catch (error) {
      this.#running.delete(id)
      throw error
    }
  }

  /** True when a stored reply now fills the outlet. */
  async #load(input: RunInput, outlet: SharedOutlet): Promise<boolean> {
    const stored = await this.#store.get(input.account, input.key).catch((error: unknown) => {
      this.#log.error('stored responses can not be read', { error })
      throw new Problem('storage_unavailable', { retryAfterMs: 5_000 })
    })
    if (!stored) return false
    checkHash(stored.hash, input.hash)
    replay(stored, outlet)
    return true
  }

  async #finish(id: string, input: RunInput, billed: boolean): Promise<void> {
    const outlet = this.#running.get(id)?.outlet
    const recording = billed ? outlet?.recording() : undefined
    if (recording) {
      const { account, key, hash, callId } = input
      const { status, headers, body, complete } = recording
      const reply: StoredReply = { hash, callId, status, headers: Object.entries(headers), body, complete }
      await this.#store.put(account, key, reply).catch((error: unknown) => {
        this.#log.error('a response could not be stored for repeats', { callId, error })
      })
    }
    this.#running.delete(id)
  }
}

function checkHash(before: string, now: string): void {
  if (before !== now) throw new Problem('idempotency_key_reused', { param: 'Idempotency-Key' })
}

function replay(stored: StoredReply, outlet: SharedOutlet): void {
  outlet.start(stored.status, { ...Object.fromEntries(stored.headers), 'x-lx-replayed': 'true' })
  if (stored.complete) outlet.end(stored.body)
  else outlet.breakOff(stored.body)
}
