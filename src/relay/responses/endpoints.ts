/** Stored responses by their id: show, delete, the items that went in. They are made in prepare.ts. */
import { respondJson } from '../call/respond.ts'
import { type AnswerParts, type Asked, asCall, type Endpoint, rateLimited } from '../endpoints/endpoint.ts'
import { plainResponses, responses } from '../endpoints/kinds.ts'
import { choiceIn, idIn, queryOf, wholeIn } from '../endpoints/query.ts'
import { Problem } from '../problem.ts'
import { idempotencyKey, requestHash } from '../replay/runs.ts'
import { maxCostOf, readRaw, serveCall } from '../serve.ts'
import { stringIn } from '../wires/members.ts'
import { contextOf } from './items.ts'
import type { StoredResponse } from './response.ts'

/** Refuses with 404 what is not this account's, like what never was. */
async function foundResponse({ kept }: AnswerParts, { principal, params }: Asked): Promise<StoredResponse> {
  const id = params['id'] ?? ''
  const response = await kept.responses.get(principal.account, id)
  if (response) return response
  throw new Problem('response_not_found', { param: 'id', message: `No such response: ${id.slice(0, 80)}` })
}

/** A stream in the background takes no place among the calls at a time: its making does. */
const create: Endpoint['answer'] = async (parts, asked) => {
  const streamed = await created(parts, asked)
  if (streamed) await stream(parts, asked, { response: streamed, after: NONE })
}

/** What is to be streamed of a response in the background; all else is answered here. */
async function created(parts: AnswerParts, asked: Asked): Promise<StoredResponse | undefined> {
  let streamed: StoredResponse | undefined
  await asCall(parts, asked, async () => {
    const { headers } = asked.request
    const body = await readRaw(parts, asked.request)
    if (body.json().value['background'] !== true)
      return serveCall(parts, { ...asked, kind: responses, path: { headers } }, body)
    const { principal } = asked
    const key = idempotencyKey(headers['idempotency-key'])
    const retry = key === undefined ? undefined : { key, hash: await requestHash('background', body.identity()) }
    const begin = { principal, kind: plainResponses, body, retry, maxCost: maxCostOf(headers) }
    const response = await parts.background.begin(parts, begin)
    if (body.json().value['stream'] === true) streamed = response
    else respondJson(asked.outlet, JSON.stringify(response.body))
  })
  return streamed
}

interface Told {
  readonly response: StoredResponse
  /** Events with a higher number are told. */
  readonly after: number
}

/** Before the first event. */
const NONE = -1

function stream({ background, clock }: AnswerParts, { outlet }: Asked, { response, after }: Told): Promise<void> {
  return background.events.follow(response.account, background.log(response, clock.now()), { outlet, after })
}

const show: Endpoint['answer'] = async (parts, asked) => {
  const query = queryOf(asked.request)
  const after = wholeIn(query, 'starting_after', { low: 0, high: 999_999_999, otherwise: NONE })
  const response = await foundResponse(parts, asked)
  if (choiceIn(query, 'stream', ['false', 'true']) === 'true') return stream(parts, asked, { response, after })
  const { id, body, status } = response
  const shown = status === 'queued' && parts.background.isRunning(id) ? { ...body, status: 'in_progress' } : body
  respondJson(asked.outlet, JSON.stringify(shown))
}

const cancel: Endpoint['answer'] = async (parts, asked) => {
  const { id, account, body } = await foundResponse(parts, asked)
  if (body['background'] !== true)
    throw new Problem('not_possible_now', {
      status: 400,
      param: 'id',
      message: 'Only a response that is made in the background can be canceled.',
    })
  const canceled = await parts.kept.responses.cancel(account, id)
  parts.background.leave(id)
  respondJson(asked.outlet, JSON.stringify((canceled ?? (await foundResponse(parts, asked))).body))
}

const remove: Endpoint['answer'] = async (parts, asked) => {
  const { id, account } = await foundResponse(parts, asked)
  await parts.kept.responses.remove(account, id)
  parts.background.leave(id)
  parts.background.events.cut(id)
  respondJson(asked.outlet, JSON.stringify({ id, object: 'response', deleted: true }))
}

/** The whole conversation that the model read, which may be as large as a call's body: reading it counts as one. */
const inputItems: Endpoint['answer'] = (parts, asked) => asCall(parts, asked, () => listItems(parts, asked))

async function listItems(parts: AnswerParts, asked: Asked): Promise<void> {
  const query = queryOf(asked.request)
  const limit = wholeIn(query, 'limit', { low: 1, high: 100, otherwise: 20 })
  const order = choiceIn(query, 'order', ['desc', 'asc'])
  const [after, before] = [idIn(query, 'after'), idIn(query, 'before')]
  const response = await foundResponse(parts, asked)
  const items = [...(await earlier(parts, response)), ...response.input].map(({ item }) => item)
  if (order === 'desc') items.reverse()
  const [from, to] = [
    after === undefined ? 0 : place(items, 'after', after) + 1,
    before === undefined ? items.length : place(items, 'before', before),
  ]
  const data = items.slice(from, Math.min(to, from + limit))
  const ends = { first_id: data[0]?.['id'] ?? null, last_id: data.at(-1)?.['id'] ?? null }
  respondJson(asked.outlet, JSON.stringify({ object: 'list', data, ...ends, has_more: from + data.length < to }))
}

/** What is gone of a conversation is left out of its list. */
async function earlier({ kept, settings }: AnswerParts, { account, previousId }: StoredResponse) {
  if (previousId === null) return []
  return contextOf(await kept.responses.turns(account, previousId, settings.maxBodyBytes))
}

function place(items: readonly Readonly<Record<string, unknown>>[], param: string, id: string): number {
  const index = items.findIndex((item) => stringIn(item, 'id') === id)
  if (index >= 0) return index
  throw new Problem('invalid_field', { param, message: `${param} names no item of this response.` })
}

const path = '/v1/responses/{id}'

export const responseEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/responses', answer: create },
  { method: 'GET', path, dialect: 'openai', answer: rateLimited(show) },
  { method: 'POST', path: `${path}/cancel`, dialect: 'openai', answer: rateLimited(cancel) },
  { method: 'DELETE', path, dialect: 'openai', answer: rateLimited(remove) },
  { method: 'GET', path: `${path}/input_items`, dialect: 'openai', answer: inputItems },
]
