/** Traces of calls as the relay writes them: one span a call, one below it for each try at an upstream. The exporter is in otlp.ts and is loaded only when it is wanted. */

export interface CallTracer {
  begin(call: CallBegin): CallSpan
  /** Sends what waits; settles when it is sent or given up. */
  close(): Promise<void>
}

export interface CallBegin {
  readonly callId: string
  /** What is asked of a model: chat, embedding … */
  readonly kind: string
  readonly dialect: string
  readonly model: string
  readonly stream: boolean
  /** The caller's own trace (W3C); what is not well-formed begins a new one. */
  readonly traceparent: string | undefined
  /** ms since the request arrived. */
  readonly agoMs: number
}

/** Names of the operator and numbers only: never what was asked or answered, never a secret. */
export interface CallSpan {
  attempt(begin: AttemptBegin): AttemptSpan
  end(end: SpanEnd): void
}

export interface AttemptBegin {
  readonly channel: string
  readonly provider: string
  /** The upstream's name of the model. */
  readonly model: string
}

export interface AttemptSpan {
  /** For the upstream; undefined where the operator does not want it told. */
  readonly traceparent: string | undefined
  end(result: { readonly delivered: boolean; readonly code: string | null; readonly status: number | null }): void
}

export interface SpanEnd {
  readonly status: number
  /** How the answer ended: stop, length, error … */
  readonly outcome: string
  readonly charge: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly estimated: boolean
  /** Name of the failure; null when there was none. */
  readonly code: string | null
}
