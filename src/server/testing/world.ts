/** The whole server on databases in memory, with a virtual clock and a stand-in for the relay; and short calls to its API. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import type { Credits, Millis } from '../../base/money.ts'
import type { Scope } from '../../contract/endpoint.ts'
import {
  type BodyOf,
  type EndpointId,
  endpoints,
  type ParamsOf,
  pathOf,
  type QueryOf,
  type ResponseOf,
} from '../../contract/index.ts'
import type { CallFacts, CardId, KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { flatRates } from '../../engine/metering/rates.ts'
import { keyByHash } from '../../engine/views.ts'
import { historyMigrations } from '../../history/migrations.ts'
import { createProjector } from '../../history/projector.ts'
import { createQueries } from '../../history/queries.ts'
import type { HistorySchema } from '../../history/schema.ts'
import { createIdentity } from '../../identity/identity.ts'
import { createKeys } from '../../identity/keys/keys.ts'
import type { IdentityTables } from '../../identity/schema.ts'
import { hashing } from '../../identity/testing/world.ts'
import { memoryStore, openMemoryJournal } from '../../journal/memory.ts'
import { createChannelDirectory } from '../../relay/channels/directory.ts'
import { type RelayTables, relayMigrations } from '../../relay/channels/schema.ts'
import { openChannelStore } from '../../relay/channels/store.ts'
import { createVault } from '../../relay/channels/vault.ts'
import type { Principal } from '../../relay/ports.ts'
import type { Core } from '../../sequencer/core.ts'
import { openCore } from '../../sequencer/open.ts'
import { migrate } from '../../sql/migrate.ts'
import { openLocal } from '../../sql/open.ts'
import { createLog } from '../../telemetry/log.ts'
import { createMetrics } from '../../telemetry/metrics.ts'
import type { RelayPort } from '../ports.ts'
import { createServer, type ServerSettings } from '../server.ts'

/** Tuesday, 6 January 2026, 00:00 UTC. */
export const START = 1_767_657_600_000 as Millis
export const password = 'correct horse battery'
export const operatorEmail = 'operator@example.test'
const facts: CallFacts = {
  latencyMs: 12,
  firstTokenMs: 5,
  dialect: 'openai',
  stream: true,
  status: 200,
  outcome: 'stop',
  estimated: false,
  quarantined: false,
}

export interface WorldOptions {
  readonly settings?: Partial<ServerSettings>
  readonly relay?: Partial<RelayPort>
  /** Starts as a new instance does, without an operator. */
  readonly unset?: boolean
}

export async function openWorld(options: WorldOptions = {}) {
  const opened = await openStores()
  const { core, history, identity, keys, channels, directory, log, metrics, lines } = opened
  const relayed: { readonly url: string; readonly session: Principal | undefined }[] = []
  const relay: RelayPort = {
    handle: async (request: IncomingMessage, response: ServerResponse, session?: Principal) => {
      relayed.push({ url: request.url ?? '', session })
      response.setHeader('content-type', 'application/json').end('{"relayed":true}')
    },
    health: () => ({ state: 'closed', failures: 0, waitMs: 0 }),
    stop: async () => undefined,
    ...options.relay,
  }
  const server = await createServer({
    ...{ core, history, identity, keys, channels, relay, log, metrics },
    offers: directory,
    probe: async () => ({ ok: true, model: 'sandbox-small', status: 200, latencyMs: 1, detail: null }),
    backup: async () => ({
      name: 'backup',
      sequence: core.status().seq,
      head: '0'.repeat(64),
      bytes: 1,
      at: core.now(),
    }),
    instance: { version: '0.0.0-test', simulation: true, demo: false, startedAt: Date.now() },
    settings: { trustProxy: 0, metricsToken: null, webFolder: tmpdir(), checkAnswers: true, ...options.settings },
  })
  if (!options.unset) await identity.people.ensureOperator(operatorEmail, password)
  const { port } = await server.listen(0, '127.0.0.1')
  return new World(`http://127.0.0.1:${port}`, {
    ...{ core, relayed, lines },
    setupToken: () => identity.setup.issue(),
    failHistory: (reason) => history.fail(reason),
    close: () => close(server, opened),
  })
}

async function openStores() {
  const lines: string[] = []
  const log = createLog({ level: 'warn', write: (line) => lines.push(line) })
  const metrics = createMetrics()
  const journal = await openMemoryJournal(memoryStore())
  const core = await openCore({
    journal,
    engine: { simulation: true, paranoid: true },
    virtualStart: START,
    onFatal: (error) => lines.push(`fatal ${error.message}`),
  })
  const historyDb = openLocal<HistorySchema>({ file: ':memory:' })
  await migrate<HistorySchema>(historyDb, historyMigrations)
  const history = followed(core, historyDb)
  const identityDb = openLocal<IdentityTables>({ file: ':memory:' })
  const identity = await createIdentity({
    db: identityDb,
    sessionKey: new Uint8Array(32).fill(3),
    publicUrl: null,
    trustedOrigins: ['https://trusted.example'],
    openAccount: async ({ identityId, operator }) => {
      const outcome = await core.submit('account.open', { identity: identityId, operator })
      if (!outcome.ok) throw new Error(outcome.code)
      return outcome.result.account
    },
    log,
    meter: metrics.identity,
    hashing,
  })
  const keys = await createKeys({
    db: identityDb,
    core: {
      submit: (type, input) => core.submit(type, input),
      view: (hash) => core.peek((engine) => keyByHash(engine, hash, core.now())),
      now: () => core.now(),
    },
    log,
  })
  const relayDb = openLocal<RelayTables>({ file: ':memory:' })
  await migrate<RelayTables>(relayDb, relayMigrations)
  const directory = createChannelDirectory({
    active: (channel, model) =>
      core.peek(({ state: { cards } }) => {
        const cardId = cards.current(channel, model)
        const card = cardId === undefined ? undefined : cards.get(cardId)
        return cardId === undefined || !card ? undefined : { cardId, list: card.list, cost: card.cost }
      }),
  })
  const channels = await openChannelStore({
    db: relayDb,
    vault: createVault(new Uint8Array(32).fill(5)),
    clock: { now: () => core.now() },
    provider: (name) => (['sandbox', 'openai'].includes(name) ? { needsBaseUrl: name === 'openai' } : undefined),
  })
  channels.onChange(() => directory.refresh(channels.list()))
  return {
    core,
    history,
    identity,
    keys,
    channels,
    directory,
    log,
    metrics,
    lines,
    databases: [historyDb, identityDb, relayDb],
  }
}

/** History in this thread, fed by what the core publishes. */
function followed(core: Core, db: Parameters<typeof createQueries>[0]) {
  const projector = createProjector(db)
  let position = 0
  let failure: string | null = null
  let tail: Promise<void> = Promise.resolve()
  core.subscribe((batch) => {
    if (failure !== null) return
    tail = tail
      .then(() => projector.project(batch))
      .then(() => {
        position = batch.at(-1)?.seq ?? position
      })
  })
  return {
    queries: createQueries(db),
    position: () => position,
    failure: () => failure,
    /** Stops here, as a projector does that can not write. */
    fail(reason: string) {
      failure = reason
    },
    caughtUpTo: async () => {
      await tail
      return position
    },
  }
}

async function close(
  server: Awaited<ReturnType<typeof createServer>>,
  { core, history, keys, databases }: Awaited<ReturnType<typeof openStores>>,
): Promise<void> {
  await server.close(1000)
  await keys.close()
  await core.close()
  await history.caughtUpTo()
  for (const db of databases) await db.close()
}

interface Inside {
  readonly core: Core
  readonly relayed: readonly { readonly url: string; readonly session: Principal | undefined }[]
  /** Log lines from warnings on. */
  readonly lines: readonly string[]
  /** A fresh one-time token for the first operator; null when there is one. */
  setupToken(): Promise<string | null>
  /** Stops history where it is. */
  failHistory(reason: string): void
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; undefined when it is not JSON. */
  readonly json: unknown
  /** The problem's code; undefined when it is no problem. */
  readonly code: string | undefined
}

export class World {
  readonly url: string
  readonly core: Core
  readonly relayed: Inside['relayed']
  readonly lines: Inside['lines']
  readonly setupToken: Inside['setupToken']
  readonly failHistory: Inside['failHistory']
  readonly close: () => Promise<void>

  constructor(url: string, { core, relayed, lines, setupToken, failHistory, close }: Inside) {
    this.url = url
    this.core = core
    this.relayed = relayed
    this.lines = lines
    this.setupToken = setupToken
    this.failHistory = failHistory
    this.close = close
  }

  async send(
    method: string,
    path: string,
    more: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { body, headers = {} } = more
    const bytes =
      body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(bytes === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(bytes === undefined ? {} : { body: bytes as string }),
      redirect: 'manual',
    })
    const text = await response.text()
    const json = parsed(text)
    const { code } = (json ?? {}) as { readonly code?: string }
    return { status: response.status, headers: response.headers, text, json, code }
  }

  /** A new person, signed in. */
  async signUp(name: string): Promise<Visitor> {
    const answer = await this.send('POST', '/api/auth/sign-up/email', {
      body: { email: `${name}@example.test`, password, name },
    })
    if (answer.status !== 200) throw new Error(`sign-up: ${answer.status} ${answer.text}`)
    return new Visitor(this, { cookie: cookieOf(answer.headers) }).known()
  }

  /** Somebody with credits and 1,000 LCO mined by a paid call. */
  async trader(name: string): Promise<Visitor> {
    const visitor = await this.signUp(name)
    await this.mine(visitor.account, 100)
    return visitor
  }

  /** Tops up 1,000 CR, then spends `credits` on one call: 10 LCO each in era 0. */
  async mine(account: AccountId, credits: number, keyId: KeyId | null = null): Promise<string> {
    const cards = await this.core.submit('card.publish', {
      channel: 1,
      model: 'sandbox-small',
      list: flatRates({ output: 1_000_000_000_000 }),
      cost: flatRates({ output: 600_000_000_000 }),
      eligible: false,
    })
    const cardId = (cards.ok ? cards.result.cardId : 1) as CardId
    const callId = `call-${this.core.status().seq}`
    const paymentId = `pay-${callId}`
    const usage = [0, 0, 0, 0, 0, 0, credits]
    await this.core.submit('topup.credit', { account, amount: 1_000_000_000 as Credits, provider: 'test', paymentId })
    await this.core.submit('call.authorize', {
      bootId: 'boot',
      callId,
      account,
      keyId,
      cardIds: [cardId],
      bound: usage,
    })
    const captured = await this.core.submit('call.capture', { callId, cardId, usage, facts, unrecovered: [] })
    if (!captured.ok) throw new Error(captured.code)
    return callId
  }

  /** The operator, signed in. */
  async operator(): Promise<Visitor> {
    const known = await this.send('POST', '/api/auth/sign-in/email', { body: { email: operatorEmail, password } })
    if (known.status === 200) return new Visitor(this, { cookie: cookieOf(known.headers) }).known()
    throw new Error(`no operator: ${known.text}`)
  }
}

/** Somebody who sends a cookie or a key with every request. */
export class Visitor {
  readonly world: World
  readonly headers: Readonly<Record<string, string>>
  account = 0 as AccountId

  constructor(world: World, headers: Readonly<Record<string, string>>) {
    this.world = world
    this.headers = headers
  }

  /** Looks up the own account. */
  async known(): Promise<this> {
    this.account = (await this.call('me.get')).account as AccountId
    return this
  }

  send(
    method: string,
    path: string,
    ...[body, headers]: [body?: unknown, headers?: Record<string, string>]
  ): Promise<Answer> {
    const all = { ...this.headers, ...headers }
    return this.world.send(method, `/api/v1${path}`, { headers: all, ...(body === undefined ? {} : { body }) })
  }

  /** What the endpoint answers; rejects on any refusal. */
  async call<Id extends EndpointId>(id: Id, ask: Ask<Id> = {}): Promise<ResponseOf<Id>> {
    const { method } = endpoints[id]
    const search = new URLSearchParams(Object.entries(ask.query ?? {}).map(([name, value]) => [name, String(value)]))
    const path = pathOf(id, (ask.params ?? {}) as ParamsOf<Id>) + (search.size > 0 ? `?${search}` : '')
    const body = ask.body === undefined ? {} : { body: ask.body }
    const answer = await this.world.send(method, path, { headers: { ...this.headers, ...ask.headers }, ...body })
    if (answer.status >= 300) throw new Error(`${id}: ${answer.status} ${answer.text}`)
    return answer.json as ResponseOf<Id>
  }

  /** A key of this person as a visitor of its own. */
  async withKey(
    scopes: readonly Scope[],
    more: Partial<BodyOf<'keys.create'>> = {},
  ): Promise<Visitor & { readonly secret: string }> {
    const body = { name: 'test key', scopes: [...scopes], ...more }
    const made = await this.call('keys.create', { body })
    const visitor = new Visitor(this.world, { authorization: `Bearer ${made.secret}` })
    visitor.account = this.account
    return Object.assign(visitor, { secret: made.secret })
  }
}

export interface Ask<Id extends EndpointId> {
  readonly params?: ParamsOf<Id>
  readonly query?: Partial<QueryOf<Id>>
  readonly body?: BodyOf<Id>
  readonly headers?: Readonly<Record<string, string>>
}

export function cookieOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export interface LimitTerms {
  readonly timeInForce?: 'gtc' | 'ioc' | 'fok'
  readonly postOnly?: boolean
  readonly clientOrderId?: string
}

/** A limit order as the contract wants it; price and quantity as "price × quantity". */
export function limit(side: 'buy' | 'sell', terms: string, more: LimitTerms = {}) {
  const [price = '', quantity = ''] = terms.split(' × ')
  return { type: 'limit' as const, side, price, quantity, ...more }
}
