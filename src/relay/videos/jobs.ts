/** The lives of video jobs after an upstream has taken them: looked after until they end, settled once, deleted. Each job by one hand at a time. */
import type { Log } from '../../telemetry/log.ts'
import type { RelayMeter } from '../../telemetry/metrics.ts'
import type { Channel, ChannelKey } from '../channels/channel.ts'
import type { ChannelDirectory, Clock, MoneyPort } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { Provider } from '../providers/provider.ts'
import type { RelaySettings } from '../settings.ts'
import { readVideo, type UpstreamVideo } from './film.ts'
import type { VideoError, VideoJob, VideoPlace, VideoStore } from './job.ts'
import { captureVideo, releaseVideo } from './settle.ts'
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
const LOST: VideoError = { code: 'upstream_error', message: 'The upstream has lost this video. Nothing was billed.' }

export class VideoJobs {
  readonly #parts: JobParts
  /** What is being done with a job now; the next waits for it. */
  readonly #hands = new Map<string, Promise<unknown>>()
  readonly #submissions = new Map<string, Promise<unknown>>()
  readonly #misses = new Map<string, number>()
  /** performance.now() of the last question to an upstream, by job. */
  readonly #askedAt = new Map<string, number>()

  constructor(parts: JobParts) {
    this.#parts = parts
  }

  /** The job as it is after asking its upstream; unasked when that was done a moment ago. Undefined when it is gone. */
  refresh(id: string, minGapMs = 0): Promise<VideoJob | undefined> {
    return this.#alone(id, async () => {
      const job = await this.#parts.videos.get(id)
      const lately = performance.now() - (this.#askedAt.get(id) ?? Number.NEGATIVE_INFINITY) < minGapMs
      if (!job || job.settled || !job.place || lately) return job
      return (await this.#look(job, job.place)) ?? job
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

  /** Ends what was cut off while its upstream was being asked: nobody knows whether that took it, nobody was told of it. */
  drop(id: string): Promise<void> {
    return this.#alone(id, async () => {
      const job = await this.#parts.videos.get(id)
      if (!job || job.settled || job.place) return
      await this.release(job, 'internal_error')
      await this.#parts.videos.remove(id)
    })
  }

  /** Gives the hold of a job back that no upstream has. */
  async release(job: VideoJob, error: string): Promise<void> {
    await releaseVideo(this.#parts.money, job, { now: this.#parts.clock.now(), outcome: 'error', status: 502, error })
    this.#record(job, 'error', 'free')
  }

  /** Refuses when the upstream lets a running video not be taken back: it would be paid for by nobody. One that is being asked for is waited for. */
  async delete(id: string): Promise<void> {
    await this.submitted(id)
    return this.#alone(id, async () => {
      const { videos } = this.#parts
      const before = await videos.get(id)
      const job = before?.place && !before.settled ? ((await this.#look(before, before.place)) ?? before) : before
      if (!job) return
      const taken = await this.#takeBack(job)
      if (!job.settled) {
        if (!taken)
          throw new Problem('not_possible_now', {
            message: 'The upstream does not let a running video be deleted. Delete it when it is finished.',
          })
        await this.#cancelled(job)
      }
      await videos.remove(id)
      this.#forget(id)
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
    if (answer && !answer.ok) return this.#notAnswered(job, answer)
    if (answer) this.#misses.delete(job.id)
    return video && this.#changed(job, place, video)
  }

  /** The hold has gone back. What was finished all the same has a cost, which the capture that comes too late leaves. */
  async #late(job: VideoJob, place: VideoPlace, video: UpstreamVideo | undefined): Promise<VideoJob | undefined> {
    if (video?.status === 'completed') return this.#completed(job, place, video)
    await this.#takeBack(job)
    return this.#failed(job, EXPIRED, 'upstream_timeout')
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
    { failure }: Extract<UpstreamAnswer, { ok: false }>,
  ): Promise<VideoJob | undefined> | undefined {
    if (failure.status !== 404) return undefined
    const misses = (this.#misses.get(job.id) ?? 0) + 1
    this.#misses.set(job.id, misses)
    return misses < MAX_MISSES ? undefined : this.#failed(job, LOST, 'upstream_error')
  }

  #changed(job: VideoJob, place: VideoPlace, video: UpstreamVideo): Promise<VideoJob | undefined> | undefined {
    const { status, progress } = video
    if (status === 'completed') return this.#completed(job, place, video)
    if (status === 'failed') return this.#failed(job, video.error ?? LOST, 'upstream_error')
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
    this.#record(job, 'stop', 'metered')
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

  async #failed(job: VideoJob, error: VideoError, code: string): Promise<VideoJob | undefined> {
    const end = { now: this.#parts.clock.now(), outcome: 'error', status: 502, error: code }
    const bill = await releaseVideo(this.#parts.money, job, end)
    this.#record(job, 'error', 'free')
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

  async #cancelled(job: VideoJob): Promise<void> {
    const end = { now: this.#parts.clock.now(), outcome: 'cancelled', status: 200 }
    await releaseVideo(this.#parts.money, job, end)
    this.#record(job, 'cancelled', 'free')
  }

  /** True when the upstream has it no longer. */
  async #takeBack({ place, id }: VideoJob): Promise<boolean> {
    if (!place) return true
    const answer = await this.#ask(place, 'DELETE')
    if (answer?.ok || (answer && !answer.ok && answer.failure.status === 404)) return true
    this.#parts.log.warn('a video was not deleted upstream', { video: id })
    return false
  }

  #forget(id: string): void {
    this.#misses.delete(id)
    this.#askedAt.delete(id)
  }

  #record(job: VideoJob, outcome: string, charge: 'metered' | 'free'): void {
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
