/** faucet.draw, topup.credit, treasury.*, upstream.settle: credits enter, leave and are declared. docs/concepts/economy.md §3. */
import { dayOf } from '../../base/calendar.ts'
import { add, type Credits, sub } from '../../base/money.ts'
import type { EntryKind } from '../entry-kinds.ts'
import { type AccountId, assetOf, P, platformSlots, type Slot, U, userSlot } from '../ledger/chart.ts'
import { type Rejection, reject } from '../rejections.ts'
import type { State } from '../state.ts'
import { checkAccount, checkAmount, checkReason, isToken, known } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'

/**
 * Most credits that may ever be issued, less what was withdrawn: 4.5 billion CR. Half of what a balance can hold, so
 * that no sum of balances leaves the safe integers whatever the platform earns or loses.
 */
const MAX_ISSUED = 4_500_000_000_000_000

/** Simulation only: raises simulated custody; each account may draw so much in a UTC day. */
export const faucetDraw: Handler<'faucet.draw'> = (state, input, at) => {
  if (!state.simulation) return reject('not_in_simulation')
  const rejection = checkIssue(state, input.amount) ?? checkAccount(state, input.account) ?? checkSolvent(state)
  if (rejection) return rejection
  const account = known(state, input.account)
  const drawn = account.faucetDay === dayOf(at) ? account.faucetDrawn : (0 as Credits)
  const cap = state.parameters['faucet.dailyCap']
  if (drawn + input.amount > cap) return reject('faucet_daily_cap', { left: Math.max(0, cap - drawn) })
  account.faucetDay = dayOf(at)
  account.faucetDrawn = add(drawn, input.amount)
  state.accounts.touch(input.account)
  issue(state, { account: input.account, amount: input.amount, kind: 'faucet', ref: String(input.account) })
  const available = state.ledger.credits(userSlot(input.account, U.available))
  return { available, leftToday: (cap - account.faucetDrawn) as Credits }
}

/** Books a payment once, for ever: the same payment again returns what it did. */
export const topupCredit: Handler<'topup.credit'> = (state, input) => {
  if (!isToken(input.provider, 32) || !isToken(input.paymentId, 200)) return reject('malformed_command')
  const rejection = checkAmount(input.amount)
  if (rejection) return rejection
  const available = (): Credits => state.ledger.credits(userSlot(input.account, U.available))
  const booked = state.treasury.payment(input.provider, input.paymentId)
  if (booked) {
    if (booked.account !== input.account || booked.amount !== input.amount) return reject('payment_already_booked')
    return new Repeat({ available: available(), booked: false })
  }
  const refused = checkAccount(state, input.account) ?? checkIssue(state, input.amount) ?? checkSolvent(state)
  if (refused) return refused
  const { account, amount, provider, paymentId } = input
  state.treasury.recordPayment({ account, amount, provider, paymentId })
  issue(state, { account, amount, kind: 'topup', ref: `${provider}:${paymentId}` })
  state.out.emit({ type: 'topup.credited', account, amount, provider, paymentId })
  return { available: available(), booked: true }
}

/** Operator capital in: declared custody and treasury rise together. */
export const treasuryFund: Handler<'treasury.fund'> = (state, input) => {
  const rejection = checkIssue(state, input.amount) ?? checkReason(input.reason)
  if (rejection) return rejection
  shift(state, 'treasury.fund', { from: P.reserve, to: P.treasury, amount: input.amount })
  state.treasury.custody = add(state.treasury.custody, input.amount)
  return { treasury: state.ledger.credits(P.treasury) }
}

/** Operator capital out, only from a positive treasury. */
export const treasuryWithdraw: Handler<'treasury.withdraw'> = (state, input) => {
  const rejection = checkAmount(input.amount) ?? checkReason(input.reason)
  if (rejection) return rejection
  const held = state.ledger.credits(P.treasury)
  if (held < input.amount) return reject('insufficient_treasury', { have: held })
  shift(state, 'treasury.withdraw', { from: P.treasury, to: P.reserve, amount: input.amount })
  state.treasury.custody = sub(state.treasury.custody, input.amount)
  return { treasury: state.ledger.credits(P.treasury) }
}

/** Cash sent to upstreams for what is owed to them. */
export const upstreamSettle: Handler<'upstream.settle'> = (state, input) => {
  const rejection = checkAmount(input.amount) ?? checkReason(input.reason)
  if (rejection) return rejection
  const owed = state.ledger.credits(P.upstreamPayable)
  if (owed < input.amount) return reject('exceeds_payable', { owed })
  shift(state, 'upstream.settle', { from: P.upstreamPayable, to: P.upstreamPaid, amount: input.amount })
  state.treasury.custody = sub(state.treasury.custody, input.amount)
  return { payable: state.ledger.credits(P.upstreamPayable) }
}

function checkIssue(state: State, amount: number): Rejection | undefined {
  const left = MAX_ISSUED + state.ledger.balance(P.reserve)
  return checkAmount(amount) ?? (amount > left ? reject('amount_out_of_range', { max: left }) : undefined)
}

function issue(state: State, credit: { account: AccountId; amount: Credits; kind: EntryKind; ref: string }): void {
  state.out.entry(credit.kind, credit.ref)
  state.out.move(P.reserve, userSlot(credit.account, U.available), credit.amount)
  state.treasury.custody = add(state.treasury.custody, credit.amount)
}

function shift(state: State, kind: EntryKind, move: { from: Slot; to: Slot; amount: Credits }): void {
  state.out.entry(kind, '')
  state.out.move(move.from, move.to, move.amount)
}

/** New top-ups stop while users' claims exceed required custody, that is while the platform itself is under water. */
function checkSolvent(state: State): Rejection | undefined {
  return platformEquity(state) < 0 ? reject('topups_stopped') : undefined
}

/** The two contra accounts of custody, and what lenders own of the pool: its claims and the interest that loans owe. */
const notThePlatforms: ReadonlySet<Slot> = new Set([P.reserve, P.upstreamPaid, P.lendingPool, P.loansAccrued])

/** Σ of the platform's own CR slots. */
export function platformEquity(state: State): Credits {
  let sum = 0
  for (const slot of platformSlots) {
    if (assetOf(slot) === 'CR' && !notThePlatforms.has(slot)) sum += state.ledger.balance(slot)
  }
  return sum as Credits
}
