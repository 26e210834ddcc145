/** The sandbox's video jobs: their ids say all there is to know, so that they go on over a restart. Progress by the clock, failure on demand. */
import type { JsonObject } from '../../../body/parse.ts'
import { isObject } from '../../../body/parse.ts'
import { parsedObject } from '../../../wires/members.ts'
import { hashOf } from '../compose.ts'
import { type Magic, readMagic } from '../magic.ts'
import { film } from './film.ts'

interface Job {
  /** UTC ms. */
  readonly createdAt: number
  readonly seconds: number
  readonly size: string
  readonly model: string
  readonly seed: number
  readonly magic: Magic
  readonly from: string | null
  /** Tells jobs apart that ask for the same at the same time. */
  readonly turn: number
}

export interface VideoAnswer {
  readonly status: number
  readonly json?: JsonObject
  readonly film?: Buffer
}

const PREFIX = 'sandbox_'
const MAX_SECONDS = 20
/** Deleted jobs that are remembered. */
const MAX_DELETED = 10_000
const KEEP_MS = 24 * 3_600_000

export class SandboxVideos {
  readonly #now: () => number
  readonly #takesMs: number
  readonly #deleted = new Set<string>()
  #turn = 0

  /** `takesMs`: from the beginning of a job to its end. */
  constructor(options: { readonly now: () => number; readonly takesMs: number }) {
    this.#now = options.now
    this.#takesMs = options.takesMs
  }

  create(body: JsonObject, from: string | null = null): VideoAnswer {
    const { magic, rest } = readMagic(String(body['prompt'] ?? '').slice(0, 10_000))
    const seconds = Number(body['seconds'] ?? 4)
    const size = String(body['size'] ?? '720x1280')
    if (magic.error) return refusal(magic.error[0] ?? 500, 'The prompt asked for this error.')
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_SECONDS)
      return refusal(400, `seconds must be 1 to ${MAX_SECONDS}.`)
    if (!/^\d{2,4}x\d{2,4}$/.test(size)) return refusal(400, 'size must be like 720x1280.')
    const model = String(body['model'] ?? '').slice(0, 100)
    const job = { createdAt: this.#now(), seconds, size, model, seed: hashOf(rest), magic, from, turn: this.#turn++ }
    return { status: 200, json: this.#object(idOf(job), job) }
  }

  remix(id: string, body: JsonObject): VideoAnswer {
    const job = this.#find(id)
    if (!job || this.#statusOf(job) !== 'completed') return refusal(400, 'Only a finished video can be remixed.')
    const { seconds, size, model } = job
    return this.create({ ...body, seconds, size, model }, id)
  }

  get(id: string): VideoAnswer {
    const job = this.#find(id)
    return job ? { status: 200, json: this.#object(id, job) } : refusal(404, 'No such video.')
  }

  content(id: string, variant: string): VideoAnswer {
    const job = this.#find(id)
    if (!job) return refusal(404, 'No such video.')
    if (this.#statusOf(job) !== 'completed') return refusal(400, 'The video is not finished.')
    if (variant !== 'video') return refusal(400, 'The sandbox has only the video itself.')
    return { status: 200, film: film(job) }
  }

  delete(id: string): VideoAnswer {
    if (!this.#find(id)) return refusal(404, 'No such video.')
    this.#deleted.add(id)
    if (this.#deleted.size > MAX_DELETED) this.#deleted.delete(this.#deleted.values().next().value as string)
    return { status: 200, json: { id, object: 'video.deleted', deleted: true } }
  }

  #find(id: string): Job | undefined {
    return this.#deleted.has(id) ? undefined : jobIn(id)
  }

  /** Per cent of its time. */
  #progress({ createdAt, magic }: Job): number {
    const done = Math.floor(((this.#now() - createdAt) * 100) / this.#takesMs)
    return Math.max(0, Math.min(magic.stall ? 50 : 100, done))
  }

  #statusOf(job: Job): string {
    const progress = this.#progress(job)
    if (job.magic.cut && progress >= 50) return 'failed'
    if (progress >= 100) return 'completed'
    return progress < 10 ? 'queued' : 'in_progress'
  }

  #object(id: string, job: Job): JsonObject {
    const status = this.#statusOf(job)
    const failed = { code: 'asked_for', message: 'The prompt asked for this failure.' }
    return {
      id,
      object: 'video',
      model: job.model,
      status,
      progress: status === 'failed' ? 50 : this.#progress(job),
      created_at: Math.floor(job.createdAt / 1_000),
      completed_at: status === 'completed' ? Math.floor((job.createdAt + this.#takesMs) / 1_000) : null,
      expires_at: status === 'completed' ? Math.floor((job.createdAt + KEEP_MS) / 1_000) : null,
      ...(job.magic.nousage ? {} : { seconds: String(job.seconds) }),
      size: job.size,
      error: status === 'failed' ? failed : null,
      remixed_from_video_id: job.from,
    }
  }
}

function refusal(status: number, message: string): VideoAnswer {
  const known = status >= 400 && status <= 599 ? status : 500
  return { status: known, json: { error: { message, type: 'invalid_request_error', param: null, code: null } } }
}

function idOf({ from: _from, ...job }: Job): string {
  return PREFIX + Buffer.from(JSON.stringify(job)).toString('base64url')
}

function jobIn(id: string): Job | undefined {
  if (!id.startsWith(PREFIX) || id.length > 1_000) return undefined
  const job = parsedObject(Buffer.from(id.slice(PREFIX.length), 'base64url').toString('utf8'))
  if (!job || !isObject(job['magic'])) return undefined
  const [createdAt, seconds, seed] = [job['createdAt'], job['seconds'], job['seed']]
  if (typeof createdAt !== 'number' || typeof seconds !== 'number' || typeof seed !== 'number') return undefined
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_SECONDS) return undefined
  const magic = job['magic'] as Magic
  return {
    createdAt,
    seconds,
    seed,
    magic,
    size: String(job['size']),
    model: String(job['model']),
    from: null,
    turn: 0,
  }
}
