/** One running server for all official clients: foreign upstreams behind it, a customer each, and what must be true of everybody's bills at the end. */
import { LLMock } from '@copilotkit/aimock'
import { expect } from 'vitest'
import type { RequestOf } from '../../../src/cli/client.ts'
import { checkReceipt } from '../../../src/cli/receipt.ts'
import type { Receipt } from '../../../src/contract/calls.ts'
import { ServerProcess, temporaryDir } from '../../server-process.ts'
import { balanced, expectOwnSums, fromMicro, micro, type Person, Town } from '../people.ts'
import { knowledge } from './knowledge.ts'
import { MoodyUpstream } from './moody.ts'

/** Models of upstreams that are not ours, each speaking its maker's own dialect; every client is tried on all of them. */
export const foreign = ['up-chat', 'up-responses', 'up-claude', 'up-gemini'] as const

/** 1 µCR a token read, 2 µCR a token written; list is half as much again. */
const cost = [{ from: 0, rates: { input: '0.000001', output: '0.000002' } }]
const SECRET = 'upstream-secret'
const DRAWN = '100'

interface Parts {
  readonly server: ServerProcess
  readonly town: Town
  readonly mock: LLMock
  readonly moody: MoodyUpstream
}

interface Opened {
  readonly baseUrl: string
  readonly model: string
  readonly speaks?: ('openai.chat' | 'openai.responses')[]
  readonly onClientGone?: 'drain'
}

export class World {
  readonly #dir: ReturnType<typeof temporaryDir>
  readonly #server: ServerProcess
  readonly #customers: Customer[] = []
  readonly #town: Town
  /** Its journal tells how often the foreign upstreams were asked, and what. */
  readonly mock: LLMock
  readonly moody: MoodyUpstream

  private constructor(dir: ReturnType<typeof temporaryDir>, { server, town, mock, moody }: Parts) {
    this.#dir = dir
    this.#server = server
    this.#town = town
    this.mock = mock
    this.moody = moody
  }

  static async start(): Promise<World> {
    const dir = temporaryDir()
    const mock = new LLMock({ port: 0, journalMaxEntries: 0 })
    knowledge(mock)
    const [server, url] = await Promise.all([ServerProcess.start({ dataDir: dir.path }), mock.start()])
    const moody = await MoodyUpstream.start(url)
    const world = new World(dir, { server, town: await Town.of(server), mock, moody })
    await world.#openChannels()
    return world
  }

  get url(): string {
    return this.#server.url
  }

  async stop(): Promise<void> {
    await this.#server.stop()
    this.moody.stop()
    await this.mock.stop()
    this.#dir.remove()
  }

  /** Who has drawn 100 CR, or nothing. */
  async customer(name: string, credits = DRAWN): Promise<Customer> {
    const customer = new Customer(this.url, await this.#town.person(name, credits), credits)
    this.#customers.push(customer)
    return customer
  }

  /** Every bill of every customer is right, and nothing was made or lost. */
  async expectBooks(): Promise<void> {
    await Promise.all(this.#customers.map((customer) => customer.expectBills()))
    expect(await this.#town.imbalance()).toEqual(balanced)
    const { holds } = await this.#town.operator.call('admin.overview', {})
    expect(holds).toEqual({ open: 0, total: '0.000000' })
  }

  async #openChannels(): Promise<void> {
    const v1 = `${this.moody.url}/v1`
    const v1beta = `${this.moody.url}/v1beta`
    await this.#open('openai', { baseUrl: v1, model: 'up-chat', speaks: ['openai.chat'] })
    await this.#open('openai', { baseUrl: v1, model: 'up-responses', speaks: ['openai.responses'] })
    await this.#open('anthropic', { baseUrl: v1, model: 'up-claude' })
    await this.#open('gemini', { baseUrl: v1beta, model: 'up-gemini' })
    await this.#open('openai', { baseUrl: v1, model: 'up-drained', onClientGone: 'drain' })
  }

  async #open(provider: 'openai' | 'anthropic' | 'gemini', { model, ...given }: Opened): Promise<void> {
    const settings = { onClientGone: 'abort' as const, allowPrivate: true, secrets: [SECRET], ...given }
    const { channelId } = await this.#town.operator.call('admin.channels.create', {
      body: { name: model, provider, models: [{ model, maxOutput: 1_000 }], ...settings },
    })
    await this.#town.operator.call('admin.models.publish', { body: { channelId, model, cost } })
  }
}

/** What a client needs. */
export interface Access {
  readonly key: string
  /** Without a version. */
  readonly origin: string
  readonly fetch: typeof fetch
}

/** Somebody with a client: what the server answers is noted on its way, and must be found again in the bills. */
export class Customer implements Access {
  readonly #credits: string
  readonly #seen = new Set<string>()
  readonly #person: Person
  readonly origin: string

  constructor(origin: string, person: Person, credits: string) {
    this.origin = origin
    this.#person = person
    this.#credits = credits
  }

  get key(): string {
    return this.#person.caller.key
  }

  get person(): Person {
    return this.#person
  }

  /** The same customer with another key that may do less. */
  async limited(limits: Omit<RequestOf<'keys.create'>['body'], 'name'>): Promise<Access> {
    const { secret } = await this.#person.visitor.call('keys.create', { body: { name: 'limited', ...limits } })
    return { key: secret, origin: this.origin, fetch: this.fetch }
  }

  /** For clients to fetch by. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const id = response.headers.get('x-lx-call-id')
    if (id) this.#seen.add(id)
    return response
  }

  /** µCR available. */
  async balance(): Promise<number> {
    return micro((await this.#person.visitor.call('me.balances', {})).credits.available)
  }

  /** The newest so many calls, newest first, when nothing is on its way any more. */
  async last(count: number): Promise<Receipt[]> {
    await this.#settled()
    const { items } = await this.#person.visitor.call('calls.list', { query: { limit: count } })
    return Promise.all(items.map(({ callId }) => this.receipt(callId)))
  }

  /** Of the newest so many calls, newest first. */
  async charges(count = 1): Promise<string[]> {
    return (await this.last(count)).map(({ charge }) => charge ?? '')
  }

  async #receipts(): Promise<Receipt[]> {
    await this.#settled()
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await this.#person.visitor.call('calls.list', {
        query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) },
      })
      ids.push(...page.items.map(({ callId }) => callId))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return Promise.all(ids.map((callId) => this.receipt(callId)))
  }

  receipt(callId: string): Promise<Receipt> {
    return this.#person.visitor.call('calls.get', { params: { callId } })
  }

  /** Receipts and ledger tell the same: each answered call once, each bill by its own numbers, all of them what the balance is short of. */
  async expectBills(): Promise<void> {
    const receipts = await this.#receipts()
    const known = new Set(receipts.map(({ callId }) => callId))
    expect(receipts).toHaveLength(known.size)
    expect([...this.#seen].filter((id) => !known.has(id))).toEqual([])
    const inOrder = receipts.toSorted((a, b) => Number(a.record?.['receipt']) - Number(b.record?.['receipt']))
    expect(inOrder.map(({ record }) => record?.['receipt'])).toEqual(inOrder.map((_, i) => i + 1))
    let charged = 0
    for (const [i, receipt] of inOrder.entries()) {
      expect([receipt.callId, await checkReceipt(receipt)]).toEqual([receipt.callId, []])
      if (i > 0) expect(receipt.prevHash).toBe(inOrder[i - 1]?.hash)
      charged += micro(receipt.charged)
    }
    const { credits } = await this.#person.visitor.call('me.balances', {})
    expect([credits.available, credits.hold]).toEqual([fromMicro(micro(this.#credits) - charged), '0.000000'])
    await expectOwnSums(this.#person)
  }

  /** Nothing is held, and history has seen it. */
  async #settled(): Promise<void> {
    const deadline = performance.now() + 10_000
    while (micro((await this.#person.visitor.call('me.balances', {})).credits.hold) > 0) {
      if (performance.now() > deadline) throw new Error('credits are still held')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
