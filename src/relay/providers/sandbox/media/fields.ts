/** A request for pictures or sound as the sandbox reads it, from JSON or a form; lenient, since the relay has validated what matters. */
import { hash } from 'node:crypto'
import { type FormBody, formField, isForm, readForm } from '../../../body/form.ts'
import { isObject, type JsonObject } from '../../../body/parse.ts'
import type { UpstreamRequest } from '../../provider.ts'
import { MediaRefusal } from './answer.ts'

export interface MediaFields {
  /** '' when absent. */
  text(name: string): string
  whole(name: string): number | undefined
  is(name: string): boolean
  /** All values of a list. */
  list(name: string): readonly string[]
  /** Content of each. */
  readonly files: readonly Buffer[]
}

export function readFields({ body, contentType = '' }: UpstreamRequest): MediaFields {
  const bytes = body ?? Buffer.alloc(0)
  return isForm(contentType) ? fieldsOfForm(readForm(bytes, contentType)) : fieldsOfJson(parsed(bytes))
}

export function fileHash(file: Buffer): string {
  return hash('sha1', file)
}

function fieldsOfForm(form: FormBody): MediaFields {
  const text = (name: string): string => formField(form, name) ?? ''
  return {
    text,
    whole: (name) => wholeOf(text(name)),
    is: (name) => ['true', '1'].includes(text(name).toLowerCase()),
    list: (name) =>
      form.parts
        .filter((part) => part.filename === undefined && (part.name === name || part.name === `${name}[]`))
        .map(({ start, end }) => form.bytes.toString('utf8', start, end)),
    files: form.parts
      .filter(({ filename }) => filename !== undefined)
      .map(({ start, end }) => form.bytes.subarray(start, end)),
  }
}

function fieldsOfJson(value: JsonObject): MediaFields {
  const text = (name: string): string => {
    const member = value[name]
    return typeof member === 'string' || typeof member === 'number' ? String(member) : ''
  }
  return {
    text,
    whole: (name) => wholeOf(text(name)),
    is: (name) => value[name] === true,
    list: (name) => (Array.isArray(value[name]) ? value[name].map(String) : []),
    files: [],
  }
}

function wholeOf(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function parsed(bytes: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (isObject(value)) return value
  } catch {
    // Told below.
  }
  throw new MediaRefusal('The body is not a JSON object.')
}
