/** The server's Prometheus metrics: one small typed port for each part, and the page they make together. No logs. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { Tally } from './tally.ts'

/** Seconds; from a fast read to a long stream. */
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
const commitBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]

export interface HttpMeter {
  /** `route` is the pattern (`/api/v1/keys/:id`), never the path: its values must be few. */
  done(request: {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly seconds: number
  }): void
  inFlight(change: 1 | -1): void
}

export interface RelayMeter {
  /** One finished call. `model` and `channel` are the operator's names, not the caller's text. */
  call(call: {
    readonly dialect: string
    readonly model: string
    readonly channel: string
    readonly outcome: string
    readonly charge: 'metered' | 'partial' | 'free' | 'refused'
    readonly seconds: number
    readonly firstTokenSeconds: number | null
    readonly inputTokens: number
    readonly outputTokens: number
    readonly estimated: boolean
  }): void
  /** One request to an upstream that failed before the first content byte. */
  upstreamFailure(channel: string, reason: string): void
  breaker(channel: string, open: boolean): void
  /** A request that was answered with a refusal before anything was booked. */
  refused(dialect: string, code: string): void
  /** A caller asked for this model of the operator's, which has no price. */
  unpriced(model: string): void
  /** One test of an upstream key. */
  probe(channel: string, ok: boolean, seconds: number): void
  inFlight(change: 1 | -1): void
}

export interface CoreMeter {
  /** One applied command: `ok`, `repeated` or the rejection's code. */
  command(type: string, result: string): void
  /** One durable group: how many commands, and how long from the first one's application to durability. */
  group(commands: number, seconds: number): void
}

export interface JournalMeter {
  /** One write that reached the disk. */
  synced(bytes: number, seconds: number): void
  snapshot(bytes: number, seconds: number): void
}

export interface SocketMeter {
  connected(change: 1 | -1): void
  sent(messages: number): void
  /** Closed by us: too slow, too many subscriptions, not allowed. */
  dropped(reason: string): void
}

export interface IdentityMeter {
  signIn(result: 'ok' | 'refused' | 'locked'): void
}

/** Figures that are read when somebody asks for the metrics, not pushed. */
export interface Readings {
  readonly core?: () => {
    readonly seq: number
    readonly durableSeq: number
    readonly queue: number
    readonly failed: boolean
  }
  readonly history?: () => { readonly seq: number; readonly lag: number; readonly failed: boolean }
  /** The last full recount; null before the first. `at` is ms. */
  readonly recount?: () => {
    readonly seq: number
    readonly at: number
    readonly tookMs: number
    readonly fault: string | null
  } | null
  /** Sum of all postings per asset: anything but 0 is a fault. */
  readonly ledgerImbalance?: () => Readonly<Record<string, number>>
  readonly identity?: () => { readonly cachedSessions: number; readonly keys: number }
  /** By channel: its keys, and how many of them are paused. */
  readonly channels?: () => readonly { readonly name: string; readonly keys: number; readonly paused: number }[]
  /** Alerts that last, by rule. */
  readonly alerts?: () => Readonly<Record<string, number>>
}

export interface Metrics {
  readonly http: HttpMeter
  readonly relay: RelayMeter
  readonly core: CoreMeter
  readonly journal: JournalMeter
  readonly sockets: SocketMeter
  readonly identity: IdentityMeter
  /** Names where gauges get their values; later calls add to earlier ones. */
  watch(readings: Readings): void
  /** The page for `GET /metrics` and its content type. */
  page(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** `process` adds memory, event-loop lag and garbage collection of this process. */
export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry()
  if (options.process ?? false) collectDefaultMetrics({ register: registry, prefix: 'lx_' })
  const make = maker(registry)
  const readings: { -readonly [K in keyof Readings]: Readings[K] } = {}
  watchGauges(make, readings)
  return {
    http: httpMeter(make),
    relay: relayMeter(make),
    core: coreMeter(make),
    journal: journalMeter(make),
    sockets: socketMeter(make),
    identity: identityMeter(make),
    watch: (more) => void Object.assign(readings, more),
    page: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

type Maker = ReturnType<typeof maker>

interface Spec<L extends string> {
  readonly help: string
  readonly labels?: readonly L[]
}

/** Counts one, or so many, of these labels, in the order of their names. */
type Count<L extends readonly string[]> = (values: { readonly [I in keyof L]: string }, amount?: number) => void

function maker(registry: Registry) {
  const registers = [registry]
  const common = <L extends string>(name: string, { help, labels = [] }: Spec<L>) => ({
    name,
    help,
    labelNames: labels,
    registers,
  })
  return {
    /** Its series are brought up to date when the page is made. */
    counter<const L extends readonly string[]>(name: string, help: string, labels: L): Count<L> {
      const tally = new Tally(labels)
      const metric: Counter = new Counter({
        ...common(name, { help, labels }),
        collect: () => tally.take((values, amount) => metric.inc(values, amount)),
      })
      return (values, amount = 1) => tally.add(amount, values)
    },
    gauge: <L extends string>(name: string, spec: Spec<L>) => new Gauge(common(name, spec)),
    histogram: <L extends string>(name: string, spec: Spec<L> & { readonly buckets: number[] }) =>
      new Histogram({ ...common(name, spec), buckets: spec.buckets }),
    /** A gauge without labels of how many there are now. */
    running(name: string, help: string): (change: 1 | -1) => void {
      let running = 0
      new Gauge({
        ...common(name, { help }),
        collect() {
          this.set(running)
        },
      })
      return (change) => {
        running += change
      }
    },
    /** A gauge without labels that reads its value when the page is made; nothing while there is no source. */
    read: (name: string, help: string, value: () => number | undefined) =>
      new Gauge({
        ...common(name, { help }),
        collect() {
          const reading = value()
          if (reading === undefined) this.remove()
          else this.set(reading)
        },
      }),
    /** The same with one label whose values come with the reading. */
    readEach: <L extends string>(
      name: string,
      { help, label }: { readonly help: string; readonly label: L },
      values: () => Readonly<Record<string, number>>,
    ) =>
      new Gauge({
        name,
        help,
        labelNames: [label as string],
        registers,
        collect() {
          this.reset()
          for (const [key, reading] of Object.entries(values())) this.set({ [label]: key }, reading)
        },
      }),
  }
}

function httpMeter(make: Maker): HttpMeter {
  const requests = make.counter('lx_http_requests_total', 'Answered requests.', ['method', 'route', 'status'])
  const seconds = make.histogram('lx_http_request_seconds', {
    help: 'Time from request to the end of the answer.',
    buckets: requestBuckets,
    labels: ['route'],
  })
  const inFlight = make.running('lx_http_requests_in_flight', 'Requests being answered.')
  return {
    done: (request) => {
      requests([request.method, request.route, String(request.status)])
      seconds.observe({ route: request.route }, request.seconds)
    },
    inFlight,
  }
}

function relayMeter(make: Maker): RelayMeter {
  const labels = ['dialect', 'model', 'channel', 'outcome', 'charge'] as const
  const calls = make.counter('lx_relay_calls_total', 'Finished calls.', labels)
  const seconds = make.histogram('lx_relay_call_seconds', {
    help: 'Time from request to the last byte.',
    buckets: requestBuckets,
    labels: ['dialect'],
  })
  const first = make.histogram('lx_relay_first_token_seconds', {
    help: 'Time to the first content byte.',
    buckets: requestBuckets,
    labels: ['channel'],
  })
  const tokens = make.counter('lx_relay_tokens_total', 'Metered tokens.', ['direction', 'model'])
  const unreported = 'Calls whose usage the upstream did not report.'
  const estimated = make.counter('lx_relay_estimated_total', unreported, ['channel'])
  const failed = 'Failed upstream attempts before the first content byte.'
  const failures = make.counter('lx_relay_upstream_failures_total', failed, ['channel', 'reason'])
  const breaker = make.gauge('lx_relay_breaker_open', {
    help: '1 while the circuit breaker keeps a channel out.',
    labels: ['channel'],
  })
  const unbooked = 'Requests that were refused before anything was booked.'
  const refused = make.counter('lx_relay_refused_total', unbooked, ['dialect', 'code'])
  const unpriced = make.counter('lx_relay_unpriced_total', 'Requests for models without a price.', ['model'])
  const tests = 'Tests of upstream keys, scheduled and asked for.'
  const probes = make.counter('lx_relay_probes_total', tests, ['channel', 'result'])
  const probeSeconds = make.gauge('lx_relay_probe_seconds', {
    help: 'Time the last test of a channel took.',
    labels: ['channel'],
  })
  const inFlight = make.running('lx_relay_calls_in_flight', 'Calls being relayed.')
  return {
    call: (call) => {
      const { dialect, model, channel, outcome, charge } = call
      calls([dialect, model, channel, outcome, charge])
      seconds.observe({ dialect }, call.seconds)
      if (call.firstTokenSeconds !== null) first.observe({ channel }, call.firstTokenSeconds)
      tokens(['input', model], call.inputTokens)
      tokens(['output', model], call.outputTokens)
      if (call.estimated) estimated([channel])
    },
    upstreamFailure: (channel, reason) => failures([channel, reason]),
    refused: (dialect, code) => refused([dialect, code]),
    unpriced: (model) => unpriced([model]),
    probe: (channel, ok, took) => {
      probes([channel, ok ? 'ok' : 'failed'])
      probeSeconds.set({ channel }, took)
    },
    breaker: (channel, isOpen) => breaker.set({ channel }, isOpen ? 1 : 0),
    inFlight,
  }
}

function coreMeter(make: Maker): CoreMeter {
  const commands = make.counter('lx_core_commands_total', 'Applied commands by result.', ['type', 'result'])
  const size = make.histogram('lx_core_group_commands', {
    help: 'Commands in one durable group.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
  })
  const seconds = make.histogram('lx_core_group_seconds', {
    help: 'Time from applying a group’s first command to its durability.',
    buckets: commitBuckets,
  })
  return {
    command: (type, result) => commands([type, result]),
    group: (count, took) => {
      size.observe(count)
      seconds.observe(took)
    },
  }
}

function journalMeter(make: Maker): JournalMeter {
  const bytes = make.counter('lx_journal_bytes_total', 'Bytes made durable.', [])
  const seconds = make.histogram('lx_journal_sync_seconds', {
    help: 'Time of one write with its sync.',
    buckets: commitBuckets,
  })
  const snapshotBytes = make.gauge('lx_journal_snapshot_bytes', { help: 'Size of the newest snapshot.' })
  const snapshotSeconds = make.gauge('lx_journal_snapshot_seconds', { help: 'Time the newest snapshot took.' })
  return {
    synced: (count, took) => {
      bytes([], count)
      seconds.observe(took)
    },
    snapshot: (count, took) => {
      snapshotBytes.set(count)
      snapshotSeconds.set(took)
    },
  }
}

function socketMeter(make: Maker): SocketMeter {
  const connected = make.running('lx_sockets_open', 'Connected WebSockets.')
  const sent = make.counter('lx_socket_messages_total', 'Messages sent.', [])
  const dropped = make.counter('lx_sockets_dropped_total', 'Sockets closed by the server.', ['reason'])
  return {
    connected,
    sent: (count) => sent([], count),
    dropped: (reason) => dropped([reason]),
  }
}

function identityMeter(make: Maker): IdentityMeter {
  const signIns = make.counter('lx_identity_sign_ins_total', 'Attempts to sign in.', ['result'])
  return { signIn: (result) => signIns([result]) }
}

function watchGauges(make: Maker, from: Readings): void {
  make.read('lx_core_seq', 'Number of the last applied command.', () => from.core?.().seq)
  make.read('lx_core_durable_seq', 'Number of the last durable command.', () => from.core?.().durableSeq)
  make.read('lx_core_queue', 'Commands waiting to be applied.', () => from.core?.().queue)
  make.read(
    'lx_core_failed',
    '1 when the core has stopped and takes no commands.',
    () => from.core && Number(from.core().failed),
  )
  make.read('lx_history_seq', 'Number of the last command in the history tables.', () => from.history?.().seq)
  make.read(
    'lx_history_lag_commands',
    'Durable commands that the history tables do not show yet.',
    () => from.history?.().lag,
  )
  make.read(
    'lx_history_failed',
    '1 when history has stopped and shows nothing new until a restart.',
    () => from.history && Number(from.history().failed),
  )
  make.read('lx_identity_sessions_cached', 'Sessions kept in memory.', () => from.identity?.().cachedSessions)
  make.read('lx_identity_keys', 'Virtual keys that can be used.', () => from.identity?.().keys)
  make.read('lx_recount_time_seconds', 'Stamp of the last command that a full recount of all invariants counted.', () =>
    recounted(from, ({ at }) => at / 1000),
  )
  make.read('lx_recount_seq', 'Number of that command.', () => recounted(from, ({ seq }) => seq))
  make.read('lx_recount_seconds', 'Time the last full recount took.', () =>
    recounted(from, ({ tookMs }) => tookMs / 1000),
  )
  make.read('lx_recount_ok', '0 when the last full recount found a fault: the server then stops.', () =>
    recounted(from, ({ fault }) => Number(fault === null)),
  )
  const byChannel = (count: 'keys' | 'paused') =>
    Object.fromEntries((from.channels?.() ?? []).map((channel) => [channel.name, channel[count]]))
  make.readEach('lx_relay_keys', { help: 'Keys of enabled channels.', label: 'channel' }, () => byChannel('keys'))
  make.readEach('lx_relay_keys_paused', { help: 'Keys that their circuit breaker pauses.', label: 'channel' }, () =>
    byChannel('paused'),
  )
  make.readEach('lx_alerts', { help: 'Alerts that last, by rule.', label: 'rule' }, () => from.alerts?.() ?? {})
  make.readEach(
    'lx_ledger_imbalance',
    { help: 'Sum of all balances of an asset; anything but 0 is a fault.', label: 'asset' },
    () => from.ledgerImbalance?.() ?? {},
  )
}

type Recounted = NonNullable<ReturnType<NonNullable<Readings['recount']>>>

function recounted(from: Readings, figure: (recount: Recounted) => number): number | undefined {
  const recount = from.recount?.()
  return recount ? figure(recount) : undefined
}
