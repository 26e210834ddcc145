/** What a client may send in a session: most of it goes on as it came; what would be paid for is checked before it is sent. */
import { randomBytes } from 'node:crypto'
import { type UsageVector, usageVector } from '../../engine/metering/rates.ts'
import { checkModel } from '../access/authenticate.ts'
import type { JsonBody, JsonObject } from '../body/parse.ts'
import { parseBody } from '../body/parse.ts'
import { withMembers } from '../body/patch.ts'
import type { Candidate } from '../ports.ts'
import { asProblem, Problem } from '../problem.ts'
import { boundVector } from '../usage/bound.ts'
import { objectIn, stringIn } from '../wires/members.ts'
import { base64Bytes } from './audio.ts'
import { type Amount, itemAmount, nothing, ownAmount, settingsAmount } from './context.ts'
import type { Forward, SessionControl, SessionParts, SessionState } from './state.ts'
import { heardBound } from './transcripts.ts'

/** The balance is looked at so often while sound streams in. */
const LOOK_MS = 1_000

/** Events are small but for the sound in them; one is read in one go. */
const MAX_NODES = 50_000

export class ClientEvents {
  readonly #parts: SessionParts
  readonly #state: SessionState
  readonly #control: SessionControl
  /** performance.now() of the last look at the balance, and what it said. */
  #looked = Number.NEGATIVE_INFINITY
  #short: Problem | undefined

  constructor(parts: SessionParts, state: SessionState, control: SessionControl) {
    this.#parts = parts
    this.#state = state
    this.#control = control
  }

  /** Undefined when it was refused; the client has been told, and is read on when it takes that. */
  read(data: Buffer): Forward | Promise<undefined> {
    let eventId: string | undefined
    try {
      const body = parseBody(data, { ...this.#parts.settings, maxJsonNodes: MAX_NODES })
      eventId = stringIn(body.value, 'event_id')?.slice(0, 512)
      return this.#forward(body)
    } catch (error) {
      this.#control.tell(asProblem(error), eventId)
      return this.#control.drained()?.then(() => undefined)
    }
  }

  #forward(body: JsonBody): Forward {
    const { value } = body
    switch (value['type']) {
      case 'session.update':
        return this.#settings(body)
      case 'transcription_session.update':
        throw new Problem('event_refused', { message: 'Sessions that only transcribe are not offered here.' })
      case 'conversation.item.create':
        this.#state.context.add(itemAmount(objectIn(value, 'item') ?? {}, this.#measures()))
        return body.bytes
      case 'input_audio_buffer.append':
        return this.#sound(body)
      case 'input_audio_buffer.clear':
        this.#state.speech.clear()
        return body.bytes
      case 'input_audio_buffer.commit':
        return this.#commit(body)
      case 'response.create':
        return this.#start(body)
      default:
        if (typeof value['type'] === 'string') return body.bytes
        throw new Problem('invalid_field', { param: 'type', message: 'type must be a string.' })
    }
  }

  /** With voice detection sound alone starts responses, so it goes on only while one could be paid for. */
  #sound({ value, bytes }: JsonBody): Forward {
    const audio = stringIn(value, 'audio')
    if (audio === undefined) throw new Problem('invalid_field', { param: 'audio', message: 'audio must be base64.' })
    const now = performance.now()
    if (now - this.#looked >= LOOK_MS) {
      this.#looked = now
      const before = this.#short
      this.#short = this.#beyond(this.#responseHold(nothing), this.#state.awaited.hold)
      // One word for each time the credits run out, not one for each piece of sound.
      if (this.#short && !before) throw this.#short
    }
    if (this.#short) return undefined
    this.#state.speech.append(base64Bytes(audio))
    return bytes
  }

  /** What is committed is written down at once, where the session wants that: the upstream can not be kept from it. */
  #commit({ bytes }: JsonBody): Forward {
    const { speech } = this.#state
    const short = this.#beyond(this.#heardHold(speech.pending))
    if (short) throw short
    speech.ask()
    return bytes
  }

  /** Nothing is held before the upstream begins, so many that are asked for at once have to be covered together. */
  #start(body: JsonBody): Forward {
    const { value } = body
    const state = this.#state
    if (state.draining) throw new Problem('shutting_down')
    if (state.awaited.count + state.running >= this.#parts.settings.realtime.maxResponses)
      throw new Problem('too_many_calls')
    const response = objectIn(value, 'response')
    const own = ownAmount(response, this.#measures())
    const hold = this.#responseHold(own, response)
    const short = this.#beyond(hold, state.awaited.hold)
    if (short) throw short
    this.#parts.rates.enter(state.facts.principal)
    // By its id an error is known to be this event's.
    const event_id = stringIn(value, 'event_id') ?? `event_${randomBytes(12).toString('base64url')}`
    state.paidStarts++
    state.awaited.add(event_id, hold ?? 0)
    if (response && (response['conversation'] === 'none' || response['input'] !== undefined)) state.besides = true
    state.context.add(own)
    return value['event_id'] === event_id ? body.bytes : withMembers(body, { event_id })
  }

  /** In memory and without a hold: keeps what nobody could pay for from being sent. The hold comes when the response begins. */
  #responseHold(more: Amount, response?: JsonObject): number | undefined {
    const candidate = this.#state.candidate()
    return this.#hold(candidate, boundVector(this.#state.bound(more, response), [candidate.card]))
  }

  #hold({ card }: Candidate, usage: UsageVector): number | undefined {
    return this.#parts.quotes.hold({ account: this.#state.facts.principal.account, cardIds: [card.cardId], usage })
  }

  /** Of writing down what waits; 0 where nobody does. */
  #heardHold(bytes: number): number | undefined {
    const { transcriber, inputFormat } = this.#state
    if (!transcriber) return 0
    const candidate = this.#state.priced(transcriber.model.model, 'transcription')
    return this.#hold(candidate, usageVector(heardBound(bytes, inputFormat)))
  }

  /** Whether a hold is more than the caller has beside `others`, or wants to pay for one piece. */
  #beyond(hold: number | undefined, others = 0): Problem | undefined {
    const { principal, maxCost } = this.#state.facts
    if (hold === undefined) return new Problem('usage_out_of_range')
    if (maxCost !== undefined && hold > maxCost) return new Problem('max_cost_exceeded')
    return hold + others > this.#parts.quotes.spendable(principal) ? new Problem('insufficient_credits') : undefined
  }

  /** The model stays what was authorised; names that callers use become the upstream's. */
  #settings(body: JsonBody): Forward {
    const session = objectIn(body.value, 'session') ?? {}
    const { type, model } = session
    if (type !== undefined && type !== 'realtime')
      throw new Problem('event_refused', { message: 'Sessions that only transcribe are not offered here.' })
    const { facts } = this.#state
    if (model !== undefined && model !== facts.model)
      throw new Problem('event_refused', { param: 'session.model', message: 'The model of a session can not change.' })
    const transcribed = this.#transcription(session)
    this.#state.context.add(settingsAmount(body.value))
    if (model === undefined && transcribed === session) return body.bytes
    const changed = model === undefined ? transcribed : { ...transcribed, model: facts.channelModel.upstream }
    return JSON.stringify({ ...body.value, session: changed })
  }

  #transcription(session: JsonObject): JsonObject {
    const audio = objectIn(session, 'audio')
    const input = audio && objectIn(audio, 'input')
    if (input && input['transcription'] !== undefined) {
      const transcription = this.#transcriber(input['transcription'], objectIn(input, 'transcription'))
      return { ...session, audio: { ...audio, input: { ...input, transcription } } }
    }
    const beta = session['input_audio_transcription']
    if (beta === undefined) return session
    return {
      ...session,
      input_audio_transcription: this.#transcriber(beta, objectIn(session, 'input_audio_transcription')),
    }
  }

  /** A model of this channel that has a price; null turns it off. */
  #transcriber(asked: unknown, settings: JsonObject | undefined): unknown {
    const model = settings && stringIn(settings, 'model')
    if (model === undefined) {
      if (asked !== null && this.#state.transcriber === undefined)
        throw new Problem('invalid_field', { param: 'model', message: 'A transcription needs a model.' })
      if (asked === null) this.#state.transcriber = undefined
      return asked
    }
    checkModel(this.#state.facts.principal, model)
    const candidate = this.#state.priced(model, 'transcription')
    this.#state.transcriber = candidate
    return { ...settings, model: candidate.model.upstream }
  }

  #measures() {
    return { format: this.#state.inputFormat, imageTokens: this.#state.imageTokens }
  }
}
