/** The whole economy once more, slow and plain: says what each command must come to from inputs and the time, names the first difference. */
import type { Command, CommandType, InputOf } from '../../../src/engine/command.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import type { Event, EventType } from '../../../src/engine/event.ts'
import { PLATFORM_SLOTS, platformSlots, type Slot, slotName } from '../../../src/engine/ledger/chart.ts'
import type { Outcome } from '../../../src/engine/outcome.ts'
import { AdminTwin } from './admin.ts'
import { Balances } from './balances.ts'
import { CallTwin } from './calls.ts'
import { Common } from './common.ts'
import { CreditTwin } from './credits.ts'
import { checkRoute } from './entries.ts'
import { checkFacts, checkOutcome, type Expected, isSame, refused, text } from './expected.ts'
import { KeyedTwin } from './keyed.ts'
import { LendingTwin } from './lending.ts'
import { MarketTwin } from './market.ts'
import { StakeTwin } from './stakes.ts'
import { WarTwin } from './wars.ts'
import { WeekTwin } from './weeks.ts'

type Rule<T extends CommandType> = (input: InputOf<T>, at: number) => Expected

/** Work that is due by itself, in order of rank. */
interface Source {
  readonly next: () => number
  readonly run: (due: number, late: number) => void
}

interface Rest {
  readonly id: number
  readonly account: number
  readonly price: bigint | number
  readonly lots: bigint | number
  readonly hidden: bigint | number
}

/** Events that the twin foresees to the field. */
const watched: ReadonlySet<EventType> = new Set<EventType>([
  'account.opened',
  'account.suspended',
  'topup.credited',
  'parameter.changed',
  'switch.changed',
  'key.created',
  'key.updated',
  'key.revoked',
  'run.opened',
  'run.closed',
  'card.published',
  'card.retired',
  'call.captured',
  'call.released',
  'call.aborted',
  'call.unrecovered',
  'stake.changed',
  'unbonding.started',
  'unbonding.canceled',
  'unbonding.done',
  'order.placed',
  'order.updated',
  'order.done',
  'order.triggered',
  'orders.timer',
  'margin.opened',
  'margin.transferred',
  'margin.called',
  'margin.closing',
  'margin.recovered',
  'margin.closed',
  'margin.loss',
  'margin.taken_over',
  'margin.acknowledged',
  'list.placed',
  'list.updated',
  'list.done',
  'trade',
  'trade.prevented',
  'mark',
  'trading.paused',
  'week.closed',
  'buyback.opened',
  'buyback.slice',
  'buyback.closed',
  'pool.changed',
  'lending.paid',
  'loan.changed',
  'wars.closed',
  'wars.excluded',
  'wars.included',
  'wars.paid',
  'wars.perk_started',
  'wars.perk_ended',
])

export class Twin {
  readonly #common = new Common()
  readonly #keyed = new KeyedTwin(this.#common)
  readonly #stakes = new StakeTwin(this.#common)
  readonly #admin = new AdminTwin(this.#common)
  readonly #lending = new LendingTwin(this.#common)
  readonly #credits = new CreditTwin(this.#common)
  readonly #market = new MarketTwin(this.#common, this.#lending)
  readonly #wars = new WarTwin(this.#common)
  readonly #calls = new CallTwin(this.#common, { stakes: this.#stakes, keyed: this.#keyed, wars: this.#wars })
  readonly #weeks = new WeekTwin(this.#common, { calls: this.#calls, market: this.#market, wars: this.#wars })
  /** What the entries and levels that were published add up to. */
  readonly #published = { balances: new Balances(), levels: new Map<string, number>() }
  #accepted = 0
  #nextMark = Number.POSITIVE_INFINITY
  /** What the engine said in the tick in hand, for averages over floored lots. */
  #said: readonly Event[] = []
  #marksSaid = 0

  readonly #rules: { readonly [T in CommandType]?: Rule<T> } = {
    'clock.tick': ({ to }) => ({ result: { ran: this.#runDue(to) } }),
    'account.open': (input) =>
      this.#admin.open(input, (account) => {
        this.#market.bar(account, 'operator')
        this.#wars.leave(account)
      }),
    'account.suspend': (input) => this.#admin.suspend(input, (account) => this.#market.bar(account, 'suspension')),
    'faucet.draw': (input, at) => this.#credits.draw(at, input),
    'topup.credit': (input) => this.#credits.topUp(input),
    'treasury.fund': (input) => this.#credits.fund(input),
    'treasury.withdraw': (input) => this.#credits.withdraw(input),
    'upstream.settle': (input) => this.#credits.settle(input),
    'upstream.cost': (input) => this.#calls.cost(input),
    'parameter.set': (input, at) => this.#admin.set(input, (key, before) => this.#changed(key, before, at)),
    'switch.set': (input) => this.#admin.switch(input),
    'key.create': (input) => this.#calls.keys.create(input),
    'key.update': (input) => this.#calls.runs.update(input),
    'key.revoke': (input, at) => this.#calls.runs.revoke(at, input),
    'run.open': (input, at) => this.#calls.runs.open(at, input),
    'card.publish': (input) => this.#calls.cards.publish(input),
    'card.retire': (input) => this.#calls.cards.retire(input),
    'relay.boot': (input, at) => this.#calls.boot(at, input),
    'relay.beat': (input, at) => this.#calls.beat(at, input),
    'call.authorize': (input, at) => this.#calls.authorize(at, input),
    'call.extend': (input, at) => this.#calls.extend(at, input),
    'call.capture': (input, at) => this.#calls.capture(at, input),
    'call.release': (input, at) => this.#calls.release(at, input),
    'stake.add': (input, at) => this.#stakes.add(at, input),
    'stake.remove': (input, at) => this.#stakes.remove(at, input),
    'stake.cancel': (input, at) => this.#stakes.cancel(at, input),
    'lending.supply': (input) => this.#lending.supply(input),
    'lending.withdraw': (input) => this.#lending.withdraw(input),
    'lending.cancel': (input) => this.#lending.cancel(input),
    'margin.open': (input, at) => this.#market.margin.open(at, input),
    'margin.transfer': (input, at) => this.#market.margin.transfer(at, input),
    'margin.borrow': (input) => this.#market.margin.borrow(input),
    'margin.repay': (input) => this.#market.margin.repay(input),
    'margin.acknowledge': (input, at) => this.#market.margin.acknowledge(at, input),
    'order.place': (input, at) => this.#market.place(at, input),
    'order.cancel': (input) => this.#market.cancel(input),
    'order.cancel_all': (input) => this.#market.cancelAll(input),
    'order.place_list': (input, at) => this.#market.placeList(at, input),
    'order.cancel_list': (input) => this.#market.cancelList(input),
    'order.replace': (input, at) => this.#market.replace(at, input),
    'order.amend': (input) => this.#market.amend(input),
    'order.cancel_after': (input, at) => this.#market.cancelAfter(at, input),
    'wars.exclude': (input, at) => this.#wars.review(at, input, true),
    'wars.include': (input, at) => this.#wars.review(at, input, false),
    'wars.choose': (input, at) => this.#wars.choose(at, input),
  }

  readonly #sources: readonly Source[] = [
    { next: () => this.#nextMark, run: (due, late) => this.#sample(due, late) },
    { next: () => this.#market.margin.nextRound(), run: () => this.#market.margin.goOnAlone() },
    { next: () => this.#calls.boots.nextSilent(), run: () => this.#silence() },
    { next: () => this.#calls.nextJobEnd(), run: () => this.#calls.endJob() },
    { next: () => this.#calls.runs.nextExpiry(), run: () => this.#calls.runs.expire() },
    { next: () => this.#market.timers.next(), run: () => this.#market.cancelUnheard() },
    { next: () => this.#market.nextFire(), run: (due, late) => this.#market.wake(due + late) },
    { next: () => this.#stakes.nextRelease(), run: () => this.#stakes.release() },
    { next: () => this.#stakes.nextRise(), run: (due) => this.#stakes.rise(due) },
    { next: () => this.#lending.nextPayment('CR'), run: () => this.#lending.payDue('CR') },
    { next: () => this.#lending.nextPayment('LCO'), run: () => this.#lending.payDue('LCO') },
    { next: () => this.#weeks.nextClose, run: () => this.#weeks.close() },
    { next: () => this.#wars.nextRound(), run: (due) => this.#wars.runRound(due) },
    { next: () => this.#wars.nextPerk(), run: (due) => this.#wars.runPerk(due) },
    { next: () => this.#weeks.nextBuyback, run: (due, late) => this.#weeks.buyback(due, late, this.#referenceSaid()) },
  ]

  /** When something is next due by itself. */
  nextDue(): number {
    return Math.min(...this.#sources.map(({ next }) => next()))
  }

  /** Throws when the outcome is not what the rules say. */
  watch<T extends CommandType>(command: Command<T>, outcome: Outcome<T>): void {
    const { idem, at } = command
    this.#common.facts = []
    this.#common.now = at
    this.#said = outcome.ok ? outcome.events : []
    this.#marksSaid = 0
    const expected = this.#expect(command)
    checkOutcome(outcome, expected)
    if (!outcome.ok || outcome.repeated || refused(expected)) return
    checkFacts(outcome.events, this.#common.facts, watched)
    if (outcome.seq !== ++this.#accepted) throw new Error(`command ${outcome.seq}, the twin counts ${this.#accepted}`)
    if (this.#accepted === 1) this.#begin(at)
    if (idem) this.#keyed.keep({ ...idem, result: outcome.result, at })
    for (const event of outcome.events) this.#publish(event)
  }

  #expect<T extends CommandType>({ type, at, input, idem }: Command<T>): Expected {
    if (type !== 'clock.tick' && this.nextDue() <= at) return { code: 'work_due' }
    const kept = idem && this.#keyed.find(at, idem.account, idem.key)
    if (kept && kept.hash !== idem.hash) return { code: 'idempotency_key_reused' }
    // A kept answer is a repeat whether or not the first one was.
    if (kept) return { result: { ...(kept.result as object) }, repeats: true }
    const rule: Rule<T> | undefined = this.#rules[type]
    if (!rule) throw new Error(`the twin does not know ${type}`)
    const expected = rule(input, at)
    // What trades have reached is placed with every command that is booked.
    this.#common.now = at
    if (!refused(expected) && (idem || !expected.repeats)) {
      this.#market.fireDue(at)
      this.#market.margin.afterCommand()
    }
    // With a key even the answer of a command that found nothing to do is remembered.
    return idem && !refused(expected) ? { result: expected.result } : expected
  }

  #begin(at: number): void {
    this.#nextMark = this.#gridAfter(at)
    this.#weeks.begin(at)
  }

  #changed(key: string, before: number, at: number): void {
    if (key === 'market.pair') this.#weeks.repair(this.#market.repair(at, before))
  }

  #gridAfter(at: number): number {
    const interval = this.#common.value('mark.interval')
    return at - (at % interval) + interval
  }

  /** Everything due up to an instant: earliest first, at one instant in order of rank. */
  #runDue(to: number): number {
    let ran = 0
    for (let due = this.nextDue(); due <= to; due = this.nextDue()) {
      this.#common.now = due
      this.#sources.find(({ next }) => next() === due)?.run(due, to - due)
      ran += 1
    }
    return ran
  }

  /** After down-time only the last sample that was due is taken. */
  #sample(due: number, late: number): void {
    const at = late > 60_000 ? this.#gridAfter(due + late) - this.#common.value('mark.interval') : due
    const said = this.#said.filter((event) => event.type === 'mark')[this.#marksSaid++]?.vwap60s ?? null
    this.#market.mark.sample(at, this.#market.impactMid(), { gap: late, lot: this.#market.coinsPerLot, said })
    this.#common.now = at
    this.#market.margin.afterMark()
    this.#nextMark = this.#gridAfter(at)
  }

  #referenceSaid(): number | null {
    return this.#said.findLast((event) => event.type === 'buyback.opened')?.reference ?? null
  }

  #silence(): void {
    const bootId = this.#calls.boots.silence()
    if (bootId !== undefined) this.#calls.abort(bootId)
  }

  /** Entries and levels are all that readers outside ever see of balances and of the book. */
  #publish(event: Event): void {
    if (event.type === 'entry')
      for (let i = 0; i < event.moves.length; i += 3) {
        const [from, to, amount] = event.moves.slice(i, i + 3) as [Slot, Slot, number]
        checkRoute(event.kind, from, to)
        this.#published.balances.move(slotName(from), slotName(to), BigInt(amount))
      }
    else if (event.type === 'book')
      for (let i = 0; i < event.levels.length; i += 3) {
        const [side, price, lots] = event.levels.slice(i, i + 3) as [number, number, number]
        if (lots === 0) this.#published.levels.delete(`${side} ${price}`)
        else this.#published.levels.set(`${side} ${price}`, lots)
      }
  }

  /** Throws at the first balance, order or total of the engine that differs. */
  compare({ state: { ledger, market, mining, treasury } }: Engine): void {
    this.#compareBook([...market.book.orders()])
    for (let slot = 0; slot < ledger.slotCount; slot++) {
      if (slot >= platformSlots.length && slot < PLATFORM_SLOTS) continue
      const name = slotName(slot as Slot)
      this.#same(name, ledger.balance(slot as Slot), this.#common.balances.get(name))
      const genesis = name === 'platform:unissued:LCO' ? 1_000_000_000_000_000n : 0n
      this.#same(`published ${name}`, ledger.balance(slot as Slot), this.#published.balances.get(name) + genesis)
    }
    this.#same('X', mining.x, this.#calls.x)
    this.#same('declared custody', treasury.custody, this.#credits.custody)
  }

  #compareBook(orders: readonly Rest[]): void {
    const rows = (book: readonly Rest[]): unknown =>
      book
        .map(({ id, account, price, lots, hidden }) => [id, account, price, lots, hidden])
        .sort(([a], [b]) => Number(a) - Number(b))
    this.#same('the book', rows(orders), rows(this.#market.book))
    const levels = new Map<string, bigint>()
    for (const { side, price, lots } of this.#market.book) {
      const level = `${side === 'buy' ? 0 : 1} ${price}`
      levels.set(level, (levels.get(level) ?? 0n) + lots)
    }
    this.#same('published levels', [...this.#published.levels].sort(), [...levels].sort())
  }

  #same(what: string, said: unknown, meant: unknown): void {
    if (!isSame(said, meant)) throw new Error(`${what}: the engine says ${text(said)}, the twin ${text(meant)}`)
  }
}
