/** Transcriptions of what a session heard: another model's work, billed each at its own price. */
import { buckets, type UsageVector, usageVector } from '../../engine/metering/rates.ts'
import type { JsonBody, JsonObject } from '../body/parse.ts'
import { withMembers } from '../body/patch.ts'
import { type Bill, billMembers } from '../call/headers.ts'
import type { Candidate } from '../ports.ts'
import { asProblem, Problem } from '../problem.ts'
import type { MeteredUsage } from '../usage/meter.ts'
import { inputTotal, outputTotal } from '../usage/reading.ts'
import { readTranscriptUsage, type TranscriptUsage } from '../usage/realtime-usage.ts'
import { TextTally } from '../usage/tally.ts'
import { stringIn } from '../wires/members.ts'
import { durationMs, heardTokens } from './audio.ts'
import type { Cut } from './responses.ts'
import type { Forward, SessionControl, SessionParts, SessionState } from './state.ts'
import { bookCost, Turn } from './turn.ts'

interface Heard {
  readonly turn: Turn
  readonly milliseconds: number
  readonly tokens: number
  readonly text: TextTally
}

const PREFIX = 'conversation.item.input_audio_transcription.'
/** Transcriptions that may be under way in one session. */
const MAX_OPEN = 64
const REMEMBERED = 256
/** Written tokens of a second of speech, at most. */
const WRITTEN_PER_SECOND = 20
/** A report this far above what was sent is a fault of the upstream's. */
const ABSURD_FACTOR = 4
const ABSURD_MS = 60_000

const MILLISECONDS = buckets.indexOf('milliseconds')

export function isTranscriptEvent(type: string): boolean {
  return type.startsWith(PREFIX)
}

export class Transcripts {
  readonly #parts: SessionParts
  readonly #state: SessionState
  readonly #control: SessionControl
  readonly #open = new Map<string, Heard>()
  readonly #over = new Set<string>()

  constructor(parts: SessionParts, state: SessionState, control: SessionControl) {
    this.#parts = parts
    this.#state = state
    this.#control = control
  }

  get running(): number {
    return this.#open.size
  }

  /** What was said becomes an item, which the upstream now writes down. */
  async committed({ value }: JsonBody, bytes: number): Promise<void> {
    const item = stringIn(value, 'item_id')
    if (!this.#state.listener || item === undefined) return
    await this.#begin(item, bytes)
  }

  async event(type: string, body: JsonBody): Promise<Forward> {
    const item = stringIn(body.value, 'item_id') ?? ''
    if (this.#over.has(item)) return undefined
    const heard = this.#open.get(item) ?? (await this.#begin(item, 0))
    if (!heard) return undefined
    if (type === `${PREFIX}completed`) return this.#finish(item, heard, body)
    if (type === `${PREFIX}failed`) return this.#failed(item, heard, body)
    heard.text.add(stringIn(body.value, 'delta') ?? '')
    heard.turn.delivers()
    return body.bytes
  }

  async cut(end: Cut): Promise<void> {
    const all = [...this.#open.values()]
    this.#open.clear()
    await Promise.all(
      all.map(async (heard) => {
        const { outcome, status, reason, error } = end
        const used = { used: this.#estimate(heard), estimated: true }
        if (heard.text.bytes === 0) await heard.turn.release({ outcome, status, reason, error, ...used })
        else
          await heard.turn.capture({
            ...this.#metered(heard, undefined),
            charge: 'partial',
            reason,
            outcome,
            status: 200,
            error,
          })
      }),
    )
  }

  /** Undefined when it can not be paid for: the upstream can not be kept from it, so the session ends. */
  async #begin(item: string, bytes: number): Promise<Heard | undefined> {
    try {
      const heard = await this.#authorized(bytes)
      this.#open.set(item, heard)
      return heard
    } catch (error) {
      this.#control.end(asProblem(error))
      const usage = usageVector(heardBound(bytes, this.#state.inputFormat))
      if (bytes > 0) await bookCost(this.#parts, { candidate: () => this.#candidate(), usage })
      return undefined
    }
  }

  #candidate(): Candidate {
    const asked = this.#state.listener
    if (!asked) throw new Problem('model_not_priced')
    return this.#state.priced(asked.model.model, 'transcription')
  }

  async #authorized(bytes: number): Promise<Heard> {
    const { principal, maxCost } = this.#state.facts
    if (this.#open.size >= MAX_OPEN) throw new Problem('too_many_calls')
    const candidate = this.#candidate()
    const bound = heardBound(bytes, this.#state.inputFormat)
    const turn = await Turn.open(this.#parts, {
      principal,
      maxCost,
      model: candidate.model.model,
      candidate,
      bound: usageVector(bound),
      traceparent: this.#state.facts.traceparent,
    })
    return { turn, milliseconds: bound.milliseconds, tokens: bound.inputAudio, text: new TextTally() }
  }

  async #finish(item: string, heard: Heard, body: JsonBody): Promise<Forward> {
    this.#forget(item)
    const { text } = heard
    if (text.bytes === 0) text.add(stringIn(body.value, 'transcript') ?? '')
    heard.turn.delivers()
    try {
      const metered = this.#metered(heard, readTranscriptUsage(body.value['usage']))
      const bill = await heard.turn.capture({
        ...metered,
        charge: 'metered',
        reason: null,
        outcome: 'stop',
        status: 200,
      })
      return withBill(body, heard, bill)
    } catch (error) {
      this.#parts.log.error('a transcription could not be booked', { callId: heard.turn.id, error })
      this.#control.end(asProblem(error))
      return undefined
    }
  }

  async #failed(item: string, heard: Heard, body: JsonBody): Promise<Forward> {
    this.#forget(item)
    const bill = await heard.turn.release({
      outcome: 'error',
      status: 502,
      reason: 'upstream_error',
      error: 'upstream_error',
    })
    return withBill(body, heard, bill)
  }

  #metered(heard: Heard, usage: TranscriptUsage | undefined): MeteredUsage {
    const { milliseconds } = heard
    if (usage?.kind === 'duration') {
      const absurd = usage.milliseconds > milliseconds * ABSURD_FACTOR + ABSURD_MS
      const believed = absurd ? milliseconds : usage.milliseconds
      return {
        usage: usageVector({ milliseconds: believed, calls: 1 }),
        estimated: false,
        quarantined: absurd || usage.quarantined,
      }
    }
    const { input, output, quarantined = false } = usage?.reading ?? {}
    const most = heard.tokens * ABSURD_FACTOR + heard.text.bytes + 10_000
    const believed = input && output && inputTotal(input) <= most && outputTotal(output) <= most
    if (believed) return { usage: usageVector({ ...input, ...output, calls: 1 }), estimated: false, quarantined }
    return { usage: this.#estimate(heard), estimated: true, quarantined: usage !== undefined }
  }

  /** By time where the model is priced by time, else by tokens. */
  #estimate({ turn, milliseconds, tokens, text }: Heard): UsageVector {
    if (pricedByTime(turn.candidate)) return usageVector({ milliseconds, calls: 1 })
    return usageVector({ inputAudio: tokens, output: text.count(this.#parts.counter), calls: 1 })
  }

  #forget(item: string): void {
    this.#open.delete(item)
    this.#over.add(item)
    if (this.#over.size > REMEMBERED) this.#over.delete(this.#over.values().next().value as string)
  }
}

/** The most that writing down so many bytes of sound may use. */
export function heardBound(bytes: number, format: string) {
  const milliseconds = durationMs(bytes, format)
  return {
    inputAudio: heardTokens(bytes, format),
    milliseconds,
    output: Math.ceil((milliseconds * WRITTEN_PER_SECOND) / 1_000) + 16,
    calls: 1,
  }
}

function pricedByTime({ card }: Candidate): boolean {
  return (card.list.tiers[0]?.rates[MILLISECONDS] ?? 0) > 0
}

function withBill(body: JsonBody, { turn }: Heard, bill: Bill): Buffer {
  const lx: JsonObject = { call_id: turn.id, ...billMembers(bill) }
  return withMembers(body, { lx })
}
