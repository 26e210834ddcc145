/** Pictures and sound through the AI SDK's models: asked and answered in OpenAI's wire, so that nothing else knows the difference. */
import {
  type ImageModelV4,
  type ImageModelV4File,
  NoSuchModelError,
  type SpeechModelV4,
  type TranscriptionModelV4,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider'
import { type FormBody, formField, formFiles, isForm, readForm } from '../../body/form.ts'
import { isObject, type JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import { numberIn, stringIn } from '../../wires/members.ts'
import type { UpstreamRequest } from '../provider.ts'
import { heardAs, type MediaAnswer } from './heard.ts'

/** What a package has for it; kinds that it has none of are left out. */
export interface MediaModels {
  image?(model: string): ImageModelV4
  speech?(model: string): SpeechModelV4
  transcription?(model: string): TranscriptionModelV4
}

type MediaTask = (request: UpstreamRequest, models: MediaModels, signal: AbortSignal) => Promise<MediaAnswer>

/** By path. Throws what the packages throw. */
export const mediaTasks: Readonly<Record<string, MediaTask>> = {
  '/images/generations': makeImages,
  '/images/edits': makeImages,
  '/images/variations': makeImages,
  '/audio/speech': speak,
  '/audio/transcriptions': hear,
}

const imageTypes = { iVBOR: 'image/png', '/9j/': 'image/jpeg', UklGR: 'image/webp' } as const
/** What models that know no sizes are asked for instead. */
const shapes = ['1:1', '4:3', '3:4', '16:9', '9:16'] as const

async function makeImages(request: UpstreamRequest, models: MediaModels, signal: AbortSignal): Promise<MediaAnswer> {
  const form = formOf(request)
  const text = form ? (name: string) => formField(form, name) || undefined : textIn(jsonOf(request))
  const modelId = text('model') ?? ''
  const model = models.image?.(modelId)
  if (!model) throw new NoSuchModelError({ modelId, modelType: 'imageModel' })
  if (text('stream') === 'true') throw new UnsupportedFunctionalityError({ functionality: 'streamed pictures' })
  const size = /^\d{1,5}x\d{1,5}$/.exec(text('size') ?? '')?.[0] as `${number}x${number}` | undefined
  const files = form ? formFiles(form, 'image').map((part) => fileOf(form, part)) : []
  const [mask] = form ? formFiles(form, 'mask').map((part) => fileOf(form, part)) : []
  const { quality, style, background } = {
    quality: text('quality'),
    style: text('style'),
    background: text('background'),
  }
  const words = compact({ quality, style, background, outputFormat: text('output_format') })
  const wanted = Number(text('n') ?? 1)
  const answers = await Promise.all(
    (await sharesOf(model, wanted)).map((n) =>
      model.doGenerate({
        prompt: text('prompt'),
        n,
        size,
        aspectRatio: size && shapeOf(size),
        seed: undefined,
        files: files.length > 0 ? files : undefined,
        mask,
        providerOptions: { openai: words, azure: words, bedrock: compact({ quality }) },
        abortSignal: signal,
      }),
    ),
  )
  const pictures = answers.flatMap(({ images }) => [...images]).map(base64Of)
  const asUrl = text('response_format') === 'url'
  return json({
    created: Math.floor(Date.now() / 1_000),
    data: pictures.map((b64_json) => (asUrl ? { url: `data:${typeOf(b64_json)};base64,${b64_json}` } : { b64_json })),
    ...usageOf(answers.map(({ usage }) => usage)),
  })
}

/** How many each call makes, where a model makes only some at a time. */
async function sharesOf(model: ImageModelV4, wanted: number): Promise<readonly number[]> {
  const { maxImagesPerCall: most, modelId } = model
  const limit = (typeof most === 'function' ? await most({ modelId }) : most) ?? 1
  const calls = Math.ceil(wanted / limit)
  return Array.from({ length: calls }, (_, i) => Math.min(limit, wanted - i * limit))
}

function shapeOf(size: string): `${number}:${number}` {
  const [width = 1, height = 1] = size.split('x').map(Number)
  const distance = (shape: string): number => {
    const [w = 1, h = 1] = shape.split(':').map(Number)
    return Math.abs(Math.log((width / height) * (h / w)))
  }
  return shapes.reduce((best, shape) => (distance(shape) < distance(best) ? shape : best))
}

function usageOf(usages: readonly (Awaited<ReturnType<ImageModelV4['doGenerate']>>['usage'] | undefined)[]) {
  const sum = (name: 'inputTokens' | 'outputTokens' | 'totalTokens') =>
    usages.some((usage) => usage?.[name] === undefined)
      ? undefined
      : usages.reduce((total, usage) => total + (usage?.[name] ?? 0), 0)
  const [input, output] = [sum('inputTokens'), sum('outputTokens')]
  if (input === undefined && output === undefined) return {}
  return { usage: compact({ input_tokens: input, output_tokens: output, total_tokens: sum('totalTokens') }) }
}

async function speak(request: UpstreamRequest, models: MediaModels, signal: AbortSignal): Promise<MediaAnswer> {
  const body = jsonOf(request)
  const modelId = stringIn(body, 'model') ?? ''
  const model = models.speech?.(modelId)
  if (!model) throw new NoSuchModelError({ modelId, modelType: 'speechModel' })
  if (body['stream_format'] === 'sse') throw new UnsupportedFunctionalityError({ functionality: 'speech as events' })
  const { audio } = await model.doGenerate({
    text: stringIn(body, 'input') ?? '',
    abortSignal: signal,
    ...compact({
      voice: stringIn(body, 'voice'),
      outputFormat: stringIn(body, 'response_format'),
      instructions: stringIn(body, 'instructions'),
      speed: numberIn(body, 'speed'),
    }),
  })
  const bytes = typeof audio === 'string' ? Buffer.from(audio, 'base64') : Buffer.from(audio)
  return { contentType: soundType(bytes, stringIn(body, 'response_format')), body: bytes }
}

function soundType(bytes: Buffer, format = 'mp3'): string {
  const begin = bytes.toString('latin1', 0, 4)
  if (begin === 'RIFF') return 'audio/wav'
  if (begin === 'OggS') return 'audio/ogg'
  if (begin === 'fLaC') return 'audio/flac'
  return format === 'mp3' ? 'audio/mpeg' : `audio/${format.replace(/[^a-z0-9]/gi, '')}`
}

async function hear(request: UpstreamRequest, models: MediaModels, signal: AbortSignal): Promise<MediaAnswer> {
  const form = readForm(request.body ?? Buffer.alloc(0), request.contentType ?? '')
  const modelId = formField(form, 'model') ?? ''
  const model = models.transcription?.(modelId)
  if (!model) throw new NoSuchModelError({ modelId, modelType: 'transcriptionModel' })
  const [file] = formFiles(form, 'file')
  const { data, mediaType } = fileOf(form, file ?? { start: 0, end: 0, contentType: '' }, 'audio/wav')
  const language = formField(form, 'language')
  const words = compact({ language, prompt: formField(form, 'prompt') })
  const heard = await model.doGenerate({
    audio: data,
    mediaType,
    providerOptions: { openai: words, azure: words, groq: words, mistral: compact({ language }) },
    abortSignal: signal,
  })
  return heardAs(formField(form, 'response_format') ?? 'json', heard)
}

function formOf({ body, contentType = '' }: UpstreamRequest): FormBody | undefined {
  return isForm(contentType) ? readForm(body ?? Buffer.alloc(0), contentType) : undefined
}

function jsonOf({ body }: UpstreamRequest): JsonObject {
  const value: unknown = JSON.parse(body?.toString('utf8') ?? '')
  return isObject(value) ? value : {}
}

/** Reads of members as a form has them. */
function textIn(body: JsonObject): (name: string) => string | undefined {
  return (name) => {
    const value = body[name]
    return value === undefined || value === null || typeof value === 'object' ? undefined : String(value)
  }
}

type FileData = Extract<ImageModelV4File, { type: 'file' }> & { readonly data: Uint8Array }

function fileOf(
  { bytes }: FormBody,
  part: { readonly start: number; readonly end: number; readonly contentType: string },
  otherwise = 'image/png',
): FileData {
  const mediaType = /^(image|audio|video)\//.test(part.contentType) ? part.contentType : otherwise
  return { type: 'file', mediaType, data: bytes.subarray(part.start, part.end) }
}

function base64Of(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('base64')
}

function typeOf(base64: string): string {
  return Object.entries(imageTypes).find(([begin]) => base64.startsWith(begin))?.[1] ?? 'image/png'
}

function json(value: object): MediaAnswer {
  return { contentType: 'application/json', body: Buffer.from(JSON.stringify(value)) }
}
