/** The whole server on databases in memory, with a virtual clock and a stand-in for the relay; and short calls to its API. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credits } from '../../base/money.ts'
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
import type { Principal } from '../../relay/ports.ts'
import type { Reading } from '../../relay/watch/rules.ts'
import type { Core } from '../../sequencer/core.ts'
import type { RelayPort } from '../ports.ts'
import { runPort } from '../run-port.ts'
import { createServer, type ServerSettings } from '../server.ts'
import { close, openStores } from './stores.ts'

export { START } from './stores.ts'

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
  /** No record of an operator's act can be written. */
  readonly brokenRecords?: boolean
  readonly systemClock?: boolean
}

export async function openWorld(options: WorldOptions = {}) {
  const opened = await openStores({ systemClock: options.systemClock ?? false })
  const { core, history, identity, keys, channels, directory, log, metrics, lines, quarantine, alerts, texts } = opened
  const relayed: { readonly url: string; readonly session: Principal | undefined }[] = []
  const relay: RelayPort = {
    handle: async (request: IncomingMessage, response: ServerResponse, session?: Principal) => {
      relayed.push({ url: request.url ?? '', session })
      response.setHeader('content-type', 'application/json').end('{"relayed":true}')
    },
    health: () => ({ state: 'closed', failures: 0, waitMs: 0, probed: undefined }),
    probe: async () => ({
      ...{ ok: true, model: 'sandbox-small', status: 200, latencyMs: 1 },
      ...{ detail: null, failure: null, usage: undefined },
    }),
    stop: async () => undefined,
    ...options.relay,
  }
  const server = await createServer({
    ...{ core, history, keys, channels, relay, log, metrics, quarantine, alerts, texts },
    identity: options.brokenRecords
      ? { ...identity, acts: { ...identity.acts, begin: () => Promise.reject(full) } }
      : identity,
    runs: runPort(keys),
    offers: directory,
    backup: async () => ({
      name: 'backup',
      sequence: core.status().seq,
      head: '0'.repeat(64),
      bytes: 1,
      at: core.now(),
    }),
    instance: { version: '0.0.0-test', simulation: true, demo: false, startedAt: Date.now(), publicUrl: null },
    settings: {
      trustProxy: 0,
      metricsToken: null,
      webFolder: join(tmpdir(), 'no-such-web-folder'),
      checkAnswers: true,
      ...options.settings,
    },
  })
  if (!options.unset) await identity.people.ensureOperator(operatorEmail, password)
  const { port } = await server.listen(0, '127.0.0.1')
  return new World(`http://127.0.0.1:${port}`, {
    ...{ core, relayed, lines },
    setupToken: () => identity.setup.issue(),
    failHistory: (reason) => history.fail(reason),
    later: opened.later,
    found: opened.found,
    close: () => close(server, opened),
  })
}

const full = new Error('database or disk is full')

interface Inside {
  readonly core: Core
  readonly relayed: readonly { readonly url: string; readonly session: Principal | undefined }[]
  /** Log lines from warnings on. */
  readonly lines: readonly string[]
  /** A fresh one-time token for the first operator; null when there is one. */
  setupToken(): Promise<string | null>
  /** Moves the clock of sessions and lock-outs, not the market's. */
  later(ms: number): void
  /** Stops history where it is. */
  failHistory(reason: string): void
  /** What the alerts' rules are held against next. */
  found(reading: Partial<Reading>): Promise<void>
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
  readonly later: Inside['later']
  readonly found: Inside['found']
  readonly close: () => Promise<void>

  constructor(url: string, { core, relayed, lines, setupToken, failHistory, later, found, close }: Inside) {
    this.url = url
    this.core = core
    this.relayed = relayed
    this.lines = lines
    this.setupToken = setupToken
    this.failHistory = failHistory
    this.later = later
    this.found = found
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
  readonly iceberg?: string
  readonly trigger?: { readonly kind: 'stop_loss' | 'take_profit'; readonly price?: string; readonly trailBps?: number }
}

/** A limit order as the contract wants it; price and quantity as "price × quantity". */
export function limit(side: 'buy' | 'sell', terms: string, more: LimitTerms = {}) {
  const [price = '', quantity = ''] = terms.split(' × ')
  return { type: 'limit' as const, side, price, quantity, ...more }
}
