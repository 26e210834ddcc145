/** A multipart/form-data body: where its parts lie in the bytes, so that fields are read and one replaced while files stay as they came. */
import { Problem } from '../problem.ts'

export interface FormPart {
  readonly name: string
  /** As sent; undefined for a field. */
  readonly filename: string | undefined
  /** '' when the part names none. */
  readonly contentType: string
  /** Of the content; byte offsets into the body, end exclusive. */
  readonly start: number
  readonly end: number
}

export interface FormBody {
  readonly bytes: Buffer
  /** With the boundary. */
  readonly contentType: string
  readonly parts: readonly FormPart[]
}

const MAX_PARTS = 100
const MAX_HEAD_BYTES = 4_096
/** Of a field that is read; prompts have 32,000 characters at most. */
const MAX_FIELD_BYTES = 256 * 1024

/**
 * Strict where parsers differ, so that no upstream reads another form than was priced: one plain disposition a part, no
 * transfer encodings, nothing behind a boundary but its line's end. One pass of native searches; no byte of a file is copied.
 */
export function readForm(bytes: Buffer, contentType: string): FormBody {
  const boundary = boundaryOf(contentType)
  const mark = Buffer.from(`\r\n--${boundary}`, 'latin1')
  const parts: FormPart[] = []
  let at = opening(bytes, mark)
  while (!closes(bytes, at)) {
    if (parts.length >= MAX_PARTS) throw malformed(`A form has at most ${MAX_PARTS} parts.`)
    at = lineEnd(bytes, at)
    const head = bytes.subarray(at, at + MAX_HEAD_BYTES).indexOf('\r\n\r\n')
    if (head < 0) throw malformed('A part of the form has no head.')
    const start = at + head + 4
    const end = bytes.indexOf(mark, start - 2)
    // Right behind its head, without a line's end of its own, parsers differ about what a boundary means.
    if (end < start) throw malformed('The form breaks off.')
    parts.push({ ...readHead(bytes.toString('utf8', at, at + head)), start, end })
    at = end + mark.length
  }
  return { bytes, contentType, parts }
}

/** The text of a field; undefined when absent. Refuses a field that is given twice or as a file. */
export function formField({ bytes, parts }: FormBody, name: string): string | undefined {
  const [part, second] = parts.filter((one) => one.name === name)
  if (!part) return undefined
  if (second) throw new Problem('duplicate_field', { param: name })
  if (part.filename !== undefined) throw new Problem('invalid_field', { param: name, message: `${name} is no file.` })
  if (part.end - part.start > MAX_FIELD_BYTES)
    throw new Problem('invalid_field', { param: name, message: `${name} is too long.` })
  return bytes.toString('utf8', part.start, part.end)
}

/** Files under one name, also in the spellings of lists: image, image[], image[0]. */
export function formFiles({ parts }: FormBody, name: string): readonly FormPart[] {
  return parts.filter((part) => part.filename !== undefined && part.name.replace(/\[\d*\]$/, '') === name)
}

/** The form with the content of one field replaced; every other byte stays as it came. */
export function withField({ bytes, parts }: FormBody, name: string, text: string): Buffer {
  const part = parts.find((one) => one.name === name)
  if (!part || bytes.toString('utf8', part.start, part.end) === text) return bytes
  return Buffer.concat([bytes.subarray(0, part.start), Buffer.from(text), bytes.subarray(part.end)])
}

/** What two sendings of the same form have in common: clients draw a new boundary for each. */
export function formIdentity({ bytes, parts }: FormBody): readonly (string | Buffer)[] {
  return parts.flatMap((part) => [
    JSON.stringify([part.name, part.filename, part.contentType, part.end - part.start]),
    bytes.subarray(part.start, part.end),
  ])
}

export function isForm(contentType: string): boolean {
  return /^multipart\/form-data\s*(;|$)/i.test(contentType)
}

function malformed(message: string): Problem {
  return new Problem('malformed_form', { message })
}

function boundaryOf(contentType: string): string {
  if (!isForm(contentType)) throw malformed('Send the body as multipart/form-data.')
  const found = /;\s*boundary=(?:"([^"\\]{1,70})"|([^\s;,"]{1,70}))\s*(?:;|$)/i.exec(contentType)
  const boundary = found?.[1] ?? found?.[2]
  if (boundary === undefined || (contentType.match(/boundary=/gi)?.length ?? 0) > 1)
    throw malformed('The content type names no boundary, or several.')
  return boundary
}

/** Offset behind the first boundary; a line's end before it is passed over. */
function opening(bytes: Buffer, mark: Buffer): number {
  const bare = mark.subarray(2)
  if (bytes.subarray(0, bare.length).equals(bare)) return bare.length
  if (bytes.subarray(0, mark.length).equals(mark)) return mark.length
  throw malformed('The form does not begin with its boundary.')
}

function closes(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x2d && bytes[at + 1] === 0x2d
}

function lineEnd(bytes: Buffer, at: number): number {
  if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) return at + 2
  throw malformed('A boundary of the form is followed by something else.')
}

function readHead(head: string): Pick<FormPart, 'name' | 'filename' | 'contentType'> {
  const fields = new Map<string, string>()
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    const field = line.slice(0, colon).toLowerCase()
    if (!/^[a-z-]+$/.test(field) || fields.has(field) || hasControls(line))
      throw malformed('The head of a part can not be read.')
    fields.set(field, line.slice(colon + 1).trim())
  }
  const encoding = fields.get('content-transfer-encoding')
  if (encoding !== undefined && !/^(binary|8bit|7bit)$/i.test(encoding))
    throw malformed('Parts of a form are sent without transfer encoding.')
  return { ...readDisposition(fields.get('content-disposition') ?? ''), contentType: fields.get('content-type') ?? '' }
}

function hasControls(line: string): boolean {
  for (let i = 0; i < line.length; i++) if (line.charCodeAt(i) < 0x20 && line[i] !== '\t') return true
  return false
}

const parameter = /;\s*([a-z]+\*?)=(?:"((?:[^"\\]|\\.)*)"|([^\s";]+))\s*/iy

function readDisposition(text: string): Pick<FormPart, 'name' | 'filename'> {
  const given = new Map<string, string>()
  const type = /^form-data\s*/i.exec(text)?.[0]
  let at = type?.length ?? 0
  while (type !== undefined && at < text.length) {
    parameter.lastIndex = at
    const found = parameter.exec(text)
    const name = found?.[1]?.toLowerCase()
    if (!found || name === undefined || given.has(name)) throw malformed('The head of a part can not be read.')
    given.set(name, found[2] ?? found[3] ?? '')
    at = parameter.lastIndex
  }
  const name = given.get('name')
  if (name === undefined || name === '' || name.includes('\\')) throw malformed('A part of the form has no plain name.')
  return { name, filename: given.get('filename') ?? given.get('filename*') }
}
