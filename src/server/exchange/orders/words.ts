/** The dialect's words for what orders are: types, sides, times in force, self-trade modes, states. */
import type { OrderSide, OrderStatus, SelfTradeMode, TimeInForce } from '../../../engine/command.ts'

export const orderTypes = [
  'LIMIT',
  'LIMIT_MAKER',
  'MARKET',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
] as const
export type OrderType = (typeof orderTypes)[number]

export const sides = ['BUY', 'SELL'] as const
export const timesInForce = ['GTC', 'IOC', 'FOK'] as const
export const selfTradeModes = ['NONE', 'EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'DECREMENT'] as const
export const responseTypes = ['ACK', 'RESULT', 'FULL'] as const

const engineSides: Readonly<Record<(typeof sides)[number], OrderSide>> = { BUY: 'buy', SELL: 'sell' }
const engineTimes: Readonly<Record<(typeof timesInForce)[number], TimeInForce>> = { GTC: 'gtc', IOC: 'ioc', FOK: 'fok' }
/** Nobody prints a mark with himself: NONE is the standard mode. */
const engineModes: Readonly<Record<(typeof selfTradeModes)[number], SelfTradeMode>> = {
  NONE: 'expire_maker',
  EXPIRE_MAKER: 'expire_maker',
  EXPIRE_TAKER: 'expire_taker',
  EXPIRE_BOTH: 'expire_both',
  DECREMENT: 'decrement',
}

export const sideIn = (word: (typeof sides)[number]): OrderSide => engineSides[word]
export const timeIn = (word: (typeof timesInForce)[number]): TimeInForce => engineTimes[word]
export const modeIn = (word: (typeof selfTradeModes)[number]): SelfTradeMode => engineModes[word]

export const sideWord = (side: OrderSide): (typeof sides)[number] => (side === 'buy' ? 'BUY' : 'SELL')

export const modeWord = (mode: SelfTradeMode): string => mode.toUpperCase()

export function timeWord(tif: TimeInForce): (typeof timesInForce)[number] {
  return tif === 'gtc' ? 'GTC' : tif === 'ioc' ? 'IOC' : 'FOK'
}

interface Standing {
  readonly status: OrderStatus
  readonly filled: number
  readonly metItself: boolean
  readonly heldBack: boolean
}

export function statusWord({ status, filled, metItself, heldBack }: Standing): string {
  switch (status) {
    case 'pending':
      return heldBack ? 'PENDING_NEW' : 'NEW'
    case 'open':
      return filled > 0 ? 'PARTIALLY_FILLED' : 'NEW'
    case 'filled':
      return 'FILLED'
    case 'canceled':
      return 'CANCELED'
    case 'expired':
      return metItself ? 'EXPIRED_IN_MATCH' : 'EXPIRED'
  }
}
