/** What the two directions of one session know in common, and what they may ask of it. Data only; the life of a session is in session.ts. */
import type { Credits } from '../../base/money.ts'
import { isObject, type JsonObject } from '../body/parse.ts'
import type { ModelLimits } from '../call/kind.ts'
import { limitsOf } from '../call/limits.ts'
import type { Channel, ChannelModel, ModelKind } from '../channels/channel.ts'
import type { Candidate, ChannelDirectory, Principal } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { ServeParts } from '../serve.ts'
import type { CallBound } from '../usage/bound.ts'
import { numberIn, objectIn, stringIn } from '../wires/members.ts'
import { Awaited } from './awaited.ts'
import { type Amount, Context, sum } from './context.ts'
import { Speech } from './speech.ts'
import type { TurnParts } from './turn.ts'

export type SessionParts = TurnParts & Pick<ServeParts, 'channels' | 'quotes' | 'counter' | 'clock'>

export interface SessionFacts {
  readonly principal: Principal
  readonly maxCost: Credits | undefined
  /** The name the caller used. */
  readonly model: string
  readonly channel: Channel
  readonly channelModel: ChannelModel
  /** The caller's own trace, as it came. */
  readonly traceparent: string | undefined
}

export interface SessionControl {
  /** An error event to the client; the session goes on. */
  tell(problem: Problem, eventId?: string): void
  /** Settles when the client takes what it is told; undefined when it does. */
  drained(): Promise<void> | undefined
  /** An event to the upstream. */
  ask(event: JsonObject): void
  /** An error event to the client, and the end. */
  end(problem: Problem): void
}

/** What goes on to the other side; undefined: nothing. */
export type Forward = Buffer | string | undefined

export class SessionState {
  readonly context = new Context()
  readonly facts: SessionFacts
  readonly #channels: ChannelDirectory
  readonly #defaultMaxOutput: number
  inputFormat = 'pcm16'
  outputFormat = 'pcm16'
  /** Of every response, where the session says so; tokens. */
  maxOutput: number | null = null
  readonly speech = new Speech()
  /** Some response was asked for beside the conversation: its usage tells nothing of the conversation's length. */
  besides = false
  /** Requests of the key's rate that were taken for responses which have not begun. */
  paidStarts = 0
  readonly awaited = new Awaited()
  /** Responses that have begun and not ended. */
  running = 0
  /** The model that is to write down what is heard, where the client wants that. */
  transcriber: Candidate | undefined
  /** The upstream's name of the model that does, as it last said; null: none does. Undefined where it never says. */
  #writesDown: string | null | undefined
  draining = false
  /** The client has left, and its channel stops the bill of what is cancelled: what was asked for and begins now is. */
  cancelling = false

  constructor({ channels, settings }: Pick<SessionParts, 'channels' | 'settings'>, facts: SessionFacts) {
    this.facts = facts
    this.#channels = channels
    this.#defaultMaxOutput = settings.defaultMaxOutput
  }

  /** The price as it is now: sessions outlive prices. Throws a Problem when the channel does not offer the model any more. */
  candidate(): Candidate {
    return this.priced(this.facts.model, 'realtime')
  }

  /** Only this session's channel counts: it is the one that will charge. */
  priced(model: string, kind: ModelKind): Candidate {
    const { channel } = this.facts
    const found = this.#channels.candidates(model, kind).find((candidate) => candidate.channel.id === channel.id)
    if (found) return found
    throw new Problem(
      this.#channels.carries(model, this.facts.principal.groups).known ? 'no_channel' : 'model_not_found',
      {
        param: 'model',
      },
    )
  }

  /** Who writes down what is committed now: a client's wish that is still on its way changes nothing of what came before. */
  get listener(): Candidate | undefined {
    const { transcriber } = this
    const upstream = this.#writesDown
    if (upstream === undefined || transcriber?.model.upstream === upstream) return transcriber
    const models = this.facts.channel.models.filter(({ kind }) => kind === 'transcription')
    const model = models.find((one) => one.upstream === upstream)?.model
    return this.#channels
      .candidates(model ?? '', 'transcription')
      .find((candidate) => candidate.channel.id === this.facts.channel.id)
  }

  get imageTokens(): number {
    return this.#limits().imageTokens
  }

  /** The most that a response can use which reads the conversation and `more`. */
  bound(more: Amount, response?: JsonObject): CallBound {
    return responseBound(this.#limits(), { reads: sum(this.context.amount, more), response, most: this.maxOutput })
  }

  /** Takes what the upstream says of the session's settings, in the form of today's events or of the beta's. */
  learn(event: JsonObject): void {
    const session = objectIn(event, 'session') ?? {}
    const audio = objectIn(session, 'audio') ?? {}
    this.inputFormat = formatOf(session, objectIn(audio, 'input'), 'input_audio_format') ?? this.inputFormat
    this.outputFormat = formatOf(session, objectIn(audio, 'output'), 'output_audio_format') ?? this.outputFormat
    this.maxOutput = limitOf(session) ?? null
    const said = transcriptionOf(session, objectIn(audio, 'input'))
    if (said !== undefined) this.#writesDown = said
  }

  #limits() {
    return limitsOf([{ model: this.facts.channelModel }], this.#defaultMaxOutput)
  }
}

export interface Response {
  readonly reads: Amount
  readonly response: JsonObject | undefined
  /** Tokens of output, where the session says so. */
  readonly most: number | null
}

/** The most that one response can use. */
export function responseBound(
  { contextLength, maxOutput }: Pick<ModelLimits, 'contextLength' | 'maxOutput'>,
  { reads, response, most }: Response,
): CallBound {
  const context = contextLength ?? Number.MAX_SAFE_INTEGER
  const modalities = response?.['output_modalities'] ?? response?.['modalities']
  return {
    input: Math.min(reads.most, context),
    inputAudio: Math.min(reads.audio, context),
    output: limitOf(response) ?? most ?? maxOutput,
    outputAudio: !(Array.isArray(modalities) && !modalities.includes('audio')),
    toolCalls: 0,
  }
}

/** Of a session, or of what one response says of its own. */
export function formatOf(session: JsonObject, side: JsonObject | undefined, name: string): string | undefined {
  const format = side?.['format']
  if (typeof format === 'string') return format
  return (side && stringIn(objectIn(side, 'format') ?? {}, 'type')) ?? stringIn(session, name)
}

/** The model's name; null where nothing is written down, undefined where that is not said. */
function transcriptionOf(session: JsonObject, input: JsonObject | undefined): string | null | undefined {
  const said = input?.['transcription'] ?? session['input_audio_transcription']
  if (isObject(said)) return stringIn(said, 'model')
  return input?.['transcription'] === null || session['input_audio_transcription'] === null ? null : undefined
}

/** Tokens of output; undefined for 'inf' and for what is no limit. */
function limitOf(value: JsonObject | undefined): number | undefined {
  if (!value) return undefined
  const limit = numberIn(value, 'max_output_tokens') ?? numberIn(value, 'max_response_output_tokens')
  return limit !== undefined && limit >= 1 ? Math.ceil(limit) : undefined
}
