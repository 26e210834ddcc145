/** Traces over OTLP/HTTP in JSON, with the gen_ai conventions of OpenTelemetry. Loaded only when an endpoint is configured. */
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node'
import type { AttemptBegin, AttemptSpan, CallBegin, CallSpan, CallTracer, SpanEnd } from './traces.ts'

export interface TracingSettings {
  /** Where spans are sent: …/v1/traces. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  readonly resource: Readonly<Record<string, string>>
  /** Share of the traces that begin here, 0 … 1; a caller's own are followed as the caller says. */
  readonly ratio: number
  /** Upstreams are told the trace. */
  readonly tellUpstreams: boolean
  readonly version: string
}

/** Spans that wait for a slow receiver; more are dropped. */
const MOST_WAITING = 4_096
const SEND_MS = 10_000

export function startTracing(settings: TracingSettings): CallTracer {
  const { url, headers, serviceName, resource, ratio, version } = settings
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: SEND_MS })
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ ...resource, 'service.name': serviceName, 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor(exporter, { maxQueueSize: MOST_WAITING })],
  })
  const tracer = provider.getTracer('l-exchange.relay', version)
  return {
    begin: (call) => new TracedCall(tracer, settings, call),
    close: () => provider.shutdown().catch(() => undefined),
  }
}

/** The names that the conventions give to operations and providers. */
const operations: Readonly<Record<string, string>> = { embedding: 'embeddings' }
const providers: Readonly<Record<string, string>> = {
  gemini: 'gcp.gemini',
  vertex: 'gcp.vertex_ai',
  bedrock: 'aws.bedrock',
  azure: 'azure.ai.openai',
  mistral: 'mistral_ai',
  xai: 'x_ai',
}

class TracedCall implements CallSpan {
  readonly #tracer: Tracer
  readonly #settings: TracingSettings
  readonly #span: Span
  readonly #context: Context

  constructor(tracer: Tracer, settings: TracingSettings, call: CallBegin) {
    this.#tracer = tracer
    this.#settings = settings
    const operation = operations[call.kind] ?? call.kind
    const parent = parentOf(call.traceparent)
    const startTime = Date.now() - call.agoMs
    const attributes = {
      'gen_ai.operation.name': operation,
      'gen_ai.request.model': call.model,
      'lx.call_id': call.callId,
      'lx.dialect': call.dialect,
      'lx.stream': call.stream,
    }
    const options = { kind: SpanKind.SERVER, startTime, attributes }
    this.#span = tracer.startSpan(`${operation} ${call.model}`, options, parent)
    this.#context = trace.setSpan(parent, this.#span)
  }

  attempt({ channel, provider, model }: AttemptBegin): AttemptSpan {
    const name = providers[provider] ?? provider
    const about = { 'gen_ai.provider.name': name, 'gen_ai.system': name }
    const attributes = { ...about, 'gen_ai.request.model': model, 'lx.channel': channel }
    const span = this.#tracer.startSpan(`upstream ${model}`, { kind: SpanKind.CLIENT, attributes }, this.#context)
    return {
      traceparent: this.#settings.tellUpstreams ? traceparentOf(span) : undefined,
      end: ({ delivered, code, status }) => {
        if (status !== null) span.setAttribute('http.response.status_code', status)
        if (code !== null) fail(span, code)
        if (delivered) this.#span.setAttributes({ ...about, 'gen_ai.response.model': model, 'lx.channel': channel })
        span.end()
      },
    }
  }

  end({ status, outcome, charge, inputTokens, outputTokens, estimated, code }: SpanEnd): void {
    this.#span.setAttributes({
      'http.response.status_code': status,
      'gen_ai.response.finish_reasons': [outcome],
      'gen_ai.usage.input_tokens': inputTokens,
      'gen_ai.usage.output_tokens': outputTokens,
      'lx.charge': charge,
      'lx.usage.estimated': estimated,
    })
    if (code !== null) fail(this.#span, code)
    this.#span.end()
  }
}

function fail(span: Span, code: string): void {
  span.setAttribute('error.type', code)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

/** https://www.w3.org/TR/trace-context: version 00, and later ones as far as they begin alike. */
function parentOf(traceparent: string | undefined): Context {
  const parts = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/.exec(
    traceparent ?? '',
  )
  const [, traceId, spanId, flags] = parts ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0')}`
}
