/** Tests one key of a channel with one small request and tells what came back. When that is done is decided in prober.ts; what it costs is booked by whoever asked. */
import type { UsageVector } from '../../engine/metering/rates.ts'
import type { ServiceTier } from '../../engine/metering/service-tiers.ts'
import { rawBody } from '../body/raw.ts'
import type { CallKind, CallRequest, Sending } from '../call/kind.ts'
import { limitsOf } from '../call/limits.ts'
import { overridden } from '../call/overrides.ts'
import { embeddingKind } from '../kinds/embeddings/kind.ts'
import { openAiEmbeddings } from '../kinds/embeddings/openai.ts'
import { moderations } from '../kinds/moderations/openai.ts'
import { rerank } from '../kinds/rerank/kind.ts'
import { QuietOutlet } from '../outlet/quiet.ts'
import { Problem } from '../problem.ts'
import { type Provider, spoken, type UpstreamSink } from '../providers/provider.ts'
import { type AttemptResult, attempt } from '../routing/attempt.ts'
import { failureOfStatus, fault, type UpstreamFailure } from '../routing/failure.ts'
import type { RelaySettings } from '../settings.ts'
import type { TokenCounter } from '../usage/count.ts'
import { CallMeter } from '../usage/meter.ts'
import { generationKind } from '../wires/kind.ts'
import { openAiChat } from '../wires/openai-chat/wire.ts'
import { type Channel, type ChannelKey, type ChannelModel, type ModelKind, withoutSecrets } from './channel.ts'

export interface ProbeResult {
  readonly ok: boolean
  readonly model: string | null
  /** null when the upstream was not reached or did not answer in time. */
  readonly status: number | null
  readonly latencyMs: number
  /** What the upstream said when it is not ok, without the channel's secrets. */
  readonly detail: string | null
  /** Who is to blame when it is not ok. */
  readonly failure: UpstreamFailure | null
  /** As the upstream reported it; undefined when it reported none. */
  readonly usage: UsageVector | undefined
  /** The service tier it was delivered in. */
  readonly service?: ServiceTier
}

export interface ProbeParts {
  readonly providers: ReadonlyMap<string, Provider>
  readonly counter: TokenCounter
  readonly settings: RelaySettings
}

export interface ProbeTarget {
  readonly channel: Channel
  /** null for channels without keys. */
  readonly key: ChannelKey | null
  readonly model: ChannelModel | undefined
}

const TIMEOUT_MS = 20_000
type Used = ReturnType<CallMeter['reported']>

/** Tokens. */
const MOST_OUTPUT = 512
/** Of the upstream's words. */
const MAX_BYTES = 4_096
const MAX_DETAIL = 500

/** What is asked of models whose answer costs next to nothing. */
const asked: { readonly [K in ModelKind]?: { readonly kind: CallKind; readonly bodies: readonly object[] } } = {
  chat: {
    kind: generationKind('chat', openAiChat),
    // Some models refuse the first limit, others the second; a refusal costs nothing.
    bodies: [
      { messages: [{ role: 'user', content: 'ping' }], max_tokens: 16 },
      { messages: [{ role: 'user', content: 'ping' }], max_completion_tokens: MOST_OUTPUT },
    ],
  },
  embedding: { kind: embeddingKind('embeddings', openAiEmbeddings), bodies: [{ input: 'ping' }] },
  moderation: { kind: moderations, bodies: [{ input: 'ping' }] },
  rerank: { kind: rerank, bodies: [{ query: 'ping', documents: ['pong'] }] },
}

/** The model that is asked when none is named: the first one whose answer costs next to nothing, else the first. */
export function probedModel({ models }: Pick<Channel, 'models'>): ChannelModel | undefined {
  return models.find(({ kind }) => kind === 'chat') ?? models.find(({ kind }) => kind in asked) ?? models[0]
}

/** Never rejects. Of models whose answers are not small, such as pictures, only the list of models is asked for. */
export async function probeKey(parts: ProbeParts, target: ProbeTarget): Promise<ProbeResult> {
  const { channel, model } = target
  const provider = parts.providers.get(channel.provider)
  const startedAt = performance.now()
  const heard = new Heard()
  const told = (failure: UpstreamFailure | null, used?: Used): ProbeResult => ({
    ok: failure === null,
    model: model?.model ?? null,
    status: heard.status,
    latencyMs: Math.round(performance.now() - startedAt),
    detail: failure && withoutSecrets(heard.text || failure.problem.message, channel).slice(0, MAX_DETAIL),
    failure,
    usage: used?.usage,
    ...(used?.service && { service: used.service }),
  })
  if (!model || !provider) return told(mistake('The channel has no such model.'))
  const plan = asked[model.kind]
  if (!plan) return told(await listModels({ provider: heard.by(provider), target }))
  let last: ProbeResult | undefined
  for (const body of plan.bodies) {
    heard.forget()
    const request = plan.kind.read(rawBody(bodyOf(model, body), 'application/json', parts.settings), {})
    const bound = request.bound(limitsOf([{ model }], MOST_OUTPUT))
    const meter = new CallMeter({ bound, counter: parts.counter, countInput: request.countInput })
    const result = await send(parts, { target, model, request, meter, provider: heard.by(provider) })
    last = told(failureOf(result), meter.reported())
    if (last.failure?.problem.code !== 'upstream_refused') break
  }
  return last ?? told(mistake('The channel can not be asked.'))
}

const mistake = (message: string): UpstreamFailure => ({
  problem: new Problem('no_channel', { message }),
  retryable: false,
  blame: 'request',
})
const bodyOf = ({ model }: ChannelModel, body: object): Buffer => Buffer.from(JSON.stringify({ model, ...body }))

function failureOf(result: AttemptResult | UpstreamFailure): UpstreamFailure | null {
  if (!('kind' in result)) return result
  if (result.kind === 'failed') return result.failure
  return result.kind === 'abandoned' ? fault('upstream_cut') : null
}

interface Probe {
  readonly target: ProbeTarget
  readonly model: ChannelModel
  readonly request: CallRequest
  readonly meter: CallMeter
  readonly provider: Provider
}

async function send(parts: ProbeParts, probe: Probe): Promise<AttemptResult | UpstreamFailure> {
  const { target, meter, provider } = probe
  const { channel, key } = target
  const sending = await sendingTo(parts, probe)
  if (!sending) return mistake('The channel speaks no format that this model could be asked in.')
  const { path, contentType, body, headers = {} } = sending
  return attempt({
    provider,
    request: { channel, key, path, method: 'POST', contentType, body, stream: false, headers },
    sending,
    outlet: new QuietOutlet(0),
    meter,
    guard: { isDue: () => false, check: async () => 'ok' },
    settings: { ...parts.settings, headMs: TIMEOUT_MS, idleMs: TIMEOUT_MS },
    commit: () => undefined,
  })
}

async function sendingTo(
  { counter }: ProbeParts,
  { target: { channel }, model, request, provider }: Probe,
): Promise<Sending | undefined> {
  const wire = request.wire(spoken(provider, channel))
  if (wire === undefined) return undefined
  const about = { maxOutput: MOST_OUTPUT, callId: 'probe', now: 0, counter, prices: () => false }
  return overridden(await request.sending({ channel, model, wire, ...about }), channel)
}

interface Listing {
  readonly provider: Provider
  readonly target: ProbeTarget
}

/** A request that costs nothing and needs the key. */
function listModels({ provider, target: { channel, key } }: Listing): Promise<UpstreamFailure | null> {
  return new Promise((resolve) => {
    let status = 0
    const chunks: Buffer[] = []
    const finish = (failure: UpstreamFailure | null): void => {
      clearTimeout(timer)
      control.abort()
      resolve(failure)
    }
    const timer = setTimeout(() => finish(fault('upstream_timeout')), TIMEOUT_MS)
    const control = provider.send(
      { channel, key, path: '/models', method: 'GET', body: null, stream: false },
      {
        head: (code) => {
          status = code
        },
        data: (chunk) => {
          if (chunks.length < 16) chunks.push(chunk)
        },
        end: () => {
          const body = Buffer.concat(chunks)
          finish(status < 300 ? null : failureOfStatus({ status, retryAfter: undefined, body, channel }))
        },
        fail: (problem) => finish({ problem, retryable: true, blame: 'upstream' }),
      },
    )
  })
}

/** What the upstream said, kept beside whoever reads it. */
class Heard {
  status: number | null = null
  text = ''

  forget(): void {
    this.status = null
    this.text = ''
  }

  by(provider: Provider): Provider {
    return { ...provider, send: (request, sink) => provider.send(request, this.#beside(sink)) }
  }

  #beside(sink: UpstreamSink): UpstreamSink {
    return {
      head: (status, headers) => {
        this.status = status
        sink.head(status, headers)
      },
      data: (chunk) => {
        if (this.text.length < MAX_BYTES) this.text = (this.text + chunk.toString('utf8')).slice(0, MAX_BYTES)
        sink.data(chunk)
      },
      end: () => sink.end(),
      fail: (problem) => sink.fail(problem),
    }
  }
}
