/** The only reader of the environment: one table of variables, and the typed settings made from it. Opens no file and starts nothing. */
import { isIP } from 'node:net'
import { resolve } from 'node:path'

type VariableType =
  | 'text'
  | 'port'
  | 'count'
  | 'switch'
  | 'choice'
  | 'path'
  | 'origin'
  | 'origins'
  | 'time'
  | 'key'
  | 'email'
  | 'password'

/** One row of docs/reference/configuration.md. `default` is the text one would write; '' is unset. */
export interface Variable {
  readonly type: VariableType
  readonly default: string
  readonly text: string
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  /** Never printed, not even in an error about itself. */
  readonly secret?: true
  /** Read by `lx`, not by the server. */
  readonly cli?: true
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Every variable the program reads, in the order of the reference page. */
export const variables = {
  HOST: {
    type: 'text',
    default: '127.0.0.1',
    text: 'Address to listen on. `0.0.0.0` or `::` opens it to the network: put TLS in front and set `LX_PUBLIC_URL`.',
  },
  PORT: { type: 'port', default: '3000', text: 'Port to listen on; 0 picks a free one.' },
  LX_DATA_DIR: {
    type: 'path',
    default: './data',
    text: 'Folder of journal, history, identity and key files. One server at a time may use it.',
  },
  DATABASE_URL: {
    type: 'text',
    default: '',
    secret: true,
    text: 'PostgreSQL instead of the files in the data folder. Not available in this version: setting it stops the start.',
  },
  LX_PUBLIC_URL: {
    type: 'origin',
    default: '',
    text: 'The origin that people type, such as `https://exchange.example`. Decides secure cookies and the links that are printed; unset, the address of the request is used.',
  },
  LX_TRUSTED_ORIGINS: {
    type: 'origins',
    default: '',
    text: 'More origins whose pages may sign in and send changes, separated by commas. The server’s own origin is always trusted.',
  },
  LX_TRUST_PROXY: {
    type: 'count',
    default: '0',
    min: 0,
    max: 8,
    text: 'How many reverse proxies stand in front. That many entries at the right end of `X-Forwarded-For` are believed; 0 believes none and uses the address of the socket.',
  },
  LX_ADMIN_EMAIL: {
    type: 'email',
    default: '',
    text: 'With `LX_ADMIN_PASSWORD`: makes sure at start that this operator exists. An existing password is not changed.',
  },
  LX_ADMIN_PASSWORD: {
    type: 'password',
    default: '',
    secret: true,
    text: 'Password of that operator, at least 10 characters.',
  },
  LX_MASTER_KEY: {
    type: 'key',
    default: '',
    secret: true,
    text: '32 bytes as 64 hex digits or base64: encrypts channel secrets, signs sessions. Unset, `master.key` in the data folder is used and created (mode 0600) at the first start.',
  },
  LX_MODE: {
    type: 'choice',
    default: 'simulation',
    choices: ['simulation', 'live'],
    text: '`simulation` has the faucet, simulated custody and the test clock; `live` refuses all three.',
  },
  LX_TEST_CLOCK: {
    type: 'time',
    default: '',
    text: 'ISO time at which a virtual clock starts. It moves only through `POST /api/v1/admin/clock`. Simulation mode only.',
  },
  LX_STORE_RESPONSES: {
    type: 'choice',
    default: 'usual',
    choices: ['usual', 'asked'],
    text: 'What `/v1/responses` does with a request that says nothing of `store`: `usual` keeps the response for a day, sealed, as clients of OpenAI expect; `asked` keeps none.',
  },
  LX_LOG_LEVEL: { type: 'choice', default: 'info', choices: logLevels, text: 'Least severe log line that is written.' },
  LX_METRICS_TOKEN: {
    type: 'text',
    default: '',
    secret: true,
    text: 'Bearer token that `GET /metrics` asks for. Unset, metrics are answered only to programs on this machine that call it directly by a loopback name, not through a proxy.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    type: 'text',
    default: '',
    text: 'Where traces of calls are sent over OTLP/HTTP in JSON, such as `http://127.0.0.1:4318`; `/v1/traces` is added. Unset, calls are not traced and nothing of OpenTelemetry is loaded.',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    type: 'text',
    default: '',
    text: 'The same for traces alone, used as it is.',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    type: 'text',
    default: '',
    secret: true,
    text: 'Headers of what is sent, `name=value` separated by commas, values URL-encoded.',
  },
  OTEL_SDK_DISABLED: { type: 'text', default: '', text: '`true` turns traces off.' },
  OTEL_SERVICE_NAME: { type: 'text', default: 'l-exchange', text: '`service.name` of the traces.' },
  OTEL_RESOURCE_ATTRIBUTES: {
    type: 'text',
    default: '',
    text: 'More attributes of the service, `name=value` separated by commas.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    type: 'text',
    default: '1',
    text: 'Share of the traces that begin here, from 0 to 1. A caller’s own trace is followed as the caller says.',
  },
  LX_TRACE_UPSTREAMS: {
    type: 'choice',
    default: 'off',
    choices: ['off', 'on'],
    text: '`on` tells upstreams the trace (`traceparent`).',
  },
  LX_URL: {
    type: 'origin',
    default: '',
    cli: true,
    text: 'Server that `lx` talks to; unset, the one of the last `lx login`, else `http://127.0.0.1:3000`.',
  },
  LX_KEY: { type: 'text', default: '', cli: true, secret: true, text: 'Key that `lx` uses instead of the stored one.' },
  XDG_CONFIG_HOME: {
    type: 'path',
    default: '',
    cli: true,
    text: 'Where `lx` keeps its login, in `l-exchange/`; unset, `~/.config`.',
  },
  NO_COLOR: { type: 'text', default: '', cli: true, text: 'Any value turns colours off.' },
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof variables
/** What `process.env` is: names to text. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface Config {
  readonly host: string
  readonly port: number
  /** Absolute. */
  readonly dataDir: string
  /** `https://host[:port]`, no path, no trailing slash. */
  readonly publicUrl: string | null
  readonly trustedOrigins: readonly string[]
  /** Hops of X-Forwarded-For to believe; 0 none. */
  readonly trustProxy: number
  readonly admin: { readonly email: string; readonly password: string } | null
  readonly masterKey: Uint8Array | null
  readonly simulation: boolean
  /** UTC ms at which the virtual clock starts; null: the machine's clock. */
  readonly testClock: number | null
  /** Responses are kept for a while unless the request says no. */
  readonly storeUnasked: boolean
  readonly logLevel: LogLevel
  readonly metricsToken: string | null
  /** null: calls are not traced. */
  readonly tracing: TracingConfig | null
  /** Things worth a log line that do not stop the start. */
  readonly warnings: readonly string[]
}

export interface TracingConfig {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  readonly resource: Readonly<Record<string, string>>
  /** 0 … 1 */
  readonly ratio: number
  readonly tellUpstreams: boolean
}

/** Settings of `lx`; null is unset. */
export interface CliEnvironment {
  readonly url: string | null
  readonly key: string | null
  readonly configHome: string | null
  /** Absolute; for what works on the files of a server. */
  readonly dataDir: string
  readonly color: boolean
}

/** All problems of the environment at once, one a line; never the value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The configuration can not be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** The server's settings. Throws ConfigError naming every problem. */
export function loadConfig(env: Environment = process.env): Config {
  const problems: string[] = []
  const read = reader(env, problems)
  const config: Config = {
    host: read.text('HOST') ?? '127.0.0.1',
    port: read.whole('PORT'),
    dataDir: resolve(read.text('LX_DATA_DIR') ?? './data'),
    publicUrl: read.origin('LX_PUBLIC_URL'),
    trustedOrigins: read.origins('LX_TRUSTED_ORIGINS'),
    trustProxy: read.whole('LX_TRUST_PROXY'),
    admin: readAdmin(read, problems),
    masterKey: read.key('LX_MASTER_KEY'),
    simulation: read.choice('LX_MODE') === 'simulation',
    testClock: read.time('LX_TEST_CLOCK'),
    storeUnasked: read.choice('LX_STORE_RESPONSES') === 'usual',
    logLevel: read.choice('LX_LOG_LEVEL'),
    metricsToken: read.text('LX_METRICS_TOKEN'),
    tracing: readTracing(read, problems),
    warnings: unknownNames(env),
  }
  if (!isListenAddress(config.host)) problems.push('HOST must be an IP address or a host name, without scheme or port.')
  if (read.text('DATABASE_URL') !== null) {
    problems.push(
      'DATABASE_URL is set, but PostgreSQL comes in a later version. Unset it: this version keeps its data in LX_DATA_DIR.',
    )
  }
  if (config.testClock !== null && !config.simulation)
    problems.push('LX_TEST_CLOCK is only allowed with LX_MODE=simulation.')
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

/** What `lx` takes from the environment. Throws ConfigError when LX_URL is not an origin. */
export function loadCliEnvironment(env: Environment = process.env): CliEnvironment {
  const problems: string[] = []
  const read = reader(env, problems)
  const settings: CliEnvironment = {
    url: read.origin('LX_URL'),
    key: read.text('LX_KEY'),
    configHome: read.text('XDG_CONFIG_HOME'),
    dataDir: resolve(read.text('LX_DATA_DIR') ?? './data'),
    color: read.text('NO_COLOR') === null,
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return settings
}

type Reader = ReturnType<typeof reader>

/** Reads one variable by its type; a bad value becomes a problem and a harmless stand-in. */
function reader(env: Environment, problems: string[]) {
  const text = (name: VariableName): string | null => env[name]?.trim() || variables[name].default || null
  const parsed = <T>(name: VariableName, parse: (value: string) => T | undefined, want: string): T | null => {
    const value = text(name)
    if (value === null) return null
    const result = parse(value)
    if (result !== undefined) return result
    const variable: Variable = variables[name]
    problems.push(`${name} must be ${want}${variable.secret ? '' : `, not "${value.slice(0, 100)}"`}.`)
    return null
  }
  return {
    text,
    whole: (name: 'PORT' | 'LX_TRUST_PROXY'): number => {
      const { min = 0, max = 65_535 }: Variable = variables[name]
      const accept = (value: string) => (/^\d{1,9}$/.test(value) && +value >= min && +value <= max ? +value : undefined)
      return parsed(name, accept, `a whole number from ${min} to ${max}`) ?? 0
    },
    choice: <N extends 'LX_MODE' | 'LX_STORE_RESPONSES' | 'LX_LOG_LEVEL' | 'LX_TRACE_UPSTREAMS'>(
      name: N,
    ): (typeof variables)[N]['choices'][number] => {
      const choices: readonly (typeof variables)[N]['choices'][number][] = variables[name].choices
      const found = parsed(name, (value) => choices.find((choice) => choice === value), `one of ${choices.join(', ')}`)
      return found ?? choices[0]!
    },
    origin: (name: 'LX_PUBLIC_URL' | 'LX_URL'): string | null =>
      parsed(name, parseOrigin, 'an origin such as https://exchange.example, without a path'),
    origins: (name: 'LX_TRUSTED_ORIGINS'): readonly string[] =>
      parsed(
        name,
        (value) => allOf(value.split(','), parseOrigin),
        'origins such as https://a.example,https://b.example',
      ) ?? [],
    time: (name: 'LX_TEST_CLOCK'): number | null =>
      parsed(name, parseTime, 'an ISO time with zone such as 2026-01-05T00:00:00Z'),
    key: (name: 'LX_MASTER_KEY'): Uint8Array | null =>
      parsed(name, parseMasterKey, '32 bytes as 64 hex digits or base64'),
  }
}

function readTracing(read: Reader, problems: string[]): TracingConfig | null {
  const base = read.text('OTEL_EXPORTER_OTLP_ENDPOINT')
  const url = read.text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? (base && `${base.replace(/\/+$/, '')}/v1/traces`)
  const ratio = Number(read.text('OTEL_TRACES_SAMPLER_ARG') ?? '1')
  if (url === null || read.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return null
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    problems.push('OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address.')
  if (!(ratio >= 0 && ratio <= 1)) problems.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.')
  return {
    url,
    headers: pairsOf(read.text('OTEL_EXPORTER_OTLP_HEADERS')),
    serviceName: read.text('OTEL_SERVICE_NAME') ?? 'l-exchange',
    resource: pairsOf(read.text('OTEL_RESOURCE_ATTRIBUTES')),
    ratio,
    tellUpstreams: read.choice('LX_TRACE_UPSTREAMS') === 'on',
  }
}

/** `a=1,b=2`; what is not of that form is left out. */
function pairsOf(text: string | null): Record<string, string> {
  const pairs = (text ?? '').split(',').map((pair) => /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair))
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', unescaped(pair[2] ?? '')]] : [])))
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readAdmin(read: Reader, problems: string[]): Config['admin'] {
  const email = read.text('LX_ADMIN_EMAIL')
  const password = read.text('LX_ADMIN_PASSWORD')
  if (email === null && password === null) return null
  if (email === null || password === null) {
    problems.push(
      `${email === null ? 'LX_ADMIN_PASSWORD' : 'LX_ADMIN_EMAIL'} is set without ${email === null ? 'LX_ADMIN_EMAIL' : 'LX_ADMIN_PASSWORD'}: set both or none.`,
    )
    return null
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    problems.push(`LX_ADMIN_EMAIL must be an e-mail address, not "${email.slice(0, 100)}".`)
  if (password.length < 10 || password.length > 128) problems.push('LX_ADMIN_PASSWORD must have 10 to 128 characters.')
  return { email, password }
}

/** 32 bytes from 64 hex digits or base64 (plain or URL-safe); undefined for anything else. */
export function parseMasterKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === 32 ? bytes : undefined
}

function parseOrigin(text: string): string | undefined {
  const value = text.trim().replace(/\/$/, '')
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return undefined
  const { origin, pathname, search, hash, username, password } = new URL(value)
  return pathname === '/' && !search && !hash && !username && !password ? origin : undefined
}

function parseTime(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined
}

function allOf<T>(texts: readonly string[], parse: (text: string) => T | undefined): T[] | undefined {
  const values = texts.map(parse).filter((value) => value !== undefined)
  return values.length === texts.length ? values : undefined
}

function isListenAddress(host: string): boolean {
  return isIP(host) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/.test(host)
}

/** A mistyped LX_ name would otherwise be ignored in silence. */
function unknownNames(env: Environment): string[] {
  const others = new Set(['LX_TEST_SCALE', 'LX_CI'])
  return Object.keys(env)
    .filter((name) => name.startsWith('LX_') && !Object.hasOwn(variables, name) && !others.has(name))
    .map((name) => `${name} is set, but no such variable exists.`)
}
