/** Puts files into requests that name them by id: any upstream gets their bytes, none ever hears our ids. */

import type { AccountId } from '../../engine/ledger/chart.ts'
import { isObject, type JsonObject } from '../body/parse.ts'
import { withLongMembers } from '../body/patch.ts'
import type { RawBody } from '../body/raw.ts'
import type { CallKind, Given, Prepared, PrepareParts } from '../call/kind.ts'
import { toDataUrl } from '../generation/data-url.ts'
import { Problem } from '../problem.ts'
import type { FileStore, StoredFile } from './file.ts'

/** How one dialect names a file in a part of a message, and how it carries one. */
export interface FileForm {
  /** Member of the body that holds the messages. */
  readonly member: string
  /** The id that a part names; undefined when it names none. */
  idIn(part: JsonObject): string | undefined
  /** The same part with the file in it. */
  carrying(part: JsonObject, file: LoadedFile): JsonObject
}

export interface LoadedFile {
  readonly name: string
  readonly mediaType: string
  readonly base64: string
}

/** Depth at which parts lie: message, content, result of a tool, source. */
const MAX_DEPTH = 8

interface Filling {
  /** Messages or items. */
  readonly messages: unknown
  readonly account: AccountId
  /** Bytes that they may grow by. */
  readonly room: number
}

/** The messages with all files in them; the same when they name none. Refuses ids that are not this account's. */
export async function filled(files: FileStore, { messages, account, room }: Filling, form: FileForm): Promise<unknown> {
  const times = new Map<string, number>()
  eachPart(messages, (part) => {
    const id = form.idIn(part)
    if (id !== undefined) times.set(id, (times.get(id) ?? 0) + 1)
    return part
  })
  if (times.size === 0) return messages
  const loaded = await load(files, { account, times, room })
  return eachPart(messages, (part) => {
    const file = loaded.get(form.idIn(part) ?? '')
    return file ? form.carrying(part, file) : part
  })
}

/** True when a body may name a file: cheap, and sometimes wrong. */
export function mayNameFiles(body: RawBody): boolean {
  return body.bytes.includes('"file_id"')
}

/** Makes a kind of call one whose requests may name files by id. */
export function namingFiles(kind: CallKind, form: FileForm): CallKind {
  return {
    ...kind,
    prepare: (parts, given) => (mayNameFiles(given.body) ? withFiles(parts, given, form) : undefined),
  }
}

async function withFiles(
  { kept, settings }: PrepareParts,
  { body, principal }: Given,
  form: FileForm,
): Promise<Prepared> {
  const json = body.json()
  const messages = json.value[form.member]
  const room = settings.maxBodyBytes - body.bytes.length
  const whole = await filled(kept.files, { messages, account: principal.account, room }, form)
  return whole === messages ? { body } : { body: body.with(await withLongMembers(json, { [form.member]: whole })) }
}

interface Wanted extends Pick<Filling, 'account' | 'room'> {
  /** How often each id is named: as often the file is sent. */
  readonly times: ReadonlyMap<string, number>
}

async function load(files: FileStore, { account, times, room }: Wanted): Promise<ReadonlyMap<string, LoadedFile>> {
  const loaded = new Map<string, LoadedFile>()
  let left = room
  for (const [id, count] of times) {
    const file = await files.get(account, id)
    if (!file || file.purpose === 'hidden')
      throw new Problem('file_not_found', {
        status: 400,
        param: 'file_id',
        message: `No such file: ${id.slice(0, 80)}`,
      })
    left -= Math.ceil(file.bytes / 3) * 4 * count
    if (left < 0)
      throw new Problem('body_too_large', {
        param: 'file_id',
        message: 'With its files the body is larger than 32 MB.',
      })
    loaded.set(id, { name: file.name, mediaType: mediaTypeOf(file), base64: await base64Of(files, file) })
  }
  return loaded
}

async function base64Of(files: FileStore, file: StoredFile): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of files.content(file)) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  if (bytes.length === file.bytes) return bytes.toString('base64')
  throw new Problem('file_not_found', { status: 400, param: 'file_id', message: 'The file was deleted meanwhile.' })
}

/** Every object in messages and what lies in them, each replaced by what `change` makes of it; from the outside in. */
function eachPart(value: unknown, change: (part: JsonObject) => JsonObject, depth = 0): unknown {
  if (depth > MAX_DEPTH) return value
  if (Array.isArray(value)) return value.map((one) => eachPart(one, change, depth + 1))
  if (!isObject(value)) return value
  const changed = change(value)
  if (changed !== value) return changed
  const members = ['content', 'output', 'source'].filter((name) => typeof value[name] === 'object' && value[name])
  if (members.length === 0) return value
  return { ...value, ...Object.fromEntries(members.map((name) => [name, eachPart(value[name], change, depth + 1)])) }
}

const byExtension: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
  html: 'text/html',
}

/** Clients that know no type send octets; then the name decides. */
function mediaTypeOf({ mediaType, name }: StoredFile): string {
  if (mediaType !== '' && mediaType !== 'application/octet-stream') return mediaType
  const extension = name.toLowerCase().split('.').at(-1) ?? ''
  return byExtension[extension] ?? 'application/octet-stream'
}

/** `input_file` and `input_image` of responses. */
export const responsesFiles: FileForm = {
  member: 'input',
  idIn: (part) => (part['type'] === 'input_file' || part['type'] === 'input_image' ? text(part['file_id']) : undefined),
  carrying({ file_id: _id, ...part }, { name, mediaType, base64 }) {
    const url = toDataUrl({ mediaType, base64 })
    if (part['type'] === 'input_image') return { ...part, image_url: url }
    return { filename: name, ...part, file_data: url }
  },
}

/** `file` of chat completions. An image becomes an image: upstreams take no other files there. */
export const chatFiles: FileForm = {
  member: 'messages',
  idIn: ({ type, file }) => (type === 'file' && isObject(file) ? text(file['file_id']) : undefined),
  carrying(part, { name, mediaType, base64 }) {
    const url = toDataUrl({ mediaType, base64 })
    if (mediaType.startsWith('image/')) {
      const { file: _file, ...rest } = part
      return { ...rest, type: 'image_url', image_url: { url } }
    }
    const { file_id: _id, ...given } = isObject(part['file']) ? part['file'] : {}
    return { ...part, file: { filename: name, ...given, file_data: url } }
  },
}

/** The source of Anthropic's images and documents. */
export const messagesFiles: FileForm = {
  member: 'messages',
  idIn: ({ type, file_id: id }) => (type === 'file' ? text(id) : undefined),
  carrying(_part, { mediaType, base64 }) {
    if (mediaType.startsWith('text/'))
      return { type: 'text', media_type: 'text/plain', data: Buffer.from(base64, 'base64').toString('utf8') }
    return { type: 'base64', media_type: mediaType, data: base64 }
  },
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
