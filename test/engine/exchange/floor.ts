/** A small market in which much happens: seven accounts, prices close together, little of anything at rest. Its orders are orders.ts. */
import type { Credits, Lots, Ticks } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import type { CardId, OrderId, OrderInput, OrderSide } from '../../../src/engine/command.ts'
import type { AccountId } from '../../../src/engine/ledger/chart.ts'
import { flatRates } from '../../../src/engine/metering/rates.ts'
import type { ParameterKey } from '../../../src/engine/parameters.ts'
import type { Driver } from '../driver.ts'
import { facts } from '../random-session.ts'

const ACCOUNTS = 7
/** Have no margin wallet. */
const SPOT_ONLY = 2
const reason = 'on the floor'
const actor = 1 as AccountId

/** Where prices are: how a tick, a lot and the least notional compare differs in each. */
export interface Terrain {
  readonly name: string
  readonly pair: number
  /** Ticks. */
  readonly price: number
}

export const TERRAINS: readonly Terrain[] = [
  { name: 'small ticks', pair: 0, price: 10_000 },
  { name: 'prices that divide nothing', pair: 1, price: 1_009 },
  { name: 'few prices', pair: 2, price: 61 },
  { name: 'dear lots', pair: 0, price: 700_001 },
]

/** One session: what trades are around moves on its own. */
export class Floor {
  readonly driver: Driver
  readonly random: Prng
  /** Ticks around which orders are placed now. */
  centre: number
  readonly #terrain: Terrain

  constructor(driver: Driver, random: Prng, terrain: Terrain) {
    this.driver = driver
    this.random = random
    this.centre = terrain.price
    this.#terrain = terrain
    openFloor(driver)
    if (terrain.pair !== 0) this.set('market.pair', terrain.pair)
    this.randomFees()
    this.set('mark.impactNotional', 5_000_000)
    for (let times = 0; times < 2; times++) this.quote()
    driver.pass(10_000)
  }

  /** Ticks of one step away from the centre: a quarter of a percent. */
  get unit(): number {
    return Math.max(1, Math.floor(this.#terrain.price / 400))
  }

  get last(): number {
    return this.driver.engine.state.market.mark.lastPrice ?? this.centre
  }

  /** A walk in small steps that turns back a third away from where it began; rarely a leap. */
  drift(): void {
    const { random, unit } = this
    const { price } = this.#terrain
    if (random.below(400) === 0) this.centre = Math.ceil((price * (70 + random.below(70))) / 100)
    else this.centre += unit * (random.below(7) - 3)
    if (this.centre < price * 0.7) this.centre += 4 * unit
    if (this.centre > price * 1.4) this.centre -= 4 * unit
  }

  anybody(): AccountId {
    return (1 + this.random.below(ACCOUNTS)) as AccountId
  }

  hasWallet(account: AccountId): boolean {
    return account <= ACCOUNTS - SPOT_ONLY
  }

  /** Around the centre, on either side of it: about every third meets what rests. */
  priceFor(side: OrderSide): Ticks {
    const { random, unit } = this
    const away = (random.below(12) - 4) * unit + random.below(unit)
    return atLeastOne(this.centre + (side === 'buy' ? -away : away)) as Ticks
  }

  /** A quantity worth some CR, of odd lots. */
  lots(credits: number): Lots {
    const worth = 1_000_000 + this.random.below(credits * 1_000_000)
    return Math.ceil(worth / this.centre) as Lots
  }

  /** Both sides of one account, deep enough for a mark. */
  quote(): void {
    const account = this.anybody()
    for (const side of ['buy', 'sell'] as const) {
      const price = (this.centre + (side === 'buy' ? -1 : 1) * this.unit) as Ticks
      const lots = Math.ceil(40_000_000 / price) as Lots
      const order: OrderInput = { account, side, kind: 'limit', price, lots, tif: 'gtc', postOnly: false }
      this.driver.try('order.place', order)
    }
  }

  set(key: ParameterKey, value: number): void {
    this.driver.try('parameter.set', { key, value, reason, actor })
  }

  get isOff(): boolean {
    return !this.driver.engine.state.switches.trading
  }

  trading(on: boolean): void {
    this.driver.try('switch.set', { product: 'trading', on, reason, actor })
  }

  /** Of the day: orders keep those that they were accepted with. */
  randomFees(): void {
    const rate = (): number => this.random.pick([0, 1, 7, 10, 33, 99, 100])
    this.set('market.takerFee', rate())
    this.set('market.makerFee', rate())
  }

  /** Mostly somebody's live order by its owner; sometimes one that is done, not there, or of another. */
  order(): { readonly account: AccountId; readonly orderId: OrderId } {
    const { random } = this
    const { orders } = this.driver.engine.state.market
    const account = this.anybody()
    const live = orders.liveOf(account)
    if (live.length > 0 && random.chance(92)) return { account, orderId: random.pick(live) }
    const orderId = (1 + random.below(orders.nextId())) as OrderId
    return { account: random.chance(70) ? (orders.get(orderId)?.account ?? account) : account, orderId }
  }
}

export function atLeastOne(count: number): number {
  return Math.max(1, count)
}

/** Every account has 4,000 CR and 40,000 LCO, mined in era 0, and but two 2,000 CR in a margin wallet. */
function openFloor(driver: Driver): void {
  const rates = flatRates({ output: 1_000_000 })
  const { cardId } = driver.do('card.publish', { channel: 1, model: 'm', list: rates, cost: rates, eligible: true })
  for (let i = 1; i <= ACCOUNTS; i++) {
    const account = i as AccountId
    driver.do('account.open', { identity: `trader-${i}`, operator: false })
    driver.do('topup.credit', { account, amount: 10_000_000_000 as Credits, provider: 'test', paymentId: `${i}` })
    for (let half = 0; half < 2; half++) mine(driver, { account, cardId, callId: `mine-${i}-${half}` })
    if (i <= ACCOUNTS - SPOT_ONLY) openWallet(driver, account)
  }
}

function mine(
  driver: Driver,
  { account, cardId, callId }: { readonly account: AccountId; readonly cardId: CardId; readonly callId: string },
): void {
  const usage = [0, 0, 0, 0, 0, 0, 2_000_000_000]
  driver.do('call.authorize', { bootId: 'floor', callId, account, keyId: null, cardIds: [cardId], bound: usage })
  driver.do('call.capture', { callId, cardId, usage, facts, unrecovered: [] })
}

function openWallet(driver: Driver, account: AccountId): void {
  driver.do('margin.open', { account, terms: 'v1' })
  driver.do('margin.transfer', { account, direction: 'in', amount: 2_000_000_000 as Credits })
}
