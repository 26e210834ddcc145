/** Speech: text in, sound out, as bytes that pass or as events. Billed by characters, or by tokens where the card prices what is spoken. */
import { modelField } from '../../body/fields.ts'
import type { JsonBody, JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import type { RawBody } from '../../body/raw.ts'
import type { CallKind, CallRequest, ModelLimits, Sending, Upstream } from '../../call/kind.ts'
import { Problem } from '../../problem.ts'
import type { CallBound } from '../../usage/bound.ts'
import type { TokenCounter } from '../../usage/count.ts'
import { type AssumedUsage, plainInput, plainOutput } from '../../usage/reading.ts'
import { numberIn, stringIn } from '../../wires/members.ts'
import { errorOf } from '../../wires/openai-chat/response.ts'
import { speechStreamReader, spoken } from './answers.ts'
import { MS_PER_TEXT_TOKEN, MS_PER_TOKEN, SpokenTally } from './spoken.ts'

export const speech: CallKind = {
  name: 'speech',
  modelKind: 'speech',
  read: readSpeech,
}

export interface SpeechAsk {
  readonly model: string
  readonly text: string
  readonly instructions: string
  /** In the caller's words; mp3 where it says none. */
  readonly format: string
  readonly speed: number
  readonly stream: boolean
}

/** Audio tokens a byte of text, at its usual pace; about twice what speech in any language takes. */
const TOKENS_PER_BYTE = 3
const EXTRA_TOKENS = 600
const TEMPLATE_TOKENS = 256
/** Of sound, a byte of text: far below the slowest speech. */
const MS_PER_BYTE = 200

function readSpeech(raw: RawBody): CallRequest {
  const body = raw.json()
  const ask = askOf(body.value)
  const size: TextSize = {
    bytes: Buffer.byteLength(ask.text),
    characters: [...ask.text].length,
    tokens: (counter) => counter.count(ask.text),
  }
  return { ...told({ ...ask, size }), stream: ask.stream, sending: (to) => sendingTo(to, { body, ask }) }
}

/** How long a text is. */
export interface TextSize {
  readonly bytes: number
  readonly characters: number
  tokens(counter: TokenCounter): number
}

/** What the bill needs of a request. */
export interface Told extends Pick<SpeechAsk, 'model' | 'instructions' | 'speed'> {
  readonly size: TextSize
}

/** The part of a request that needs no text, only its length. */
export function told(asked: Told): Omit<CallRequest, 'sending' | 'stream'> {
  return {
    model: asked.model,
    bound: (limits) => boundOf(asked, limits),
    countInput: (counter) => asked.size.tokens(counter) + counter.count(asked.instructions),
    likely: (to) => likelyOf(to, asked),
    wire: (speaks) => speaks.find((name) => name === 'openai.speech'),
  }
}

function askOf(value: JsonObject): SpeechAsk {
  const text = value['input']
  if (typeof text !== 'string' || text === '')
    throw new Problem('invalid_field', { param: 'input', message: 'input must be a string that is not empty.' })
  // As text some upstreams would take it all the same, and a slower voice is a longer sound.
  if (value['speed'] !== undefined && value['speed'] !== null && typeof value['speed'] !== 'number')
    throw new Problem('invalid_field', { param: 'speed', message: 'speed must be a number.' })
  const speed = numberIn(value, 'speed') ?? 1
  return {
    model: modelField(value),
    text,
    instructions: stringIn(value, 'instructions') ?? '',
    format: stringIn(value, 'response_format') ?? 'mp3',
    speed: Math.min(Math.max(speed, 0.05), 1),
    stream: value['stream_format'] === 'sse',
  }
}

function boundOf({ size, instructions, speed }: Told, { statedOutput }: ModelLimits): CallBound {
  // Never fewer bytes than characters or tokens.
  const { bytes } = size
  const tokens = Math.ceil((bytes * TOKENS_PER_BYTE) / speed) + EXTRA_TOKENS
  return {
    input: bytes + Buffer.byteLength(instructions) + TEMPLATE_TOKENS,
    inputAudio: 0,
    output: Math.min(tokens, statedOutput ?? tokens),
    outputAudio: true,
    toolCalls: 0,
    units: { milliseconds: Math.ceil((bytes * MS_PER_BYTE) / speed) + 2_000 },
  }
}

interface Asked {
  readonly body: JsonBody
  readonly ask: SpeechAsk
}

function sendingTo(to: Upstream, { body, ask }: Asked): Sending {
  const tally = new SpokenTally(ask)
  const inTokens = to.prices('output') || to.prices('outputAudio')
  return {
    path: '/audio/speech',
    contentType: 'application/json',
    body: withMembers(body, ask.model === to.model.upstream ? {} : { model: to.model.upstream }),
    stream: ask.stream,
    whole: ({ value }) => {
      const error = value && errorOf(value)
      return error && { usage: undefined, finish: 'error', text: '', reasoning: '', error }
    },
    passes: {
      types: ['audio/', 'application/octet-stream', 'application/ogg', 'video/ogg'],
      take: (bytes) => tally.add(bytes),
    },
    streamReader: () => speechStreamReader(tally, inTokens),
    assumed: () => assumedOf(to, { ask, tally, inTokens }),
  }
}

/** At a usual pace. */
function likelyOf({ counter, prices }: Pick<Upstream, 'counter' | 'prices'>, { size, ...asked }: Told): AssumedUsage {
  const milliseconds = Math.ceil((size.tokens(counter) * MS_PER_TEXT_TOKEN) / asked.speed)
  const byTime = prices('milliseconds') ? { units: { milliseconds } } : {}
  if (!prices('output') && !prices('outputAudio'))
    return { ...byTime, input: plainInput(size.characters), output: plainOutput(0), exact: false }
  const words = size.tokens(counter) + counter.count(asked.instructions)
  const sound = plainOutput(Math.ceil(milliseconds / MS_PER_TOKEN))
  return { ...byTime, input: plainInput(words), output: spoken(sound), exact: false }
}

interface Spoke {
  readonly ask: SpeechAsk
  readonly tally: SpokenTally
  readonly inTokens: boolean
}

/** The text is read whole before the first sound; what is spoken counts as far as it was delivered. */
function assumedOf({ counter, prices }: Upstream, { ask, tally, inTokens }: Spoke): AssumedUsage {
  const byTime = prices('milliseconds') ? { units: { milliseconds: tally.milliseconds } } : {}
  const characters = charactersIn(ask.text)
  if (!inTokens)
    return { ...byTime, input: plainInput(characters), output: plainOutput(0), exact: !prices('milliseconds') }
  const words = counter.count(ask.text) + counter.count(ask.instructions)
  return { ...byTime, input: plainInput(words), output: spoken(plainOutput(tally.tokens)), exact: false }
}

/** Whole characters, of which some are two units. Nothing is copied: a text may have 32 MB. */
function charactersIn(text: string): number {
  let count = 0
  for (const _character of text) count++
  return count
}
