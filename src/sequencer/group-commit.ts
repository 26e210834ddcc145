/** Gathers applied commands into groups, one at the disk at a time, and lets answers and events out once theirs is there. */
import { encodePayload } from '../journal/codec.ts'
import type { Journal, NewGroup } from '../journal/port.ts'
import type { Published } from './core.ts'

/** Somebody waiting for an answer that is computed already: one half of a promise. */
export interface Waiter<T = unknown> {
  readonly answer: T
  /** Called with the answer when everything it depends on is durable. */
  resolve(answer: T): void
  /** Called instead when it never will be. */
  reject(error: Error): void
}

export interface GroupCommitOptions {
  readonly journal: Pick<Journal, 'append'>
  readonly rules: number
  /** The last durable command. */
  readonly seq: number
  /** Asked when a group is cut: the state hash after its last command, if one is to be recorded. */
  stateHash(): string | null
  publish(batch: readonly Published[]): void
  /** The disk refused a group. Nothing is released any more. */
  onFailure(error: Error): void
}

interface Group {
  readonly lines: string[]
  readonly published: Published[]
  readonly waiters: Waiter[]
}

const emptyGroup = (): Group => ({ lines: [], published: [], waiters: [] })

/** Commands from which on a group is not kept waiting for more. */
const LARGE_GROUP = 64

export class GroupCommit {
  readonly #options: GroupCommitOptions
  #gathering = emptyGroup()
  #committing: Group | undefined
  #durableSeq: number
  #scheduled = false
  #failure: Error | undefined
  #last: { readonly commands: number; readonly commitMs: number } | undefined

  constructor(options: GroupCommitOptions) {
    this.#options = options
    this.#durableSeq = options.seq
  }

  get durableSeq(): number {
    return this.#durableSeq
  }

  /** Commands applied and not yet durable. */
  get pending(): number {
    return this.#gathering.lines.length + (this.#committing?.lines.length ?? 0)
  }

  get lastGroup(): { readonly commands: number; readonly commitMs: number } | undefined {
    return this.#last
  }

  /** The next command in order, as encoded by the journal's codec. */
  add(line: string, published: Published): void {
    this.#gathering.lines.push(line)
    this.#gathering.published.push(published)
    if (this.#committing === undefined) this.#cutSoon()
  }

  /** Releases the waiter once everything added so far is durable; at once when it is. */
  whenDurable(waiter: Waiter): void {
    if (this.#failure !== undefined) waiter.reject(this.#failure)
    else if (this.#gathering.lines.length > 0) this.#gathering.waiters.push(waiter)
    else if (this.#committing !== undefined) this.#committing.waiters.push(waiter)
    else waiter.resolve(waiter.answer)
  }

  /** Lets nothing out any more. Everybody who waits is told. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    const waiters = [...(this.#committing?.waiters ?? []), ...this.#gathering.waiters]
    this.#gathering = emptyGroup()
    for (const waiter of waiters) waiter.reject(error)
  }

  /** After a turn of the event loop, so that everything that arrives in it shares the group. */
  #cutSoon(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#cut()
    })
  }

  #cut(): void {
    const group = this.#gathering
    const [first, last] = [group.published[0], group.published.at(-1)]
    if (this.#failure !== undefined || this.#committing !== undefined || first === undefined || last === undefined)
      return
    this.#committing = group
    this.#gathering = emptyGroup()
    const started = performance.now()
    this.#append(group, { firstSeq: first.seq, firstAt: first.at, lastAt: last.at }).then(
      () => this.#durable(group, { seq: last.seq, commitMs: performance.now() - started }),
      (error: unknown) => this.#options.onFailure(error instanceof Error ? error : new Error('the journal failed')),
    )
  }

  async #append(group: Group, span: Pick<NewGroup, 'firstSeq' | 'firstAt' | 'lastAt'>): Promise<void> {
    const { journal, rules, stateHash } = this.#options
    const payload = encodePayload(group.lines)
    await journal.append({ ...span, count: group.lines.length, rules, payload, stateHash: stateHash() })
  }

  #durable(group: Group, { seq, commitMs }: { readonly seq: number; readonly commitMs: number }): void {
    if (this.#failure !== undefined) return
    this.#committing = undefined
    this.#durableSeq = seq
    this.#last = { commands: group.lines.length, commitMs }
    // The disk gets much work before the answers to the last are given; little waits for what these answers bring.
    if (this.#gathering.lines.length >= LARGE_GROUP) this.#cut()
    else if (this.#gathering.lines.length > 0) this.#cutSoon()
    this.#options.publish(group.published)
    for (const waiter of group.waiters) waiter.resolve(waiter.answer)
  }
}
