/** Recomputes every forced close from what its event and trades say, with plain fractions: the rules of docs/concepts/margin.md once more. */
import { expect } from 'vitest'
import type { Event, EventOf } from '../../src/engine/event.ts'
import type { Driver } from './driver.ts'

/** Of the pair and the parameters that sessions leave alone: lot, target, penalty, near and far limit. */
const LOT = 10_000_000n
const [CLOSE, TARGET, WHOLE, PENALTY] = [11_000n, 12_000n, 10_000n, 200n]

type Closed = EventOf<'margin.closed'>
type Trade = EventOf<'trade'>

interface Sums {
  readonly assets: bigint
  readonly debts: bigint
}

const up = (a: bigint, b: bigint): bigint => (a <= 0n ? -(-a / b) : (a + b - 1n) / b)
const down = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -up(-a, b))
function least(first: bigint, ...others: bigint[]): bigint {
  let low = first
  for (const one of others) if (one < low) low = one
  return low
}

/** In µCR × lots' units. */
function sums({ asset, mark, cash, coins, owed }: Held): Sums {
  return {
    assets: cash * LOT + coins * mark,
    debts: asset === 'CR' ? owed * LOT : owed * mark,
  }
}

interface Held {
  readonly asset: 'CR' | 'LCO'
  readonly mark: bigint
  readonly cash: bigint
  readonly coins: bigint
  readonly owed: bigint
}

function heldBefore({ asset, mark, cash, coins, owed }: Closed): Held {
  return { asset, mark: BigInt(mark), cash: BigInt(cash), coins: BigInt(coins), owed: BigInt(owed) }
}

/** Watches a driver: checks each forced close and each loss as it happens; counts them. */
export class ClosingAudit {
  closes = 0
  losses = 0

  readonly #driver: Driver

  constructor(driver: Driver) {
    this.#driver = driver
    driver.watch = (_command, outcome) => {
      if (outcome.ok && !outcome.repeated) this.#read(outcome.events)
    }
  }

  #read(events: readonly Event[]): void {
    let trades: Trade[] = []
    for (const event of events) {
      if (event.type === 'trade' && event.source === 'forced') trades.push(event)
      if (event.type === 'margin.closed') {
        this.#close(event, trades)
        trades = []
      }
      if (event.type === 'margin.loss') {
        this.#loss(event, trades)
        trades = []
      }
    }
  }

  #close(event: Closed, trades: readonly Trade[]): void {
    const held = heldBefore(event)
    const { assets, debts } = sums(held)
    expect(BigInt(event.level)).toBe((assets * WHOLE) / debts)
    expect(BigInt(event.level)).toBeLessThan(CLOSE)
    // What could pay at once has paid before anything was sold.
    expect(event.asset === 'CR' ? held.cash : held.coins).toBe(0n)
    expect(event.limit, JSON.stringify(event)).toBe(Number(limitOf(event, held)))
    expect(event.wanted, JSON.stringify(event)).toBe(
      Number(wantedOf(event, held, BigInt(this.#driver.engine.state.parameters['margin.dust']))),
    )
    this.#fills(event, held, trades)
    this.closes += 1
  }

  /** Traded within the limit, no fee, penalty fill by fill, the debt paid with what came in. */
  #fills(event: Closed, before: Held, trades: readonly Trade[]): void {
    const sells = event.side === 'sell'
    let { cash, coins } = before
    let [lots, notional, penalty] = [0n, 0n, 0n]
    for (const trade of trades) {
      expect(trade).toMatchObject({ taker: event.account, takerOrder: 0, takerFee: 0, takerSide: event.side })
      expect(sells ? trade.price >= event.limit : trade.price <= event.limit).toBe(true)
      const [worth, moved] = [BigInt(trade.price) * BigInt(trade.lots), BigInt(trade.lots) * LOT]
      cash += sells ? worth : -worth
      coins += sells ? -moved : moved
      const after = sums({ ...before, cash, coins })
      const left = least(down(after.assets - after.debts, LOT), cash)
      const due = least((worth * PENALTY) / WHOLE, left)
      const fine = due > 0n ? due : 0n
      cash -= fine
      penalty += fine
      lots += BigInt(trade.lots)
      notional += worth
    }
    expect([event.lots, event.notional, event.penalty].map(BigInt)).toEqual([lots, notional, penalty])
    const came = sells ? cash : coins
    expect(BigInt(event.repaid)).toBe(least(came, before.owed))
    expect(BigInt(event.debt)).toBe(before.owed - BigInt(event.repaid))
    const paid = BigInt(event.repaid)
    const end = {
      ...before,
      owed: before.owed - paid,
      cash: sells ? cash - paid : cash,
      coins: sells ? coins : coins - paid,
    }
    const { assets, debts } = sums(end)
    expect(event.levelAfter === null ? null : BigInt(event.levelAfter)).toBe(
      debts === 0n ? null : (assets * WHOLE) / debts,
    )
  }

  /** Nobody pays more than is missing, and what the reserve buys costs at most a tenth above the mark. */
  #loss(event: EventOf<'margin.loss'>, trades: readonly Trade[]): void {
    const { shortfall, covered, socialised, mark, lots, spent } = event
    expect(covered + socialised).toBe(shortfall)
    const bought = trades.filter(({ taker }) => taker === 0)
    expect(bought.reduce((sum, trade) => sum + trade.lots, 0)).toBe(lots)
    expect(bought.reduce((sum, trade) => sum + trade.lots * trade.price, 0)).toBe(spent)
    for (const { price } of bought) expect(BigInt(price) * WHOLE).toBeLessThanOrEqual(BigInt(mark) * 11_000n)
    this.losses += 1
  }
}

/** mark ∓ 1 % at level 1.10, in a line to the bankruptcy price at 1.00, mark ∓ 10 % below. */
function limitOf({ side, level }: Closed, { mark, cash, coins, owed }: Held): bigint {
  const sells = side === 'sell'
  const off = (bps: bigint): bigint => (sells ? up(mark * (WHOLE - bps), WHOLE) : (mark * (WHOLE + bps)) / WHOLE)
  if (BigInt(level) < WHOLE) return off(1_000n)
  const bankrupt = sells ? up((owed - cash) * LOT, coins) : (cash * LOT) / (owed - coins)
  const done = CLOSE - BigInt(level)
  const line = off(100n) * (CLOSE - WHOLE - done) + bankrupt * done
  return sells ? up(line, CLOSE - WHOLE) : line / (CLOSE - WHOLE)
}

/** The smallest quantity that brings the level to 1.20, never more than there is or than repays the debt. */
function wantedOf({ side, level, depthLots, depthNotional }: Closed, held: Held, dustBelow: bigint): bigint {
  const { mark, cash, coins, owed } = held
  const { assets, debts } = sums(held)
  const [n, worth] = [BigInt(depthLots), BigInt(depthNotional)]
  const sells = side === 'sell'
  const all = sells ? coins / LOT : up(owed, LOT)
  const repays = sells ? up((owed - cash) * n * WHOLE, worth * (WHOLE - PENALTY)) : up(owed, LOT)
  const dust = (sells ? owed : (owed * mark) / LOT) < dustBelow
  // Above and below as fractions over n × 10,000 × 10,000 × the lot.
  const above = (TARGET * debts - WHOLE * assets) * n * WHOLE
  const below = sells
    ? TARGET * worth * (WHOLE - PENALTY) - mark * n * WHOLE * WHOLE
    : TARGET * mark * n * WHOLE - worth * WHOLE * (WHOLE + PENALTY)
  const whole = BigInt(level) < WHOLE || dust || below <= 0n
  return least(whole ? all : up(above, below * LOT), all, repays)
}
