/** The least that an order brings when all of it trades, and the prices that one with a trigger may come to trade at. */
import { divFloor, mulDivCeil, mulDivFloor } from '../../base/math.ts'
import { BPS, type Bps, type Credits, type Lots, MAX_SUPPLY, type Ticks } from '../../base/money.ts'
import type { OrderInput } from '../command.ts'
import { MAX_PRICE } from './book/types.ts'
import { takerFee } from './fees.ts'
import type { Desk } from './market.ts'
import { lcoOf, notionalOf } from './pair.ts'

/** What an order trades: at its own limit, or with the book as it is. */
export interface Traded {
  readonly lots: number
  readonly notional: number
}

/** LCO units of a buy, no more than there can be, µCR of a sell with the dearer of the fees that it may pay taken off. */
export function bringsOf({ parameters: p, pair }: Desk, { side }: OrderInput, { lots, notional }: Traded): number {
  if (side === 'buy') return lcoOf(Math.min(lots, divFloor(MAX_SUPPLY, pair.lotUnits)) as Lots, pair)
  return notional - takerFee(notional as Credits, Math.max(p['market.takerFee'], p['market.makerFee']) as Bps)
}

/** What an order that waits trades at worst: at its limit, or at the far end of the band around the price that fires it. */
export function waitingTrade(desk: Desk, input: OrderInput): Traded {
  if (input.kind === 'market_quote') {
    const price = input.side === 'buy' ? topPrice(desk, input) : bottomPrice(desk, input)
    return { lots: divFloor(input.quote, price), notional: input.quote }
  }
  const { lots } = input
  const price = input.kind === 'limit' ? input.price : (bottomPrice(desk, input) as Ticks)
  return { lots, notional: notionalOf(price, lots) }
}

/** Most that a lot may cost when the trigger fires: its price × (1 + trail) × (1 + band), each rounded up to the tick. */
export function topPrice({ parameters: p, market }: Desk, { trigger }: OrderInput): number {
  const { price = null, trailBps = 0 } = trigger ?? {}
  const fires = mulDivCeil(price ?? market.mark.lastPrice ?? 0, BPS + trailBps, BPS)
  const top = Math.min(mulDivCeil(fires, BPS + p['market.band'], BPS), MAX_PRICE)
  return Math.max(1, top)
}

/** Least that a lot may bring when the trigger fires, rounded down likewise; at least a tick. */
function bottomPrice({ parameters: p, market }: Desk, { trigger }: OrderInput): number {
  const { price = null, trailBps = 0 } = trigger ?? {}
  const fires = mulDivFloor(price ?? market.mark.lastPrice ?? 0, BPS - trailBps, BPS)
  return Math.max(1, mulDivFloor(fires, Math.max(0, BPS - p['market.band']), BPS))
}
