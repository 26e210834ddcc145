/** Responses that are made in the background: begun at once, asked for by id, canceled, and gone on with after a crash. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Credits } from '../../base/money.ts'
import { checkScope } from '../access/authenticate.ts'
import type { JsonObject } from '../body/parse.ts'
import type { RawBody } from '../body/raw.ts'
import type { CallKind } from '../call/kind.ts'
import { openAi } from '../dialects/openai/dialect.ts'
import { QuietOutlet } from '../outlet/quiet.ts'
import type { KeyDirectory, Principal } from '../ports.ts'
import { asProblem, isPassing, Problem } from '../problem.ts'
import { type QuietParts, quietCall } from '../quiet.ts'
import { openCall } from '../serve.ts'
import type { EventLogSettings } from '../settings.ts'
import { stringIn } from '../wires/members.ts'
import type { EventLog } from './event-log.ts'
import { EventLogs } from './event-logs.ts'
import { LoggedOutlet } from './logged-outlet.ts'
import { echoOf, making, newResponse } from './prepare.ts'
import { lastEvent, replayLog } from './replay.ts'
import type { NewRun, ResponseRun, RunName, StoredResponse } from './response.ts'
import { wholeInput } from './whole.ts'
import { keepingOf } from './wish.ts'

export interface BackgroundParts extends QuietParts {
  readonly keys: KeyDirectory
}

export interface Begin {
  readonly principal: Principal
  readonly kind: CallKind
  readonly body: RawBody
  readonly retry: NewRun['retry']
  readonly maxCost: Credits | undefined
}

/** Numbers that the events of one process may take of a response, so that a later one begins above them; and the highest, which every client can count to. */
const EVENTS_A_SECOND = 1_000
const MAX_NUMBER = 900_000_000
/** Runs that a start goes on with at a time. */
const RESUMED = 8
const PAUSE_MS = 1_000
/** What has to wait is read again less and less often: many large requests may wait for few places. */
const SLOWER = 2
const MAX_PAUSE_MS = 30_000

export class Background {
  readonly #running = new Map<string, QuietOutlet>()
  readonly #making = new Set<Promise<void>>()
  #stopped = false
  readonly events: EventLogs

  constructor(settings: EventLogSettings) {
    this.events = new EventLogs(settings)
  }

  /** The response as it stands when its making begins. Refuses what can be refused before money. */
  async begin(parts: BackgroundParts, { principal, kind, body, retry, maxCost }: Begin): Promise<StoredResponse> {
    const { value } = body.json()
    const keepMs = keepingOf(value, parts.settings) ?? parts.settings.keepResponsesMs
    const previousId = stringIn(value, 'previous_response_id') ?? null
    const input = await wholeInput(parts, { body, principal }, previousId)
    const begun = newResponse(parts, { given: { body, principal }, input, previousId, keepMs })
    const response = { ...begun, body: queued(begun, value) }
    const outlet = new QuietOutlet(0)
    const asking = { outlet, principal, dialect: openAi, path: {}, startedAt: performance.now() }
    await openCall(parts, { ...asking, kind: making(kind, response) }, body)
    const { keyId } = principal
    const known = await parts.kept.responses.begin({ response, keyId, request: body.bytes, retry, maxCost })
    if (known) return known
    this.events.open(response, 0)
    setImmediate(() => void this.#begin(parts, kind, response))
    return response
  }

  /** The events of a response as they come or came, or what can be told of one that is over. */
  log(response: StoredResponse, now: number): EventLog {
    const isOver = response.status !== 'queued' && response.status !== 'in_progress'
    const known = this.events.of(response.id)
    if (known) return known
    if (isOver) return this.events.add(response.id, replayLog(response.body))
    this.#openAgain(response, now)
    const log = this.events.of(response.id)
    if (log && !this.#stopped) return log
    throw new Problem('shutting_down', { retryAfterMs: 5_000 })
  }

  /** What an earlier process has told of it had lower numbers. */
  #openAgain(response: StoredResponse, now: number): void {
    const seconds = Math.max(1, Math.ceil((now - response.createdAt) / 1_000))
    this.events.open(response, Math.min(seconds * EVENTS_A_SECOND, MAX_NUMBER))
  }

  /** Goes on with what was not settled when the last process ended. */
  async start(parts: BackgroundParts, kind: CallKind): Promise<void> {
    const names = [...(await parts.kept.responses.runs())]
    const next = async (): Promise<void> => {
      for (let name = names.shift(); name && !this.#stopped; name = names.shift()) await this.#begin(parts, kind, name)
    }
    for (let i = 0; i < RESUMED; i++) void next()
  }

  /** What runs is settled or left for the next start; nothing new begins. */
  stop(): void {
    this.#stopped = true
    this.events.cutAll()
  }

  /** Settles when nothing is made. */
  async idle(): Promise<void> {
    await Promise.all(this.#making)
  }

  isRunning(id: string): boolean {
    return this.#running.has(id)
  }

  /** Stops the upstream, as its channel's policy has it; what it has cost by then is billed. */
  leave(id: string): void {
    this.#running.get(id)?.leave()
  }

  async #begin(parts: BackgroundParts, kind: CallKind, name: RunName): Promise<void> {
    const making = this.#make(parts, kind, name).finally(() => this.#making.delete(making))
    this.#making.add(making)
    await making
  }

  async #make(parts: BackgroundParts, kind: CallKind, name: RunName): Promise<void> {
    const { log, kept } = parts
    try {
      for (let slower = 1; !this.#stopped; slower *= SLOWER) {
        const run = await kept.responses.run(name)
        if (!run) return
        const waitMs = run.canceled ? await settled(parts, { run, useMade: false }) : await this.#try(parts, kind, run)
        if (waitMs === 0) return
        await sleep(Math.min(waitMs * slower, MAX_PAUSE_MS), undefined, { ref: false })
      }
    } catch (error) {
      log.error('a response in the background was left for the next start', { id: name.id, error })
    } finally {
      await this.#told(parts, name)
    }
  }

  /** Ends the events of what is made or given up, as it is stored now; breaks them off where it is gone or left. */
  async #told({ kept }: BackgroundParts, { account, id }: RunName): Promise<void> {
    const response = await kept.responses.get(account, id).catch(() => undefined)
    if (!response || response.status === 'queued' || response.status === 'in_progress') return this.events.cut(id)
    this.events.end(id, lastEvent(response.body))
  }

  /** Milliseconds until it is tried again; 0 when there is nothing to try. */
  async #try(parts: BackgroundParts, kind: CallKind, run: ResponseRun): Promise<number> {
    const { response, request: body, keyId, maxCost, madeBy } = run
    const state = madeBy === undefined ? 'aborted' : parts.money.stateOf(madeBy)
    if (state === undefined) return settled(parts, { run, useMade: true })
    if (state === 'held') return PAUSE_MS
    this.#openAgain(response, parts.clock.now())
    const outlet = new LoggedOutlet(this.events, response.id, parts.settings.maxEventBytes)
    this.#running.set(response.id, outlet)
    try {
      const { principal } = usable(parts.keys.current(response.account, keyId))
      checkScope(principal)
      const own = { outlet, principal, dialect: openAi, kind: making(kind, response) }
      // Under the caller's own key the core knows a repeat also where the response is deleted or made room.
      const retryKey = run.retryKey === undefined ? `response ${response.id}` : `background ${run.retryKey}`
      const end = await quietCall(parts, { ...own, body, maxCost, retryKey })
      if (end.problem && !end.billed && this.#stopped) return 0
      return await settled(parts, { run, useMade: end.problem === null, problem: end.problem })
    } catch (error) {
      const problem = asProblem(error)
      if (problem.code === 'call_already_done') return settled(parts, { run, useMade: true, problem })
      if (isPassing(problem)) return problem.retryAfterMs ?? PAUSE_MS
      if (problem.code === 'internal_error') throw error
      return settled(parts, { run, useMade: false, problem })
    } finally {
      this.#running.delete(response.id)
    }
  }
}

/** The principal of a key as it is now, or the refusal. */
function usable(found: ReturnType<KeyDirectory['current']>): { readonly principal: Principal } {
  if (!found.ok) throw new Problem(found.reason)
  return found
}

interface Settlement {
  readonly run: ResponseRun
  readonly useMade: boolean
  readonly problem?: Problem | null
}

async function settled({ kept }: BackgroundParts, { run: { response }, useMade, problem }: Settlement): Promise<0> {
  await kept.responses.settle(failed(response, problem ?? new Problem('internal_error')), useMade)
  return 0
}

function failed(response: StoredResponse, { code, message }: Problem): StoredResponse {
  return { ...response, status: 'failed', body: { ...response.body, status: 'failed', error: { code, message } } }
}

function queued({ id, createdAt, previousId }: StoredResponse, value: JsonObject): JsonObject {
  const created_at = Math.floor(createdAt / 1_000)
  const empty = { error: null, incomplete_details: null, instructions: null, output: [], usage: null }
  const usual = {
    metadata: {},
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    temperature: null,
    top_p: null,
  }
  return {
    ...{ id, object: 'response', created_at, status: 'queued', background: true, model: value['model'] },
    ...empty,
    ...usual,
    ...echoOf(value),
    previous_response_id: previousId,
    store: true,
  }
}
