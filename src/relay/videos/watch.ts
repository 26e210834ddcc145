/** Looks after open video jobs until each has ended: asks less and less often, few at a time, and goes on after a restart. */
import type { Log } from '../../telemetry/log.ts'
import type { RelaySettings } from '../settings.ts'
import type { VideoStore } from './job.ts'
import type { VideoJobs } from './jobs.ts'

export interface WatchParts {
  readonly videos: VideoStore
  readonly settings: RelaySettings
  readonly log: Log
}

const SLOWER = 1.5

export class VideoWatch {
  readonly #parts: WatchParts
  readonly #jobs: VideoJobs
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #due: { readonly id: string; readonly waitMs: number }[] = []
  readonly #running = new Set<Promise<void>>()
  #over = false

  constructor(parts: WatchParts, jobs: VideoJobs) {
    this.#parts = parts
    this.#jobs = jobs
  }

  /** Takes up what an earlier start has left open. */
  async start(): Promise<void> {
    for (const { id, place } of await this.#parts.videos.open()) {
      if (place) this.follow(id)
      else await this.#look(id, this.#parts.settings.videos.pollMs)
    }
  }

  follow(id: string, waitMs: number = this.#parts.settings.videos.pollMs): void {
    if (this.#over || this.#timers.has(id)) return
    const timer = setTimeout(() => {
      this.#timers.delete(id)
      this.#due.push({ id, waitMs })
      this.#next()
    }, waitMs)
    timer.unref()
    this.#timers.set(id, timer)
  }

  /** What is being asked now is waited for; the rest goes on at the next start. */
  async stop(): Promise<void> {
    this.#over = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#due.length = 0
    await Promise.all(this.#running)
  }

  #next(): void {
    while (this.#running.size < this.#parts.settings.videos.asksAtOnce) {
      const due = this.#due.shift()
      if (!due) return
      const asking = this.#look(due.id, due.waitMs).finally(() => {
        this.#running.delete(asking)
        this.#next()
      })
      this.#running.add(asking)
    }
  }

  async #look(id: string, waitMs: number): Promise<void> {
    const { settings } = this.#parts
    let open = true
    try {
      const job = await this.#jobs.refresh(id)
      open = job !== undefined && !job.settled
    } catch (error) {
      this.#parts.log.error('a video could not be looked after', { video: id, error })
    }
    if (open) this.follow(id, Math.min(waitMs * SLOWER, settings.videos.maxPollMs))
  }
}
