/** Made-up but consistent published commands, for tests and benches that need volume or odd cases. The engine's own events are tested elsewhere. */
import { MINUTE_MS } from '../base/calendar.ts'
import type { Bps, Credits, Lots, Millis, Pico, Ticks } from '../base/money.ts'
import { type Prng, prng } from '../base/prng.ts'
import type { CallFacts, CardId, CommandType, KeyId, OrderId, OrderView } from '../engine/command.ts'
import type { Event } from '../engine/event.ts'
import { type AccountId, P, U, userSlot } from '../engine/ledger/chart.ts'
import { carry, holdFor, priceUsage } from '../engine/metering/charge.ts'
import { flatRates } from '../engine/metering/rates.ts'
import { eraOf, minedBy } from '../engine/mining/emission.ts'
import type { Published } from '../sequencer/core.ts'

export interface SampleOptions {
  readonly seed: number
  readonly accounts: number
  /** Share of everything that account 1 does, percent: one very busy customer. */
  readonly busiest?: number
  /** Share of steps that are API calls, percent; the rest trade and take marks. */
  readonly calls: number
  readonly startAt: Millis
  /** Time between steps, ms. */
  readonly stepMs: number
}

const models = ['lx-small', 'lx-large', 'lx-embed']
const list = flatRates({ input: 1_500_000, output: 6_000_001 })
const cost = flatRates({ input: 1_000_000, output: 4_000_001 })

/** An endless session: accounts, cards and top-ups first, then calls, trades and marks in the given mix. */
export class Sample {
  readonly #random: Prng
  readonly #options: SampleOptions
  readonly #carried = new Map<AccountId, Pico>()
  #seq = 0
  #at: number
  #x = 0 as Credits
  #trades = 0
  #orders = 0
  #price = 10_000

  constructor(options: SampleOptions) {
    this.#options = options
    this.#random = prng(options.seed)
    this.#at = options.startAt
  }

  /** The next commands, about `steps` things that happen. */
  take(steps: number): Published[] {
    const commands: Published[] = []
    if (this.#seq === 0) commands.push(...this.#opening())
    for (let i = 0; i < steps; i++) commands.push(...this.#step())
    return commands
  }

  #step(): Published[] {
    this.#at += this.#options.stepMs
    if (this.#random.chance(this.#options.calls)) return this.#call()
    return this.#random.chance(10) ? [this.#mark()] : [this.#trade()]
  }

  #publish(type: CommandType, events: readonly Event[]): Published {
    this.#seq += 1
    return { seq: this.#seq, at: this.#at as Millis, type, events }
  }

  #opening(): Published[] {
    const opening = models.map((model, i) =>
      this.#publish('card.publish', [
        {
          type: 'card.published',
          cardId: (i + 1) as CardId,
          channel: 1 + (i % 2),
          model,
          list,
          cost,
          services: {},
          eligible: true,
        },
      ]),
    )
    for (let id = 1; id <= this.#options.accounts; id++) {
      const account = id as AccountId
      const amount = 100_000_000 as Credits
      const paymentId = `payment-${id}`
      opening.push(
        this.#publish('account.open', [{ type: 'account.opened', account, identity: `person-${id}`, operator: false }]),
        this.#publish('topup.credit', [
          {
            type: 'entry',
            kind: 'topup',
            ref: `card:${paymentId}`,
            moves: [P.reserve, userSlot(account, U.available), amount],
          },
          { type: 'topup.credited', account, amount, provider: 'card', paymentId },
        ]),
      )
    }
    return opening
  }

  #account(): AccountId {
    const { accounts, busiest = 0 } = this.#options
    return (this.#random.chance(busiest) ? 1 : 1 + this.#random.below(accounts)) as AccountId
  }

  /** Authorised, then captured; one in sixteen is released instead. */
  #call(): Published[] {
    const random = this.#random
    const account = this.#account()
    const callId = callIdAt(this.#at, random)
    const card = random.below(models.length)
    const usage = [1 + random.below(4000), 0, 0, 0, 0, 0, random.below(1000)]
    const bps = { tierBps: 9500 as Bps, surchargeBps: 0 as Bps, serviceBps: 10_000 as Bps }
    const price = priceUsage({ list, cost, atCost: false, ...bps }, usage)
    if (price === undefined) throw new Error('the sample prices its own usage')
    const hold = holdFor(price.charge)
    const held = [userSlot(account, U.available), userSlot(account, U.hold), hold]
    const authorized = this.#publish('call.authorize', [{ type: 'entry', kind: 'call.hold', ref: callId, moves: held }])
    const keyId = random.chance(80) ? ((1 + random.below(3)) as KeyId) : null
    const model = models[card] as string
    if (random.chance(6)) {
      const back = [userSlot(account, U.hold), userSlot(account, U.available), hold]
      const released: Event = { type: 'call.released', callId, account, keyId, model, hold, facts: facts('error') }
      return [
        authorized,
        this.#publish('call.release', [{ type: 'entry', kind: 'call.release', ref: callId, moves: back }, released]),
      ]
    }
    const carriedIn = this.#carried.get(account) ?? (0 as Pico)
    const step = carry(carriedIn, price.charge)
    this.#carried.set(account, step.carried)
    const minedFrom = this.#x
    const mined = minedBy(minedFrom, step.micro)
    this.#x = (minedFrom + step.micro) as Credits
    const billed = Math.floor(price.cost / 1_000_000)
    const moves = [userSlot(account, U.hold), P.apiRevenue, step.micro, P.apiRevenue, P.upstreamPayable, billed]
    if (hold > step.micro) moves.push(userSlot(account, U.hold), userSlot(account, U.available), hold - step.micro)
    return [
      authorized,
      this.#publish('call.capture', [
        { type: 'entry', kind: 'call.capture', ref: callId, moves },
        { type: 'entry', kind: 'mine', ref: callId, moves: [P.unissued, userSlot(account, U.lco), mined] },
        {
          type: 'call.captured',
          ...{ callId, account, keyId, model, usage, hold, carriedIn, mined, minedFrom },
          ...{ cardId: (card + 1) as CardId, channel: 1 + (card % 2), facts: facts('stop') },
          ...{
            tier: 'lv2',
            tierBps: 9500 as Bps,
            surchargeBps: 0 as Bps,
            service: 'standard',
            serviceBps: 10_000 as Bps,
            list: price.list,
            charge: price.charge,
            cost: price.cost,
          },
          ...{ carriedOut: step.carried, captured: step.micro, promo: 0 as Credits, writtenOff: 0 as Credits },
          ...{ eligible: true, era: eraOf(minedFrom) },
        },
      ]),
    ]
  }

  /** A resting order is filled by one that is placed and done at once. */
  #trade(): Published {
    const random = this.#random
    const maker = this.#account()
    const taker = ((maker % this.#options.accounts) + 1) as AccountId
    this.#price = Math.max(1, this.#price + random.below(21) - 10)
    const price = this.#price as Ticks
    const lots = (1 + random.below(500)) as Lots
    const notional = (price * lots) as Credits
    const [makerOrder, takerOrder] = [++this.#orders, ++this.#orders]
    const moves = [userSlot(taker, U.available), userSlot(maker, U.available), notional]
    const common = { price, lots, filledLots: lots, filledNotional: notional, at: this.#at as Millis }
    return this.#publish('order.place', [
      { type: 'entry', kind: 'trade', ref: String(takerOrder), moves },
      {
        type: 'trade',
        ...{ tradeId: ++this.#trades, price, lots, takerSide: 'buy', maker, taker, source: 'normal' },
        ...{ makerMargin: false, takerMargin: false },
        ...{ makerOrder: makerOrder as OrderId, takerOrder: takerOrder as OrderId },
        ...{ makerFee: 0 as Credits, takerFee: 1 as Credits },
      },
      {
        type: 'order.done',
        cause: 'fill',
        order: doneOrder({ ...common, id: makerOrder, account: maker, side: 'sell' }),
      },
      {
        type: 'order.done',
        cause: 'fill',
        order: doneOrder({ ...common, id: takerOrder, account: taker, side: 'buy' }),
      },
    ])
  }

  #mark(): Published {
    const at = (this.#at - (this.#at % (MINUTE_MS / 6))) as Millis
    const mark = this.#price as Ticks
    const samples = { impactMid: mark, twap5m: mark, vwap60s: null, median30m: mark }
    return this.#publish('clock.tick', [{ type: 'mark', at, mark, frozen: false, ...samples }])
  }
}

/** As the relay makes them: the time first, then what makes it the only one. */
function callIdAt(at: number, random: Prng): string {
  const parts = Array.from({ length: 3 }, () =>
    random
      .below(2 ** 31)
      .toString(36)
      .padStart(6, '0'),
  )
  return `c${at.toString(36)}${parts.join('')}`
}

function facts(outcome: string): CallFacts {
  return {
    latencyMs: 850,
    firstTokenMs: 120,
    dialect: 'openai',
    stream: true,
    status: outcome === 'error' ? 502 : 200,
    outcome,
    estimated: false,
    quarantined: false,
  }
}

interface DoneOrder {
  readonly id: number
  readonly account: AccountId
  readonly side: OrderView['side']
  readonly price: Ticks
  readonly lots: Lots
  readonly filledLots: Lots
  readonly filledNotional: Credits
  readonly at: Millis
}

function doneOrder({ id, account, side, price, lots, filledLots, filledNotional, at }: DoneOrder): OrderView {
  return {
    ...{ orderId: id as OrderId, account, clientOrderId: `o-${id}`, side, kind: 'limit', tif: 'gtc', postOnly: false },
    ...{ selfTrade: 'expire_maker', price, lots, quote: null, pair: 0, status: 'filled' },
    ...{ filledLots, filledNotional, fee: 0 as Credits },
    ...{ trigger: null, triggeredAt: null, iceberg: null, listId: null, margin: null },
    ...{ placedAt: at, updatedAt: at },
  }
}
