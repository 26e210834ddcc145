/** Random margin orders of leveraged accounts: whatever rests, fires or is cut, no reduce-only order turns a position around. */
import { expect, test } from 'vitest'
import type { Lots, Ticks } from '../../src/base/money.ts'
import type { Prng } from '../../src/base/prng.ts'
import type { OrderId, OrderInput, OrderMargin, Trigger } from '../../src/engine/command.ts'
import type { Event, TradeEvent } from '../../src/engine/event.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { scaled } from '../scale.ts'
import { seeded } from './driver.ts'
import { CR } from './market-world.ts'
import { LOT, RiskWorld } from './risk-world.ts'

const TRADERS = 5
const traders = Array.from({ length: TRADERS }, (_, i) => (3 + i) as AccountId)

/** LCO units that the account has more than it owes. */
function netOf(world: RiskWorld, account: AccountId): number {
  const { coins, debtCoins } = world.position(account)
  return coins - debtCoins
}

/** Follows every trade from what the account had before; interest of a short may have grown by less than a lot meanwhile. */
class Positions {
  readonly #world: RiskWorld
  readonly #nets = new Map<AccountId, number>()
  /** Trades of reduce-only orders. */
  reduced = 0

  constructor(world: RiskWorld) {
    this.#world = world
    this.#read()
    world.driver.watch = (_command, outcome) => {
      if (!outcome.ok) return
      for (const event of outcome.events) this.#follow(event)
      this.#read()
    }
  }

  #read(): void {
    for (const account of traders) this.#nets.set(account, netOf(this.#world, account))
  }

  #follow(event: Event): void {
    if (event.type !== 'trade') return
    this.#trade(event, { account: event.maker, order: event.makerOrder, onMargin: event.makerMargin, taker: false })
    this.#trade(event, { account: event.taker, order: event.takerOrder, onMargin: event.takerMargin, taker: true })
  }

  #trade(event: TradeEvent, side: { account: AccountId; order: OrderId; onMargin: boolean; taker: boolean }): void {
    const before = this.#nets.get(side.account)
    if (before === undefined || !side.onMargin) return
    const buys = (event.takerSide === 'buy') === side.taker
    const after = before + (buys ? 1 : -1) * event.lots * LOT
    this.#nets.set(side.account, after)
    if (!this.#world.driver.engine.state.market.orders.get(side.order)?.reduceOnly) return
    this.reduced += 1
    if (buys) expect(after, `order ${side.order} bought more than the short`).toBeLessThan(2 * LOT)
    else expect(after, `order ${side.order} sold more than the long`).toBeGreaterThan(-2 * LOT)
  }
}

function anyOrder(world: RiskWorld, random: Prng, account: AccountId): void {
  const last = world.driver.engine.state.market.mark.lastPrice ?? 10_000
  const side = random.pick(['buy', 'sell'] as const)
  const reduceOnly = random.chance(55)
  const margin: OrderMargin = { borrow: !reduceOnly && random.chance(40), repay: random.chance(50), reduceOnly }
  const trigger: Trigger = {
    kind: random.pick(['stop_loss', 'take_profit'] as const),
    price: (last + random.below(121) - 60) as Ticks,
  }
  const lots = (120 + random.below(12_000)) as Lots
  const common = { account, side, lots, margin, ...(random.chance(30) ? { trigger } : {}) }
  const price = (last + random.below(161) - 80) as Ticks
  const tif = random.pick(['gtc', 'gtc', 'gtc', 'ioc', 'fok'] as const)
  const order: OrderInput = random.chance(30)
    ? { ...common, kind: 'market' }
    : { ...common, kind: 'limit', price, tif, postOnly: false }
  world.driver.try('order.place', order)
}

function beginPosition(world: RiskWorld, random: Prng, account: AccountId): void {
  const asset = random.pick(['CR', 'LCO'] as const)
  const amount = asset === 'CR' ? (20 + random.below(200)) * CR : (1_000 + random.below(9_000)) * LOT
  if (!world.borrow(account, asset, amount).ok) return
  if (asset === 'LCO') world.marginMarket(account, 'sell', [amount / LOT])
  else world.marginMarket(account, 'buy', [Math.floor(amount / (world.mark ?? 10_000))])
}

const steps: readonly ((world: RiskWorld, random: Prng, account: AccountId) => void)[] = [
  beginPosition,
  anyOrder,
  anyOrder,
  anyOrder,
  anyOrder,
  anyOrder,
  (world, random) => world.book((world.mark ?? 10_000) + random.below(201) - 100),
  (world, random) => world.driver.pass(random.below(120_000)),
  (world, random, account) => world.repay(account, random.pick(['CR', 'LCO'] as const), null),
  (world, random, account) => random.chance(30) && world.driver.try('order.cancel_all', { account }),
]

test.each(Array.from({ length: scaled(60) }, (_, i) => i + 1))(
  'reduce-only orders make positions smaller and never turn one around, session %i',
  (seed) => {
    const random = seeded(seed)
    const world = new RiskWorld({ traders: TRADERS, collateral: 300 * CR, lent: 900 * CR })
    const positions = new Positions(world)
    for (let step = 0; step < 500; step++) random.pick(steps)(world, random, random.pick(traders))
    world.driver.engine.audit()
    expect(positions.reduced).toBeGreaterThan(5)
  },
)
