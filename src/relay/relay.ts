/** The relay as one object: its boot in the engine, its requests, its end without losing a call. How a request is answered is in answer.ts. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../telemetry/log.ts'
import type { RelayMeter } from '../telemetry/metrics.ts'
import type { CallTracer } from '../telemetry/traces.ts'
import { Concurrency } from './access/concurrency.ts'
import { RateLimits } from './access/rate-limit.ts'
import { answer } from './answer.ts'
import { anthropicForm } from './batches/anthropic-form.ts'
import { openAiForm } from './batches/openai-form.ts'
import { BatchRunner } from './batches/runner.ts'
import { openHeaders } from './call/headers.ts'
import type { Kept } from './call/kind.ts'
import { respondProblem } from './call/respond.ts'
import type { Channel, ChannelKey } from './channels/channel.ts'
import { type ProbeResult, type ProbeTarget, probedModel, probeKey } from './channels/probe.ts'
import { type Probed, Prober } from './channels/prober.ts'
import type { AnswerParts } from './endpoints/endpoint.ts'
import { plainResponses } from './endpoints/kinds.ts'
import { ResponseOutlet } from './outlet/response.ts'
import type {
  ChannelDirectory,
  Clock,
  KeyDirectory,
  MoneyPort,
  Principal,
  QuarantineNotes,
  QuotePort,
  ReplayStore,
  RunPort,
} from './ports.ts'
import { asProblem, Problem } from './problem.ts'
import type { Provider } from './providers/provider.ts'
import { Realtime } from './realtime/realtime.ts'
import { ClientSecrets } from './realtime/secrets.ts'
import { Runs } from './replay/runs.ts'
import { Background } from './responses/background.ts'
import { routeOf } from './routes.ts'
import { Breakers, type KeyHealth } from './routing/breaker.ts'
import { healthId } from './routing/health-id.ts'
import { Router } from './routing/plan.ts'
import { defaultSettings, type RelaySettings } from './settings.ts'
import type { TokenCounter } from './usage/count.ts'
import { type JobParts, VideoJobs } from './videos/jobs.ts'
import { VideoWatch } from './videos/watch.ts'

export interface RelayOptions {
  readonly money: MoneyPort
  readonly keys: KeyDirectory
  readonly channels: ChannelDirectory
  readonly replays: ReplayStore
  readonly kept: Kept
  readonly runPort: RunPort
  readonly quotes: QuotePort
  readonly providers: readonly Provider[]
  readonly counter: TokenCounter
  readonly clock: Clock
  readonly log: Log
  readonly meter: RelayMeter
  /** Left out: calls are not traced. */
  readonly tracer?: CallTracer
  /** Keeps what upstreams reported where it was bent. */
  readonly quarantine?: QuarantineNotes
  /** Name of this node; an earlier boot of the same node is ended at start. */
  readonly node: string
  /** The peer's address; behind proxies the composition root reads their header. */
  readonly addressOf?: (request: IncomingMessage) => string
  /** Uniform in [0, 1); picks channels and keys. */
  readonly random?: () => number
  readonly settings?: Partial<RelaySettings>
}

export interface Relay {
  readonly bootId: string
  /** Announces this boot; holds of an earlier boot of the node are released. Must settle before the first call. */
  start(): Promise<void>
  /** Answers everything under /v1, /v1beta and /v2. `session` is for requests whose caller was authenticated elsewhere. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse, session?: Principal): Promise<void>
  /** Takes upgrades at /v1/realtime. Never rejects. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
  /** Refuses new calls, waits for running ones up to `graceMs`, then lets go. */
  stop(graceMs: number): Promise<void>
  /** Calls now between their authorisation and their last byte. */
  running(): number
  /** Health of one upstream key, with its last test. */
  health(channelId: number, keyId: string | null): ChannelHealth
  /** Tests a channel now with one small request; what it costs is booked, and a key that works is paused no more. Never rejects. */
  probe(channel: Channel, options?: ProbeOptions): Promise<ProbeResult>
}

export interface ChannelHealth extends KeyHealth {
  /** Since the relay started. */
  readonly probed: Probed | undefined
}

export interface ProbeOptions {
  /** The channel's first that is cheap to ask when left out. */
  readonly model?: string
  /** The channel's first when left out. */
  readonly key?: ChannelKey
}

/** What was cut off is booked in this time, or by the next boot. */
const SETTLE_MS = 1_000

export function createRelay(options: RelayOptions): Relay {
  const settings = { ...defaultSettings, ...options.settings }
  const bootId = randomUUID()
  const breakers = new Breakers(settings.breaker, () => performance.now())
  const concurrency = new Concurrency(settings)
  const { money, log } = options
  const background = new Background(settings.eventLogs)
  let beats: NodeJS.Timeout | undefined
  let stopping = false
  const providers = new Map(options.providers.map((provider) => [provider.name, provider]))
  const film = openFilm({ ...options, ...options.kept, providers, settings, bootId })
  const common: Omit<AnswerParts, 'batches'> = {
    ...options,
    settings,
    bootId,
    breakers,
    concurrency,
    background,
    film,
    router: new Router(breakers, options.random ?? Math.random),
    rates: new RateLimits(() => performance.now()),
    secrets: new ClientSecrets(options.clock, settings.realtime.maxSecrets),
    providers,
    runs: new Runs({ store: options.replays, log, maxBytes: settings.maxReplayBytes }),
    addressOf: options.addressOf ?? ((request) => request.socket.remoteAddress ?? ''),
    checkOpen: () => {
      if (stopping) throw new Problem('shutting_down', { retryAfterMs: 5_000 })
    },
  }

  const batches = new BatchRunner(common, [openAiForm, anthropicForm])
  const parts: AnswerParts = { ...common, batches }
  const realtime = new Realtime(parts)
  const tests = keyTests(parts)
  const { prober } = tests

  return {
    bootId,
    async start() {
      await boot(options, bootId)
      beats = setInterval(() => void beat(money, bootId, log), settings.beatMs)
      beats.unref()
      await background.start(parts, plainResponses)
      await film.watch.start()
      prober.start()
      await batches.start()
    },
    handle: (request, response, session) => handle(parts, { request, response, session }),
    upgrade: (request, stream, head) => realtime.upgrade(request, stream, head),
    async stop(graceMs) {
      stopping = true
      background.stop()
      void prober.stop()
      batches.stop()
      realtime.drain()
      await idle(concurrency, graceMs)
      realtime.cut()
      await idle(concurrency, SETTLE_MS)
      clearInterval(beats)
      await film.watch.stop()
      await Promise.all(options.providers.map((provider) => provider.close()))
      await Promise.race([Promise.all([background.idle(), batches.idle()]), sleep(SETTLE_MS)])
    },
    running: () => concurrency.running,
    health: tests.health,
    probe: tests.probe,
  }
}

async function boot({ money, node, log }: RelayOptions, bootId: string): Promise<void> {
  const booted = await money.boot({ node, bootId })
  if (!booted.ok) throw new Error(`the core refused the relay's boot: ${booted.code}`)
  if (booted.result.released > 0) log.warn('holds of an earlier boot were released', { ...booted.result })
}

interface Handled {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly session: Principal | undefined
}

async function handle(parts: AnswerParts, { request, response, session }: Handled): Promise<void> {
  const { origin, 'sec-fetch-site': site } = request.headers
  const fromBrowser = origin !== undefined || site !== undefined
  const outlet = new ResponseOutlet(response, parts.settings.slowReaderMs, fromBrowser ? openHeaders : undefined)
  const route = routeOf(request.method ?? 'GET', request.url ?? '/', request.headers)
  try {
    await answer(parts, { request, outlet, route, session, startedAt: performance.now() })
  } catch (error) {
    const problem = asProblem(error)
    parts.meter.refused(route.dialect.name, problem.code)
    if (problem.code === 'internal_error') parts.log.error('a request failed inside the relay', { error })
    respondProblem({ outlet, dialect: route.dialect, problem, callId: null })
  }
}

function openFilm(parts: JobParts): AnswerParts['film'] {
  const jobs = new VideoJobs(parts)
  return { jobs, watch: new VideoWatch(parts, jobs) }
}

async function idle(concurrency: Concurrency, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs
  while (concurrency.running > 0 && performance.now() < deadline) await sleep(20)
}

async function beat(money: MoneyPort, bootId: string, log: Log): Promise<void> {
  try {
    const answered = await money.beat({ bootId })
    if (!answered.ok) log.warn('the core refused a sign of life', { code: answered.code })
  } catch (error) {
    log.error('no sign of life reached the core', { error })
  }
}

/** Tests of keys by the clock and on demand, and what is known of each key's health. */
function keyTests(parts: AnswerParts): Pick<Relay, 'health' | 'probe'> & { readonly prober: Prober } {
  const { breakers, channels, clock, log } = parts
  const prober = new Prober({
    channels: () => channels.channels(),
    probe: (channel, key) => probe(parts, { channel, key, model: probedModel(channel) }),
    breakers,
    now: () => performance.now(),
    wall: () => clock.now(),
    log,
  })
  return {
    prober,
    health(channelId, keyId) {
      const id = healthId(channelId, keyId)
      return { ...breakers.health(id), probed: prober.latest(id) }
    },
    async probe(channel, { model, key = channel.keys[0] } = {}) {
      const named = channel.models.find((one) => one.model === model)
      const target = { channel, key: key ?? null, model: model === undefined ? probedModel(channel) : named }
      const result = await probe(parts, target)
      const id = healthId(channel.id, key?.id ?? null)
      if (target.model) prober.note(id, result)
      if (result.ok) breakers.succeeded(id)
      return model === undefined || named ? result : { ...result, model }
    },
  }
}

/** Tests, counts and books what the upstream reports to have used, where the model has a price. */
async function probe(parts: AnswerParts, target: ProbeTarget): Promise<ProbeResult> {
  const { channel, model } = target
  const result = await probeKey(parts, target)
  parts.meter.probe(channel.name, result.ok, result.latencyMs / 1_000)
  const { usage, service } = result
  const priced = model && parts.channels.candidates(model.model, model.kind)
  const card = priced?.find((candidate) => candidate.channel.id === channel.id)?.card
  if (!usage || !card) return result
  try {
    const answered = await parts.money.cost({
      ref: `probe-${randomUUID()}`,
      cardId: card.cardId,
      usage,
      ...(service && { service }),
    })
    if (!answered.ok)
      parts.log.warn('the cost of a probe was not booked', { channel: channel.name, code: answered.code })
  } catch (error) {
    parts.log.warn('the cost of a probe was not booked', { channel: channel.name, error })
  }
  return result
}
