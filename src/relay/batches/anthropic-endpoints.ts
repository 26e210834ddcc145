/** Anthropic's message batches: make, show, list, cancel, results, delete. They are worked off in runner.ts. */
import { isObject, type JsonObject } from '../body/parse.ts'
import { respondJson } from '../call/respond.ts'
import { type AnswerParts, type Asked, asCall, type Endpoint, rateLimited } from '../endpoints/endpoint.ts'
import { idIn, queryOf, wholeIn } from '../endpoints/query.ts'
import { sendFile } from '../files/endpoints.ts'
import { Problem } from '../problem.ts'
import { idempotencyKey, requestHash } from '../replay/runs.ts'
import { readRaw } from '../serve.ts'
import { MESSAGES } from './anthropic-form.ts'
import type { Batch, BatchCounts, NewLine } from './batch.ts'
import { inputFull } from './read-input.ts'

const STEP_LINES = 100

const create: Endpoint['answer'] = (parts, asked) =>
  asCall(parts, asked, async () => {
    const body = await readRaw(parts, asked.request)
    const lines = linesIn(body.json().value, parts.settings.batches.maxLines)
    const key = idempotencyKey(asked.request.headers['idempotency-key'])
    const { account, keyId } = asked.principal
    const { batches } = parts.kept
    const { maxInputBytes } = parts.settings.batches
    if ((await batches.inputBytes(account)) + body.bytes.length > maxInputBytes)
      throw new Problem('storage_full', { message: inputFull(maxInputBytes), retryAfterMs: 60_000 })
    const batch = await batches.create({
      ...{ account, keyId, form: 'anthropic', endpoint: MESSAGES, inputFileId: null, metadata: null },
      retry: key === undefined ? undefined : { key, hash: await requestHash('message batch', body.identity()) },
    })
    // A repeat gets what the first has made.
    if (batch.isNew) {
      for (let at = 0; at < lines.length; at += STEP_LINES)
        await batches.add(batch.id, lines.slice(at, at + STEP_LINES))
      const begun = await batches.begin(batch.id, lines.length)
      if (begun) parts.batches.take(begun)
    }
    await answer(parts, asked, (await batches.get(account, batch.id)) ?? batch)
  })

function linesIn(value: JsonObject, maxLines: number): readonly NewLine[] {
  const { requests } = value
  if (!Array.isArray(requests) || requests.length === 0 || requests.length > maxLines)
    throw wrong('requests', `requests must be a list of 1 to ${maxLines} requests.`)
  const names = new Set<string>()
  return requests.map((request: unknown, position) => {
    const { custom_id: customId, params } = isObject(request) ? request : {}
    const at = `requests.${position}`
    if (typeof customId !== 'string' || !/^[\w-]{1,64}$/.test(customId))
      throw wrong(`${at}.custom_id`, 'custom_id must have 1 to 64 letters, digits, hyphens and underscores.')
    if (names.has(customId)) throw wrong(`${at}.custom_id`, `The custom_id ${customId} comes twice.`)
    names.add(customId)
    if (!isObject(params) || typeof params['model'] !== 'string')
      throw wrong(`${at}.params`, `${at}.params must be an object with a model.`)
    if (params['stream'] === true) throw wrong(`${at}.params.stream`, 'A batch is not streamed.')
    return { position, customId, request: Buffer.from(JSON.stringify(params)) }
  })
}

function wrong(param: string, message: string): Problem {
  return new Problem('invalid_field', { param, message })
}

const show: Endpoint['answer'] = async (parts, asked) => answer(parts, asked, await found(parts, asked))

const cancel: Endpoint['answer'] = async (parts, asked) => {
  const batch = await found(parts, asked)
  const canceled = await parts.kept.batches.cancel(batch.account, batch.id)
  if (canceled) parts.batches.take(canceled)
  await answer(parts, asked, canceled ?? batch)
}

const list: Endpoint['answer'] = async ({ kept }, { request, outlet, principal }) => {
  const query = queryOf(request)
  const limit = wholeIn(query, 'limit', { low: 1, high: 1_000, otherwise: 20 })
  const edges = { after: idIn(query, 'after_id'), before: idIn(query, 'before_id') }
  const { batches, more } = await kept.batches.list(principal.account, { form: 'anthropic', limit, ...edges })
  const data = await Promise.all(batches.map(async (batch) => batchObject(batch, await kept.batches.counts(batch))))
  const ends = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null }
  respondJson(outlet, JSON.stringify({ data, has_more: more, ...ends }))
}

const results: Endpoint['answer'] = async (parts, asked) => {
  const batch = await found(parts, asked)
  const file = batch.outputFileId && (await parts.kept.files.get(batch.account, batch.outputFileId))
  if (!file) throw new Problem('not_possible_now', { message: 'The batch has no results yet, or no longer.' })
  await sendFile(asked.outlet, file, parts.kept.files.content(file))
}

const remove: Endpoint['answer'] = async (parts, asked) => {
  const { id, account, outputFileId } = await found(parts, asked)
  if (!(await parts.kept.batches.remove(account, id)))
    throw new Problem('not_possible_now', { message: 'The batch is not over: cancel it first.' })
  if (outputFileId) await parts.kept.files.remove(account, outputFileId)
  respondJson(asked.outlet, JSON.stringify({ id, type: 'message_batch_deleted' }))
}

async function found({ kept }: AnswerParts, { principal, params }: Asked): Promise<Batch> {
  const id = params['id'] ?? ''
  const batch = await kept.batches.get(principal.account, id)
  if (batch?.form === 'anthropic') return batch
  throw new Problem('batch_not_found', { param: 'id', message: `No such batch: ${id.slice(0, 80)}` })
}

async function answer({ kept }: AnswerParts, { outlet }: Asked, batch: Batch): Promise<void> {
  respondJson(outlet, JSON.stringify(batchObject(batch, await kept.batches.counts(batch))))
}

/** Its results lie below the same base URL: a proxy in front may be asked by another name than we are. */
function batchObject(batch: Batch, { total, completed, failed, canceled, expired }: BatchCounts) {
  const { id, status, endedAt } = batch
  const processing = total - completed - failed - canceled - expired
  return {
    ...{ id, type: 'message_batch' },
    processing_status: endedAt !== null ? 'ended' : status === 'cancelling' ? 'canceling' : 'in_progress',
    request_counts: { processing, succeeded: completed, errored: failed, canceled, expired },
    ended_at: time(endedAt),
    created_at: time(batch.createdAt),
    expires_at: time(batch.expiresAt),
    archived_at: null,
    cancel_initiated_at: time(batch.cancelingAt),
    results_url: batch.outputFileId === null ? null : `/v1/messages/batches/${id}/results`,
  }
}

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

const path = '/v1/messages/batches'
const dialect = 'anthropic'

export const anthropicBatchEndpoints: readonly Endpoint[] = [
  { method: 'POST', path, dialect, answer: create },
  { method: 'GET', path, dialect, answer: rateLimited(list) },
  { method: 'GET', path: `${path}/{id}`, dialect, answer: rateLimited(show) },
  { method: 'GET', path: `${path}/{id}/results`, dialect, answer: rateLimited(results) },
  { method: 'POST', path: `${path}/{id}/cancel`, dialect, answer: rateLimited(cancel) },
  { method: 'DELETE', path: `${path}/{id}`, dialect, answer: rateLimited(remove) },
]
