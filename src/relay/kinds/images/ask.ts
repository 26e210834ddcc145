/** What a request for pictures asks for, from JSON or a form, as far as the bill needs. All else is the upstream's to judge. */
import { booleanField, integerField, modelField } from '../../body/fields.ts'
import { formField, isForm } from '../../body/form.ts'
import { formBoolean, formInteger, formModel } from '../../body/form-fields.ts'
import type { JsonObject } from '../../body/parse.ts'
import type { RawBody } from '../../body/raw.ts'
import { Problem } from '../../problem.ts'

export interface ImageAsk {
  readonly model: string
  readonly prompt: string
  readonly stream: boolean
  /** Pictures wanted. */
  readonly count: number
  /** Previews of each, in a stream. */
  readonly previews: number
  /** Of each, where it moves. */
  readonly frames: number
  /** In the caller's words; '' when left out. */
  readonly size: string
  readonly quality: string
  /** Pictures that the model reads, masks included. */
  readonly sources: number
}

/** What other upstreams of OpenAI's form call the number of pictures: unknown members pass, so these count too. */
const alsoCounts = [
  ...['batch_size', 'num_images', 'number_of_images', 'numberOfImages', 'num_outputs', 'image_count'],
  ...['samples', 'sample_count', 'num_samples'],
] as const

const counts = { n: [1, 128], partial_images: [0, 10], frame_count: [1, 1_000] } as const

export function readImageAsk(raw: RawBody): ImageAsk {
  return isForm(raw.contentType) ? askOfForm(raw) : askOfJson(raw.json().value)
}

function askOfForm(raw: RawBody): ImageAsk {
  const form = raw.form()
  const whole = (name: keyof typeof counts) => formInteger(form, name, counts[name])
  return {
    model: formModel(form),
    prompt: formField(form, 'prompt') ?? '',
    stream: formBoolean(form, 'stream') ?? false,
    count: mostPictures(whole('n') ?? 1, (name) => formField(form, name)),
    previews: whole('partial_images') ?? 0,
    frames: whole('frame_count') ?? 1,
    size: formField(form, 'size') ?? '',
    quality: formField(form, 'quality') ?? '',
    sources: form.parts.filter(({ filename }) => filename !== undefined).length,
  }
}

function askOfJson(value: JsonObject): ImageAsk {
  const whole = (name: keyof typeof counts) => integerField(value, name, counts[name])
  return {
    model: modelField(value),
    prompt: wordIn(value, 'prompt'),
    stream: booleanField(value, 'stream') ?? false,
    count: mostPictures(whole('n') ?? 1, (name) => value[name]),
    previews: whole('partial_images') ?? 0,
    frames: whole('frame_count') ?? 1,
    size: wordIn(value, 'size'),
    quality: wordIn(value, 'quality'),
    sources: ['image', 'images', 'mask', 'markup'].reduce((sum, name) => sum + itemsIn(value[name]), 0),
  }
}

function mostPictures(count: number, said: (name: string) => unknown): number {
  const [, most] = counts.n
  let pictures = count
  for (const name of alsoCounts) {
    const value = said(name)
    const wanted = typeof value === 'number' || typeof value === 'string' ? Math.ceil(Number(value)) : 0
    if (wanted > most)
      throw new Problem('invalid_field', { param: name, message: `${name} must be a whole number from 1 to ${most}.` })
    if (wanted > pictures) pictures = wanted
  }
  return pictures
}

function wordIn(value: JsonObject, name: string): string {
  const word = value[name]
  if (word === undefined || word === null) return ''
  if (typeof word === 'string') return word
  throw new Problem('invalid_field', { param: name, message: `${name} must be a string.` })
}

function itemsIn(value: unknown): number {
  if (Array.isArray(value)) return value.length
  return value === undefined || value === null ? 0 : 1
}
