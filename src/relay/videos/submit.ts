/** A new video: written down, its credits held, then given to an upstream; only then is the caller told of it. */
import { randomBytes } from 'node:crypto'
import type { Credits, Millis } from '../../base/money.ts'
import { isObject } from '../body/parse.ts'
import { holdTerms } from '../call/hold-terms.ts'
import { overridden } from '../call/overrides.ts'
import type { RouteParts } from '../call/route.ts'
import type { Candidate, Principal } from '../ports.ts'
import { asProblem, Problem, rejectionProblem } from '../problem.ts'
import type { Breakers } from '../routing/breaker.ts'
import { fault, type UpstreamFailure } from '../routing/failure.ts'
import type { Router, Target } from '../routing/plan.ts'
import { newCallId } from '../serve.ts'
import { type VideoAsk, videoSending } from './ask.ts'
import { videoBound } from './candidates.ts'
import { readVideo } from './film.ts'
import type { VideoAsked, VideoJob } from './job.ts'
import type { JobParts, VideoJobs } from './jobs.ts'
import { askUpstream, type UpstreamAnswer } from './upstream.ts'
import type { VideoWatch } from './watch.ts'

export interface SubmitParts extends JobParts {
  readonly router: Router
  readonly breakers: Breakers
  readonly jobs: VideoJobs
  readonly watch: Pick<VideoWatch, 'follow'>
}

export interface NewVideo {
  readonly principal: Principal
  readonly ask: Pick<VideoAsk, 'model' | 'prompt' | 'seconds' | 'size' | 'body'>
  readonly candidates: readonly Candidate[]
  /** Below the channel's base URL. */
  readonly path: string
  readonly remixedFrom: string | null
  readonly maxCost: Credits | undefined
  readonly retry: { readonly key: string; readonly hash: string } | undefined
  /** The caller's own trace, as it came. */
  readonly traceparent: string | undefined
}

/**
 * The job, taken by an upstream, or failed where nobody knows whether that takes it; undefined when the account has one
 * with this retry key. Throws a Problem for every refusal, which leaves nothing behind.
 */
export function submitVideo(parts: SubmitParts, input: NewVideo): Promise<VideoJob | undefined> {
  const job = newJob(parts, input)
  return parts.jobs.submitting(job.id, give(parts, input, job))
}

async function give(parts: SubmitParts, input: NewVideo, job: VideoJob): Promise<VideoJob | undefined> {
  const { videos, watch, log, jobs } = parts
  if (!(await videos.add(job))) return undefined
  jobs.spans.begin(job, input.traceparent)
  try {
    await authorize(parts, input, job)
  } catch (error) {
    const { code, status } = asProblem(error)
    jobs.spans.end(job, { code, status, outcome: 'refused', charge: 'free' })
    await videos.remove(job.id).catch(() => watch.follow(job.id))
    throw error
  }
  const placed = await place(parts, input, job).catch((error: unknown) => {
    // What is left of it is the watch's to end: by what was written down, which says whether anybody was asked.
    log.error('a video was left half submitted', { video: job.id, error })
    watch.follow(job.id)
    throw error
  })
  if (placed instanceof Problem) throw placed
  return placed
}

function newJob({ clock, money, settings }: SubmitParts, input: NewVideo): VideoJob {
  const { principal, ask, remixedFrom, retry } = input
  const { jobMs, keepMs } = settings.videos
  const createdAt = clock.now()
  return {
    id: `video_${createdAt.toString(36)}${randomBytes(12).toString('base64url')}`,
    account: principal.account,
    keyId: principal.keyId,
    callId: newCallId(),
    model: ask.model,
    size: ask.size,
    seconds: ask.seconds,
    status: 'submitting',
    progress: 0,
    settled: false,
    asked: null,
    place: null,
    remixedFrom,
    words: { prompt: ask.prompt, error: null, bill: null },
    createdAt,
    until: money.now() + jobMs,
    completedAt: null,
    contentUntil: null,
    expiresAt: createdAt + keepMs,
    deletedAt: null,
    retryKey: retry?.key ?? null,
    retryHash: retry?.hash ?? null,
  }
}

async function authorize({ money, bootId }: SubmitParts, input: NewVideo, job: VideoJob): Promise<void> {
  const { principal, candidates, ask, maxCost, retry } = input
  const answer = await money.authorize({
    bootId,
    callId: job.callId,
    account: principal.account,
    keyId: principal.keyId,
    ...holdTerms({ candidates, bound: videoBound(ask), request: {} }),
    job: { until: job.until as Millis },
    ...(maxCost === undefined ? {} : { maxCost }),
    // Jobs are forgotten before a repeat may come: the core knows that one was billed.
    ...(retry === undefined ? {} : { retryKey: retry.key, retryHash: retry.hash }),
  })
  if (!answer.ok) throw rejectionProblem(answer.code, answer.detail)
}

/** Tries upstreams in the router's order until one takes the job, or may have taken it. A Problem when all have refused. */
async function place(parts: SubmitParts, input: NewVideo, job: VideoJob): Promise<VideoJob | Problem> {
  const { videos, jobs } = parts
  const plan = parts.router.plan(input.candidates)
  let last: UpstreamFailure | undefined
  for (let tries = 0; tries < parts.settings.maxAttempts; tries++) {
    const target = plan.next()
    if (!target) break
    const asked = askedOf(target)
    const span = jobs.spans.attempt(job, target)
    const taken = await ask(parts, input, { target, asked, job })
    const failure = 'failure' in taken ? taken.failure : undefined
    span?.end({ delivered: !failure, code: failure?.problem.code ?? null, status: failure?.status ?? null })
    report(parts, target, failure)
    if (!('failure' in taken)) return kept(await videos.change(job.id, taken))
    if (taken.unknown) return kept(await jobs.unknown(job, asked))
    last = taken.failure
    if (!last.retryable) break
  }
  const problem = last?.problem ?? new Problem('no_channel', { retryAfterMs: Math.max(1_000, plan.waitMs()) })
  if (last) await videos.change(job.id, { asked: null })
  await jobs.release(job, problem.code)
  await videos.remove(job.id)
  return problem
}

function kept(job: VideoJob | undefined): VideoJob {
  if (!job) throw new Error('a job was removed while it was submitted')
  return job
}

function askedOf({ candidate: { channel, model, card }, key }: Target): VideoAsked {
  return { channelId: channel.id, channelKeyId: key?.id ?? null, priced: model.model, cardId: card.cardId }
}

type Taken = Pick<VideoJob, 'status' | 'progress' | 'place'>
type NotTaken = Pick<Extract<UpstreamAnswer, { ok: false }>, 'failure' | 'unknown'>

interface Attempt {
  readonly target: Target
  readonly asked: VideoAsked
  readonly job: VideoJob
}

async function ask(
  { providers, settings, videos }: SubmitParts,
  { ask, path }: NewVideo,
  { target: { candidate, key }, asked, job }: Attempt,
): Promise<Taken | NotTaken> {
  const { channel, model } = candidate
  const provider = providers.get(channel.provider)
  if (!provider) return { failure: fault('no_channel'), unknown: false }
  const { contentType, body } = await overridden(videoSending(path, ask.body(model.upstream)), channel)
  const question = { provider, channel, key, method: 'POST', path, contentType, body } as const
  await videos.change(job.id, { asked })
  const answer = await askUpstream({ ...question, limitMs: settings.videos.submitMs })
  if (!answer.ok) return answer
  const video = readVideo(answer.value, channel)
  if (!video) return { failure: fault('upstream_malformed'), unknown: !isObject(answer.value['error']) }
  // One that has ended already is seen to by the first look at it.
  const status = video.status === 'queued' ? 'queued' : 'in_progress'
  return { status, progress: Math.min(video.progress, 99), place: { ...asked, upstreamId: video.id } }
}

function report(
  { breakers, meter, providers, log }: Pick<RouteParts, 'breakers' | 'meter' | 'providers' | 'log'>,
  { healthId, candidate }: Target,
  failure: UpstreamFailure | undefined,
): void {
  const { name, provider } = candidate.channel
  if (failure) {
    log.warn('an upstream failed', { channel: name, code: failure.problem.code })
    meter.upstreamFailure(name, failure.problem.code)
  }
  if (providers.get(provider)?.failsOnDemand) return breakers.undecided(healthId)
  if (!failure) {
    if (breakers.succeeded(healthId)) meter.breaker(name, false)
    return
  }
  breakers.failed(healthId, failure)
  meter.breaker(name, breakers.health(healthId).state === 'open')
}
