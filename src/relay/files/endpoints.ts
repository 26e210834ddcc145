/** OpenAI's files: upload, list, show, content, delete. What uses them is elsewhere. */

import { formField, formFiles } from '../body/form.ts'
import { rawBody } from '../body/raw.ts'
import { readBody } from '../body/read.ts'
import { respondJson } from '../call/respond.ts'
import type { AnswerParts, Asked, Endpoint } from '../endpoints/endpoint.ts'
import { enterRate } from '../endpoints/endpoint.ts'
import { choiceIn, idIn, queryOf, wholeIn } from '../endpoints/query.ts'
import type { Outlet } from '../outlet/outlet.ts'
import { Problem } from '../problem.ts'
import { filePurposes, type NewFile, type StoredFile } from './file.ts'

const MAX_NAME = 512

/** Files are OpenAI's; clients of other dialects mean something else by the same paths. */
function openAiOnly(answer: Endpoint['answer']): Endpoint['answer'] {
  return async (parts, asked) => {
    if (asked.dialect.name !== 'openai') throw new Problem('endpoint_not_supported')
    enterRate(parts.rates, asked.principal, asked.outlet)
    return answer(parts, asked)
  }
}

/** An upload takes memory like a call and counts as one while it is read. */
const upload: Endpoint['answer'] = async (parts, asked) => {
  parts.checkOpen()
  const leave = parts.concurrency.enter(asked.principal)
  try {
    await takeIn(parts, asked)
  } finally {
    leave()
  }
}

async function takeIn(parts: AnswerParts, { request, outlet, principal }: Asked): Promise<void> {
  const bytes = await readBody(request, parts.settings)
  const form = rawBody(bytes, request.headers['content-type'] ?? '', parts.settings).form()
  const purpose = filePurposes.find((known) => known === formField(form, 'purpose'))
  if (!purpose)
    throw new Problem('invalid_field', {
      param: 'purpose',
      message: `purpose must be one of ${filePurposes.join(', ')}.`,
    })
  const [part, second] = formFiles(form, 'file')
  if (!part || second) throw new Problem('invalid_field', { param: 'file', message: 'Send one file as file.' })
  const file: NewFile = {
    account: principal.account,
    purpose,
    name: nameOf(part.filename ?? ''),
    mediaType: mediaTypeOf(part.contentType),
    ...keepFor(formField(form, 'expires_after[anchor]'), formField(form, 'expires_after[seconds]')),
  }
  const stored = await parts.kept.files.put(file, bytes.subarray(part.start, part.end))
  respondJson(outlet, JSON.stringify(fileObject(stored)))
}

function nameOf(sent: string): string {
  const name = (sent.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').slice(0, MAX_NAME)
  return name === '' ? 'file' : name
}

function mediaTypeOf(sent: string): string {
  const type = sent.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(type) ? type : ''
}

function keepFor(anchor: string | undefined, seconds: string | undefined): Pick<NewFile, 'keepMs'> {
  if (anchor === undefined && seconds === undefined) return {}
  const param = 'expires_after'
  if (anchor !== 'created_at')
    throw new Problem('invalid_field', { param, message: 'expires_after counts from created_at.' })
  const value = /^\d{1,8}$/.test(seconds ?? '') ? Number(seconds) : 0
  if (value >= 3_600 && value <= 2_592_000) return { keepMs: value * 1_000 }
  throw new Problem('invalid_field', { param, message: 'expires_after is 3600 to 2592000 seconds.' })
}

const list: Endpoint['answer'] = async ({ kept }, { request, outlet, principal }) => {
  const query = queryOf(request)
  const page = await kept.files.list(principal.account, {
    purpose: idIn(query, 'purpose'),
    after: idIn(query, 'after'),
    limit: wholeIn(query, 'limit', { low: 1, high: 10_000, otherwise: 1_000 }),
    order: choiceIn(query, 'order', ['desc', 'asc']),
  })
  const data = page.files.map(fileObject)
  const ends = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null }
  respondJson(outlet, JSON.stringify({ object: 'list', data, ...ends, has_more: page.more }))
}

const show: Endpoint['answer'] = async (parts, asked) => {
  respondJson(asked.outlet, JSON.stringify(fileObject(await found(parts, asked))))
}

const content: Endpoint['answer'] = async (parts, asked) => {
  const file = await found(parts, asked)
  await sendFile(asked.outlet, file, parts.kept.files.content(file))
}

/** Waits for the reader between pieces; a file that is deleted meanwhile is broken off, never ended early. */
export async function sendFile(outlet: Outlet, file: StoredFile, pieces: AsyncIterable<Buffer>): Promise<void> {
  outlet.start(200, {
    'content-type': 'application/octet-stream',
    'content-length': String(file.bytes),
    'content-disposition': 'attachment',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  let left = file.bytes
  for await (const piece of pieces) {
    left -= piece.length
    if (!outlet.write(piece)) await drained(outlet)
    if (outlet.gone) return
  }
  if (left === 0) outlet.end(new Uint8Array())
  else outlet.breakOff(new Uint8Array())
}

function drained(outlet: Outlet): Promise<void> {
  return new Promise((resolve) => {
    outlet.onDrain = resolve
    outlet.onGone = resolve
    if (outlet.gone) resolve()
  })
}

const remove: Endpoint['answer'] = async (parts, asked) => {
  const { id, account } = await found(parts, asked)
  await parts.kept.files.remove(account, id)
  respondJson(asked.outlet, JSON.stringify({ id, object: 'file', deleted: true }))
}

async function found({ kept }: AnswerParts, { principal, params }: Asked): Promise<StoredFile> {
  const id = params['id'] ?? ''
  const file = await kept.files.get(principal.account, id)
  if (file && file.purpose !== 'hidden') return file
  throw new Problem('file_not_found', { param: 'id', message: `No such file: ${id.slice(0, 80)}` })
}

function fileObject({ id, purpose, name, bytes, createdAt, expiresAt }: StoredFile) {
  return {
    id,
    object: 'file',
    bytes,
    created_at: seconds(createdAt),
    expires_at: seconds(expiresAt),
    filename: name,
    purpose,
    status: 'processed',
    status_details: null,
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000)
}

export const fileEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/files', answer: openAiOnly(upload) },
  { method: 'GET', path: '/v1/files', answer: openAiOnly(list) },
  { method: 'GET', path: '/v1/files/{id}', answer: openAiOnly(show) },
  { method: 'GET', path: '/v1/files/{id}/content', answer: openAiOnly(content) },
  { method: 'DELETE', path: '/v1/files/{id}', answer: openAiOnly(remove) },
]
