/** One session: a client's socket and an upstream's, the two directions between them, and every way it can end. Money is in responses.ts and transcripts.ts. */
import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../body/parse.ts'
import { openAiErrorObject } from '../dialects/openai/errors.ts'
import { Problem, type ProblemCode } from '../problem.ts'
import type { MessageSocket } from '../providers/provider.ts'
import { ClientEvents } from './client-events.ts'
import { Lane } from './lane.ts'
import { Responses } from './responses.ts'
import { type SessionControl, type SessionFacts, type SessionParts, SessionState } from './state.ts'
import { Transcripts } from './transcripts.ts'
import { UpstreamEvents } from './upstream-events.ts'

export interface SessionOptions {
  readonly parts: SessionParts
  readonly facts: SessionFacts
  readonly client: MessageSocket
  readonly upstream: MessageSocket
  /** Throws the Problem for which the key may not be used any more. */
  readonly checkKey: () => void
  /** Everything is booked and both sockets are closed. */
  readonly over: (end: { readonly upstreamFailed: boolean }) => void
}

/** Close codes of RFC 6455. */
const NORMAL = 1000
const GOING_AWAY = 1001
const POLICY = 1008
const BROKEN = 1011

const codes: Partial<Record<ProblemCode, number>> = {
  session_idle: NORMAL,
  session_expired: NORMAL,
  shutting_down: GOING_AWAY,
  upstream_cut: BROKEN,
  upstream_malformed: BROKEN,
  upstream_timeout: BROKEN,
  internal_error: BROKEN,
}

export class RealtimeSession implements SessionControl {
  readonly #options: SessionOptions
  readonly #state: SessionState
  readonly #responses: Responses
  readonly #transcripts: Transcripts
  readonly #up: Lane
  readonly #down: Lane
  readonly #startedAt = performance.now()
  #heardAt = this.#startedAt
  #upstreamHeardAt = this.#startedAt
  #ending = false
  #finished = false
  #upstreamFailed = false
  /** The client takes no more of what it is told; who waits for that. */
  #lags = false
  readonly #waiting: (() => void)[] = []
  #settle: NodeJS.Timeout | undefined

  constructor(options: SessionOptions) {
    const { parts, facts, client, upstream } = options
    this.#options = options
    const state = new SessionState(parts, facts)
    this.#state = state
    const responses = new Responses(parts, state, this)
    const transcripts = new Transcripts(parts, state, this)
    this.#responses = responses
    this.#transcripts = transcripts
    const incoming = new ClientEvents(parts, state, this)
    const outgoing = new UpstreamEvents({ parts, state, control: this, responses, transcripts })
    const common = {
      maxWaitingBytes: parts.settings.realtime.maxWaitingBytes,
      slowMs: parts.settings.slowReaderMs,
      failed: (error: unknown) => {
        parts.log.error('a session failed inside the relay', { error })
        this.end(new Problem('internal_error'))
      },
    }
    this.#up = new Lane({
      ...common,
      from: client,
      to: upstream,
      read: (data) => incoming.read(data),
      slow: () => this.end(new Problem('upstream_timeout')),
    })
    this.#down = new Lane({
      ...common,
      from: upstream,
      to: client,
      read: (data) => outgoing.read(data),
      after: () => this.#read(),
      slow: () => this.end(new Problem('slow_reader')),
    })
  }

  fromClient(data: Buffer, binary = false): void {
    this.#heardAt = performance.now()
    if (binary) this.tell(new Problem('event_refused', { message: 'Events are text, not binary.' }))
    else this.#up.push(data)
  }

  fromUpstream(data: Buffer): void {
    this.#upstreamHeardAt = performance.now()
    this.#down.push(data)
  }

  clientDrained(): void {
    this.#release()
    this.#down.drain()
  }

  upstreamDrained(): void {
    this.#up.drain()
  }

  /** What the upstream still says of a running response is waited for, since it says what that cost. */
  clientGone(): void {
    if (this.#ending) return
    const { settings } = this.#options.parts
    const { onClientGone } = this.#state.facts.channel
    this.#begunEnding()
    if (this.#idle) return this.#finish('client_gone', 499)
    this.#state.cancelling = onClientGone === 'abort'
    if (this.#state.cancelling) this.#responses.cancelAll()
    const waitMs = onClientGone === 'abort' ? settings.realtime.settleMs : settings.drainMs
    this.#settle = setTimeout(() => this.#finish('client_gone', 499), waitMs)
  }

  /** What it has said before is read to the end. */
  upstreamGone(problem: Problem): void {
    this.#upstreamFailed = true
    void this.#down.emptied().then(() => {
      if (this.#ending) this.#finish('client_gone', 499)
      else this.end(problem)
    })
  }

  tell(problem: Problem, eventId?: string): void {
    const error = { ...openAiErrorObject(problem), event_id: eventId ?? null }
    const event = { type: 'error', event_id: `event_${randomBytes(12).toString('base64url')}`, error }
    if (!this.#options.client.send(JSON.stringify(event))) this.#lags = true
  }

  drained(): Promise<void> | undefined {
    if (!this.#lags || this.#ending) return undefined
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #release(): void {
    this.#lags = false
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  ask(event: JsonObject): void {
    this.#options.upstream.send(JSON.stringify(event))
  }

  end(problem: Problem): void {
    if (this.#ending) return
    this.#begunEnding()
    this.tell(problem)
    this.#responses.cancelAll()
    this.#options.client.close(codes[problem.code] ?? POLICY, problem.code)
    this.#finish(problem.code, problem.status)
  }

  /** Ends now or after the response that runs; begins no other. */
  drain(): void {
    this.#state.draining = true
    if (this.#idle) this.end(new Problem('shutting_down'))
  }

  cut(): void {
    if (this.#ending) this.#finish('client_gone', 499)
    else this.end(new Problem('shutting_down'))
  }

  /** Ends what is silent, too old, dead or no longer allowed. */
  beat(): void {
    if (this.#ending) return
    const { parts, client, upstream, checkKey } = this.#options
    const { idleMs, maxMs, deadMs } = parts.settings.realtime
    const now = performance.now()
    try {
      checkKey()
    } catch (error) {
      return this.end(error instanceof Problem ? error : new Problem('internal_error'))
    }
    if (client.silentMs() > deadMs) return this.clientGone()
    if (upstream.silentMs() > deadMs) return this.upstreamGone(new Problem('upstream_timeout'))
    const silent = now - this.#upstreamHeardAt > parts.settings.idleMs && !this.#idle
    if (silent) return this.upstreamGone(new Problem('upstream_timeout'))
    if (now - Math.max(this.#heardAt, this.#upstreamHeardAt) > idleMs) return this.end(new Problem('session_idle'))
    if (now - this.#startedAt > maxMs) return this.end(new Problem('session_expired'))
  }

  get #idle(): boolean {
    return this.#unbilled === 0 && this.#state.awaited.count === 0 && this.#down.idle
  }

  get #unbilled(): number {
    return this.#responses.running + this.#transcripts.running
  }

  #begunEnding(): void {
    this.#ending = true
    this.#state.draining = true
    this.#release()
    this.#up.stop()
  }

  /** Whether what the end of the session waits for has ended. */
  #read(): void {
    if (this.#unbilled > 0 || this.#state.awaited.count > 0) return
    if (this.#settle) this.#finish('client_gone', 499)
    else if (this.#state.draining) this.end(new Problem('shutting_down'))
  }

  #finish(outcome: string, status: number): void {
    if (this.#finished) return
    this.#finished = true
    clearTimeout(this.#settle)
    void this.#close(outcome, status)
  }

  async #close(outcome: string, status: number): Promise<void> {
    const { client, upstream, over, parts } = this.#options
    const error = outcome === 'client_gone' ? undefined : outcome
    const end = { outcome, status, reason: outcome, error }
    this.#down.stop()
    try {
      await this.#down.emptied()
      await this.#responses.cut(end)
      await this.#transcripts.cut(end)
    } catch (error) {
      parts.log.error('the end of a session could not be booked', { error })
    }
    upstream.close(NORMAL, '')
    client.close(NORMAL, '')
    over({ upstreamFailed: this.#upstreamFailed })
  }
}
