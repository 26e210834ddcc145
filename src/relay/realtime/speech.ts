/** Sound on its way into the conversation: how much waits, and how much of it an upstream takes when it commits. */
import type { JsonObject } from '../body/parse.ts'
import { numberIn } from '../wires/members.ts'
import { bytesOfMs } from './audio.ts'

/** What voice detection keeps from before the speech and after it. */
const AROUND_MS = 2_000
/** Commits that a client has asked for and the upstream has not answered. */
const MAX_ASKED = 64

export class Speech {
  #waiting = 0
  readonly #asked: number[] = []
  #startMs: number | undefined
  #lengthMs: number | undefined

  /** Bytes that wait, and those of commits that are not answered yet. */
  get pending(): number {
    return this.#asked.reduce((sum, bytes) => sum + bytes, this.#waiting)
  }

  append(bytes: number): void {
    this.#waiting += bytes
  }

  clear(): void {
    this.#waiting = 0
  }

  /** The client commits what waits. */
  ask(): void {
    this.#asked.push(this.#waiting)
    if (this.#asked.length > MAX_ASKED) this.#asked.shift()
    this.#waiting = 0
  }

  /** Voice detection says where speech began and ended. */
  detect({ type, ...event }: JsonObject): void {
    if (type === 'input_audio_buffer.speech_started') this.#startMs = numberIn(event, 'audio_start_ms')
    const end = numberIn(event, 'audio_end_ms')
    if (type !== 'input_audio_buffer.speech_stopped' || end === undefined || this.#startMs === undefined) return
    this.#lengthMs = Math.max(0, end - this.#startMs)
  }

  /** Bytes that are committed now: what the client asked for, else what voice detection heard, else all that waits. */
  take(format: string): number {
    const asked = this.#asked.shift()
    if (asked !== undefined) return asked
    const waiting = this.#waiting
    const length = this.#lengthMs
    this.#waiting = 0
    this.#lengthMs = undefined
    return length === undefined ? waiting : Math.min(waiting, bytesOfMs(length + AROUND_MS, format))
  }
}
