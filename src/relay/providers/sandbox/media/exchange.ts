/** One request for pictures or sound and its response in time: pieces at a pace, paused, aborted, and failing where the prompt wants it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../../problem.ts'
import type { UpstreamControl, UpstreamRequest, UpstreamSink } from '../../provider.ts'
import { type MediaAnswer, MediaRefusal } from './answer.ts'
import { answerImages } from './images.ts'
import { answerSpeech } from './speech.ts'
import { answerTranscript } from './transcript.ts'

type Task = (request: UpstreamRequest) => MediaAnswer

const tasks: Readonly<Record<string, Task>> = {
  '/images/generations': answerImages,
  '/images/edits': answerImages,
  '/images/variations': answerImages,
  '/audio/speech': answerSpeech,
  '/audio/transcriptions': answerTranscript,
  '/audio/translations': answerTranscript,
}

const MAX_PIECE_MS = 5_000
const STALL_AFTER = 2

export function isMediaPath(path: string): boolean {
  return Object.hasOwn(tasks, path)
}

export class MediaExchange implements UpstreamControl {
  readonly #sink: UpstreamSink
  readonly #pieceMs: number
  readonly #over = new AbortController()
  #paused: Promise<void> | undefined
  #resume: (() => void) | undefined

  constructor(sink: UpstreamSink, pieceMs: number) {
    this.#sink = sink
    this.#pieceMs = pieceMs
  }

  pause(): void {
    if (this.#paused) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#paused = promise
    this.#resume = resolve
  }

  resume(): void {
    this.#paused = undefined
    this.#resume?.()
  }

  abort(): void {
    this.#over.abort()
    this.resume()
  }

  /** Never rejects. */
  async run(request: UpstreamRequest): Promise<void> {
    if (this.#gone) return
    try {
      const answer = tasks[request.path]?.(request)
      if (answer) await this.#answer(answer)
    } catch (error) {
      if (this.#gone) return
      if (error instanceof MediaRefusal || error instanceof Problem) return this.#refuse(error.status, error.message)
      this.#sink.fail(new Problem('upstream_cut'))
    }
  }

  get #gone(): boolean {
    return this.#over.signal.aborted
  }

  async #answer({ magic, contentType, pieces }: MediaAnswer): Promise<void> {
    const { error, cut, stall, slow } = magic
    if (error) return this.#refuse(statusOf(error[0]), 'The prompt asked for this error.', error[1])
    const pieceMs = slow ? Math.min(slow[0] ?? 200, MAX_PIECE_MS) : this.#pieceMs
    const stallAfter = contentType.includes('json') ? 0 : STALL_AFTER
    let sent = 0
    for await (const piece of pieces) {
      await sleep(pieceMs, undefined, { signal: this.#over.signal })
      await this.#paused
      if (this.#gone || (stall && sent >= stallAfter)) return
      if (sent === 0) this.#sink.head(200, { 'content-type': contentType })
      if (cut && sent >= (cut[0] ?? 1)) return this.#sink.fail(new Problem('upstream_cut'))
      this.#sink.data(piece)
      sent++
      if (this.#gone) return
    }
    if (cut) this.#sink.fail(new Problem('upstream_cut'))
    else this.#sink.end()
  }

  #refuse(status: number, message: string, retryAfter?: number): void {
    const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
    this.#sink.head(status, { 'content-type': 'application/json', ...headers })
    this.#sink.data(Buffer.from(JSON.stringify({ error: { message, type: 'sandbox_error', param: null, code: null } })))
    this.#sink.end()
  }
}

function statusOf(status = 500): number {
  return status >= 400 && status <= 599 ? status : 500
}
