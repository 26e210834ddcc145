/** The whole economy once more, slow and plain: watches commands and outcomes, recomputes every balance, names the first difference. */
import type { Command, CommandType, InputOf, OrderInput, ResultOf } from '../../../src/engine/command.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import type { Event, EventOf } from '../../../src/engine/event.ts'
import { PLATFORM_SLOTS, platformSlots, type Slot, slotName } from '../../../src/engine/ledger/chart.ts'
import type { Accepted, Outcome } from '../../../src/engine/outcome.ts'
import { Balances, user } from './balances.ts'
import { CallTwin } from './calls.ts'
import { type Expected, MarketTwin } from './market.ts'

export class Twin {
  readonly #balances = new Balances()
  readonly #parameters: Record<string, number>
  readonly #market: MarketTwin
  readonly #calls: CallTwin
  #carriedLoss = 0n
  #fundBudget = { bought: 0n, warShare: 0 }
  #orders = 0

  constructor(parameters: Readonly<Record<string, number>>) {
    this.#parameters = { ...parameters }
    this.#market = new MarketTwin(this.#balances, parameters)
    this.#calls = new CallTwin(this.#balances, (key) => this.#parameters[key] as number)
    this.#balances.set('platform:unissued:LCO', 1_000_000_000_000_000n)
  }

  /** Throws when the outcome is not what the rules say. */
  watch(command: Command, outcome: Outcome): void {
    // Keys of retries are not the twin's business: idempotency.test.ts.
    if (command.idem && (outcome.ok ? outcome.repeated : outcome.code === 'idempotency_key_reused')) return
    if (command.type === 'order.place') this.#place(command.at, command.input as OrderInput, outcome)
    if (!outcome.ok || outcome.repeated) return
    for (const event of outcome.events) this.#observe(command.at, event)
    this.#command(command, outcome)
  }

  #place(at: number, input: OrderInput, outcome: Outcome): void {
    const expected = this.#market.place(at, input, this.#orders + 1)
    const said = saidOf(outcome)
    const same = JSON.stringify(expected, text) === JSON.stringify(said, text)
    if (!same)
      throw new Error(
        `${JSON.stringify(input)}: engine ${JSON.stringify(said, text)}, twin ${JSON.stringify(expected, text)}`,
      )
    if (!('code' in expected || 'repeats' in expected)) this.#orders += 1
  }

  #command<T extends CommandType>({ type, at, input }: Command<T>, { result }: Accepted<T>): void {
    const done = { input, result } as { input: never; result: never }
    switch (type) {
      case 'faucet.draw':
      case 'topup.credit':
        return this.#issue(done.input)
      case 'treasury.fund':
        return this.#move('reserve', 'treasury', done.input)
      case 'treasury.withdraw':
        return this.#move('treasury', 'reserve', done.input)
      case 'upstream.settle':
        return this.#move('upstream-payable', 'upstream-paid', done.input)
      case 'call.authorize':
        return this.#calls.authorize(at, done.input, done.result)
      case 'call.extend':
        return this.#calls.extend(done.input, done.result)
      case 'call.capture':
        return this.#calls.capture(at, done.input, done.result)
      case 'call.release':
        return this.#calls.release(done.input)
      case 'stake.add':
        return this.#stake(at, done.input, ['available', 'staked'])
      case 'stake.remove':
        return this.#stake(at, done.input, ['staked', 'unbonding'])
      case 'order.cancel':
        return this.#market.cancel((done.result as ResultOf<'order.cancel'>).order.orderId)
      case 'order.cancel_all':
        return this.#market.cancelAll(done.input)
      case 'card.publish':
        this.#calls.cards.set((done.result as ResultOf<'card.publish'>).cardId, done.input)
    }
  }

  #issue({ account, amount }: InputOf<'faucet.draw'>): void {
    this.#balances.move('platform:reserve:CR', `${user(account, 'available')}:CR`, BigInt(amount))
  }

  #move(from: string, to: string, { amount }: InputOf<'treasury.fund'>): void {
    this.#balances.move(`platform:${from}:CR`, `platform:${to}:CR`, BigInt(amount))
  }

  #stake(at: number, input: InputOf<'stake.add'>, way: readonly [string, string]): void {
    this.#coins(input, way)
    this.#staked(at, input.account)
  }

  #coins({ account, amount }: { account: number; amount: number }, [from, to]: readonly [string, string]): void {
    this.#balances.move(`${user(account, from)}:LCO`, `${user(account, to)}:LCO`, BigInt(amount))
  }

  #staked(at: number, account: number): void {
    const rows = this.#calls.stakes.get(account) ?? []
    rows.push([at, this.#balances.get(`${user(account, 'staked')}:LCO`)])
    this.#calls.stakes.set(account, rows)
  }

  #observe(at: number, event: Event): void {
    this.#market.observe(event)
    switch (event.type) {
      case 'parameter.changed':
        this.#parameters[event.key] = event.after
        break
      case 'switch.changed':
        if (event.product === 'mining') this.#calls.mining = event.on
        break
      case 'key.created':
        this.#calls.keys.set(event.keyId, { budget: event.budget, spent: new Map() })
        break
      case 'key.updated':
        ;(this.#calls.keys.get(event.keyId) as { budget: unknown }).budget = event.budget
        break
      case 'call.aborted':
        this.#calls.abort(event.callId)
        break
      case 'unbonding.canceled':
        this.#coins(event, ['unbonding', 'staked'])
        this.#staked(at, event.account)
        break
      case 'unbonding.done':
        this.#coins(event, ['unbonding', 'available'])
        break
      default:
        this.#calendar(event)
    }
  }

  #calendar(event: Event): void {
    if (event.type === 'week.closed') this.#close(event)
    else if (event.type === 'buyback.opened')
      this.#fundBudget = { bought: 0n, warShare: this.#parameters['buyback.warShare'] as number }
    else if (event.type === 'buyback.slice') this.#fundBudget.bought += BigInt(event.bought)
    else if (event.type === 'buyback.closed') this.#burn()
  }

  #close(event: EventOf<'week.closed'>): void {
    const { week } = this.#calls
    const profit = week.revenue - week.cost - week.unrecovered
    const base = profit > this.#carriedLoss ? profit - this.#carriedLoss : 0n
    const fundIn = (base * BigInt(this.#parameters['fund.share'] as number) + 9_999n) / 10_000n
    if (fundIn !== BigInt(event.fundIn)) throw new Error(`fund-in ${event.fundIn}, the twin ${fundIn}`)
    this.#carriedLoss = this.#carriedLoss > profit ? this.#carriedLoss - profit : 0n
    this.#balances.move('platform:api-revenue:CR', 'platform:ecosystem-fund:CR', fundIn)
    this.#balances.move('platform:api-revenue:CR', 'platform:treasury:CR', profit - fundIn)
    const fees = this.#balances.get('platform:trading-fees:CR')
    this.#balances.move('platform:trading-fees:CR', 'platform:treasury:CR', fees)
    Object.assign(week, { revenue: 0n, cost: 0n, unrecovered: 0n })
  }

  #burn(): void {
    const { bought, warShare } = this.#fundBudget
    const war = (bought * BigInt(warShare)) / 10_000n
    this.#balances.move('platform:ecosystem-fund:LCO', 'platform:war-pool:LCO', war)
    this.#balances.move('platform:ecosystem-fund:LCO', 'platform:burned:buyback:LCO', bought - war)
  }

  /** Throws at the first balance or resting order of the engine that differs. */
  compare({ state: { ledger, market } }: Engine): void {
    const ours = [...market.book.orders()].map(({ id, account, lots, price }) => [id, account, price, lots].map(BigInt))
    const twins = this.#market.book.map(({ id, account, lots, price }) => [BigInt(id), BigInt(account), price, lots])
    const sorted = (rows: bigint[][]): string =>
      JSON.stringify(
        rows.sort(([a], [b]) => Number((a ?? 0n) - (b ?? 0n))),
        text,
      )
    if (sorted(ours) !== sorted(twins)) throw new Error(`the books differ\n${sorted(ours)}\n${sorted(twins)}`)
    for (let slot = 0; slot < ledger.slotCount; slot++) {
      const balance = BigInt(ledger.balance(slot as Slot))
      if (slot >= platformSlots.length && slot < PLATFORM_SLOTS) continue
      const name = slotName(slot as Slot)
      if (balance !== this.#balances.get(name))
        throw new Error(`${name}: engine ${balance}, twin ${this.#balances.get(name)}`)
    }
  }
}

function saidOf(outcome: Outcome): Expected {
  if (!outcome.ok) return { code: outcome.code }
  const { order, repeated } = outcome.result as ResultOf<'order.place'>
  if (repeated) return { repeats: order.orderId }
  const { status, filledLots, filledNotional, fee } = order
  return { status, lots: BigInt(filledLots), notional: BigInt(filledNotional), fee: BigInt(fee) }
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
