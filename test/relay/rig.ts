/** The relay on loopback over the real core: accounts with credits, keys, channels to fake upstreams, official clients. */
import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI from 'openai'
import { type Credits, credits } from '../../src/base/money.ts'
import type { CommandType, InputOf, KeyBudget, KeyId, Tier } from '../../src/engine/command.ts'
import type { EventOf } from '../../src/engine/event.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { flatRates, type Rates } from '../../src/engine/metering/rates.ts'
import { Rejection } from '../../src/engine/rejections.ts'
import { accountView, callState, keyByHash, quoteCall, spendable } from '../../src/engine/views.ts'
import { createKeys, type KeyCore, type Keys } from '../../src/identity/keys/keys.ts'
import { type IdentityTables, migrateIdentity } from '../../src/identity/schema.ts'
import type { Kept } from '../../src/relay/call/kind.ts'
import type { Channel, ChannelModel } from '../../src/relay/channels/channel.ts'
import { createChannelDirectory } from '../../src/relay/channels/directory.ts'
import { type RelayTables, relayMigrations } from '../../src/relay/channels/schema.ts'
import { defaultChannelSettings } from '../../src/relay/channels/settings.ts'
import { createVault } from '../../src/relay/channels/vault.ts'
import { openKept } from '../../src/relay/kept.ts'
import type {
  Answer,
  CardRef,
  MoneyPort,
  Principal,
  QuoteInput,
  QuotePort,
  ReplayStore,
  RunPort,
} from '../../src/relay/ports.ts'
import { type CardTerms, cardInput } from '../../src/relay/prices/card.ts'
import { createProviders } from '../../src/relay/providers/registry.ts'
import { sandboxCost, sandboxModels } from '../../src/relay/providers/sandbox/models.ts'
import { createRelay, type Relay } from '../../src/relay/relay.ts'
import { memoryReplayStore } from '../../src/relay/replay/memory.ts'
import { defaultSettings, type RelaySettings } from '../../src/relay/settings.ts'
import { roughCounter, type TokenCounter } from '../../src/relay/usage/count.ts'
import { runPort } from '../../src/server/run-port.ts'
import { migrate } from '../../src/sql/migrate.ts'
import { openLocal } from '../../src/sql/open.ts'
import { silentLog } from '../../src/telemetry/log.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import type { CallTracer } from '../../src/telemetry/traces.ts'
import { Driver } from '../engine/driver.ts'
import { FakeUpstream } from './upstream.ts'

/** 1 µCR a token read, 2 µCR a token written: sums that can be done in the head. */
export const testCost: Rates = flatRates({ input: 1_000_000, output: 2_000_000, cacheRead: 500_000 })

export interface RigOptions {
  readonly settings?: Partial<RelaySettings>
  readonly channels?: readonly Partial<Channel>[]
  readonly counter?: TokenCounter
  readonly replays?: ReplayStore
  readonly pieceMs?: number
  readonly tracer?: CallTracer
  /** How long an answer of the core waits for the disk; it may reject. */
  readonly disk?: (type: CommandType) => Promise<unknown>
}

export interface Person {
  readonly account: AccountId
  readonly secret: string
  readonly client: OpenAI
}

export interface PersonOptions {
  readonly credits?: number
  readonly principal?: Partial<Principal>
  readonly budget?: Partial<KeyBudget>
}

export class Rig {
  readonly driver = new Driver()
  readonly upstream = new FakeUpstream()
  readonly money: MoneyPort & { readonly log: { readonly type: CommandType; readonly input: unknown }[] }
  readonly channels: Channel[] = []
  readonly directory
  readonly db = openLocal<RelayTables>({ file: ':memory:' })
  readonly kept: Kept
  /** Of runs. */
  keys: Keys | undefined
  readonly relay: Relay
  baseUrl = ''
  upstreamUrl = ''
  readonly #server: Server
  readonly #people = new Map<string, Principal>()
  readonly #cards = new Map<string, CardRef>()
  readonly #options: RigOptions

  constructor(options: RigOptions = {}) {
    this.#options = options
    this.money = moneyOver(this.driver, options.disk ?? (() => new Promise((resolve) => setImmediate(resolve))))
    this.directory = createChannelDirectory({ active: (channel, model) => this.#cards.get(`${channel}/${model}`) })
    const settings = { ...defaultSettings, concurrency: { lv1: 1_000, higher: 1_000 }, ...options.settings }
    const clock = { now: () => this.driver.now }
    this.kept = openKept({ db: this.db, vault: createVault(Buffer.alloc(32, 7)), clock, settings })
    this.relay = createRelay({
      money: this.money,
      keys: {
        find: (secret) => this.#find(secret),
        current: (account, keyId) => this.#current(account, keyId),
      },
      channels: this.directory,
      replays: options.replays ?? memoryReplayStore(),
      kept: this.kept,
      runPort: {
        open: (owner, ask) => this.#runs().open(owner, ask),
        list: (owner, query) => this.#runs().list(owner, query),
        find: (owner, id) => this.#runs().find(owner, id),
        close: (owner, id) => this.#runs().close(owner, id),
      },
      quotes: quotesOver(this.driver),
      providers: createProviders({ sandbox: { pieceMs: options.pieceMs ?? 0, now: clock.now } }),
      counter: options.counter ?? roughCounter,
      clock,
      log: silentLog,
      meter: createMetrics().relay,
      ...(options.tracer && { tracer: options.tracer }),
      node: 'test',
      random: () => 0.5,
      settings,
    })
    this.#server = createServer((request, response) => void this.relay.handle(request, response))
    this.#server.on('upgrade', (request, stream, head) => this.relay.upgrade(request, stream, head))
  }

  async start(): Promise<this> {
    const upstreamUrl = await this.upstream.listen()
    this.upstreamUrl = upstreamUrl
    await migrate<RelayTables>(this.db, relayMigrations)
    await this.#openKeys()
    await this.relay.start()
    this.driver.do('treasury.fund', { amount: credits(1_000_000_000), reason: 'test' })
    const given = this.#options.channels ?? [{}]
    for (const [index, channel] of given.entries()) this.addChannel({ id: index + 1, baseUrl: upstreamUrl, ...channel })
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.baseUrl = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
    return this
  }

  /** Keys of runs are identity's own; people and their keys are the rig's. */
  async #openKeys(): Promise<void> {
    const db = openLocal<IdentityTables>({ file: ':memory:' })
    await migrateIdentity(db)
    const { driver } = this
    const view: KeyCore['view'] = (hash) => keyByHash(driver.engine, hash, driver.now)
    const submit: KeyCore['submit'] = async (type, input, idem) => driver.try(type, input, idem)
    this.keys = await createKeys({ db, core: { submit, view, now: () => driver.now }, log: silentLog })
  }

  #runs(): RunPort {
    if (!this.keys) throw new Error('the rig has not started')
    return runPort(this.keys)
  }

  async stop(): Promise<void> {
    this.upstream.close()
    this.#server.closeAllConnections()
    this.#server.close()
    await this.relay.stop(1_000)
    await this.db.close()
  }

  addChannel(given: Partial<Channel> & { readonly id: number }, cost: Rates = testCost): Channel {
    const channel: Channel = {
      ...defaultChannelSettings,
      name: `channel ${given.id}`,
      provider: 'openai',
      keys: [{ id: `k${given.id}`, secret: `upstream-secret-${given.id}` }],
      models: [testModel()],
      allowPrivate: true,
      ...given,
    }
    this.channels.push(channel)
    for (const { model } of channel.models) this.publish(channel.id, model, cost)
    this.directory.refresh(this.channels)
    return channel
  }

  /** A channel to the sandbox with its own prices. */
  addSandbox(id = 90, change: Partial<Channel> = {}): void {
    const channel = this.addChannel({
      ...{ id, provider: 'sandbox', baseUrl: '', keys: [], models: sandboxModels },
      ...change,
    })
    for (const { model } of channel.models) this.publish(id, model, sandboxCost(model)!)
  }

  /** List is twice the cost, so that a Lv1 caller pays 2 µCR a token read and 4 µCR a token written. */
  publish(channel: number, model: string, price: Rates | Pick<CardTerms, 'cost' | 'services'>): void {
    const terms = 'cost' in price ? price : { cost: price }
    const input = cardInput({ channel, model, markupBps: 20_000, ...terms })
    const { cardId } = this.driver.do('card.publish', input)
    this.#cards.set(`${channel}/${model}`, { cardId, ...input })
  }

  person(name: string, options: PersonOptions = {}): Person {
    const { account } = this.driver.do('account.open', {
      identity: name,
      operator: options.principal?.operator ?? false,
    })
    const amount = credits(options.credits ?? 10_000_000)
    if (amount > 0) this.driver.do('topup.credit', { account, amount, provider: 'test', paymentId: `p-${name}` })
    const secret = `sk-lx-${name}`
    const hash = createHash('sha256').update(secret).digest('hex')
    const budget: KeyBudget = { total: null, daily: null, monthly: null, ...options.budget }
    const { keyId } = this.driver.do('key.create', { account, hash, expiresAt: null, budget })
    this.#people.set(secret, principalOf(account, keyId, options.principal))
    return { account, secret, client: this.client(secret) }
  }

  client(secret: string): OpenAI {
    return new OpenAI({ apiKey: secret, baseURL: this.baseUrl, maxRetries: 0, timeout: 60_000 })
  }

  principal(secret: string): Principal {
    return this.#people.get(secret)!
  }

  balance(account: AccountId): Credits {
    return accountView(this.driver.engine, account, this.driver.now)!.credits.available
  }

  held(account: AccountId): Credits {
    return accountView(this.driver.engine, account, this.driver.now)!.credits.hold
  }

  captures(): EventOf<'call.captured'>[] {
    return this.driver.seen('call.captured')
  }

  releases(): EventOf<'call.released'>[] {
    return this.driver.seen('call.released') as EventOf<'call.released'>[]
  }

  /** A request without a client in between. */
  post(
    path: string,
    init: {
      readonly secret?: string
      readonly body: string | Uint8Array
      readonly headers?: Record<string, string>
      readonly signal?: AbortSignal
    },
  ): Promise<Response> {
    return fetch(this.baseUrl + path, {
      method: 'POST',
      body: init.body as BodyInit,
      headers: {
        'content-type': 'application/json',
        ...(init.secret ? { authorization: `Bearer ${init.secret}` } : {}),
        ...init.headers,
      },
      ...(init.signal ? { signal: init.signal } : {}),
    })
  }

  /** Takes the key away. */
  forget(secret: string): void {
    this.#people.delete(secret)
  }

  #current(account: AccountId, keyId: KeyId | null) {
    const principal = [...this.#people.values()].find((one) => one.account === account && one.keyId === keyId)
    return principal ? ({ ok: true, principal } as const) : ({ ok: false, reason: 'key_revoked' } as const)
  }

  get(path: string, secret: string): Promise<Response> {
    return fetch(this.baseUrl + path, { headers: { authorization: `Bearer ${secret}` } })
  }

  #ofRun(secret: string): Principal | undefined {
    const found = this.keys?.directory.find(secret, null)
    if (!found?.ok) return undefined
    const { account, keyId, scopes, allowedModels } = found.key
    return principalOf(account, keyId, { scopes, models: allowedModels })
  }

  #find(secret: string) {
    const principal = this.#people.get(secret) ?? this.#ofRun(secret)
    return principal ? ({ ok: true, principal } as const) : ({ ok: false, reason: 'invalid_key' } as const)
  }
}

export function testModel(change: Partial<ChannelModel> = {}): ChannelModel {
  return {
    model: 'm',
    upstream: 'm',
    kind: 'chat',
    contextLength: null,
    maxOutput: 1_000,
    imageTokens: null,
    ...change,
  }
}

function principalOf(account: AccountId, keyId: KeyId, change: Partial<Principal> = {}): Principal {
  const limits = { requestsPerMinute: null, tokensPerMinute: null, concurrent: null }
  const facts = { operator: false, tier: 'lv1' as Tier, scopes: ['relay'], models: null, limits }
  return { account, keyId, ...facts, groups: [], fitToBalance: false, ...change }
}

/** Answers arrive a tick later, as they do from a disk. */
function moneyOver(driver: Driver, disk: NonNullable<RigOptions['disk']>): Rig['money'] {
  const log: { type: CommandType; input: unknown }[] = []
  const command =
    <T extends CommandType>(type: T) =>
    async (input: InputOf<T>): Promise<Answer<T>> => {
      log.push({ type, input })
      const outcome = driver.try(type, input)
      await disk(type)
      return outcome
    }
  return {
    log,
    now: () => driver.now,
    boot: command('relay.boot'),
    beat: command('relay.beat'),
    authorize: command('call.authorize'),
    isHeld: (callId) => driver.engine.state.holds.get(callId) !== undefined,
    stateOf: (callId) => callState(driver.engine, callId),
    extend: command('call.extend'),
    capture: command('call.capture'),
    release: command('call.release'),
    cost: command('upstream.cost'),
  }
}

function quotesOver(driver: Driver): QuotePort {
  const quoted = (input: QuoteInput) => quoteCall(driver.engine, { ...input, now: driver.now })
  return {
    quote: async (input) => quoted(input),
    hold(input) {
      const quote = quoted(input)
      return quote instanceof Rejection ? undefined : quote.hold
    },
    spendable: ({ account, keyId }) => spendable(driver.engine, { account, keyId, now: driver.now }),
  }
}

/** The pieces of a response's body as they arrive; throws when it breaks off. */
export async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body!.getReader()
  for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value
}

/** Waits until the condition holds; fails after twenty seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
