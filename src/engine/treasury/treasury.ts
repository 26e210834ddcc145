/** The platform's own books beside the ledger: custody, the running week, carried loss, payments and the Friday buyback. */
import { weekStart } from '../../base/calendar.ts'
import type { Credits, Lco, Millis, Ticks } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import { jsonPart, type Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'

/** What the API business did in the running week; profit = revenue − cost − unrecovered. */
export interface Week {
  start: Millis
  revenue: Credits
  cost: Credits
  unrecovered: Credits
  /** Of calls that a champion's grant paid, and their cost: neither is profit. */
  promoRevenue: Credits
  promoCost: Credits
}

export interface Buyback {
  readonly id: number
  readonly openedAt: Millis
  readonly budget: Credits
  readonly reference: Ticks | null
  readonly guard: Ticks | null
  /** 0 when there is no reference: nothing runs, the money waits for the next Friday. */
  readonly slices: number
  readonly warShareBps: number
  done: number
  spent: Credits
  bought: Lco
}

interface Payment {
  readonly provider: string
  readonly paymentId: string
  readonly account: AccountId
  readonly amount: Credits
}

interface Totals {
  /** Σ fund-in of all weeks. */
  fundIn: Credits
  /** Σ µCR that buybacks spent, Σ LCO they bought. */
  spent: Credits
  bought: Lco
  toWarPool: Lco
}

export class Treasury {
  readonly payments = new RecordTable<Payment>('payments')
  readonly #byPayment = new Map<string, number>()
  /** What the operator declares to hold for users and debts, µCR; booked together with what moves it. */
  custody = 0 as Credits
  carriedLoss = 0 as Credits
  /** Profit of the week that was closed last. */
  lastProfit = 0 as Credits
  week: Week = emptyWeek(0 as Millis)
  /** When the next Monday's close and the next Friday's budget are due; 0 before the first command. */
  nextClose = 0 as Millis
  nextFriday = 0 as Millis
  buyback: Buyback | null = null
  buybackCount = 0
  totals: Totals = { fundIn: 0 as Credits, spent: 0 as Credits, bought: 0 as Lco, toWarPool: 0 as Lco }

  payment(provider: string, paymentId: string): Payment | undefined {
    const id = this.#byPayment.get(paymentKey(provider, paymentId))
    return id === undefined ? undefined : this.payments.get(id)
  }

  recordPayment(payment: Payment): void {
    this.#byPayment.set(paymentKey(payment.provider, payment.paymentId), this.payments.push(payment))
  }

  /** Adds to the sums of the running week. */
  book(change: Partial<Omit<Week, 'start'>>): void {
    this.week.revenue = (this.week.revenue + (change.revenue ?? 0)) as Credits
    this.week.cost = (this.week.cost + (change.cost ?? 0)) as Credits
    this.week.unrecovered = (this.week.unrecovered + (change.unrecovered ?? 0)) as Credits
    this.week.promoRevenue = (this.week.promoRevenue + (change.promoRevenue ?? 0)) as Credits
    this.week.promoCost = (this.week.promoCost + (change.promoCost ?? 0)) as Credits
  }

  parts(): readonly Part[] {
    return [
      this.payments,
      jsonPart(
        'treasury',
        () => ({
          custody: this.custody,
          carriedLoss: this.carriedLoss,
          lastProfit: this.lastProfit,
          week: this.week,
          nextClose: this.nextClose,
          nextFriday: this.nextFriday,
          buyback: this.buyback,
          buybackCount: this.buybackCount,
          totals: this.totals,
        }),
        (saved) => Object.assign(this, saved),
      ),
    ]
  }

  reindex(): void {
    this.#byPayment.clear()
    for (const [id, { provider, paymentId }] of this.payments.entries())
      this.#byPayment.set(paymentKey(provider, paymentId), id)
  }
}

/** Neither part has a space. */
function paymentKey(provider: string, paymentId: string): string {
  return `${provider} ${paymentId}`
}

export function emptyWeek(at: Millis): Week {
  const zero = 0 as Credits
  return { start: weekStart(at), revenue: zero, cost: zero, unrecovered: zero, promoRevenue: zero, promoCost: zero }
}
