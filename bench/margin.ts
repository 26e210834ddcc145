/** Margin in memory: a mark tick with 10,000 open positions that hits nobody, and a cascade of 1,000 forced closes. No journal. */
import type { Credits, Lots, Millis, Ticks } from '../src/base/money.ts'
import type { CardId, CommandType, InputOf, ResultOf } from '../src/engine/command.ts'
import { Engine } from '../src/engine/engine.ts'
import type { Event } from '../src/engine/event.ts'
import { type AccountId, U, userSlot } from '../src/engine/ledger/chart.ts'
import { flatRates } from '../src/engine/metering/rates.ts'
import type { Accepted } from '../src/engine/outcome.ts'
import { type BenchRow, median, printRows } from './result.ts'

const CR = 1_000_000
const DAY = 86_400_000
const MID = 10_000
const maker = 1 as AccountId

const facts = {
  latencyMs: 1,
  firstTokenMs: 1,
  dialect: 'openai',
  stream: true,
  status: 200,
  outcome: 'stop',
  estimated: false,
  quarantined: false,
}

/** A market with a day of marks, a pool of credits, and traders that are long at 4.9 times their equity. */
class Market {
  readonly engine = new Engine({ simulation: true })
  at = Date.UTC(2026, 0, 5) as Millis
  /** Of the ticks that `pass` made, with how long each took in ms. */
  readonly ticks: { ms: number; events: readonly Event[] }[] = []

  constructor(traders: number) {
    this.do('card.publish', {
      channel: 1,
      model: 'm',
      list: flatRates({ output: 1e12 }),
      cost: flatRates({}),
      eligible: true,
    })
    this.#account(maker, 2_000_000)
    for (let i = 0; i < 60; i++) this.#mine(`mine-${i}`, 1_000)
    this.book(MID, 100_000)
    this.pass(DAY + 60_000)
    this.do('lending.supply', { account: maker, asset: 'CR', amount: 6 * traders * CR })
    for (let account = 2; account < traders + 2; account++) this.#goLong(account as AccountId)
  }

  do<T extends CommandType>(type: T, input: InputOf<T>): ResultOf<T> {
    if (this.engine.nextDue() <= this.at) this.engine.apply({ type: 'clock.tick', at: this.at, input: { to: this.at } })
    const outcome = this.engine.apply({ type, at: this.at, input })
    if (!outcome.ok) throw new Error(`${type}: ${outcome.code}`)
    return (outcome as Accepted<T>).result
  }

  /** Ticks at every due time, like the sequencer. */
  pass(ms: number): void {
    const end = this.at + ms
    for (let due = this.engine.nextDue(); due <= end; due = this.engine.nextDue()) {
      this.at = due as Millis
      const started = process.hrtime.bigint()
      const outcome = this.engine.apply({ type: 'clock.tick', at: this.at, input: { to: this.at } })
      const took = Number(process.hrtime.bigint() - started) / 1e6
      if (outcome.ok) this.ticks.push({ ms: took, events: outcome.events })
    }
    this.at = end as Millis
  }

  book(mid: number, lots: number): void {
    this.do('order.cancel_all', { account: maker })
    for (const [side, price] of [
      ['buy', mid - 10],
      ['sell', mid + 10],
    ] as const)
      this.do('order.place', {
        account: maker,
        side,
        kind: 'limit',
        price: price as Ticks,
        lots: lots as Lots,
        tif: 'gtc',
        postOnly: false,
      })
  }

  #account(account: AccountId, credits: number): void {
    this.do('account.open', { identity: `user-${account}`, operator: false })
    const amount = (credits * CR) as Credits
    this.do('topup.credit', { account, amount, provider: 'bench', paymentId: `${account}` })
  }

  #mine(callId: string, credits: number): void {
    const usage = [0, 0, 0, 0, 0, 0, credits]
    const cardIds = [1 as CardId]
    this.do('call.authorize', { bootId: 'b', callId, account: maker, keyId: null, cardIds, bound: usage })
    this.do('call.capture', { callId, cardId: 1 as CardId, usage, facts, unrecovered: [] })
  }

  #goLong(account: AccountId): void {
    this.#account(account, 1)
    this.do('margin.open', { account, terms: 'v1' })
    this.do('margin.transfer', { account, direction: 'in', amount: CR as Credits })
    if (account % 100 === 0) this.book(MID, 100_000)
    this.do('margin.borrow', { account, asset: 'CR', amount: 3_900_000 + (account % 500) * 100 })
    const free = this.engine.state.ledger.balance(userSlot(account, U.margin))
    const lots = Math.floor((free * 10_000) / ((MID + 10) * 10_010)) as Lots
    const margin = { borrow: false, repay: false, reduceOnly: false }
    this.do('order.place', { account, side: 'buy', kind: 'market', lots, margin })
  }
}

/** Two quiet hours with 10,000 long positions. */
function quietTicks(): BenchRow[] {
  const market = new Market(10_000)
  market.ticks.length = 0
  market.pass(2 * 3_600_000)
  const took = market.ticks.map(({ ms }) => ms).sort((a, b) => a - b)
  const high = took[Math.floor(took.length * 0.99)] as number
  const note = `median of ${took.length} ticks; 99 of 100 below ${high.toFixed(3)} ms`
  return [{ name: 'margin: mark tick, 10,000 open positions, nobody hit', value: median(took), unit: 'ms', note }]
}

/** The mark follows a fall of 13 %, the book takes all that is sold. */
function cascade(): BenchRow[] {
  const market = new Market(1_000)
  market.do('parameter.set', { key: 'margin.dust', value: 0, reason: 'bench', actor: maker })
  market.ticks.length = 0
  market.book(8_650, 2_000_000)
  market.pass(3_600_000)
  const closes = ({ events }: { readonly events: readonly Event[] }): number =>
    events.filter(({ type }) => type === 'margin.closed').length
  const closing = market.ticks.filter((tick) => closes(tick) > 0)
  const count = closing.reduce((sum, tick) => sum + closes(tick), 0)
  const total = closing.reduce((sum, { ms }) => sum + ms, 0)
  const most = Math.max(...closing.map(({ ms }) => ms))
  const note = `${count} closes in ${closing.length} ticks, the longest ${most.toFixed(1)} ms`
  market.engine.audit()
  return [{ name: 'margin: cascade of 1,000 forced closes', value: total, unit: 'ms', note }]
}

export async function run(): Promise<BenchRow[]> {
  return [...quietTicks(), ...cascade()]
}

if (import.meta.main) printRows(await run())
