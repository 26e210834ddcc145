/** One trading, staking, calling customer who notes every acknowledgement and asks again for what was not acknowledged. */
import type { Prng } from '../../src/base/prng.ts'
import type { Visitor } from '../server-process.ts'
import { type Answer, billOf, Caller } from './caller.ts'

/** Something asked for once, however often it is sent: it carries its own retry id. */
interface Request {
  readonly id: string
  readonly kind: 'faucet' | 'stake' | 'unstake' | 'order' | 'call' | 'stream'
  readonly path: string
  readonly body: object
}

/** What the first acknowledgement said. */
interface Noted extends Request {
  readonly result: unknown
}

/** By the load's own nature; anything else would be a consequence of the kills. */
const expected = new Set([
  'insufficient_credits',
  'insufficient_lco',
  'insufficient_stake',
  'too_many_orders',
  'too_many_calls',
  'faucet_daily_cap',
])

export class Witness {
  readonly acknowledged: Noted[] = []
  /** Calls without a retry id, by call id, with the cost the caller was told. */
  readonly costs = new Map<string, string>()
  readonly keys = new Map<number, string>()
  readonly canceled = new Set<string>()
  /** Calls that were billed, but the answer was lost with the process. */
  lostAnswers = 0
  readonly #name: string
  readonly #random: Prng
  readonly #open = new Map<string, Request>()
  #visitor: Visitor
  #caller: Caller
  #sent = 0

  constructor(name: string, access: { readonly visitor: Visitor; readonly caller: Caller; readonly random: Prng }) {
    this.#name = name
    this.#visitor = access.visitor
    this.#caller = access.caller
    this.#random = access.random
  }

  get visitor(): Visitor {
    return this.#visitor
  }

  get unanswered(): number {
    return this.#open.size
  }

  moveTo(url: string): void {
    this.#visitor = this.#visitor.at(url)
    this.#caller = new Caller(url, this.#caller.key)
  }

  /** One step of load. Rejects when the server goes away in the middle. Returns how much was acknowledged. */
  async step(): Promise<void> {
    const pick = this.#random.below(100)
    if (pick < 4) return this.#makeKey()
    if (pick < 12) return this.#cancel()
    if (pick < 24) return this.#looseCall()
    await this.#ask(this.#next())
  }

  /** Sends again what the last process did not answer; afterwards nothing is open. */
  async settle(): Promise<void> {
    for (const request of this.#open.values()) await this.#ask(request)
  }

  /** The same request once more gives what it gave the first time. Undefined when nothing was acknowledged yet. */
  async repeat(noted = this.#any()): Promise<{ readonly first: unknown; readonly again: unknown } | undefined> {
    if (!noted) return undefined
    const answer = await this.#send(noted)
    if (answer.code === 'call_already_done') return { first: noted.result, again: noted.result }
    return { first: noted.result, again: resultOf(noted, answer) }
  }

  #any(): Noted | undefined {
    return this.acknowledged.length === 0 ? undefined : this.#random.pick(this.acknowledged)
  }

  #send({ id, path, body }: Request): Promise<Answer> {
    return this.#caller.post(path, body, { 'idempotency-key': id })
  }

  async #ask(request: Request): Promise<void> {
    this.#open.set(request.id, request)
    const answer = await this.#send(request)
    this.#open.delete(request.id)
    if (answer.code === 'call_already_done') this.lostAnswers += 1
    else if (answer.status < 300) this.acknowledged.push({ ...request, result: resultOf(request, answer) })
    else if (!expected.has(answer.code ?? '')) throw new Refused(`${request.kind}: ${answer.status} ${answer.text}`)
  }

  #next(): Request {
    this.#sent += 1
    const id = `${this.#name}-${this.#sent}`
    const pick = this.#random.below(100)
    if (pick < 20) return { id, kind: 'faucet', path: '/api/v1/faucet', body: { amount: '0.01' } }
    if (pick < 30) return { id, kind: 'stake', path: '/api/v1/stake', body: { amount: '0.25' } }
    if (pick < 38) return { id, kind: 'unstake', path: '/api/v1/stake/remove', body: { amount: '0.125' } }
    if (pick < 70) return { id, kind: 'order', path: '/api/v1/orders', body: this.#order(id) }
    const stream = pick >= 85
    return {
      id,
      kind: stream ? 'stream' : 'call',
      path: '/v1/chat/completions',
      body: { model: 'sandbox-chat', max_tokens: 20, stream, messages: [{ role: 'user', content: `Ask ${id}` }] },
    }
  }

  /** Around one price, so that many trade at once. */
  #order(clientOrderId: string): object {
    const side = this.#random.chance(50) ? 'buy' : 'sell'
    const price = `0.${49_990 + this.#random.below(20)}`
    return { type: 'limit', side, price, quantity: `${2 + this.#random.below(3)}.5`, clientOrderId }
  }

  async #cancel(): Promise<void> {
    const placed = this.acknowledged.filter(({ kind, id }) => kind === 'order' && !this.canceled.has(id))
    if (placed.length === 0) return
    const { id } = this.#random.pick(placed)
    const { status } = await this.#caller.send(`/api/v1/orders/client:${id}`, { method: 'DELETE' })
    if (status === 200) this.canceled.add(id)
  }

  async #looseCall(): Promise<void> {
    const answer = await this.#caller.chat('Say something', { max_tokens: 15, stream: this.#random.chance(50) })
    const bill = billOf(answer)
    const whole = !answer.text.startsWith('data:') || answer.text.includes('[DONE]')
    if (answer.status === 200 && bill && whole) this.costs.set(bill.callId, bill.cost)
  }

  async #makeKey(): Promise<void> {
    if (this.keys.size >= 40) return
    const { keyId, secret } = await this.#visitor.call('keys.create', { body: { name: 'another' } })
    this.keys.set(keyId, secret)
  }
}

/** The server answered what the load can not explain. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** What must be the same in every answer to the same request; where the journal stands may differ. */
function resultOf({ kind }: Request, answer: Answer): unknown {
  if (kind === 'call' || kind === 'stream') return billOf(answer)
  const { sequence: _, repeated: __, ...result } = Object(answer.json) as Record<string, unknown>
  return result
}
