/** The lives of video jobs after an upstream has taken them: looked after until they end, settled once, deleted. Each job by one hand at a time. */
import type { Log } from '../../telemetry/log.ts'
import type { RelayMeter } from '../../telemetry/metrics.ts'
import type { CallTracer } from '../../telemetry/traces.ts'
import type { Channel, ChannelKey } from '../channels/channel.ts'
import type { ChannelDirectory, Clock, MoneyPort, QuarantineNotes } from '../ports.ts'
import type { Provider } from '../providers/provider.ts'
import type { RelaySettings } from '../settings.ts'
import { readVideo, type UpstreamVideo } from './film.ts'
import type { VideoAsked, VideoError, VideoJob, VideoPlace, VideoStore } from './job.ts'
import { captureVideo, releaseVideo, usageOf } from './settle.ts'
import { type JobEnd, VideoSpans } from './spans.ts'
import { askUpstream, type UpstreamAnswer } from './upstream.ts'

export interface JobParts {
  readonly videos: VideoStore
  readonly money: Pick<MoneyPort, 'authorize' | 'capture' | 'release' | 'now'>
  readonly bootId: string
  readonly channels: ChannelDirectory
  readonly providers: ReadonlyMap<string, Provider>
  readonly settings: RelaySettings
  readonly clock: Clock
  readonly log: Log
  readonly meter: RelayMeter
  readonly quarantine?: QuarantineNotes
  readonly tracer?: CallTracer
}

/** The upstream side of a job. */
export interface Maker {
  readonly provider: Provider
  readonly channel: Channel
  readonly key: ChannelKey | null
  readonly upstreamId: string
}

/** Times in a row that an upstream may say it knows no such job, before it is believed. */
const MAX_MISSES = 3
const EXPIRED: VideoError = { code: 'expired', message: 'The video was not finished in time. Nothing was billed.' }
const FAILED: VideoError = { code: 'upstream_error', message: 'The upstream could not make this video.' }
const LOST: VideoError = { code: 'upstream_error', message: 'The upstream has lost this video. Nothing was billed.' }
const UNKNOWN: VideoError = {
  code: 'outcome_unknown',
  message: 'The upstream did not say whether it makes this video. Nothing was billed.',
}

export class VideoJobs {
  readonly spans: VideoSpans
  readonly #parts: JobParts
  /** What is being done with a job now; the next waits for it. */
  readonly #hands = new Map<string, Promise<unknown>>()
  readonly #submissions = new Map<string, Promise<unknown>>()
  readonly #misses = new Map<string, number>()
  /** performance.now() of the last question to an upstream, by job. */
  readonly #askedAt = new Map<string, number>()

  constructor(parts: JobParts) {
    this.#parts = parts
    this.spans = new VideoSpans(parts)
  }

  /** The job as it is after asking its upstream; unasked when that was done a moment ago. Undefined when it is gone. */
  refresh(id: string, minGapMs = 0): Promise<VideoJob | undefined> {
    return this.#alone(id, async () => {
      const job = await this.#parts.videos.get(id)
      const lately = performance.now() - (this.#askedAt.get(id) ?? Number.NEGATIVE_INFINITY) < minGapMs
      if (!job || job.settled || lately) return job
      const seen = job.place ? ((await this.#look(job, job.place)) ?? job) : await this.#unanswered(job)
      if (!seen?.settled || seen.deletedAt === null) return seen
      await this.#takeBack(seen)
      await this.#remove(id)
      return undefined
    })
  }

  /** An upstream is being asked to take the job. */
  submitting<T>(id: string, submission: Promise<T>): Promise<T> {
    const done = submission.then(
      () => undefined,
      () => undefined,
    )
    this.#submissions.set(id, done)
    void done.then(() => this.#submissions.delete(id))
    return submission
  }

  /** Settles when no upstream is being asked any more. */
  async submitted(id: string): Promise<void> {
    await this.#submissions.get(id)
  }

  /** Gives the hold of a job back that no upstream has. */
  async release(job: VideoJob, error: string): Promise<void> {
    await releaseVideo(this.#parts.money, job, { now: this.#parts.clock.now(), outcome: 'error', status: 502, error })
    this.#record(job, { status: 502, outcome: 'error', charge: 'free', code: error })
  }

  /** The upstream may make it, or not: nobody is asked again. Free for its owner; what it may cost is the platform's, and the operator's to look at. */
  unknown(job: VideoJob, asked: VideoAsked): Promise<VideoJob | undefined> {
    return this.#failed(job, UNKNOWN, { code: UNKNOWN.code, asked })
  }

  /**
   * Gone for its owner when it settles. A running one is cancelled where the channel's upstreams stop billing then and say
   * that they have; else it is looked after, unseen, and billed as what becomes of it.
   */
  async delete(id: string): Promise<void> {
    await this.submitted(id)
    return this.#alone(id, async () => {
      const { videos, clock } = this.#parts
      const job = await videos.get(id)
      if (!job || job.deletedAt !== null) return
      if (!(job.settled ? await this.#takeBack(job).then(() => true) : await this.#cancels(job)))
        return void (await videos.change(id, { deletedAt: clock.now() }))
      await this.#remove(id)
    })
  }

  maker({ channelId, channelKeyId, upstreamId }: VideoPlace): Maker | undefined {
    const channel = this.#parts.channels.channels().find((one) => one.id === channelId)
    const provider = channel && this.#parts.providers.get(channel.provider)
    if (!channel || !provider) return undefined
    const key = channel.keys.find((one) => one.id === channelKeyId) ?? channel.keys[0] ?? null
    return { provider, channel, key, upstreamId }
  }

  async #alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.#hands.get(id) ?? Promise.resolve()
    const mine = before.then(work, work)
    const done = mine.catch(() => undefined)
    this.#hands.set(id, done)
    try {
      return await mine
    } finally {
      if (this.#hands.get(id) === done) this.#hands.delete(id)
    }
  }

  /** Undefined when nothing has changed. */
  async #look(job: VideoJob, place: VideoPlace): Promise<VideoJob | undefined> {
    const answer = await this.#ask(place, 'GET')
    this.#askedAt.set(job.id, performance.now())
    const channel = this.maker(place)?.channel
    const video = answer?.ok && channel ? readVideo(answer.value, channel) : undefined
    if (this.#parts.money.now() >= job.until) return this.#late(job, place, video)
    if (answer && !answer.ok) return this.#notAnswered(job, place, answer)
    if (answer) this.#misses.delete(job.id)
    return video && this.#changed(job, place, video)
  }

  /** The hold has gone back. What was finished all the same has a cost, which the capture that comes too late leaves; what is not may have one. */
  async #late(job: VideoJob, place: VideoPlace, video: UpstreamVideo | undefined): Promise<VideoJob | undefined> {
    if (video?.status === 'completed') return this.#completed(job, place, video)
    if (video?.status === 'failed') return this.#failed(job, EXPIRED, { code: 'upstream_error' })
    await this.#takeBack(job)
    return this.#failed(job, EXPIRED, { code: 'upstream_timeout', asked: place })
  }

  async #ask(place: VideoPlace, method: 'GET' | 'DELETE'): Promise<UpstreamAnswer | undefined> {
    const maker = this.maker(place)
    if (!maker) return undefined
    const { provider, channel, key, upstreamId } = maker
    const path = `/videos/${encodeURIComponent(upstreamId)}`
    return askUpstream({ provider, channel, key, method, path, limitMs: this.#parts.settings.videos.askMs })
  }

  #notAnswered(
    job: VideoJob,
    place: VideoPlace,
    { failure }: Extract<UpstreamAnswer, { ok: false }>,
  ): Promise<VideoJob | undefined> | undefined {
    if (failure.status !== 404) return undefined
    const misses = (this.#misses.get(job.id) ?? 0) + 1
    this.#misses.set(job.id, misses)
    return misses < MAX_MISSES ? undefined : this.#failed(job, LOST, { code: 'upstream_error', asked: place })
  }

  #changed(job: VideoJob, place: VideoPlace, video: UpstreamVideo): Promise<VideoJob | undefined> | undefined {
    const { status, progress } = video
    if (status === 'completed') return this.#completed(job, place, video)
    if (status === 'failed') return this.#failed(job, video.error ?? FAILED, { code: 'upstream_error' })
    if (status === job.status && progress <= job.progress) return undefined
    return this.#parts.videos.change(job.id, { status, progress: Math.max(progress, job.progress) })
  }

  async #completed(job: VideoJob, place: VideoPlace, video: UpstreamVideo): Promise<VideoJob | undefined> {
    const { money, videos, clock } = this.#parts
    const now = clock.now()
    const said = video.seconds ?? job.seconds
    const seconds = Math.min(said, job.seconds)
    const end = { now, outcome: 'stop', status: 200, quarantined: said > job.seconds }
    const result = await captureVideo(money, { job, place, seconds }, end)
    if (result.kind === 'expired') return this.#ended(job, EXPIRED, null)
    this.#record(job, { status: 200, outcome: 'stop', charge: 'metered', code: null })
    this.#forget(job.id)
    return videos.change(job.id, {
      status: 'completed',
      progress: 100,
      settled: true,
      completedAt: now,
      contentUntil: video.expiresAt,
      words: { ...job.words, bill: result.bill },
    })
  }

  /** `asked`: who may charge for it all the same, as far as anybody knows. */
  async #failed(
    job: VideoJob,
    error: VideoError,
    { code, asked }: { readonly code: string; readonly asked?: VideoAsked },
  ): Promise<VideoJob | undefined> {
    const { money, clock, quarantine } = this.#parts
    const end = { now: clock.now(), outcome: 'error', status: 502, error: code, quarantined: asked !== undefined }
    const unrecovered = asked ? [{ cardId: asked.cardId, usage: usageOf(job.seconds) }] : []
    const bill = await releaseVideo(money, job, { ...end, unrecovered })
    if (asked) quarantine?.note(job.callId, JSON.stringify({ video: job.id, error: error.code, seconds: job.seconds }))
    this.#record(job, { status: 502, outcome: 'error', charge: 'free', code })
    return this.#ended(job, error, bill)
  }

  #ended(job: VideoJob, error: VideoError, bill: VideoJob['words']['bill']): Promise<VideoJob | undefined> {
    this.#forget(job.id)
    return this.#parts.videos.change(job.id, {
      status: 'failed',
      settled: true,
      completedAt: this.#parts.clock.now(),
      words: { ...job.words, error, bill },
    })
  }

  /** True when nothing is left to wait for. */
  async #cancels(job: VideoJob): Promise<boolean> {
    const { place } = job
    if (!place || this.maker(place)?.channel.onClientGone !== 'abort') return false
    const seen = (await this.#look(job, place)) ?? job
    if (!(await this.#takeBack(seen))) return seen.settled
    if (seen.settled) return true
    await releaseVideo(this.#parts.money, job, { now: this.#parts.clock.now(), outcome: 'cancelled', status: 200 })
    this.#record(job, { status: 200, outcome: 'cancelled', charge: 'free', code: null })
    return true
  }

  /** True when the upstream says that it has let go of it. */
  async #takeBack({ place, id }: VideoJob): Promise<boolean> {
    if (!place) return false
    const answer = await this.#ask(place, 'DELETE')
    if (answer?.ok) return answer.value['deleted'] !== false
    if (answer?.failure.status !== 404) this.#parts.log.warn('a video was not deleted upstream', { video: id })
    return false
  }

  /** Nobody waits for an upstream's word on it any more: the process ended, or its end could not be written down. */
  async #unanswered(job: VideoJob): Promise<VideoJob | undefined> {
    if (this.#submissions.has(job.id)) return job
    if (job.asked) return this.unknown(job, job.asked)
    await this.release(job, 'internal_error')
    await this.#remove(job.id)
    return undefined
  }

  async #remove(id: string): Promise<void> {
    await this.#parts.videos.remove(id)
    this.#forget(id)
  }

  #forget(id: string): void {
    this.#misses.delete(id)
    this.#askedAt.delete(id)
  }

  #record(job: VideoJob, end: JobEnd): void {
    this.spans.end(job, end)
    const { outcome, charge } = end
    const channel = job.place && this.maker(job.place)?.channel.name
    this.#parts.meter.call({
      dialect: 'openai',
      model: job.model,
      channel: channel ?? '',
      outcome,
      charge,
      seconds: Math.max(0, this.#parts.clock.now() - job.createdAt) / 1_000,
      firstTokenSeconds: null,
      inputTokens: 0,
      outputTokens: 0,
      estimated: false,
    })
  }
}
