/** A video job as its owner sees it, in OpenAI's form, with the bill beside it. */
import type { JsonObject } from '../body/parse.ts'
import type { VideoJob } from './job.ts'

export function videoObject(job: VideoJob): JsonObject {
  const { id, model, size, status, progress, words, remixedFrom, contentUntil, expiresAt } = job
  const done = status === 'completed'
  return {
    id,
    object: 'video',
    model,
    status: status === 'submitting' ? 'queued' : status,
    progress,
    created_at: seconds(job.createdAt),
    completed_at: done && job.completedAt !== null ? seconds(job.completedAt) : null,
    expires_at: done ? seconds(Math.min(contentUntil ?? expiresAt, expiresAt)) : null,
    prompt: words.prompt,
    remixed_from_video_id: remixedFrom,
    seconds: String(job.seconds),
    size,
    error: words.error,
    ...(words.bill ? { lx: words.bill } : {}),
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000)
}
