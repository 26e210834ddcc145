/** Spans of video jobs: one from the request to the job's end, below it one for each upstream that was asked to make it. Of a job that an earlier start began, only the end is told. */
import type { AttemptSpan, CallSpan, CallTracer, SpanEnd } from '../../telemetry/traces.ts'
import type { Clock } from '../ports.ts'
import type { Target } from '../routing/plan.ts'
import type { VideoJob } from './job.ts'

export interface JobEnd extends Pick<SpanEnd, 'status' | 'outcome' | 'code'> {
  readonly charge: 'metered' | 'free'
}

const unused = { inputTokens: 0, outputTokens: 0, estimated: false }

export class VideoSpans {
  readonly #tracer: CallTracer | undefined
  readonly #clock: Clock
  readonly #open = new Map<string, CallSpan>()

  constructor({ tracer, clock }: { readonly tracer?: CallTracer; readonly clock: Clock }) {
    this.#tracer = tracer
    this.#clock = clock
  }

  /** `traceparent`: the caller's own, as it came. */
  begin(job: VideoJob, traceparent: string | undefined): void {
    const span = this.#begun(job, traceparent)
    if (span) this.#open.set(job.id, span)
  }

  attempt({ id }: VideoJob, { candidate: { channel, model } }: Target): AttemptSpan | undefined {
    const { name, provider } = channel
    return this.#open.get(id)?.attempt({ channel: name, provider, model: model.upstream })
  }

  end(job: VideoJob, end: JobEnd): void {
    const span = this.#open.get(job.id) ?? this.#begun(job, undefined)
    this.#open.delete(job.id)
    span?.end({ ...unused, ...end })
  }

  #begun({ callId, model, createdAt }: VideoJob, traceparent: string | undefined): CallSpan | undefined {
    const agoMs = Math.max(0, this.#clock.now() - createdAt)
    const about = { callId, kind: 'video', dialect: 'openai', model, stream: false }
    return this.#tracer?.begin({ ...about, traceparent, agoMs })
  }
}
