/** Seeded random operations for the tests of the book: every kind of taker, cancels, reductions. Not a market model. */
import type { Prng } from '../../../base/prng.ts'
import {
  BUY,
  isPlaceable,
  MAX_LOTS,
  MAX_PRICE,
  SELL,
  type Side,
  type Stp,
  type Taker,
  type TimeInForce,
} from './types.ts'

export type Operation =
  | { readonly kind: 'place'; readonly taker: Taker }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'reduce'; readonly id: number; readonly percent: number }

/** Where prices and lots come from. */
export interface Terrain {
  readonly name: string
  price(random: Prng): number
  lots(random: Prng): number
  readonly accounts: number
}

export const TERRAINS: readonly Terrain[] = [
  {
    name: 'a range of ten ticks',
    price: (r) => 1 + r.below(10),
    lots: (r) => 1 + r.below(20),
    accounts: 5,
  },
  { name: 'around a mid', price: around(10_000), lots: (r) => 1 + r.below(1000), accounts: 40 },
  { name: 'all prices there are', price: anywhere, lots: (r) => 1 + r.below(9_000), accounts: 8 },
  {
    name: 'huge quantities',
    price: (r) => 1 + r.below(40),
    lots: (r) => 1 + r.below(MAX_LOTS / 10),
    accounts: 3,
  },
]

function around(mid: number): (random: Prng) => number {
  return (random) => mid - 60 + random.below(41) + random.below(41) + random.below(41)
}

/** Dense at both ends, at the edges of index nodes, and uniform between. */
function anywhere(random: Prng): number {
  const shift = random.below(30)
  const price = random.chance(30) ? (1 << shift) + random.below(3) - 1 : 1 + random.below(MAX_PRICE >>> shift)
  return Math.min(Math.max(price, 1), MAX_PRICE)
}

const TIFS: readonly TimeInForce[] = ['gtc', 'gtc', 'gtc', 'post', 'ioc', 'fok']
const FULL = 120
const FEES = [0, 1, 10, 37, 10_000]

/** `live` are the ids that rest; a full book is thinned out, so that the twin stays quick. */
export function randomOperation(
  random: Prng,
  terrain: Terrain,
  { live, nextId }: { readonly live: readonly number[]; readonly nextId: number },
): Operation {
  const id = live.length > 0 && random.chance(95) ? random.pick(live) : random.below(nextId + 1)
  if (random.chance(live.length > FULL ? 60 : 12)) return { kind: 'cancel', id }
  if (random.chance(5)) return { kind: 'reduce', id, percent: random.below(100) }
  return { kind: 'place', taker: randomTaker(random, terrain, nextId) }
}

export function randomTaker(random: Prng, terrain: Terrain, id: number): Taker {
  const side: Side = random.chance(50) ? BUY : SELL
  const taker: Taker = {
    id,
    account: random.below(terrain.accounts),
    side,
    limit: limitPrice(random, terrain, side),
    lots: terrain.lots(random),
    budget: Number.POSITIVE_INFINITY,
    feeBps: random.pick(FEES),
    tif: random.pick(TIFS),
    stp: random.below(4) as Stp,
    slice: 0,
  }
  const parts = random.chance(25) ? 1 + random.below(8) : 0
  const iceberg = taker.tif === 'gtc' || taker.tif === 'post' ? Math.ceil(taker.lots / Math.max(1, parts)) : 0
  const byQuote = { ...taker, budget: randomBudget(random, taker), lots: random.chance(70) ? MAX_LOTS : taker.lots }
  if ((taker.tif === 'ioc' || taker.tif === 'fok') && random.chance(50)) return marketable(random, byQuote)
  const hungry = random.chance(10) ? marketable(random, taker) : taker
  const rests = isPlaceable(hungry) ? hungry : taker
  return parts === 0 ? rests : { ...rests, slice: iceberg }
}

/** Mostly patient, so that a book of some depth builds up. */
function limitPrice(random: Prng, terrain: Terrain, side: Side): number {
  const prices = [terrain.price(random), terrain.price(random), terrain.price(random)]
  if (random.chance(30)) return prices[0]!
  return side === BUY ? Math.min(...prices) : Math.max(...prices)
}

/** Around the cost of the order at its limit; sometimes a little less than one lot. */
function randomBudget(random: Prng, { limit, lots }: Taker): number {
  const full = Math.min(limit * lots, 2 ** 52)
  return random.chance(10)
    ? random.below(Math.min(limit + 1, 2 ** 31))
    : Math.floor(full * ((1 + random.below(150)) / 100))
}

function marketable(random: Prng, taker: Taker): Taker {
  return random.chance(50) ? { ...taker, limit: taker.side === BUY ? MAX_PRICE : 1 } : taker
}
