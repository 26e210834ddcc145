/** The responses of one session: each is held when it begins, and captured before its end reaches the client. */
import { isObject, type JsonBody, type JsonObject } from '../body/parse.ts'
import { withMembers } from '../body/patch.ts'
import { type Bill, billMembers } from '../call/headers.ts'
import { HoldGuard } from '../call/hold.ts'
import { asProblem, Problem, type ProblemCode } from '../problem.ts'
import { boundVector } from '../usage/bound.ts'
import { type RealtimeUsage, readRealtimeUsage } from '../usage/realtime-usage.ts'
import { objectIn, objectsIn, stringIn } from '../wires/members.ts'
import { base64Bytes } from './audio.ts'
import { nothing } from './context.ts'
import { ResponseMeter } from './meter.ts'
import { type Forward, formatOf, type SessionControl, type SessionParts, type SessionState } from './state.ts'
import { bookCost, Turn, type TurnEnd } from './turn.ts'

/** How a session ended. */
export interface Cut extends TurnEnd {
  readonly reason: string
}

interface Running {
  readonly turn: Turn
  readonly meter: ResponseMeter
  readonly guard: HoldGuard
  /** It reached the end of its hold and was cancelled. */
  exhausted: boolean
}

/** Responses that are remembered after their end, so that nothing of them comes twice. */
const REMEMBERED = 256

/** After these the key or the account can begin no other response either. */
const final: ReadonlySet<ProblemCode> = new Set([
  'key_revoked',
  'key_expired',
  'key_not_found',
  'account_suspended',
  'account_not_found',
  'relay_stopped',
  'core_stopped',
  'no_channel',
  'model_not_found',
])

export class Responses {
  readonly #parts: SessionParts
  readonly #state: SessionState
  readonly #control: SessionControl
  readonly #running = new Map<string, Running>()
  /** Ended or refused: what else comes of them is dropped. */
  readonly #over = new Set<string>()
  /** Of these, those that were refused, whose end still tells what they have cost. */
  readonly #refused = new Set<string>()

  constructor(parts: SessionParts, state: SessionState, control: SessionControl) {
    this.#parts = parts
    this.#state = state
    this.#control = control
  }

  get running(): number {
    return this.#running.size
  }

  /** One `response.*` event of the upstream's. */
  async event(type: string, body: JsonBody): Promise<Forward> {
    const response = objectIn(body.value, 'response')
    const id = this.#idOf(body.value, response)
    if (this.#over.has(id)) {
      if (type === 'response.done' && this.#refused.delete(id)) await this.#bookRefused(response)
      return undefined
    }
    // An end without a name and without a beginning is one that came before.
    if (id === '' && type === 'response.done' && !this.#running.has(id)) return undefined
    const running = this.#running.get(id) ?? (await this.#begin(id, response))
    if (!running) return undefined
    if (type === 'response.done') return this.#finish(id, running, { body, response })
    if (type !== 'response.created') await this.#deliver(id, running, { type, value: body.value })
    return running.exhausted ? undefined : body.bytes
  }

  /** Whoever leaves: what was delivered is billed, the rest is given back. */
  async cut(end: Cut): Promise<void> {
    const all = [...this.#running]
    this.#running.clear()
    await Promise.all(
      all.map(async ([id, { turn, meter }]) => {
        this.#forget(id)
        const { outcome, status, reason, error } = end
        // Nobody says what it has cost: what it had read is the least.
        const used = { used: meter.result(undefined).usage, estimated: true }
        if (!meter.delivered) await turn.release({ outcome, status, reason, error, ...used })
        else await turn.capture({ ...meter.result(undefined), charge: 'partial', reason, outcome, status: 200, error })
      }),
    )
  }

  cancelAll(): void {
    for (const id of this.#running.keys()) this.#cancel(id)
  }

  #idOf(value: JsonObject, response: JsonObject | undefined): string {
    const named = stringIn(value, 'response_id') ?? (response && stringIn(response, 'id'))
    if (named !== undefined) return named.slice(0, 256)
    const [only] = this.#running.keys()
    return only ?? ''
  }

  /** Undefined when the response is refused: the upstream is told to stop, the client why. */
  async #begin(id: string, response: JsonObject | undefined): Promise<Running | undefined> {
    try {
      const running = await this.#authorized(response)
      this.#running.set(id, running)
      this.#state.running = this.#running.size
      if (this.#state.cancelling) this.#cancel(id)
      return running
    } catch (error) {
      const problem = asProblem(error)
      this.#forget(id)
      this.#refused.add(id)
      if (this.#refused.size > REMEMBERED) this.#refused.delete(this.#refused.values().next().value as string)
      this.#cancel(id)
      if (final.has(problem.code)) this.#control.end(problem)
      else this.#control.tell(problem)
      return undefined
    }
  }

  async #authorized(response: JsonObject | undefined): Promise<Running> {
    const { settings, rates, money, counter } = this.#parts
    const state = this.#state
    const { principal, maxCost, model } = state.facts
    const asked = state.awaited.begun()
    if (state.draining && !asked) throw new Problem('shutting_down')
    if (this.#running.size >= settings.realtime.maxResponses) throw new Problem('too_many_calls')
    if (state.paidStarts > 0) state.paidStarts--
    else rates.enter(principal)
    state.context.begin()
    const candidate = state.candidate()
    const bound = state.bound(nothing, response)
    const cards = [candidate.card]
    const reads = state.context.amount
    const turn = await Turn.open(this.#parts, {
      principal,
      maxCost,
      model,
      candidate,
      bound: boundVector(bound, cards),
      traceparent: state.facts.traceparent,
    })
    const guard = new HoldGuard({
      money,
      callId: turn.id,
      output: bound.output,
      boundFor: (output) => boundVector({ ...bound, output }, cards),
      mayExtend: maxCost === undefined,
    })
    const output = objectIn(objectIn(response ?? {}, 'audio') ?? {}, 'output')
    const format = formatOf(response ?? {}, output, 'output_audio_format') ?? state.outputFormat
    const meter = new ResponseMeter({ bound, counter, reads, format })
    return { turn, meter, guard, exhausted: false }
  }

  async #deliver(id: string, running: Running, event: { readonly type: string; readonly value: JsonObject }) {
    const { turn, meter, guard } = running
    count(meter, event.type, event.value)
    if (meter.delivered) turn.delivers()
    if (running.exhausted || !guard.isDue(meter) || (await guard.check(meter)) === 'ok') return
    running.exhausted = true
    this.#control.tell(new Problem('hold_exhausted'))
    this.#cancel(id)
  }

  /** The event leaves with the bill in it, once the capture is durable. */
  async #finish(
    id: string,
    running: Running,
    { body, response = {} }: { readonly body: JsonBody; readonly response: JsonObject | undefined },
  ): Promise<Forward> {
    const usage = readRealtimeUsage(response['usage'])
    if (!running.meter.delivered) for (const item of objectsIn(response, 'output')) countItem(running.meter, item)
    this.#running.delete(id)
    this.#state.running = this.#running.size
    this.#forget(id)
    if (usage && (!this.#state.besides || stringIn(response, 'conversation_id') !== undefined))
      this.#state.context.reported(usage)
    try {
      const bill = await settle(running, response, usage)
      return withMembers(body, { lx: { call_id: running.turn.id, ...billMembers(bill) } })
    } catch (error) {
      this.#parts.log.error('a response could not be booked', { callId: running.turn.id, error })
      this.#control.end(asProblem(error))
      return undefined
    }
  }

  /** It had begun upstream before it was refused here: what that cost is the platform's. */
  async #bookRefused(response: JsonObject = {}): Promise<void> {
    const { counter } = this.#parts
    const state = this.#state
    const meter = new ResponseMeter({
      bound: state.bound(nothing),
      counter,
      reads: state.context.amount,
      format: state.outputFormat,
    })
    const usage = meter.reported(readRealtimeUsage(response['usage']))
    if (usage) await bookCost(this.#parts, { candidate: () => state.candidate(), usage })
  }

  #cancel(id: string): void {
    this.#control.ask({ type: 'response.cancel', ...(id === '' ? {} : { response_id: id }) })
  }

  #forget(id: string): void {
    if (id === '') return
    this.#over.add(id)
    if (this.#over.size > REMEMBERED) this.#over.delete(this.#over.values().next().value as string)
  }
}

function settle(
  { turn, meter, exhausted }: Running,
  response: JsonObject,
  usage: RealtimeUsage | undefined,
): Promise<Bill> {
  const outcome = outcomeOf(response)
  if (!meter.delivered && outcome === 'error')
    return turn.release({
      outcome,
      status: 502,
      reason: 'upstream_error',
      error: 'upstream_error',
      used: meter.reported(usage),
    })
  if (!meter.delivered && outcome === 'cancelled' && !meter.reported(usage))
    return turn.release({ outcome, status: 200, reason: 'cancelled' })
  const reason = exhausted ? 'hold_exhausted' : outcome === 'error' ? 'upstream_error' : null
  return turn.capture({
    ...meter.result(usage),
    charge: reason === null ? 'metered' : 'partial',
    reason,
    outcome: exhausted ? 'hold_exhausted' : outcome,
    status: 200,
    error: reason ?? undefined,
  })
}

function outcomeOf(response: JsonObject): string {
  const status = stringIn(response, 'status')
  if (status === 'failed') return 'error'
  if (status === 'cancelled') return 'cancelled'
  if (status !== 'incomplete') return 'stop'
  const reason = stringIn(objectIn(response, 'status_details') ?? {}, 'reason')
  return reason === 'content_filter' ? 'content_filter' : 'length'
}

/** Deltas are what was delivered; the whole text at its end counts only where no piece of it came before. */
function count(meter: ResponseMeter, type: string, value: JsonObject): void {
  const delta = stringIn(value, 'delta')
  if (delta !== undefined && isAudio(type)) meter.addAudio(base64Bytes(delta))
  else if (delta !== undefined) meter.addText(delta)
  else if (!meter.delivered) {
    const whole = stringIn(value, 'text') ?? stringIn(value, 'transcript') ?? stringIn(value, 'arguments')
    if (whole !== undefined) meter.addText(whole)
  }
}

function isAudio(type: string): boolean {
  return type.endsWith('audio.delta')
}

/** Of an upstream that sends nothing before the end. */
function countItem(meter: ResponseMeter, item: JsonObject): void {
  const parts = [item, ...(Array.isArray(item['content']) ? item['content'].filter(isObject) : [])]
  for (const part of parts) {
    for (const name of ['text', 'transcript', 'arguments']) meter.addText(stringIn(part, name) ?? '')
    meter.addAudio(base64Bytes(stringIn(part, 'audio') ?? ''))
  }
}
