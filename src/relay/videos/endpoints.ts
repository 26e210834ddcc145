/** OpenAI's videos: create, show, list, content, remix, delete. What becomes of a job is in jobs.ts. */
import { checkModel } from '../access/authenticate.ts'
import { type RawBody, rawBody } from '../body/raw.ts'
import { readBody } from '../body/read.ts'
import { respondJson } from '../call/respond.ts'
import { serves } from '../channels/channel.ts'
import { type AnswerParts, type Asked, type Endpoint, enterRate } from '../endpoints/endpoint.ts'
import { choiceIn, idIn, queryOf, wholeIn } from '../endpoints/query.ts'
import { Problem } from '../problem.ts'
import { idempotencyKey, requestHash } from '../replay/runs.ts'
import { maxCostOf } from '../serve.ts'
import { readAsk, remixBody, remixPrompt } from './ask.ts'
import { videoCandidates } from './candidates.ts'
import { sendContent, variants } from './content.ts'
import type { VideoJob } from './job.ts'
import { videoObject } from './object.ts'
import { type NewVideo, submitVideo } from './submit.ts'

const MAX_PAGE = 100

/** Answers that are small and quick. */
function plainly(answer: Endpoint['answer']): Endpoint['answer'] {
  return (parts, asked) => {
    enterRate(parts.rates, asked.principal, asked.outlet)
    return answer(parts, asked)
  }
}

/** What takes time or memory like a call counts as one. */
function asCall(answer: Endpoint['answer']): Endpoint['answer'] {
  return async (parts, asked) => {
    parts.checkOpen()
    enterRate(parts.rates, asked.principal, asked.outlet)
    const leave = parts.concurrency.enter(asked.principal)
    try {
      await answer(parts, asked)
    } finally {
      leave()
    }
  }
}

async function bodyOf({ settings }: AnswerParts, { request }: Asked): Promise<RawBody> {
  return rawBody(await readBody(request, settings), request.headers['content-type'] ?? '', settings)
}

const create: Endpoint['answer'] = async (parts, asked) => {
  const raw = await bodyOf(parts, asked)
  const ask = readAsk(raw)
  const candidates = videoCandidates(parts, asked.principal, ask)
  await submit(parts, asked, { ask, candidates, path: '/videos', remixedFrom: null, raw })
}

/** On the channel that made the first one, as long and as large as that was. */
const remix: Endpoint['answer'] = async (parts, asked) => {
  const source = await found(parts, asked)
  if (source.status !== 'completed' || !source.place) throw notReady(source)
  const { place, model, size, seconds } = source
  const raw = await bodyOf(parts, asked)
  const prompt = remixPrompt(raw)
  checkModel(asked.principal, model)
  const candidates = parts.channels
    .candidates(place.priced, 'video')
    .filter(({ channel }) => channel.id === place.channelId && serves(channel, asked.principal.groups))
  if (candidates.length === 0) throw new Problem('no_channel')
  const ask = { model, size, seconds, prompt, body: () => remixBody(prompt) }
  const path = `/videos/${encodeURIComponent(place.upstreamId)}/remix`
  await submit(parts, asked, { ask, candidates, path, remixedFrom: source.id, raw })
}

type Given = Omit<NewVideo, 'principal' | 'maxCost' | 'retry' | 'traceparent'> & { readonly raw: RawBody }

/** A repeat of an Idempotency-Key is told of the job that it made. */
async function submit(parts: AnswerParts, { request, outlet, principal }: Asked, given: Given): Promise<void> {
  const { raw, ...input } = given
  const { videos } = parts.kept
  const key = idempotencyKey(request.headers['idempotency-key'])
  const retry = key === undefined ? undefined : { key, hash: await requestHash(`video ${given.path}`, raw.identity()) }
  if (retry && (await repeated(parts, { outlet, principal }, retry))) return
  const { running } = parts.settings.videos
  const most = principal.tier === 'lv1' ? running.lv1 : running.higher
  if ((await videos.countOpen(principal.account)) >= most)
    throw new Problem('too_many_calls', { message: `Your tier allows ${most} videos at a time.`, retryAfterMs: 10_000 })
  const maxCost = maxCostOf(request.headers)
  const { traceparent: told } = request.headers
  const traceparent = typeof told === 'string' ? told : undefined
  const asked = { ...input, principal, maxCost, retry, traceparent }
  const job = await submitVideo({ ...parts, ...parts.film, videos }, asked)
  if (job) {
    parts.film.watch.follow(job.id)
    return respondJson(outlet, JSON.stringify(videoObject(job)), { 'x-lx-call-id': job.callId })
  }
  if (!retry || !(await repeated(parts, { outlet, principal }, retry))) throw new Problem('not_possible_now')
}

/** False when the key has made no job; one that is being made is waited for. */
async function repeated(
  { kept, film }: AnswerParts,
  { outlet, principal }: Pick<Asked, 'outlet' | 'principal'>,
  { key, hash }: { readonly key: string; readonly hash: string },
): Promise<boolean> {
  const before = await kept.videos.ofRetry(principal.account, key)
  if (!before) return false
  if (before.retryHash !== hash) throw new Problem('idempotency_key_reused', { param: 'Idempotency-Key' })
  if (before.deletedAt !== null)
    throw new Problem('call_already_done', { message: 'The video that this key stands for was deleted.' })
  await film.jobs.submitted(before.id)
  const job = await kept.videos.get(before.id)
  if (!job) return false
  respondJson(outlet, JSON.stringify(videoObject(job)), { 'x-lx-call-id': job.callId, 'x-lx-replayed': 'true' })
  return true
}

const show: Endpoint['answer'] = async (parts, asked) => {
  const job = await found(parts, asked)
  const now = job.settled ? job : await parts.film.jobs.refresh(job.id, parts.settings.videos.gapMs)
  if (!now) throw notFound(job.id)
  respondJson(asked.outlet, JSON.stringify(videoObject(now)), { 'x-lx-call-id': now.callId })
}

const list: Endpoint['answer'] = async ({ kept }, { request, outlet, principal }) => {
  const query = queryOf(request)
  const page = await kept.videos.list(principal.account, {
    after: idIn(query, 'after'),
    limit: wholeIn(query, 'limit', { low: 1, high: MAX_PAGE, otherwise: 20 }),
    order: choiceIn(query, 'order', ['desc', 'asc']),
  })
  if (!page) throw new Problem('invalid_field', { param: 'after', message: 'after names no video of yours.' })
  const data = page.jobs.map(videoObject)
  const ends = { first_id: page.jobs[0]?.id ?? null, last_id: page.jobs.at(-1)?.id ?? null }
  respondJson(outlet, JSON.stringify({ object: 'list', data, ...ends, has_more: page.more }))
}

const content: Endpoint['answer'] = async (parts, asked) => {
  const job = await found(parts, asked)
  const variant = choiceIn(queryOf(asked.request), 'variant', variants)
  if (job.status !== 'completed' || !job.place) throw notReady(job)
  const maker = parts.film.jobs.maker(job.place)
  if (!maker) throw new Problem('no_channel')
  await sendContent({ maker, variant, outlet: asked.outlet, settings: parts.settings })
}

const remove: Endpoint['answer'] = async (parts, asked) => {
  const { id } = await found(parts, asked)
  await parts.film.jobs.delete(id)
  respondJson(asked.outlet, JSON.stringify({ id, object: 'video.deleted', deleted: true }))
}

/** Somebody else's is not found either. */
async function found({ kept }: AnswerParts, { principal, params }: Asked): Promise<VideoJob> {
  const id = params['id'] ?? ''
  const job = await kept.videos.get(id)
  if (job?.account === principal.account && job.deletedAt === null) return job
  throw notFound(id)
}

function notFound(id: string): Problem {
  return new Problem('video_not_found', { param: 'id', message: `No such video: ${id.slice(0, 80)}` })
}

function notReady({ status }: VideoJob): Problem {
  const message = status === 'failed' ? 'This video failed.' : 'This video is not finished yet.'
  return new Problem('video_not_ready', { message })
}

export const videoEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/videos', dialect: 'openai', answer: asCall(create) },
  { method: 'GET', path: '/v1/videos', dialect: 'openai', answer: plainly(list) },
  { method: 'GET', path: '/v1/videos/{id}', dialect: 'openai', answer: plainly(show) },
  { method: 'DELETE', path: '/v1/videos/{id}', dialect: 'openai', answer: plainly(remove) },
  { method: 'GET', path: '/v1/videos/{id}/content', dialect: 'openai', answer: asCall(content) },
  { method: 'POST', path: '/v1/videos/{id}/remix', dialect: 'openai', answer: asCall(remix) },
]
