/** Pictures made, edited and varied: the request as far as the bill needs, sent as it came but for the model's name. */

import { isForm, withField } from '../../body/form.ts'
import { withMembers } from '../../body/patch.ts'
import type { RawBody } from '../../body/raw.ts'
import type { CallKind, CallRequest, ModelLimits, Sending, Upstream } from '../../call/kind.ts'
import type { CallBound } from '../../usage/bound.ts'
import type { TokenCounter } from '../../usage/count.ts'
import { type AssumedUsage, plainInput, plainOutput } from '../../usage/reading.ts'
import { mostTokens, pictureWeight, usualTokens } from './amounts.ts'
import { imageStreamReader, pictured, readWholeImages, type Shown } from './answers.ts'
import { type ImageAsk, readImageAsk } from './ask.ts'

/** Below a channel's base URL, and what it is called in records. */
const paths = {
  generations: '/images/generations',
  edits: '/images/edits',
  variations: '/images/variations',
} as const

/** Tokens that an upstream's own template adds to a prompt. */
const TEMPLATE_TOKENS = 256
/** Tokens of a picture that is read, where nobody says. */
const SOURCE_TOKENS = 1_000

export function imageKind(task: keyof typeof paths): CallKind {
  return {
    name: `images.${task}`,
    modelKind: 'image',
    read: (raw) => imageRequest(raw, readImageAsk(raw), paths[task]),
  }
}

function imageRequest(raw: RawBody, ask: ImageAsk, path: string): CallRequest {
  const countInput = (counter: TokenCounter) => counter.count(ask.prompt) + ask.sources * SOURCE_TOKENS
  return {
    model: ask.model,
    stream: ask.stream,
    bound: (limits) => boundOf(ask, limits),
    countInput,
    likely: (to) => {
      const shown = { done: ask.count, begun: false }
      const weight = pictureWeight(to.model.upstream, ask)
      return assumedOf(to, { ask, shown, input: countInput(to.counter), weight })
    },
    wire: (speaks) => speaks.find((name) => name === 'openai.images'),
    sending: (to) => sendingTo(to, { raw, ask, path, countInput }),
  }
}

function boundOf(ask: ImageAsk, { imageTokens, statedOutput, upstreams }: ModelLimits): CallBound {
  const weight = Math.max(...upstreams.map((upstream) => pictureWeight(upstream, ask)))
  return {
    // A byte of text is at most a token.
    input: Buffer.byteLength(ask.prompt) + TEMPLATE_TOKENS + ask.sources * imageTokens,
    inputAudio: 0,
    output: ask.count * (statedOutput ?? mostTokens(ask)),
    outputAudio: false,
    toolCalls: 0,
    units: { images: ask.count * weight },
  }
}

interface Asked {
  readonly raw: RawBody
  readonly ask: ImageAsk
  readonly path: string
  readonly countInput: (counter: TokenCounter) => number
}

function sendingTo(to: Upstream, { raw, ask, path, countInput }: Asked): Sending {
  const shown: Shown = { done: 0, begun: false }
  const reading = { shown, count: ask.count, weight: pictureWeight(to.model.upstream, ask) }
  return {
    path,
    contentType: isForm(raw.contentType) ? raw.contentType : 'application/json',
    body: bodyFor(to, raw),
    stream: ask.stream,
    whole: ({ body }) => readWholeImages(body, reading),
    streamReader: () => imageStreamReader(reading),
    assumed: () => assumedOf(to, { ask, shown, input: countInput(to.counter), weight: reading.weight }),
  }
}

function bodyFor({ model }: Upstream, raw: RawBody): Buffer {
  if (isForm(raw.contentType)) return withField(raw.form(), 'model', model.upstream)
  const body = raw.json()
  return withMembers(body, body.value['model'] === model.upstream ? {} : { model: model.upstream })
}

interface Made {
  readonly ask: ImageAsk
  readonly shown: Shown
  readonly input: number
  readonly weight: number
}

/** A picture of which a preview was delivered counts: its upstream makes it whole, whoever still listens. */
function assumedOf({ prices }: Pick<Upstream, 'prices'>, { ask, shown, input, weight }: Made): AssumedUsage {
  const pictures = Math.min(shown.done + Number(shown.begun), ask.count)
  const inTokens = prices('input') || prices('inputImage')
  const outTokens = prices('output') || prices('outputImage')
  return {
    input: plainInput(inTokens ? input : 0),
    output: pictured(plainOutput(outTokens ? pictures * usualTokens(ask) : 0)),
    units: { images: pictures * weight },
    exact: false,
  }
}
