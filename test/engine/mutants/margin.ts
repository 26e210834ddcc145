/** Planted bugs of loans and forced closes: who may owe what, when an account is closed, at which prices, who pays what is missing. */
import type { Mutant } from './mutant.ts'

const exposure = 'margin/exposure.ts'
const closing = 'margin/closing.ts'
const force = 'margin/force.ts'
const rounds = 'margin/rounds.ts'
const stages = 'margin/stages.ts'
const waterfall = 'margin/waterfall.ts'
const power = 'margin/power.ts'
const loans = 'lending/loans.ts'
const pool = 'lending/pool.ts'

export const marginMutants: readonly Mutant[] = [
  {
    file: exposure,
    find: "if (owed !== undefined && owed !== asset) return reject('other_debt')",
    replace: "if (owed === undefined) return reject('other_debt')",
    why: 'only who owes already is lent anything',
  },
  {
    file: exposure,
    find: 'desk.exchange.at - mark.firstAt < HISTORY_MS',
    replace: 'desk.exchange.at - mark.firstAt <= HISTORY_MS / 24',
    why: 'an hour of marks is enough to borrow',
  },
  {
    file: exposure,
    find: 'const left = (equity - loss - openLoss(exchange, loan.account, prices)) as Credits',
    replace: 'const left = (equity - loss) as Credits',
    why: 'open orders count for nothing when something is borrowed',
  },
  {
    file: exposure,
    find: 'const left = equity - loss - openLoss(desk.exchange, account, markOnly(desk))',
    replace: 'const left = equity - openLoss(desk.exchange, account, markOnly(desk))',
    why: 'a position may be sold to a friend below what is owed',
  },
  {
    file: exposure,
    find: 'return checkLeverage(desk, loan, lossAt(desk, cautious(desk), order)) ?? checkDepth(desk, loan)',
    replace: 'return checkLeverage(desk, loan, lossAt(desk, cautious(desk), order))',
    why: 'orders borrow more than the book shows',
  },
  {
    file: 'margin/depth.ts',
    find: 'if (own?.side === side && isWithin(own.price)) shown -= worth(own.price, own.lots)',
    replace: '',
    why: 'own orders are depth',
  },
  {
    file: power,
    find: 'debts: Math.max(...known) as Ticks }',
    replace: 'debts: mark }',
    why: 'owed LCO count at the mark when something is borrowed',
  },
  {
    file: power,
    find: "const times = asset === 'CR' ? leverageBps - BPS : leverageBps",
    replace: 'const times = leverageBps',
    why: 'a long borrows five times its equity',
  },
  {
    file: power,
    find: 'return Math.max(0, price * order.lots - (proceeds - fee)) as Credits',
    replace: 'return Math.max(0, price * order.lots - proceeds) as Credits',
    why: 'the fee of an open sale costs nothing',
  },
  {
    file: closing,
    find: 'return clamp(sells ? divCeil(sum, span) : divFloor(sum, span), 1, MAX_PRICE) as Ticks',
    replace: 'return clamp(divFloor(sum, span), 1, MAX_PRICE) as Ticks',
    why: 'the limit of a forced sale is rounded against the account',
  },
  {
    file: closing,
    find: 'if (level < BPS) return away(mark, limits.farBps, sells)',
    replace: 'if (level <= BPS) return away(mark, limits.nearBps, sells)',
    why: 'a bankrupt account trades no further from the mark than a sound one',
  },
  {
    file: closing,
    find: 'const wanted = (missing + divisor - 1n) / divisor',
    replace: 'const wanted = missing / divisor',
    why: 'a forced close trades a lot too little',
  },
  {
    file: closing,
    find: ': target * price * lots * whole - notional * whole * (whole + BigInt(penaltyBps))',
    replace: ': target * price * lots * whole - notional * whole * (whole - BigInt(penaltyBps))',
    why: 'the penalty makes a forced purchase smaller',
  },
  {
    file: force,
    find: "const isDust = debtWorth(position, mark, desk) < p['margin.dust']",
    replace: 'const isDust = false',
    why: 'small debts are closed in slices',
  },
  {
    file: force,
    find: 'const left = Math.min(equityAt(held, mark, pair), held.cash) as Credits',
    replace: 'const left = held.cash as Credits',
    why: 'a penalty takes what is not equity',
  },
  {
    file: force,
    find: "  payBack(desk, account, 'forced')\n  const slice",
    replace: '  const slice',
    why: 'what is free does not pay before something is sold',
  },
  {
    file: force,
    find: 'if (debtCredits > 0) return coins < desk.exchange.pair.lotUnits',
    replace: 'if (debtCredits > 0) return coins === 0',
    why: 'less than a lot keeps a bankrupt debt open',
  },
  {
    file: rounds,
    find: 'levels.sort((a, b) => a.level - b.level || a.account - b.account)',
    replace: 'levels.sort((a, b) => a.account - b.account)',
    why: 'closing goes by account',
  },
  {
    file: rounds,
    find: 'if (mark.live) return at < mark.pausedUntil ? undefined : closeStep',
    replace: 'if (mark.live) return closeStep',
    why: 'accounts are closed while trading is paused',
  },
  {
    file: rounds,
    find: 'at - mark.frozenSince > FROZEN_MS',
    replace: 'at - mark.frozenSince > FROZEN_MS / 2',
    why: 'the reserve takes over after three hours',
  },
  {
    file: stages,
    find: "if (before === 'closing') out.emit({ type: 'margin.recovered', account, at, level })",
    replace: "if (before === 'closing' && stage === 'calm') out.emit({ type: 'margin.recovered', account, at, level })",
    why: 'the end of a forced close is told only to who is calm then',
  },
  {
    file: stages,
    find: 'for (const account of margin.watch.reachedBy(markOf(desk))) assess(desk, account)',
    replace: '',
    why: 'a mark brings nobody to another stage',
  },
  {
    file: 'margin/watch.ts',
    find: "const under = priceAtLevel(grown, stage === 'calm' ? levels.call : levels.close, pair)",
    replace: "const under = priceAtLevel(position, stage === 'calm' ? levels.call - 20 : levels.close, pair)",
    why: 'an account is looked at later than its level is reached',
  },
  {
    file: waterfall,
    find: '  let covered = payFromReserve(desk, account, asset)\n',
    replace: '  let covered = 0\n',
    why: 'the reserve buys LCO before it pays with those that it has',
  },
  {
    file: waterfall,
    find: "const bought = asset === 'LCO' ? buyMissing(desk, account) : { lots: 0, spent: 0 }",
    replace: 'const bought = { lots: 0, spent: 0 }',
    why: 'the reserve buys no missing LCO',
  },
  {
    file: waterfall,
    find: 'const taken = mulDivCeil(position, paid, debt)',
    replace: 'const taken = mulDivFloor(position, paid, debt)',
    why: 'a takeover leaves the account the fraction',
  },
  {
    file: waterfall,
    find: 'if (paid < debt && isTooLittle(desk, asset, paid)) return',
    replace: 'if (paid === 0) return',
    why: 'the reserve takes over a few units at a time',
  },
  {
    file: loans,
    find: 'const interest = Math.min(amount, debt - loan.principal)\n  const slots = slotsOf(asset)',
    replace: 'const interest = Math.max(0, amount - loan.principal)\n  const slots = slotsOf(asset)',
    why: 'the loan is paid back before its interest',
  },
  {
    file: loans,
    find: 'lending.pools[asset].stopped = true',
    replace: '',
    why: 'a pool goes on lending after a loss',
  },
  {
    file: loans,
    find: 'const fromReserve = Math.min(accrued, Math.max(share, amount - lenders))',
    replace: 'const fromReserve = 0',
    why: 'lenders lose the interest that was the reserve’s',
  },
  {
    file: pool,
    find: 'pool.index = indexOf(desk, asset)',
    replace: 'pool.index = indexOf(desk, asset) + 1n',
    why: 'the index grows by more than the interest',
  },
  {
    file: 'commands/margin-after.ts',
    find: "if (repays) payBack(desk, account, 'fill')",
    replace: "payBack(desk, account, 'fill')",
    why: 'every margin order repays',
  },
]
