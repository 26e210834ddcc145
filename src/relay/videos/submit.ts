/** A new video: written down, its credits held, then given to an upstream; only then is the caller told of it. */
import { randomBytes } from 'node:crypto'
import type { Credits, Millis } from '../../base/money.ts'
import { usageVector } from '../../engine/metering/rates.ts'
import { overridden } from '../call/overrides.ts'
import type { RouteParts } from '../call/route.ts'
import type { Candidate, Principal } from '../ports.ts'
import { Problem, rejectionProblem } from '../problem.ts'
import type { Breakers } from '../routing/breaker.ts'
import { fault, type UpstreamFailure } from '../routing/failure.ts'
import type { Router, Target } from '../routing/plan.ts'
import { newCallId } from '../serve.ts'
import { type VideoAsk, videoSending } from './ask.ts'
import { readVideo } from './film.ts'
import type { VideoJob, VideoPlace } from './job.ts'
import type { JobParts, VideoJobs } from './jobs.ts'
import { askUpstream } from './upstream.ts'

export interface SubmitParts extends JobParts {
  readonly router: Router
  readonly breakers: Breakers
  readonly jobs: VideoJobs
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
}

/** The job, taken by an upstream; undefined when the account has one with this retry key. Throws a Problem for every refusal, which leaves nothing behind. */
export async function submitVideo(parts: SubmitParts, input: NewVideo): Promise<VideoJob | undefined> {
  const job = newJob(parts, input)
  if (!(await parts.videos.add(job))) return undefined
  return parts.jobs.submitting(job.id, give(parts, input, job))
}

async function give(parts: SubmitParts, input: NewVideo, job: VideoJob): Promise<VideoJob> {
  try {
    await authorize(parts, input, job)
  } catch (error) {
    await parts.videos.remove(job.id)
    throw error
  }
  try {
    return await place(parts, input, job)
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem('internal_error')
    await parts.jobs.release(job, problem.code)
    await parts.videos.remove(job.id)
    throw error
  }
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
    place: null,
    remixedFrom,
    words: { prompt: ask.prompt, error: null, bill: null },
    createdAt,
    until: money.now() + jobMs,
    completedAt: null,
    contentUntil: null,
    expiresAt: createdAt + keepMs,
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
    cardIds: candidates.map(({ card }) => card.cardId),
    bound: usageVector({ milliseconds: ask.seconds * 1_000, calls: 1 }),
    job: { until: job.until as Millis },
    ...(maxCost === undefined ? {} : { maxCost }),
    // Jobs are forgotten before a repeat may come: the core knows that one was billed.
    ...(retry === undefined ? {} : { retryKey: retry.key, retryHash: retry.hash }),
  })
  if (!answer.ok) throw rejectionProblem(answer.code, answer.detail)
}

/** Tries upstreams in the router's order until one takes the job. */
async function place(parts: SubmitParts, input: NewVideo, job: VideoJob): Promise<VideoJob> {
  const plan = parts.router.plan(input.candidates)
  let last: UpstreamFailure | undefined
  for (let tries = 0; tries < parts.settings.maxAttempts; tries++) {
    const target = plan.next()
    if (!target) break
    const taken = await ask(parts, input, target)
    report(parts, target, 'failure' in taken ? taken.failure : undefined)
    if (!('failure' in taken)) {
      const { status, progress, place } = taken
      const kept = await parts.videos.change(job.id, { status, progress, place })
      if (kept) return kept
      throw new Problem('internal_error')
    }
    last = taken.failure
    if (!last.retryable) break
  }
  throw last?.problem ?? new Problem('no_channel', { retryAfterMs: Math.max(1_000, plan.waitMs()) })
}

interface Taken {
  readonly status: 'queued' | 'in_progress'
  readonly progress: number
  readonly place: VideoPlace
}

async function ask(
  { providers, settings }: SubmitParts,
  { ask, path }: NewVideo,
  { candidate, key }: Target,
): Promise<Taken | { readonly failure: UpstreamFailure }> {
  const { channel, model, card } = candidate
  const provider = providers.get(channel.provider)
  if (!provider) return { failure: fault('no_channel') }
  const { contentType, body } = await overridden(videoSending(path, ask.body(model.upstream)), channel)
  const question = { provider, channel, key, method: 'POST', path, contentType, body } as const
  const answer = await askUpstream({ ...question, limitMs: settings.videos.submitMs })
  if (!answer.ok) return answer
  const video = readVideo(answer.value, channel)
  if (!video) return { failure: fault('upstream_malformed') }
  // One that has ended already is seen to by the first look at it.
  const status = video.status === 'queued' ? 'queued' : 'in_progress'
  const place: VideoPlace = {
    channelId: channel.id,
    channelKeyId: key?.id ?? null,
    priced: model.model,
    cardId: card.cardId,
    upstreamId: video.id,
  }
  return { status, progress: Math.min(video.progress, 99), place }
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
