/** Planted bugs of the week: Monday's close, Friday's buyback, burns, the order of scheduled work. */
import type { Mutant } from './mutant.ts'

const buyback = 'treasury/buyback.ts'
const slices = 'treasury/slices.ts'

export const weekMutants: readonly Mutant[] = [
  {
    file: 'treasury/profit.ts',
    find: 'fundIn: mulDivCeil(base, shareBps, BPS) as Credits',
    replace: 'fundIn: Math.floor((base * shareBps) / BPS) as Credits',
    why: 'the fund’s share is rounded down',
  },
  {
    file: 'treasury/profit.ts',
    find: 'const base = max(zero, (profit - carriedLoss) as Credits)',
    replace: 'const base = max(zero, profit)',
    why: 'earlier losses are not made up for',
  },
  {
    file: 'treasury/profit.ts',
    find: 'carriedLoss: max(zero, (carriedLoss - profit) as Credits)',
    replace: 'carriedLoss: max(zero, -profit as Credits)',
    why: 'a week without enough profit forgets the older loss',
  },
  {
    file: 'treasury/close.ts',
    find: 'out.move(P.tradingFees, P.treasury, fees)',
    replace: 'out.move(P.tradingFees, P.fund, fees)',
    why: 'trading fees count as the fund’s',
  },
  {
    file: 'treasury/close.ts',
    find: 'if (rest < 0) out.move(P.treasury, P.apiRevenue, -rest)',
    replace: '',
    why: 'a loss stays in the next week’s revenue',
  },
  {
    file: 'treasury/close.ts',
    find: 'treasury.totals.fundIn = add(treasury.totals.fundIn, close.fundIn as Credits)',
    replace: 'treasury.totals.fundIn = close.fundIn as Credits',
    why: 'the total of fund-ins is that of the last week',
  },
  {
    file: 'calendar.ts',
    find: 'state.treasury.nextClose = (due + WEEK_MS) as Millis',
    replace: 'state.treasury.nextClose = (due + WEEK_MS + 1) as Millis',
    why: 'weeks drift by a millisecond',
  },
  {
    file: 'calendar.ts',
    find: 'treasury.nextFriday = (at < friday ? friday : friday + WEEK_MS) as Millis',
    replace: 'treasury.nextFriday = friday',
    why: 'an instance that starts on a weekend opens the Friday before',
  },
  {
    file: 'calendar.ts',
    find: 'const sources: readonly Source[] = [\n',
    replace:
      'const sources: readonly Source[] = [\n  { next: (state) => nextBuyback(state.treasury), run: buyback },\n',
    why: 'the buyback is opened before the mark of the same instant',
  },
  {
    file: slices,
    find: 'Math.max(5 * CREDIT, 10 * reference)',
    replace: '5 * CREDIT',
    why: 'slices may be smaller than ten lots',
  },
  {
    file: slices,
    find: 'divFloor(i * SPAN_MS, n)',
    replace: 'divFloor(i * SPAN_MS, n + 1)',
    why: 'slices end before the sweep does',
  },
  {
    file: slices,
    find: 'Math.min(divFloor(remaining, slices.left), divFloor(3 * budget, 2 * slices.n))',
    replace: 'divFloor(remaining, slices.left)',
    why: 'missed slices are caught up in a burst',
  },
  {
    file: slices,
    find: 'Math.min(mulDivFloor(reference, BPS + guardBps, BPS), MAX_PRICE)',
    replace: 'Math.min(mulDivFloor(reference, BPS + guardBps, BPS) + 1, MAX_PRICE)',
    why: 'the fund pays a tick more than its guard',
  },
  {
    file: buyback,
    find: 'mulDivFloor(buyback.bought, buyback.warShareBps, BPS)',
    replace: 'mulDivFloor(buyback.bought, 2_000, BPS)',
    why: 'the war pool’s share is always a fifth',
  },
  {
    file: buyback,
    find: 'function close({ treasury, desk }: BuybackContext, buyback: Buyback): void {\n  const toWarPool = mulDivFloor(buyback.bought, buyback.warShareBps, BPS) as Lco',
    replace:
      "function close({ treasury, desk }: BuybackContext, buyback: Buyback): void {\n  const toWarPool = mulDivFloor(buyback.bought, desk.parameters['buyback.warShare'], BPS) as Lco",
    why: 'the war pool’s share is that of the burn, not of the budget',
  },
  {
    file: buyback,
    find: 'if (mark.firstTradeAt === null || mark.firstTradeAt > at - HISTORY_MS) return null',
    replace: 'if (mark.firstTradeAt === null) return null',
    why: 'the first buyback needs no history',
  },
  {
    file: buyback,
    find: '(Math.min(median, average) as Ticks)',
    replace: '(Math.max(median, average) as Ticks)',
    why: 'a pump before the sweep raises what the fund pays',
  },
  {
    file: buyback,
    find: "if (lateMs > LATE_MS) run.outcome = 'missed_late'",
    replace: "if (lateMs >= LATE_MS) run.outcome = 'missed_late'",
    why: 'a slice a minute late is missed',
  },
  {
    file: buyback,
    find: "else if (desk.at < desk.market.mark.pausedUntil) run.outcome = 'missed_paused'",
    replace: '',
    why: 'the fund buys while trading is paused',
  },
  {
    file: buyback,
    find: 'const remaining = (budget - buyback.spent) as Credits',
    replace: 'const remaining = budget',
    why: 'the last slices offer what was spent before',
  },
  {
    file: buyback,
    find: "run.outcome = 'missed_late'",
    replace: "run.outcome = 'nothing'",
    why: 'a slice that came too late is published as one without offers',
  },
  {
    file: buyback,
    find: 'treasury.buyback = { ...buyback, reference, guard }',
    replace: 'treasury.buyback = { ...buyback, reference, guard: buyback.guard }',
    why: 'after a change of the pair the guard stands in the old tick',
  },
  {
    file: buyback,
    find: 'desk.out.move(P.fundLco, P.burnedBuyback, burned)',
    replace: 'desk.out.move(P.fundLco, P.warPool, burned)',
    why: 'nothing is burned',
  },
  {
    file: buyback,
    find: "const slices = reference === null || budget === 0 ? 0 : sliceCount(budget, reference, parameters['buyback.maxSlices'])",
    replace: "const slices = reference === null || budget === 0 ? 0 : parameters['buyback.maxSlices']",
    why: 'a small budget is cut into as many slices as a large one',
  },
]
