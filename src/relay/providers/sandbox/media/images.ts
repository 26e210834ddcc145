/** The sandbox's pictures: made, edited and varied, whole or with previews. The same request gives the same pictures. */
import type { UpstreamRequest } from '../../provider.ts'
import { hashOf } from '../compose.ts'
import { readMagic } from '../magic.ts'
import { isSandboxModel } from '../models.ts'
import { eventPiece, jsonPiece, type MediaAnswer, MediaRefusal } from './answer.ts'
import { draw } from './draw.ts'
import { fileHash, type MediaFields, readFields } from './fields.ts'
import { pngOf } from './png.ts'

const SIDES = [16, 2_048] as const
const MAX_PICTURES = 10
const MAX_PREVIEWS = 3
const TILES = 64
/** As models that count tokens tell them for a small picture. */
const PICTURE_TOKENS = 272
const SOURCE_TOKENS = 500

interface Ask {
  readonly fields: MediaFields
  readonly task: string
  readonly prompt: string
  readonly width: number
  readonly height: number
  readonly count: number
  readonly seed: number
}

export function answerImages(request: UpstreamRequest): MediaAnswer {
  const fields = readFields(request)
  const { magic, rest } = readMagic(fields.text('prompt').slice(0, 32_000))
  const ask = askOf(request.path, fields, rest)
  if (!fields.is('stream')) return { magic, contentType: 'application/json', pieces: whole(ask) }
  return { magic, contentType: 'text/event-stream', pieces: events(ask) }
}

function askOf(path: string, fields: MediaFields, prompt: string): Ask {
  const model = fields.text('model')
  if (!isSandboxModel(model, 'image'))
    throw new MediaRefusal(`The sandbox has no model ${model.slice(0, 100)} here.`, 404)
  const task = path.slice(path.lastIndexOf('/') + 1)
  if (task === 'generations' && fields.text('prompt') === '') throw new MediaRefusal('Say in prompt what to draw.')
  if (task !== 'generations' && fields.files.length === 0) throw new MediaRefusal('Send the picture as image.')
  const format = fields.text('output_format')
  if (format !== '' && format !== 'png') throw new MediaRefusal('The sandbox draws PNG only.')
  const count = fields.whole('n') ?? 1
  if (count < 1 || count > MAX_PICTURES) throw new MediaRefusal(`n must be from 1 to ${MAX_PICTURES}.`)
  const [width, height] = sizeOf(fields.text('size'))
  const sources = fields.files.map(fileHash).join(' ')
  return { fields, task, prompt, width, height, count, seed: hashOf(`${task} ${prompt} ${sources}`) }
}

function sizeOf(size: string): readonly [width: number, height: number] {
  if (size === '' || size === 'auto') return [1_024, 1_024]
  const sides = /^(\d{1,5})x(\d{1,5})$/.exec(size)
  const [width, height] = [Number(sides?.[1]), Number(sides?.[2])]
  const [low, high] = SIDES
  if (sides && [width, height].every((side) => side >= low && side <= high)) return [width, height]
  throw new MediaRefusal(`size must be WIDTHxHEIGHT, each from ${low} to ${high}.`)
}

async function pictureOf({ width, height, seed }: Ask, index: number, tiles = TILES): Promise<string> {
  const png = await pngOf(draw({ width, height, seed: (seed + index * 7_919) >>> 0, tiles }))
  return png.toString('base64')
}

async function* whole(ask: Ask): AsyncGenerator<Buffer> {
  const data: object[] = []
  for (let i = 0; i < ask.count; i++) {
    const picture = await pictureOf(ask, i)
    const byUrl = ask.fields.text('response_format') === 'url'
    data.push(byUrl ? { url: `data:image/png;base64,${picture}` } : { b64_json: picture })
  }
  const { width, height } = ask
  yield* jsonPiece({
    created: 0,
    data,
    output_format: 'png',
    size: `${width}x${height}`,
    usage: usageOf(ask, ask.count),
  })
}

async function* events(ask: Ask): AsyncGenerator<Buffer> {
  const name = ask.task === 'generations' ? 'image_generation' : 'image_edit'
  const about = {
    created_at: 0,
    size: `${ask.width}x${ask.height}`,
    quality: 'auto',
    background: 'opaque',
    output_format: 'png',
  }
  const previews = Math.min(ask.fields.whole('partial_images') ?? 0, MAX_PREVIEWS)
  for (let i = 0; i < ask.count; i++) {
    for (let preview = 0; preview < previews; preview++)
      yield eventPiece({
        type: `${name}.partial_image`,
        partial_image_index: preview,
        b64_json: await pictureOf(ask, i, 8 * 2 ** preview),
        ...about,
      })
    yield eventPiece({ type: `${name}.completed`, b64_json: await pictureOf(ask, i), ...about, usage: usageOf(ask, 1) })
  }
}

function usageOf({ prompt, fields }: Ask, pictures: number) {
  const text = Math.ceil(prompt.length / 3)
  const image = fields.files.length * SOURCE_TOKENS
  const output = pictures * PICTURE_TOKENS
  return {
    input_tokens: text + image,
    output_tokens: output,
    total_tokens: text + image + output,
    input_tokens_details: { text_tokens: text, image_tokens: image },
  }
}
