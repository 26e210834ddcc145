/** OpenAI's batches: make, show, list, cancel. They are worked off in runner.ts. */
import { integerField, objectField } from '../body/fields.ts'
import type { JsonObject } from '../body/parse.ts'
import { respondJson } from '../call/respond.ts'
import { type AnswerParts, type Asked, asCall, type Endpoint, rateLimited } from '../endpoints/endpoint.ts'
import { idIn, queryOf, wholeIn } from '../endpoints/query.ts'
import { Problem } from '../problem.ts'
import { idempotencyKey, requestHash } from '../replay/runs.ts'
import { readRaw } from '../serve.ts'
import { stringIn } from '../wires/members.ts'
import type { Batch, BatchCounts, NewBatch } from './batch.ts'
import { openAiForm } from './openai-form.ts'

const MAX_PAIRS = 16

const create: Endpoint['answer'] = (parts, asked) =>
  asCall(parts, asked, async () => {
    const { headers } = asked.request
    const body = await readRaw(parts, asked.request)
    const { value } = body.json()
    const key = idempotencyKey(headers['idempotency-key'])
    const endpoint = endpointIn(value)
    if (value['completion_window'] !== '24h')
      throw new Problem('invalid_field', { param: 'completion_window', message: 'completion_window must be 24h.' })
    const batch: NewBatch = {
      ...{ account: asked.principal.account, keyId: asked.principal.keyId, form: 'openai', endpoint },
      inputFileId: await inputIn(parts, asked, value),
      metadata: metadataIn(value),
      retry: key === undefined ? undefined : { key, hash: await requestHash('batch', body.identity()) },
    }
    refuseExpiry(value)
    const made = await parts.kept.batches.create(batch)
    parts.batches.take(made)
    await answer(parts, asked, made)
  })

function endpointIn(value: JsonObject): string {
  const endpoint = stringIn(value, 'endpoint') ?? ''
  if (openAiForm.kinds.has(endpoint)) return endpoint
  const known = [...openAiForm.kinds.keys()].join(', ')
  throw new Problem('invalid_field', { param: 'endpoint', message: `endpoint must be one of ${known}.` })
}

async function inputIn({ kept }: AnswerParts, { principal }: Asked, value: JsonObject): Promise<string> {
  const param = 'input_file_id'
  const id = stringIn(value, param) ?? ''
  const file = await kept.files.get(principal.account, id)
  if (!file || file.purpose === 'hidden')
    throw new Problem('file_not_found', { status: 400, param, message: `No such file: ${id.slice(0, 80)}` })
  if (file.purpose !== 'batch')
    throw new Problem('invalid_field', { param, message: 'The input file must have the purpose batch.' })
  return id
}

/** Files that a batch leaves are kept as long as any. */
function refuseExpiry(value: JsonObject): void {
  const wish = objectField(value, 'output_expires_after')
  if (wish) integerField(wish, 'seconds', [3_600, 2_592_000])
}

/** OpenAI's bounds: 16 pairs, names of 64 and texts of 512 characters. */
function metadataIn(value: JsonObject): Batch['metadata'] {
  const given = objectField(value, 'metadata')
  if (!given) return null
  const pairs = Object.entries(given)
  const fits = pairs.every(([name, text]) => name.length <= 64 && typeof text === 'string' && text.length <= 512)
  if (fits && pairs.length <= MAX_PAIRS) return Object.fromEntries(pairs.map(([name, text]) => [name, String(text)]))
  throw new Problem('invalid_field', {
    param: 'metadata',
    message: `metadata has at most ${MAX_PAIRS} names of 64 characters with texts of 512.`,
  })
}

const show: Endpoint['answer'] = async (parts, asked) => answer(parts, asked, await found(parts, asked))

const cancel: Endpoint['answer'] = async (parts, asked) => {
  const batch = await found(parts, asked)
  const canceled = await parts.kept.batches.cancel(batch.account, batch.id)
  if (!canceled && batch.status !== 'cancelling' && batch.status !== 'cancelled')
    throw new Problem('not_possible_now', {
      param: 'id',
      message: `The batch is ${batch.status}: it can not be cancelled.`,
    })
  if (canceled) parts.batches.take(canceled)
  await answer(parts, asked, canceled ?? (await found(parts, asked)))
}

const list: Endpoint['answer'] = async (parts, { request, outlet, principal }) => {
  const query = queryOf(request)
  const limit = wholeIn(query, 'limit', { low: 1, high: 100, otherwise: 20 })
  const { batches, more } = await parts.kept.batches.list(principal.account, {
    form: 'openai',
    after: idIn(query, 'after'),
    limit,
  })
  const data = await Promise.all(
    batches.map(async (batch) => batchObject(batch, await parts.kept.batches.counts(batch))),
  )
  const ends = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null }
  respondJson(outlet, JSON.stringify({ object: 'list', data, ...ends, has_more: more }))
}

async function found({ kept }: AnswerParts, { principal, params }: Asked): Promise<Batch> {
  const id = params['id'] ?? ''
  const batch = await kept.batches.get(principal.account, id)
  if (batch?.form === 'openai') return batch
  throw new Problem('batch_not_found', { param: 'id', message: `No such batch: ${id.slice(0, 80)}` })
}

async function answer({ kept }: AnswerParts, { outlet }: Asked, batch: Batch): Promise<void> {
  respondJson(outlet, JSON.stringify(batchObject(batch, await kept.batches.counts(batch))))
}

/** Lines that were never made count among the total only, as OpenAI counts them. */
function batchObject(batch: Batch, { total, completed, failed }: BatchCounts) {
  const { id, endpoint, status, metadata, faults } = batch
  const ended = (which: Batch['status']) => (status === which ? seconds(batch.endedAt) : null)
  return {
    ...{ id, object: 'batch', endpoint, model: null },
    errors: faults.length > 0 ? { object: 'list', data: faults } : null,
    ...{ input_file_id: batch.inputFileId, completion_window: '24h', status },
    ...{ output_file_id: batch.outputFileId, error_file_id: batch.errorFileId },
    created_at: seconds(batch.createdAt),
    in_progress_at: seconds(batch.startedAt),
    expires_at: seconds(batch.expiresAt),
    finalizing_at: seconds(batch.finalizingAt),
    completed_at: ended('completed'),
    failed_at: ended('failed'),
    expired_at: ended('expired'),
    cancelling_at: seconds(batch.cancelingAt),
    cancelled_at: ended('cancelled'),
    request_counts: { total, completed, failed },
    metadata,
  }
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms / 1_000)
}

export const openAiBatchEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/batches', dialect: 'openai', answer: create },
  { method: 'GET', path: '/v1/batches', dialect: 'openai', answer: rateLimited(list) },
  { method: 'GET', path: '/v1/batches/{id}', dialect: 'openai', answer: rateLimited(show) },
  { method: 'POST', path: '/v1/batches/{id}/cancel', dialect: 'openai', answer: rateLimited(cancel) },
]
