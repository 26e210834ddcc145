/** Trading fees: always in CR, cumulative over an order so that splitting fills changes nothing. docs/concepts/economy.md §7. */
import { mulDivFloor, mulDivHalfUp } from '../../base/math.ts'
import { BPS, type Bps, type Credits } from '../../base/money.ts'

/** Fee of an order's whole taker notional so far; a fill pays the difference to what was charged. Rounds half up. */
export function takerFee(notional: Credits, feeBps: Bps): Credits {
  return mulDivHalfUp(notional, feeBps, BPS) as Credits
}

/** The same for what traded while resting. Floors, so that taker part + maker part never pass the escrow at the dearer rate. */
export function makerFee(notional: Credits, feeBps: Bps): Credits {
  return mulDivFloor(notional, feeBps, BPS) as Credits
}
