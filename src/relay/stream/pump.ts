/** Moves one upstream stream to the client as it comes: holds back what precedes the first content byte and what follows the last, meters, and notices every way a stream can end. */
import type { ChunkReading, StreamReader } from '../call/kind.ts'
import type { Outlet } from '../outlet/outlet.ts'
import type { Problem } from '../problem.ts'
import type { UpstreamControl } from '../providers/provider.ts'
import { fault, type UpstreamFailure } from '../routing/failure.ts'
import type { RelaySettings } from '../settings.ts'
import type { CallMeter } from '../usage/meter.ts'
import { type Batch, EventSplitter, EventTooLarge, type Frame } from './sse.ts'

export type StreamEnd =
  /** The last frame is still held back: it leaves after the capture. */
  | { readonly kind: 'done'; readonly last: Uint8Array; readonly finish: string }
  /** Before any content: nothing has left. */
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure }
  /** After content. */
  | { readonly kind: 'cut'; readonly problem: Problem }
  | { readonly kind: 'hold_exhausted' }
  | { readonly kind: 'client_gone' }

/** Keeps a stream inside its hold. */
export interface StreamGuard {
  /** Cheap: whether `check` is due. */
  isDue(meter: CallMeter): boolean
  check(meter: CallMeter): Promise<'ok' | 'exhausted'>
}

export interface PumpOptions {
  readonly outlet: Outlet
  readonly meter: CallMeter
  readonly guard: StreamGuard
  readonly reader: StreamReader
  readonly settings: Pick<RelaySettings, 'maxEventBytes' | 'maxHeldBytes' | 'lateUsageMs'>
  readonly control: UpstreamControl
  /** The first content byte: the response head leaves now. */
  readonly commit: () => void
  readonly finish: (end: StreamEnd) => void
}

export class StreamPump {
  readonly #options: PumpOptions
  readonly #splitter: EventSplitter
  #held: Buffer[] = []
  #heldBytes = 0
  #committed = false
  #ended = false
  #finish: string | undefined
  /** What leaves after the capture, from the event that ends the stream on. */
  #last: Buffer[] = []
  /** The event that ends the stream has come. */
  #marked = false
  #late: NodeJS.Timeout | undefined
  #checking = false
  #readerLags = false

  constructor(options: PumpOptions) {
    this.#options = options
    this.#splitter = new EventSplitter(options.settings.maxEventBytes)
    const drained = (): void => {
      this.#readerLags = false
      this.#flow()
    }
    options.outlet.onDrain = drained
  }

  get committed(): boolean {
    return this.#committed
  }

  /** Waiting for the reader or for money, not for the upstream. */
  get paused(): boolean {
    return this.#readerLags || this.#checking
  }

  data(chunk: Buffer): void {
    if (this.#ended) return
    let batch: Batch
    try {
      batch = this.#splitter.push(chunk)
    } catch (error) {
      if (!(error instanceof EventTooLarge)) throw error
      return this.#broken('upstream_malformed', 'The upstream sent an event that is too large.')
    }
    this.#forward(batch)
    if (!this.#ended && !this.#checking && this.#options.guard.isDue(this.#options.meter)) this.#checkHold()
  }

  end(): void {
    if (this.#ended) return
    if (this.#marked) return this.#finished()
    // A final event without its blank line still counts.
    if (this.#splitter.rest().length > 0) this.data(Buffer.from('\n\n'))
    if (this.#ended) return
    if (this.#marked || this.#finish !== undefined) return this.#finished()
    this.#broken('upstream_cut')
  }

  /** The upstream broke off. */
  fail(problem: Problem): void {
    if (this.#ended) return
    if (this.#marked) return this.end()
    this.#broken(problem.code === 'upstream_timeout' ? 'upstream_timeout' : 'upstream_cut')
  }

  /** The client has left, and the upstream is not read on. */
  clientGone(): void {
    if (this.#ended) return
    this.#options.control.abort()
    this.#close({ kind: 'client_gone' })
  }

  /** The client has left, and the upstream is read on for its usage. */
  readerGone(): void {
    this.#readerLags = false
    this.#flow()
  }

  /** Writes the longest runs of frames that pass. */
  #forward({ bytes, frames }: Batch): void {
    let from = -1
    let to = -1
    for (const frame of frames) {
      const passes = this.#take(frame, bytes)
      if (this.#ended && !passes) break
      if (passes) {
        if (from < 0) from = frame.start
        to = frame.end
      } else if (from >= 0) {
        this.#write(bytes.subarray(from, to))
        from = -1
      }
    }
    if (from >= 0) this.#write(bytes.subarray(from, to))
  }

  /** True when the frame goes to the client as it is. */
  #take(frame: Frame, bytes: Buffer): boolean {
    const { data } = frame
    const { reader } = this.#options
    if (this.#marked) return this.#takeLate(data)
    if (data === undefined || data === '') return this.#passes(frame, bytes)
    const reading = reader.read(data)
    if (reading === undefined) return false
    if (reading === 'malformed') {
      this.#broken('upstream_malformed')
      return false
    }
    if (reading.error) {
      this.#broken('upstream_error', 'The upstream reported an error in its stream.')
      return false
    }
    this.#meter(reading)
    if (reading.commits && !this.#committed) this.#commit()
    const out = reading.out ? Buffer.from(reading.out) : undefined
    const passes = reading.out === undefined && !reading.hidden
    // What stands for the last event waits like the event; writers of their own have their last words in close().
    if (reading.ends && out && !reader.close) {
      this.#done(out)
      return false
    }
    if (out) this.#write(out)
    if (reading.ends) {
      this.#done(passes ? Buffer.from(bytes.subarray(frame.start, frame.end)) : undefined)
      return false
    }
    return passes && this.#passes(frame, bytes)
  }

  /** Where nothing marks the end, what comes from the finish on may be the last and waits for the capture. */
  #passes(frame: Frame, bytes: Buffer): boolean {
    const { reader } = this.#options
    if (reader.close) return false
    if (reader.marksEnd || this.#finish === undefined) return true
    this.#last.push(Buffer.from(bytes.subarray(frame.start, frame.end)))
    return false
  }

  #takeLate(data: string | undefined): false {
    const reading = data?.startsWith('{') ? this.#options.reader.read(data) : undefined
    if (reading && reading !== 'malformed' && reading.usage) {
      this.#options.meter.addUsage(reading.usage)
      if (reading.service) this.#options.meter.served(reading.service)
      this.end()
    }
    return false
  }

  #meter(reading: ChunkReading): void {
    const { meter } = this.#options
    if (reading.text !== '') meter.addText(reading.text)
    if (reading.reasoning !== '') meter.addReasoning(reading.reasoning)
    if (reading.usage) meter.addUsage(reading.usage)
    if (reading.service) meter.served(reading.service)
    if (reading.finish !== undefined) this.#finish = reading.finish
  }

  /** The event that ends the stream has come. */
  #done(last: Buffer | undefined): void {
    if (!this.#committed && this.#finish === undefined) return this.#broken('upstream_malformed')
    if (last) this.#last.push(last)
    this.#marked = true
    if (this.#options.meter.sawUsage) return this.#finished()
    this.#late = setTimeout(() => this.end(), this.#options.settings.lateUsageMs)
  }

  #finished(): void {
    const { reader } = this.#options
    if (reader.close) this.#last = [Buffer.from(reader.close())]
    else if (this.#last.length === 0) this.#last.push(reader.ending)
    this.#close({ kind: 'done', last: Buffer.concat(this.#last), finish: this.#finish ?? 'stop' })
  }

  #commit(): void {
    this.#committed = true
    this.#options.commit()
    for (const bytes of this.#held) this.#write(bytes)
    this.#held = []
  }

  #write(bytes: Buffer): void {
    if (!this.#committed) {
      this.#heldBytes += bytes.length
      if (this.#heldBytes > this.#options.settings.maxHeldBytes) this.#commit()
      else {
        this.#held.push(bytes)
        return
      }
    }
    if (this.#options.outlet.write(bytes) || this.#readerLags) return
    this.#readerLags = true
    this.#flow()
  }

  #checkHold(): void {
    const { guard, meter, control } = this.#options
    this.#checking = true
    this.#flow()
    guard.check(meter).then(
      (verdict) => {
        this.#checking = false
        if (this.#ended) return
        if (verdict === 'ok') return this.#flow()
        control.abort()
        this.#close({ kind: 'hold_exhausted' })
      },
      () => {
        this.#checking = false
        this.#flow()
      },
    )
  }

  #flow(): void {
    if (this.#ended) return
    if (this.paused) this.#options.control.pause()
    else this.#options.control.resume()
  }

  #broken(code: 'upstream_cut' | 'upstream_error' | 'upstream_malformed' | 'upstream_timeout', message?: string): void {
    this.#options.control.abort()
    const failure = fault(code, message)
    this.#close(this.#committed ? { kind: 'cut', problem: failure.problem } : { kind: 'failed', failure })
  }

  #close(end: StreamEnd): void {
    this.#ended = true
    clearTimeout(this.#late)
    this.#options.finish(end)
  }
}
