/** The invariants of docs/concepts/economy.md §13: cheap ones after every command, a full recount on demand. */
import { assert, fail } from '../base/assert.ts'
import { LCO, MAX_SUPPLY } from '../base/money.ts'
import { nextDue, nextOfSources } from './calendar.ts'
import { reserveOf } from './commands/runs.ts'
import { escrowOf } from './exchange/market.ts'
import { pairOf } from './exchange/pair.ts'
import { HELD } from './exchange/terms.ts'
import type { Holder } from './exchange/wallet.ts'
import type { OfferingId } from './launchpad/offering.ts'
import type { AccountId, Asset } from './ledger/chart.ts'
import {
  assets,
  marketSlot,
  mayBeNegative,
  P,
  type Slot,
  slotName,
  U,
  type UserOffset,
  userSlot,
} from './ledger/chart.ts'
import { debtOfShare } from './lending/interest.ts'
import { cashOf, loanSlot, slotsOf } from './lending/pool.ts'
import { unitsOf } from './lending/shares.ts'
import type { State } from './state.ts'

/** Running totals: minted = M(X), custody covers what is owed, fund and bought LCO add up. O(1). */
export function checkTotals(state: State): void {
  const { ledger, mining, treasury, wars } = state
  const minted = MAX_SUPPLY - ledger.balance(P.unissued)
  assert(minted === mining.minted(), 'minted LCO differ from M(X)')
  const required = -(ledger.balance(P.reserve) + ledger.balance(P.upstreamPaid))
  assert(treasury.custody >= required, 'declared custody is below required custody')
  const { fundIn, spent, bought, toWarPool } = treasury.totals
  assert(ledger.balance(P.fund) === fundIn - spent, 'the fund differs from what came in and was spent')
  const accounted = ledger.balance(P.burnedBuyback) + toWarPool + ledger.balance(P.fundLco)
  assert(bought === accounted, 'bought LCO differ from burned + war pool + still in the fund')
  for (const asset of assets) assert(cashOf(state, asset) >= 0, 'a pool has lent more than it holds')
  assert(ledger.balance(P.warPool) === toWarPool - wars.paid, 'the war pool differs from what came in and was paid')
  assert(ledger.balance(P.promo) === wars.free, 'promo differs from what open grants have left')
}

/** Everything from scratch. O(accounts + orders + holds). */
export function checkAll(state: State): void {
  checkTotals(state)
  assert(
    state.nextMark === 0 || nextDue(state) === nextOfSources(state),
    'work is scheduled that nextDue has forgotten',
  )
  checkLedger(state)
  checkEscrow(state)
  checkMeters(state)
  for (const asset of assets) checkPool(state, asset)
  checkMargin(state)
  checkLaunchpad(state)
  checkWars(state)
  checkPredictions(state)
  checkBonds(state)
  checkVotes(state)
}

function checkLedger(state: State): void {
  const { ledger } = state
  assert(ledger.recount('CR') === 0, 'CR balances do not sum to zero')
  assert(ledger.recount('LCO') === MAX_SUPPLY, 'LCO balances do not sum to the maximum supply')
  assert(ledger.runningTotal('CR') === 0 && ledger.runningTotal('LCO') === MAX_SUPPLY, 'a running total is wrong')
  for (let slot = 0 as Slot; slot < ledger.slotCount; slot = (slot + 1) as Slot) {
    const balance = ledger.balance(slot)
    if (!Number.isSafeInteger(balance)) fail(`${slotName(slot)} is no integer`)
    if (balance < 0 && !mayBeNegative(slot)) fail(`${slotName(slot)} is below zero`)
  }
}

/** Holds, envelopes and orders hold exactly what their accounts' slots hold. */
function checkEscrow(state: State): void {
  const { market, holds, runs, parameters } = state
  const pair = pairOf(parameters['market.pair'])
  const held = new Map<AccountId, number>()
  const escrow = newEscrow()
  for (const hold of holds.all()) count(held, hold.account, hold.amount)
  for (const run of runs.all()) count(held, run.account, run.free)
  let [resting, waiting] = [0, 0]
  for (const id of market.orders.allLive()) {
    const order = market.orders.get(id)
    assert(order?.live === true, `live order ${id} has ended`)
    const inBook = market.book.order(id)
    const waits = market.triggers.has(id)
    if (order.status === 'open') {
      const lots = inBook === undefined ? 0 : inBook.lots + inBook.hidden
      assert(lots === order.resting && order.resting > 0 && !waits, `order ${id} differs from the book`)
      resting += 1
    } else {
      const back = order.terms?.leg === HELD
      assert(inBook === undefined && order.resting === 0 && (waits || back), `order ${id} waits in no or two places`)
      waiting += waits ? 1 : 0
    }
    count(escrow[heldOffset(order)], order.account, escrowOf(order, pair))
  }
  assert(resting === market.book.size, 'the book holds an order nobody owns')
  assert(waiting === market.triggers.size, 'the trigger book holds an order nobody owns')
  for (const [id, list] of market.lists.entries()) {
    assert(list.reserve === 0 || list.status === 'open', `list ${id} holds a reserve for nothing`)
    count(escrow[heldOffset(list)], list.account, list.reserve)
  }
  checkSums(state, [
    [held, U.hold, holds.total + runs.free],
    [escrow[U.order], U.order, market.escrowCredits],
    [escrow[U.lcoOrder], U.lcoOrder, market.escrowLco],
    [escrow[U.marginOrder], U.marginOrder, market.marginEscrowCredits],
    [escrow[U.lcoMarginOrder], U.lcoMarginOrder, market.marginEscrowLco],
  ])
  assert(market.marginTouched.size === 0, 'margin orders of an earlier command are still to be acted on')
}

/** Sums by account of what orders and lists hold in each of the four slots. */
function newEscrow() {
  const sums = (): Map<AccountId, number> => new Map()
  return { [U.order]: sums(), [U.lcoOrder]: sums(), [U.marginOrder]: sums(), [U.lcoMarginOrder]: sums() }
}

function heldOffset({ side, onMargin }: Holder): keyof ReturnType<typeof newEscrow> {
  if (side === 'buy') return onMargin ? U.marginOrder : U.order
  return onMargin ? U.lcoMarginOrder : U.lcoOrder
}

function checkSums(
  state: State,
  rows: readonly (readonly [ReadonlyMap<AccountId, number>, UserOffset, number])[],
): void {
  for (const [sums, offset, total] of rows) {
    let sum = 0
    for (let id = 1; id <= state.accounts.count; id++) {
      const account = id as AccountId
      const slot = userSlot(account, offset)
      if (state.ledger.balance(slot) !== (sums.get(account) ?? 0)) fail(`${slotName(slot)} differs from what it is for`)
      sum += sums.get(account) ?? 0
    }
    assert(sum === total, 'a running escrow total is wrong')
  }
}

function checkMeters(state: State): void {
  const { ledger, treasury } = state
  const { revenue, cost, unrecovered, promoRevenue, promoCost } = treasury.week
  const earned = revenue - cost - unrecovered + promoRevenue - promoCost
  assert(ledger.balance(P.apiRevenue) === earned, 'api-revenue differs from the week’s sums')
  checkStakes(state)
  const held = new Map<number, number>()
  for (const hold of state.holds.all())
    if (hold.keyId !== null) held.set(hold.keyId, (held.get(hold.keyId) ?? 0) + hold.amount)
  for (const run of state.runs.all()) {
    assert(run.free >= 0 && run.calls >= 0 && !(run.closing && run.calls === 0), `run ${run.keyId} has no sound rest`)
    if (run.parent !== null) held.set(run.parent, (held.get(run.parent) ?? 0) + reserveOf(state, run))
  }
  for (const [id, key] of state.keys.table.entries())
    assert(key.held === (held.get(id) ?? 0), `held of key ${id} differs`)
  for (const id of held.keys()) assert(state.keys.table.get(id) !== undefined, `a hold names key ${id}, which is gone`)
}

/** Unbonding slots hold what is unbonding; the history of tiers ends with what is staked now. */
function checkStakes({ ledger, staking, accounts }: State): void {
  const unbonding = new Map<AccountId, number>()
  for (const [, row] of staking.table.entries()) count(unbonding, row.account, row.amount)
  for (let id = 1; id <= accounts.count; id++) {
    const account = id as AccountId
    const slot = userSlot(account, U.unbonding)
    if (ledger.balance(slot) !== (unbonding.get(account) ?? 0)) fail(`${slotName(slot)} differs from what it is for`)
    const staked = ledger.balance(userSlot(account, U.staked)) + ledger.balance(userSlot(account, U.imo))
    if (staked !== (staking.history(account).at(-1)?.[1] ?? 0)) fail(`the stake history of account ${id} differs`)
  }
}

/** Everybody who has a score has one place, in order; grants add up to what is left, held and spent. */
function checkWars({ wars, holds }: State): void {
  const rows = [...wars.rows()].map(([, row]) => row)
  const order = wars.ranking.top(rows.length + 1)
  assert(order.length === rows.length && wars.players === rows.length, 'the ranking differs from the scores')
  let total = 0
  for (const [i, row] of order.entries()) {
    assert(wars.scoreOf(row.account) === row, `account ${row.account} has two scores`)
    const above = order[i - 1]
    const sorted = above === undefined || above.score > row.score || above.reached < row.reached
    assert(sorted && (above === undefined || above.score >= row.score), 'the ranking is out of order')
    total += row.score
  }
  assert(total === wars.total, 'the total of the scores is wrong')
  const held = new Map<number, number>()
  for (const { promo, amount } of holds.all()) {
    if (!promo) continue
    assert(promo.amount > 0 && promo.amount <= amount, 'a call holds more of a grant than it holds')
    held.set(promo.roundId, (held.get(promo.roundId) ?? 0) + promo.amount)
  }
  for (const { roundId, grant, left, spent } of wars.perks)
    assert(grant === left + spent + (held.get(roundId) ?? 0), `the grant of round ${roundId} does not add up`)
}

/** Votes add up to their tallies, are no more than the snapshot counted, and stand behind enough stake. */
function checkVotes({ governance, ledger }: State): void {
  const cast = new Map<number, number>()
  for (const [, { proposal, account, power, stake }] of governance.votes.entries()) {
    assert(governance.proposals.get(proposal)?.status === 'active', `a vote on proposal ${proposal} has outlived it`)
    const staked = ledger.balance(userSlot(account, U.staked)) + ledger.balance(userSlot(account, U.imo))
    const backed = staked >= stake * LCO && stake >= power && governance.lockedOf(account) >= stake
    assert(backed, `account ${account} votes with nothing`)
    cast.set(proposal, (cast.get(proposal) ?? 0) + power)
  }
  for (const [id, { status, snapshot, tally }] of governance.proposals.entries()) {
    const sum = tally.yes + tally.no + tally.abstain
    assert(sum <= (snapshot?.total ?? 0), `more votes on proposal ${id} than there is power`)
    assert(status !== 'active' || sum === (cast.get(id) ?? 0), `the tally of proposal ${id} differs from its votes`)
  }
}

/** Whoever owes is watched, whoever is closed says so, and nothing of a command is left for the next. */
function checkMargin({ margin, lending }: State): void {
  assert(margin.touched.size === 0 && margin.pools.size === 0, 'margin of an earlier command is still to be settled')
  const watched = new Set(margin.watch.accounts)
  let closing = 0
  for (const [, { account, stage }] of margin.table.entries()) {
    const owes = lending.loanOf(account) !== undefined
    assert(owes === watched.has(account), `account ${account} owes and is not watched, or the other way round`)
    assert(owes || stage === 'calm', `account ${account} is ${stage} and owes nothing`)
    assert((stage === 'closing') === margin.closing.has(account), `account ${account} is not among those being closed`)
    if (stage === 'closing') closing += 1
  }
  assert(closing === margin.closing.size, 'an account without a record is being closed')
}

/** Locked coins are those of locks, quotas share out no more than there is, calls hold what they hold. */
function checkLaunchpad({ launchpad, ledger, accounts, holds }: State): void {
  const locked = new Map<AccountId, number>()
  for (const [, lock] of launchpad.locks.entries()) count(locked, lock.account, lock.locked)
  for (let id = 1; id <= accounts.count; id++) {
    const slot = userSlot(id as AccountId, U.imo)
    if (ledger.balance(slot) !== (locked.get(id as AccountId) ?? 0)) fail(`${slotName(slot)} differs from its locks`)
  }
  const held = new Map<number, number>()
  for (const { quota } of holds.all()) {
    if (quota) held.set(quota.allocation, (held.get(quota.allocation) ?? 0) + quota.amount)
  }
  const given = new Map<number, number>()
  for (const [id, row] of launchpad.allocations.entries()) {
    assert(row.held === (held.get(id) ?? 0), `held of allocation ${id} differs`)
    assert(row.used >= 0 && row.used + row.held <= row.quota, `allocation ${id} is used beyond its quota`)
    given.set(row.offering, (given.get(row.offering) ?? 0) + row.quota)
  }
  for (const [id, { phase, total, unallocated }] of launchpad.offerings.entries()) {
    const sum = (given.get(id) ?? 0) + (unallocated ?? 0)
    assert(phase === 'active' ? sum === total : sum <= total, `quotas of offering ${id} differ from its total`)
    const ended = phase === 'closed' || phase === 'canceled'
    assert(!ended || launchpad.sumsOf(id as OfferingId).lockers === 0, `offering ${id} has ended with locks`)
  }
}

/** Shares and loans add up to the pool's, no loan owes less than is booked on it, and claims of all shares are covered. */
function checkPool({ lending, ledger, accounts }: State, asset: Asset): void {
  const pool = lending.pools[asset]
  let [shares, lentShare, claimed] = [0n, 0n, 0]
  const whole = { shares: pool.shares, units: ledger.balance(slotsOf(asset).claims) }
  for (const [, lender] of lending.lenders.entries()) {
    if (lender.asset !== asset) continue
    const [own, waiting] = [BigInt(lender.shares), BigInt(lender.waiting)]
    assert(own > 0n && waiting >= 0n && waiting <= own, 'a lender waits for more than is theirs')
    const queued = lending.withdrawalOf(lender.account, asset)?.shares ?? '0'
    assert(lender.waiting === queued, 'what a lender waits for differs from the queue')
    shares += own
    claimed += unitsOf(own, whole)
  }
  assert(shares === pool.shares, 'a pool’s shares differ from its lenders’')
  assert(claimed <= whole.units, 'lenders claim more than the pool holds for them')
  for (let id = 1; id <= accounts.count; id++) {
    const account = id as AccountId
    const loan = lending.loanOf(account)
    const booked = -ledger.balance(loanSlot(account, asset))
    const owed = loan?.asset === asset ? debtOfShare(BigInt(loan.share), pool.index) : 0
    assert(owed >= booked && booked > 0 === owed > 0, `the loan of account ${id} differs from its books`)
    assert(loan?.asset !== asset || (loan.principal >= 0 && loan.principal <= booked), 'a principal above its debt')
    if (loan?.asset === asset) lentShare += BigInt(loan.share)
  }
  assert(lentShare === pool.lentShare, 'a pool’s loans differ from its borrowers’')
}

/** A market's escrow is what its bets have staked, or, once it is decided, what is still to be paid; no other escrow holds anything. */
function checkPredictions({ ledger, prediction }: State): void {
  let total = 0
  for (const [, market] of prediction.markets.entries()) {
    const { marketId, status, stakedYes, stakedNo } = market
    let held = 0
    for (const id of prediction.betsOf(marketId)) {
      const bet = prediction.bets.get(id)
      assert(
        bet !== undefined && (bet.payout !== null) === (status === 'final'),
        `bet ${id} is decided with its market`,
      )
      held += bet.payout === null ? bet.stake : bet.payout + bet.fee
    }
    assert(status === 'final' || held === stakedYes + stakedNo, `market ${marketId} has bets that it does not count`)
    assert(ledger.balance(marketSlot(marketId)) === held, `the escrow of market ${marketId} differs from its bets`)
    total += held
  }
  assert(ledger.escrows.total === total, 'an escrow of no market holds coins')
}

/** Bonds are of proposals, claims and challenges that are not settled. */
function checkBonds(state: State): void {
  const bonds = new Map<AccountId, number>()
  let total = 0
  const add = (account: AccountId, bond: number): void => {
    count(bonds, account, bond)
    total += bond
  }
  for (const [, { account, bond }] of state.governance.proposals.entries()) add(account, bond)
  for (const [, { proposer, bond, claims, status }] of state.prediction.markets.entries()) {
    add(proposer, bond)
    if (status === 'final') continue
    for (const claim of claims) {
      add(claim.resolver, claim.bond)
      if (claim.challenge) add(claim.challenge.account, claim.challenge.bond)
    }
  }
  checkSums(state, [[bonds, U.bond, total]])
}

function count(sums: Map<AccountId, number>, account: AccountId, amount: number): void {
  sums.set(account, (sums.get(account) ?? 0) + amount)
}
