/** Random orders of every type and lists of them, near what trades. Which commands there are besides is steps.ts. */
import type { Bps, Credits, Lots, Ticks } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import type {
  LimitOrder,
  ListInput,
  OrderInput,
  OrderMargin,
  OrderSide,
  Trigger,
  TriggerKind,
} from '../../../src/engine/command.ts'
import type { AccountId } from '../../../src/engine/ledger/chart.ts'
import { atLeastOne, type Floor } from './floor.ts'

const strange = [0, -1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]
const modes = ['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const
const trails = [10, 30, 60, 100, 164, 500, 2_000]

/** A number as it should be; one in two hundred is none that an order can have. */
function sound(random: Prng, value: number): number {
  return random.below(200) === 0 ? random.pick(strange) : value
}

/** Few names, so that they meet. */
export function clientName(random: Prng): string {
  return `c-${random.below(40)}`
}

type Common = Pick<OrderInput, 'account' | 'side' | 'selfTrade' | 'clientOrderId' | 'trigger' | 'margin'>

export function randomOrder(floor: Floor, account: AccountId, trigger?: Trigger): OrderInput {
  const { random } = floor
  const side = trigger ? sideFor(floor, trigger) : random.pick(['buy', 'sell'] as const)
  const common: Common = {
    account,
    side,
    selfTrade: random.pick(modes),
    ...(random.chance(15) ? { clientOrderId: clientName(random) } : {}),
    ...(trigger ? { trigger } : {}),
    ...(random.chance(floor.hasWallet(account) ? 25 : 1) ? { margin: randomMargin(random) } : {}),
  }
  const kind = random.below(10)
  if (kind < 7) return randomLimit(floor, common)
  const worth = random.chance(20) ? 60 : 12
  if (kind < 8) return { ...common, kind: 'market', lots: sound(random, floor.lots(worth)) as Lots }
  // A sell by amount takes no trigger: one in ten tries.
  if (trigger && side === 'sell' && !random.chance(10))
    return { ...common, side: 'buy', kind: 'market', lots: floor.lots(worth) }
  const quote = sound(random, 1_000_000 + random.below(worth * 1_000_000)) as Credits
  return { ...common, kind: 'market_quote', quote }
}

/** Mostly the side for which the last trade has not reached the price. */
function sideFor({ random, last }: Floor, { kind, price }: Trigger): OrderSide {
  if (price === null || random.chance(10)) return random.pick(['buy', 'sell'] as const)
  return price < last === (kind === 'stop_loss') ? 'sell' : 'buy'
}

function randomLimit(floor: Floor, common: Common): OrderInput {
  const { random } = floor
  const form = random.below(20)
  const tif = form < 13 ? 'gtc' : form < 17 ? 'ioc' : 'fok'
  const lots = sound(random, floor.lots(tif === 'fok' ? 4 : 12)) as Lots
  const price = sound(random, floor.priceFor(common.side)) as Ticks
  const parts = form < 4 ? { iceberg: atLeastOne(Math.ceil(lots / (1 + random.below(8)))) as Lots } : {}
  return { ...common, kind: 'limit', price, lots, tif, postOnly: form > 8 && form < 12, ...parts }
}

/** Nothing is owed on this floor, so none borrows; the flag alone says what it would do. */
function randomMargin(random: Prng): OrderMargin {
  return { borrow: false, repay: random.chance(40), reduceOnly: random.chance(30) }
}

/** Around the last trade: fixed, trailing, or trailing from a price on; sometimes reached already. */
export function randomTrigger({ random, last, unit }: Floor): Trigger {
  const kind = random.pick(['stop_loss', 'take_profit'] as const)
  const price = atLeastOne(last + unit * (random.below(17) - 8) + random.below(3) - 1) as Ticks
  const trailBps = sound(random, random.pick(trails)) as Bps
  const form = random.below(10)
  if (form < 5) return { kind, price }
  return { kind, price: form < 8 ? null : price, trailBps }
}

/** A pair to either side of the last trade, behind a first order or alone; one in fifteen is no list at all. */
export function randomList(floor: Floor, account: AccountId): ListInput {
  const { random } = floor
  const side = random.pick(['buy', 'sell'] as const)
  const terms = {
    account,
    side,
    lots: floor.lots(8),
    margin: random.chance(floor.hasWallet(account) ? 15 : 1) ? plainMargin(random) : undefined,
  }
  const pair = randomPair(floor, terms)
  const against: OrderSide = side === 'buy' ? 'sell' : 'buy'
  const first = limitOf(floor, { ...terms, side: against }, floor.priceFor(against))
  const second = random.chance(40) ? random.pick(pair) : marketOf(floor, terms)
  const sorts: readonly Omit<ListInput, 'account'>[] = [
    { kind: 'oco', orders: pair },
    { kind: 'oto', orders: [first, second] },
    { kind: 'otoco', orders: [first, ...pair] },
  ]
  const list = random.pick(sorts)
  const named = random.chance(25) ? { clientListId: `l-${random.below(12)}` } : {}
  if (random.below(15) > 0) return { account, ...named, ...list }
  return { account, ...named, kind: list.kind, orders: [...pair, first].slice(0, 1 + random.below(3)) }
}

interface ListTerms {
  readonly account: AccountId
  readonly side: OrderSide
  readonly lots: Lots
  readonly margin: OrderMargin | undefined
}

function plainMargin(random: Prng): OrderMargin {
  return { borrow: false, repay: random.chance(50), reduceOnly: false }
}

/** One that gains and one that ends a loss, in either order; the gain rests or waits itself. */
function randomPair(floor: Floor, terms: ListTerms): [OrderInput, OrderInput] {
  const { random, last, unit } = floor
  const up = terms.side === 'sell' ? 1 : -1
  const away = (1 + random.below(8)) * unit
  const at = (distance: number): Ticks => atLeastOne(last + up * distance) as Ticks
  const waits = (kind: TriggerKind, price: Ticks): { trigger: Trigger } => ({
    trigger: random.chance(15) ? { kind, price: null, trailBps: random.pick(trails) as Bps } : { kind, price },
  })
  const gain = limitOf(floor, terms, at(away + random.below(2) * unit))
  const loss = random.chance(50) ? marketOf(floor, terms) : limitOf(floor, terms, at(-away - 3 * unit))
  const pair: [OrderInput, OrderInput] = [
    random.chance(60) ? gain : { ...gain, ...waits('take_profit', at(away)) },
    { ...loss, ...waits('stop_loss', at(-away)) },
  ]
  return random.chance(50) ? pair : [pair[1], pair[0]]
}

function limitOf({ random }: Floor, terms: ListTerms, price: Ticks): LimitOrder {
  const { lots } = terms
  const parts = random.chance(15) ? { iceberg: Math.ceil(lots / 4) as Lots } : {}
  return { ...commonOf(random, terms), kind: 'limit', price, lots, tif: 'gtc', postOnly: random.chance(25), ...parts }
}

function marketOf({ random }: Floor, terms: ListTerms): OrderInput {
  return { ...commonOf(random, terms), kind: 'market', lots: terms.lots }
}

function commonOf(random: Prng, { account, side, margin }: ListTerms): Common {
  const named = random.chance(10) ? { clientOrderId: clientName(random) } : {}
  return { account, side, selfTrade: random.pick(modes), ...named, ...(margin ? { margin } : {}) }
}
