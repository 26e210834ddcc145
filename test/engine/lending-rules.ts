/** What a loan or a transfer out must come to, worked out from scratch: orders from their views, sums from every account. docs/concepts/margin.md. */

import { type AccountId, type Asset, U, type UserOffset, userSlot } from '../../src/engine/ledger/chart.ts'
import { checkBorrow } from '../../src/engine/lending/loans.ts'
import type { RejectionCode } from '../../src/engine/rejections.ts'
import { openOrders } from '../../src/engine/views.ts'
import { LOT, type RiskWorld } from './risk-world.ts'
import { DAY } from './time.ts'

const WHOLE = 10_000n
const unit = BigInt(LOT)
const up = (a: bigint, b: bigint): bigint => (a <= 0n ? -(-a / b) : (a + b - 1n) / b)

interface Ask {
  readonly account: number
  readonly asset: Asset
  readonly amount: number
}

/** The refusal that a loan gets; undefined: it is lent. */
export function loanRefusal(world: RiskWorld, ask: Ask): RejectionCode | undefined {
  const { state } = world.driver.engine
  const { mark } = state.market
  const account = ask.account as AccountId
  if (state.margin.get(account)?.stage === 'closing') return 'margin_closing'
  if (!mark.live) return 'no_live_mark'
  if (mark.firstAt === null || world.driver.now - mark.firstAt < DAY) return 'mark_too_young'
  const owed = state.lending.loanOf(account)
  if (owed !== undefined && owed.asset !== ask.asset) return 'other_debt'
  // The pool's own consent is the lending twin's to check.
  const pool = checkBorrow(world.desk.lending, ask.asset, ask.amount)
  if (pool) return pool.code
  return (
    (ask.asset === 'LCO' ? capRefusal(world, ask) : undefined) ??
    (isTooMuch(world, ask) ? 'leverage_limit' : undefined) ??
    (isTooDeep(world, ask) ? (ask.asset === 'CR' ? 'depth_cap' : 'lco_depth_cap') : undefined)
  )
}

/** A tenth of what everybody has free, a quarter of that for one. */
function capRefusal(world: RiskWorld, { account, amount }: Ask): RejectionCode | undefined {
  const { state } = world.driver.engine
  let [free, lent] = [0n, 0n]
  for (let id = 1; id <= state.accounts.count; id++) {
    const has = (offset: UserOffset): bigint => BigInt(world.slot(userSlot(id as AccountId, offset)))
    for (const offset of [U.lco, U.lcoOrder, U.lcoMargin, U.lcoMarginOrder]) free += has(offset)
    lent -= has(U.lcoLoan)
  }
  const { lco } = world.totals
  // Everything minted that no account has free is staked, burned or in a pool; here only pools hold any.
  const circulating = free + BigInt(world.pooled)
  const total = circulating / 10n
  if (BigInt(lco.lent) + BigInt(amount) > total) return 'lco_cap'
  if (lent > BigInt(lco.lent)) throw new Error('loans above what the pool has lent')
  return BigInt(world.position(account).debtCoins) + BigInt(amount) > total / 4n ? 'account_lco_cap' : undefined
}

function isTooMuch(world: RiskWorld, { account, asset, amount }: Ask): boolean {
  const { mark } = world.driver.engine.state.market
  const { now } = world.driver
  const prices = [mark.price, mark.median30(now), mark.average24h(now)].flatMap((price) =>
    price === null ? [] : [price],
  )
  const [low, high] = [BigInt(Math.min(...prices)), BigInt(Math.max(...prices))]
  const { cash, coins, debtCredits, debtCoins } = world.position(account)
  const more = (of: Asset): bigint => (asset === of ? BigInt(amount) : 0n)
  const assets = ((BigInt(cash) + more('CR')) * unit + (BigInt(coins) + more('LCO')) * low) / unit
  const debt = up((BigInt(debtCredits) + more('CR')) * unit + (BigInt(debtCoins) + more('LCO')) * high, unit)
  const equity = assets - debt - worstOfOrders(world, account, low)
  const times = asset === 'CR' ? 4n : 5n
  return equity <= 0n || debt > equity * times
}

/** More than others show within a tenth of the mark, on the side that a forced close would take. */
function isTooDeep(world: RiskWorld, { account, asset, amount }: Ask): boolean {
  const { market } = world.driver.engine.state
  const mark = market.mark.price ?? 0
  const long = asset === 'CR'
  let shown = 0n
  for (const order of market.book.orders()) {
    if (order.account === account || (order.side === 0) !== long) continue
    const near = long ? order.price * 10 >= mark * 9 : order.price * 10 <= mark * 11
    if (near) shown += BigInt(order.lots) * (long ? BigInt(order.price) : unit)
  }
  const { debtCredits, debtCoins } = world.position(account)
  return BigInt(long ? debtCredits : debtCoins) + BigInt(amount) > shown
}

/** Resting margin orders, each at the lesser of what it holds and what it brings, its taker's fee off a sale. */
function worstOfOrders(world: RiskWorld, account: number, low: bigint): bigint {
  let sum = 0n
  for (const order of openOrders(world.driver.engine, account as AccountId)) {
    if (order.margin === null || order.price === null || order.lots === null) continue
    const lots = BigInt(order.lots - order.filledLots)
    const [own, counts] = [BigInt(order.price) * lots, low * lots]
    const loss = order.side === 'buy' ? own - counts : counts - (own - up(own * 10n, WHOLE))
    if (loss > 0n) sum += loss
  }
  return sum
}

/** The refusal that taking credits out gets. */
export function outRefusal(world: RiskWorld, account: number, amount: number): RejectionCode | undefined {
  if (amount > world.slot(userSlot(account as AccountId, U.margin))) return 'insufficient_credits'
  const { cash, coins, debtCredits, debtCoins } = world.position(account)
  if (debtCredits === 0 && debtCoins === 0) return undefined
  const { mark } = world.driver.engine.state.market
  if (!mark.live) return 'no_live_mark'
  const price = BigInt(mark.price ?? 0)
  const left = BigInt(cash - amount) * unit + BigInt(coins) * price
  const debt = BigInt(debtCredits) * unit + BigInt(debtCoins) * price
  return left < 2n * debt ? 'margin_level_too_low' : undefined
}
