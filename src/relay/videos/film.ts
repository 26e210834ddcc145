/** What an upstream says of a video it makes, in OpenAI's form; lenient where upstreams differ. */
import type { JsonObject } from '../body/parse.ts'
import { type Channel, withoutSecrets } from '../channels/channel.ts'
import { numberIn, objectIn, stringIn } from '../wires/members.ts'
import type { VideoError } from './job.ts'

export interface UpstreamVideo {
  readonly id: string
  readonly status: 'queued' | 'in_progress' | 'completed' | 'failed'
  /** Per cent. */
  readonly progress: number
  /** Of the film; undefined when it does not say. */
  readonly seconds: number | undefined
  readonly error: VideoError | null
  /** UTC ms. */
  readonly expiresAt: number | null
}

const words: Readonly<Record<string, UpstreamVideo['status']>> = {
  queued: 'queued',
  pending: 'queued',
  in_progress: 'in_progress',
  processing: 'in_progress',
  running: 'in_progress',
  completed: 'completed',
  succeeded: 'completed',
  failed: 'failed',
  error: 'failed',
  cancelled: 'failed',
  canceled: 'failed',
  expired: 'failed',
}

const MAX_ID = 1_000

/** Undefined when it is no video. */
export function readVideo(value: JsonObject, channel: Pick<Channel, 'keys' | 'headers'>): UpstreamVideo | undefined {
  const id = stringIn(value, 'id')
  const status = words[stringIn(value, 'status') ?? '']
  if (id === undefined || id === '' || id.length > MAX_ID || !status) return undefined
  const expiresAt = numberIn(value, 'expires_at')
  return {
    id,
    status,
    progress: status === 'completed' ? 100 : Math.round(Math.min(Math.max(numberIn(value, 'progress') ?? 0, 0), 100)),
    seconds: secondsOf(value['seconds']),
    error: status === 'failed' ? errorOf(objectIn(value, 'error') ?? {}, channel) : null,
    expiresAt: expiresAt === undefined ? null : expiresAt * 1_000,
  }
}

function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? Number(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined
}

function errorOf(error: JsonObject, channel: Pick<Channel, 'keys' | 'headers'>): VideoError {
  const message = stringIn(error, 'message') ?? 'The upstream could not make this video.'
  return {
    code: withoutSecrets(stringIn(error, 'code') ?? 'upstream_error', channel).slice(0, 64),
    message: withoutSecrets(message, channel).slice(0, 2_000),
  }
}
