/** The twin of the week: Monday's close and Friday's buyback, by dates and sums. docs/concepts/economy.md §6. */
import type { CallTwin } from './calls.ts'
import type { Common } from './common.ts'
import type { MarketTwin } from './market.ts'
import type { WarTwin } from './wars.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

interface Buyback {
  readonly id: number
  readonly friday: number
  readonly budget: bigint
  readonly slices: number
  readonly warShare: bigint
  guard: number | null
  done: number
  spent: bigint
  bought: bigint
}

/** The first instant from `at` on, `at` itself left out, that is midnight of this day of the week (0 is Sunday). */
function midnightAfter(at: number, weekday: number): number {
  const date = new Date(at)
  let midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1)
  while (new Date(midnight).getUTCDay() !== weekday) midnight += DAY
  return midnight
}

export class WeekTwin {
  readonly #common: Common
  readonly #calls: CallTwin
  readonly #market: MarketTwin
  readonly #wars: WarTwin
  #carriedLoss = 0n
  #monday = Number.POSITIVE_INFINITY
  #friday = Number.POSITIVE_INFINITY
  #buyback: Buyback | undefined
  #count = 0

  constructor(
    common: Common,
    parts: { readonly calls: CallTwin; readonly market: MarketTwin; readonly wars: WarTwin },
  ) {
    this.#common = common
    this.#calls = parts.calls
    this.#market = parts.market
    this.#wars = parts.wars
  }

  /** The first command of all was stamped now. */
  begin(at: number): void {
    this.#monday = midnightAfter(at, 1)
    this.#friday = midnightAfter(at, 5)
    this.#wars.begin(this.#monday)
  }

  get nextClose(): number {
    return this.#monday
  }

  close(): void {
    const { week } = this.#calls
    const { balances } = this.#common
    const profit = week.revenue - week.cost - week.unrecovered
    const before = this.#carriedLoss
    const base = profit > before ? profit - before : 0n
    const share = this.#common.value('fund.share')
    const fundIn = (base * BigInt(share) + 9_999n) / 10_000n
    this.#carriedLoss = before > profit ? before - profit : 0n
    balances.move('platform:api-revenue:CR', 'platform:ecosystem-fund:CR', fundIn)
    balances.move('platform:api-revenue:CR', 'platform:treasury:CR', profit - fundIn)
    this.#wars.profit = profit
    const promo = week.promoRevenue - week.promoCost
    balances.move('platform:api-revenue:CR', 'platform:treasury:CR', promo)
    const tradingFees = balances.get('platform:trading-fees:CR')
    balances.move('platform:trading-fees:CR', 'platform:treasury:CR', tradingFees)
    const loss = { carriedLossBefore: before, carriedLoss: this.#carriedLoss }
    const sums = { ...week, profit, ...loss, base, shareBps: share, fundIn, tradingFees }
    this.#common.tell('week.closed', { week: this.#monday - 7 * DAY, ...sums })
    Object.assign(week, { revenue: 0n, cost: 0n, unrecovered: 0n, promoRevenue: 0n, promoCost: 0n })
    this.#monday += 7 * DAY
  }

  get nextBuyback(): number {
    if (!this.#buyback) return this.#friday
    const { friday, done, slices } = this.#buyback
    return done < slices ? friday + 12 * HOUR + Math.floor((done * 8 * HOUR) / slices) : friday + 20 * HOUR
  }

  /** What is due of the buyback at `due`; `late`: how long ago that was. `said`: the engine's reference. */
  buyback(due: number, late: number, said: number | null): void {
    const running = this.#buyback
    if (!running) this.#open(due, said)
    else if (running.done < running.slices) this.#slice(running, due, late)
    else this.#burn(running, due)
  }

  #open(at: number, said: number | null): void {
    const budget = this.#common.balances.get('platform:ecosystem-fund:CR')
    const reference = this.#market.mark.reference(at, { lot: this.#market.coinsPerLot, said })
    const most = this.#common.value('buyback.maxSlices')
    const smallest = Math.max(5_000_000, 10 * (reference ?? 0))
    const fed = Math.max(1, Math.min(most, Math.floor(Number(budget) / smallest)))
    const slices = reference === null || budget === 0n ? 0 : fed
    const guard = reference === null ? null : guardOf(reference, this.#common.value('buyback.guard'))
    const warShare = BigInt(this.#common.value('buyback.warShare'))
    const id = ++this.#count
    this.#buyback = { id, friday: at, budget, slices, warShare, guard, done: 0, spent: 0n, bought: 0n }
    this.#friday += 7 * DAY
    this.#common.tell('buyback.opened', { buybackId: id, at, budget, reference, guard, slices })
  }

  #slice(running: Buyback, at: number, late: number): void {
    const { budget, slices, done } = running
    const even = (budget - running.spent) / BigInt(slices - done)
    const most = (budget * 15n) / (10n * BigInt(slices))
    const offered = even < most ? even : most
    const got = this.#sweep(running, { at, late, offered })
    running.spent += got.spent
    running.bought += got.bought
    running.done += 1
    this.#common.tell('buyback.slice', { buybackId: running.id, slice: done, at, offered, ...got })
  }

  #sweep(
    { guard }: Buyback,
    { at, late, offered }: { at: number; late: number; offered: bigint },
  ): { outcome: string; spent: bigint; bought: bigint } {
    const nothing = { spent: 0n, bought: 0n }
    if (late > 60_000) return { ...nothing, outcome: 'missed_late' }
    if (at < this.#market.mark.pausedUntil) return { ...nothing, outcome: 'missed_paused' }
    if (offered === 0n) return { ...nothing, outcome: 'nothing' }
    const { whole, ...got } = this.#market.sweep(offered, guard as number)
    return { ...got, outcome: got.bought === 0n ? 'nothing' : whole ? 'filled' : 'partial' }
  }

  #burn({ id, budget, spent, bought, warShare }: Buyback, at: number): void {
    const toWarPool = (bought * warShare) / 10_000n
    const burned = bought - toWarPool
    this.#common.balances.move('platform:ecosystem-fund:LCO', 'platform:war-pool:LCO', toWarPool)
    this.#common.balances.move('platform:ecosystem-fund:LCO', 'platform:burned:buyback:LCO', burned)
    this.#common.tell('buyback.closed', { buybackId: id, at, budget, spent, bought, burned, toWarPool })
    this.#buyback = undefined
  }

  /** A running buyback pays at most what it was to pay, in the new tick. */
  repair(inNew: (price: number) => number): void {
    if (this.#buyback && this.#buyback.guard !== null) this.#buyback.guard = inNew(this.#buyback.guard)
  }
}

function guardOf(reference: number, bps: number): number {
  return Math.min(1_000_000_000, reference + Math.floor((reference * bps) / 10_000))
}
