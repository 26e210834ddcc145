/** Rounds through the accounts that are being closed: who is tried when, and how much one command does. One try is force.ts. */
import { HOUR_MS } from '../../base/calendar.ts'
import { BPS } from '../../base/money.ts'
import type { Market } from '../exchange/market.ts'
import { type AccountId, assets } from '../ledger/chart.ts'
import type { MarginAccounts } from './accounts.ts'
import { levelOf, type MarginDesk } from './desk.ts'
import { cancelMarginOrders, closeStep } from './force.ts'
import { assessAll, payBack, settleAccount } from './stages.ts'
import { takeOver } from './waterfall.ts'

/** Most accounts that one command tries: the rest follows with the next, or a millisecond later. */
const MOST_TRIED = 50
/** A mark frozen for so long leaves bankrupt accounts to the risk reserve. */
const FROZEN_MS = 6 * HOUR_MS

/** After a mark has been taken, live or not. */
export function afterMark(desk: MarginDesk): void {
  if (desk.exchange.market.mark.price === null) return
  assessAll(desk, assets)
  tryAll(desk)
}

/** True when the book has changed since the closing accounts were last tried, or some of them are still to be. O(1) while nobody is closed. */
export function isRoundDue({ round, closing }: MarginAccounts, market: Market): boolean {
  return closing.size > 0 && (round.queue.length > 0 || round.seen !== bookKey(market))
}

/** When the round goes on without any command; Infinity while none is under way. */
export function nextRound({ round }: MarginAccounts): number {
  return round.queue.length === 0 ? Number.POSITIVE_INFINITY : round.ranAt + 1
}

/** Mark or book have changed: everybody who is being closed is tried, after those who still wait for their turn. */
export function tryAll(desk: MarginDesk): void {
  const { round, closing } = desk.margin
  if (closing.size === 0) return
  if (round.queue.length === 0) round.queue = inOrder(desk)
  else round.again = true
  goOn(desk)
}

/** Tries the next accounts of the round. */
export function goOn(desk: MarginDesk): void {
  const { margin, exchange } = desk
  const { round } = margin
  const step = stepNow(desk)
  if (step === undefined) {
    round.queue = []
    round.again = false
  } else {
    for (let left = MOST_TRIED; left > 0; left--) {
      if (round.queue.length === 0 && round.again) startAgain(desk)
      const account = round.queue.shift()
      if (account === undefined) break
      if (margin.closing.has(account)) step(desk, account)
    }
  }
  round.ranAt = exchange.at
  round.seen = bookKey(exchange.market)
}

function startAgain(desk: MarginDesk): void {
  const { round } = desk.margin
  round.again = false
  round.queue = inOrder(desk)
}

/** Lowest level first, then by account. */
function inOrder(desk: MarginDesk): AccountId[] {
  const levels = [...desk.margin.closing].map((account) => ({ account, level: levelOf(desk, account) ?? BPS }))
  levels.sort((a, b) => a.level - b.level || a.account - b.account)
  return levels.map(({ account }) => account)
}

/** What can be done about accounts at this instant: nothing while the mark is stale or trading is paused. */
function stepNow({ exchange: { market, at } }: MarginDesk): typeof closeStep | undefined {
  const { mark } = market
  if (mark.live) return at < mark.pausedUntil ? undefined : closeStep
  return mark.frozenSince !== null && at - mark.frozenSince > FROZEN_MS ? takeOverStep : undefined
}

function takeOverStep(desk: MarginDesk, account: AccountId): void {
  if ((levelOf(desk, account) ?? BPS) >= BPS) return
  cancelMarginOrders(desk, account)
  payBack(desk, account, 'forced')
  takeOver(desk, account)
  settleAccount(desk, account)
}

/** Another text whenever an order has come, gone or changed. */
function bookKey({ book }: Market): string {
  return `${book.size} ${book.bidNotional} ${book.askLots} ${book.bestBid()} ${book.bestAsk()}`
}
