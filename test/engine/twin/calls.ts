/** The twin of paid calls: holds, bills, budgets, mining and tiers recomputed from inputs with big integers and dates. */
import type {
  CallAuthorize,
  CallCapture,
  InputOf,
  KeyBudget,
  ResultOf,
  Unrecovered,
} from '../../../src/engine/command.ts'
import type { Rates } from '../../../src/engine/metering/rates.ts'
import { type Balances, user } from './balances.ts'
import { greatest, least, up } from './bigints.ts'

const tiers = ['whale', 'lv4', 'lv3', 'lv2'] as const

interface Terms {
  readonly tier: string
  readonly bps: bigint
  readonly surcharge: bigint
}
interface Hold extends Terms {
  readonly account: number
  readonly keyId: number | null
  readonly cardIds: readonly number[]
  readonly maxCost: bigint | undefined
  amount: bigint
}
interface Key {
  budget: KeyBudget
  readonly spent: Map<string, bigint>
}

/** Units minted by X µCR, era by era. */
function minted(x: bigint): bigint {
  let [start, length, total] = [0n, 100_000_000_000n, 0n]
  for (let era = 0n; era < 10n; era++, start += length, length *= 2n) {
    if (x >= start + length) total += 100_000_000_000_000n
    else if (x > start) total += ((x - start) * 1_000n) / 2n ** era
  }
  return total
}

export class CallTwin {
  readonly #balances: Balances
  readonly #value: (key: string) => number
  readonly cards = new Map<number, InputOf<'card.publish'>>()
  readonly keys = new Map<number, Key>()
  readonly holds = new Map<string, Hold>()
  /** Stake of each account and since when, everything that ever was. */
  readonly stakes = new Map<number, [at: number, stake: bigint][]>()
  readonly #carried = new Map<string, bigint>()
  readonly week = { revenue: 0n, cost: 0n, unrecovered: 0n }
  mining = true
  x = 0n

  constructor(balances: Balances, value: (key: string) => number) {
    this.#balances = balances
    this.#value = value
  }

  /** The smallest stake in force at any instant of the window that ends now. */
  #effective(account: number, now: number): bigint {
    const from = now - this.#value('stake.upgradeDelay')
    const rows = this.stakes.get(account) ?? []
    let smallest: bigint | undefined
    let inForce = 0n
    for (const [at, stake] of [...rows, [now + 1, 0n] as const]) {
      if (at > from && (smallest === undefined || inForce < smallest)) smallest = inForce
      inForce = stake
    }
    return smallest ?? 0n
  }

  #terms(account: number, now: number): Terms {
    const stake = this.#effective(account, now)
    const tier = tiers.find((name) => stake >= BigInt(this.#value(`tier.${name}.stake`))) ?? 'lv1'
    const bps = tier === 'lv1' ? 10_000 : tier === 'whale' ? 0 : this.#value(`tier.${tier}.rate`)
    return { tier, bps: BigInt(bps), surcharge: BigInt(this.#value('price.surcharge')) }
  }

  authorize(at: number, input: CallAuthorize, result: ResultOf<'call.authorize'>): void {
    const { account, keyId, cardIds } = input
    const maxCost = input.maxCost === undefined ? undefined : BigInt(input.maxCost)
    const hold = { account, keyId, cardIds, maxCost, amount: 0n, ...this.#terms(account, at) }
    hold.amount = this.#most(hold, input.bound)
    same(result, { hold: Number(hold.amount), tier: hold.tier })
    this.holds.set(input.callId, hold)
    this.#move(hold, hold.amount)
  }

  extend({ callId, bound }: InputOf<'call.extend'>, result: ResultOf<'call.extend'>): void {
    const hold = this.holds.get(callId) as Hold
    const amount = this.#most(hold, bound)
    this.#move(hold, amount - hold.amount)
    hold.amount = amount
    same(result, { hold: Number(amount) })
  }

  capture(at: number, input: CallCapture, result: ResultOf<'call.capture'>): void {
    const hold = this.#end(input.callId)
    const { list, cost } = this.cards.get(input.cardId) as InputOf<'card.publish'>
    const prices = { list: exact(list, input.usage), cost: exact(cost, input.usage) }
    const charge = chargeOf(hold, prices)
    const due = this.#carry(`account ${hold.account}`, charge)
    const captured = least(due, this.#cover(hold, at))
    const free = `${user(hold.account, 'available')}:CR`
    this.#balances.move(free, 'platform:api-revenue:CR', captured)
    this.week.revenue += captured
    this.#spend(hold.keyId, at, captured)
    const mined = this.#mine(
      hold.account,
      captured,
      prices.cost > 0n || this.cards.get(input.cardId)?.eligible === true,
    )
    this.week.cost += this.#upstream(input.cardId, prices.cost)
    this.unrecovered(input.unrecovered)
    const { list: listed } = prices
    same(result, {
      list: Number(listed),
      charge: Number(charge),
      cost: Number(prices.cost),
      captured: Number(captured),
    })
    same(result, { mined: Number(mined), writtenOff: Number(due - captured), tier: hold.tier })
  }

  release({ callId, unrecovered }: InputOf<'call.release'>): void {
    if (this.holds.has(callId)) this.#end(callId)
    this.unrecovered(unrecovered)
  }

  abort(callId: string): void {
    this.#end(callId)
  }

  unrecovered(rows: readonly Unrecovered[]): void {
    for (const { cardId, usage } of rows) {
      const { cost } = this.cards.get(cardId) as InputOf<'card.publish'>
      this.week.unrecovered += this.#upstream(cardId, exact(cost, usage))
    }
  }

  /** Everything held comes back; a bill is taken from what is available then. */
  #end(callId: string): Hold {
    const hold = this.holds.get(callId) as Hold
    this.holds.delete(callId)
    this.#move(hold, -hold.amount)
    return hold
  }

  #move({ account }: Hold, amount: bigint): void {
    this.#balances.move(`${user(account, 'available')}:CR`, `${user(account, 'hold')}:CR`, amount)
  }

  /** What the bill may take: the hold, and beyond it what balance and budget leave; never above the caller's limit. */
  #cover({ account, keyId, amount, maxCost }: Hold, at: number): bigint {
    let beyond = this.#balances.get(`${user(account, 'available')}:CR`) - amount
    const key = keyId === null ? undefined : this.keys.get(keyId)
    if (key) {
      const held = [...this.holds.values()].filter((hold) => hold.keyId === keyId)
      const open = held.reduce((sum, hold) => sum + hold.amount, amount)
      for (const [period, limit] of Object.entries(key.budget)) {
        if (limit === null) continue
        const left = BigInt(limit) - (key.spent.get(periodOf(period, at)) ?? 0n) - open
        beyond = least(beyond, left < 0n ? 0n : left)
      }
    }
    return maxCost === undefined ? amount + beyond : least(amount + beyond, maxCost)
  }

  #spend(keyId: number | null, at: number, amount: bigint): void {
    const key = keyId === null ? undefined : this.keys.get(keyId)
    if (!key) return
    for (const period of ['total', 'daily', 'monthly']) {
      const name = periodOf(period, at)
      key.spent.set(name, (key.spent.get(name) ?? 0n) + amount)
    }
  }

  #mine(account: number, captured: bigint, eligible: boolean): bigint {
    if (captured === 0n || !this.mining || !eligible) return 0n
    const mined = minted(this.x + captured) - minted(this.x)
    this.x += captured
    this.#balances.move('platform:unissued:LCO', `${user(account, 'available')}:LCO`, mined)
    return mined
  }

  #upstream(cardId: number, cost: bigint): bigint {
    const micro = this.#carry(`channel ${this.cards.get(cardId)?.channel}`, cost)
    this.#balances.move('platform:api-revenue:CR', 'platform:upstream-payable:CR', micro)
    return micro
  }

  #carry(name: string, pico: bigint): bigint {
    const sum = (this.#carried.get(name) ?? 0n) + pico
    this.#carried.set(name, sum % 1_000_000n)
    return sum / 1_000_000n
  }

  #most(hold: Pick<Hold, 'cardIds' | keyof Terms>, bound: readonly number[]): bigint {
    const charges = hold.cardIds.map((id) => {
      const { list, cost } = this.cards.get(id) as InputOf<'card.publish'>
      return chargeOf(hold, { list: dearest(list, bound), cost: dearest(cost, bound) })
    })
    return up(greatest(charges), 1_000_000n)
  }
}

function chargeOf({ tier, bps, surcharge }: Terms, { list, cost }: { list: bigint; cost: bigint }): bigint {
  const floor = up(cost * (10_000n + surcharge), 10_000n)
  const share = up(list * bps, 10_000n)
  return tier === 'whale' || share < floor ? floor : share
}

function sum(rates: readonly number[], usage: readonly number[]): bigint {
  return usage.reduce((total, count, i) => total + BigInt(count) * BigInt(rates[i] ?? 0), 0n)
}

function contextOf(usage: readonly number[]): number {
  return usage.slice(0, 6).reduce((total, count) => total + count, 0)
}

function exact({ tiers: rows }: Rates, usage: readonly number[]): bigint {
  const reached = rows.filter(({ from }) => from <= contextOf(usage))
  return sum(reached[reached.length - 1]?.rates ?? [], usage)
}

function dearest({ tiers: rows }: Rates, bound: readonly number[]): bigint {
  return greatest(rows.filter(({ from }) => from <= contextOf(bound)).map(({ rates }) => sum(rates, bound)))
}

function periodOf(period: string, at: number): string {
  const date = new Date(at).toISOString()
  return period === 'total' ? 'total' : date.slice(0, period === 'daily' ? 10 : 7)
}

/** Throws unless the result says what is expected. */
function same(result: object, expected: object): void {
  for (const [name, value] of Object.entries(expected)) {
    const said = (result as Record<string, unknown>)[name]
    if (said !== value) throw new Error(`${name}: the engine says ${said}, the twin ${value}`)
  }
}
