/** Margin's past between history, events and wire: forced closes, losses, notices, loans. */
import { formatCredits, formatDecimal, formatLco } from '../../base/decimal.ts'
import { mulDivFloor } from '../../base/math.ts'
import type {
  ForcedClose as WireClose,
  LoanChange as WireLoan,
  MarginLoss as WireLoss,
  MarginNotice as WireNotice,
} from '../../contract/margin-records.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { ForcedClose, LoanChange, MarginLoss, MarginNotice } from '../../history/queries/borrowing.ts'
import type { UnitPrice } from '../../history/units.ts'
import { microPriceText, milliText, unitsText } from './amounts.ts'

/** Whose it was is not told. */
export function wireClose(close: ForcedClose, pair: Pair): WireClose {
  const { id, at, seq, side, asset, level, notional, quantity, penalty, repaid, debt } = close
  const text = (price: UnitPrice) => microPriceText(price, pair)
  return {
    ...{ closeId: id, at, sequence: seq, side, debtAsset: asset, levelBps: level, mark: text(close.mark) },
    liquidationPrice: close.liquidation === null ? null : text(close.liquidation),
    bankruptcyPrice: close.bankruptcy === null ? null : text(close.bankruptcy),
    limitPrice: text(close.limit_price),
    ...{ wanted: milliText(close.wanted, pair), quantity: milliText(quantity, pair) },
    notional: formatCredits(notional),
    averagePrice: quantity === 0 ? null : formatDecimal(mulDivFloor(notional, 1000, quantity), 6),
    penalty: formatCredits(penalty),
    ...{ repaid: unitsText(asset, repaid), debt: unitsText(asset, debt), levelAfterBps: close.level_after },
  }
}

export function wireLoss(loss: MarginLoss, pair: Pair): WireLoss {
  const { id, at, seq, kind, asset, shortfall, covered, socialised } = loss
  return {
    ...{ lossId: id, at, sequence: seq, kind, debtAsset: asset, mark: microPriceText(loss.mark, pair) },
    ...{ shortfall: unitsText(asset, shortfall), covered: unitsText(asset, covered) },
    socialised: unitsText(asset, socialised),
    seized: { credits: formatCredits(loss.seized_credits), lco: formatLco(loss.seized_lco) },
    ...{ bought: milliText(loss.bought, pair), spent: formatCredits(loss.spent) },
  }
}

export function wireNotice(notice: MarginNotice, pair: Pair): WireNotice {
  const { id, at, seq, kind, level, mark, liquidation, bankruptcy, terms } = notice
  const text = (price: UnitPrice | null) => (price === null ? null : microPriceText(price, pair))
  return {
    ...{ noticeId: id, at, sequence: seq, kind, levelBps: level, mark: text(mark) },
    ...{ liquidationPrice: text(liquidation), bankruptcyPrice: text(bankruptcy), terms },
  }
}

export function wireLoan({ id, at, seq, asset, cause, amount, interest, debt, principal }: LoanChange): WireLoan {
  const text = (units: number) => unitsText(asset, units)
  return {
    ...{ changeId: id, at, sequence: seq, asset, cause, amount: text(amount), interest: text(interest) },
    ...{ debt: text(debt), principal: text(principal) },
  }
}
