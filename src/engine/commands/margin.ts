/** margin.*: the margin account is opened, gets and gives collateral, borrows and pays back. docs/concepts/margin.md. */
import { type Millis, sub } from '../../base/money.ts'
import type { InputOf } from '../command.ts'
import { U, userSlot } from '../ledger/chart.ts'
import { acknowledgeLoss, borrow, debtOf, repay } from '../lending/loans.ts'
import { debtAsset, freeOf, type MarginDesk, positionOf } from '../margin/desk.ts'
import { checkLoan } from '../margin/exposure.ts'
import { levelAt } from '../margin/position.ts'
import { Rejection, reject } from '../rejections.ts'
import { lendingDeskOf, marginDeskOf, type State } from '../state.ts'
import { checkAmount, checkExists, checkPlayer, checkReason, isToken } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'
import { checkAsset } from './lending.ts'

/** Once, or again for other terms. */
export const marginOpen: Handler<'margin.open'> = (state, { account, terms }, at) => {
  if (!isToken(terms, 64)) return reject('malformed_command')
  const rejection = checkPlayer(state, account)
  if (rejection) return rejection
  const known = state.margin.get(account)
  if (known?.terms === terms) return new Repeat({ acceptedAt: known.acceptedAt })
  state.margin.open(account, { terms, at })
  state.out.emit({ type: 'margin.opened', account, terms, at })
  return { acceptedAt: at }
}

/** Credits only: they are the collateral. What stays must carry a debt twice over; without a debt all of it may leave. */
export const marginTransfer: Handler<'margin.transfer'> = (state, input, at) => {
  const { account, direction, amount } = input
  const refusal = checkTransfer(state, input, at)
  if (refusal) return refusal
  const [spot, margin] = [userSlot(account, U.available), userSlot(account, U.margin)]
  const [from, to] = direction === 'in' ? [spot, margin] : [margin, spot]
  state.out.entry(direction === 'in' ? 'margin.in' : 'margin.out', String(account))
  state.out.move(from, to, amount)
  state.out.emit({ type: 'margin.transferred', account, direction, amount, at })
  state.margin.touched.add(account)
  return { available: state.ledger.credits(spot), margin: state.ledger.credits(margin) }
}

/** Changes nothing. */
export function checkTransfer(state: State, input: InputOf<'margin.transfer'>, at: Millis): Rejection | undefined {
  const { account, direction, amount } = input
  if (direction !== 'in' && direction !== 'out') return reject('malformed_command')
  const rejection = checkAmount(amount) ?? checkExists(state, account)
  if (rejection) return rejection
  if (!state.margin.get(account)) return reject('margin_not_open')
  const have = state.ledger.balance(userSlot(account, direction === 'in' ? U.available : U.margin))
  if (have < amount) return reject('insufficient_credits', { need: amount, have })
  return direction === 'out' ? checkOut(marginDeskOf(state, at), input) : undefined
}

/** At a mark that lives. */
function checkOut(desk: MarginDesk, { account, amount }: InputOf<'margin.transfer'>): Rejection | undefined {
  if (debtAsset(desk, account) === undefined) return undefined
  const { parameters, market, pair } = desk.exchange
  const { mark } = market
  if (mark.price === null || !mark.live) return reject('no_live_mark')
  const need = parameters['margin.outLevel']
  const position = positionOf(desk, account)
  const level = levelAt({ ...position, cash: sub(position.cash, amount) }, mark.price, pair)
  return level === null || level >= need ? undefined : reject('margin_level_too_low', { need, level })
}

/** What is lent stays in the margin account until it is traded or paid back. */
export const marginBorrow: Handler<'margin.borrow'> = (state, { account, asset, amount }, at) => {
  const refusal = checkBorrowing(state, { account, asset, amount }, at)
  if (refusal) return refusal
  const desk = marginDeskOf(state, at)
  borrow(desk.lending, { account, asset, amount }, 'borrow')
  state.margin.touched.add(account)
  state.margin.pools.add(asset)
  return { debt: debtOf(desk.lending, account, asset), free: freeOf(desk, account, asset) }
}

/** Changes nothing. */
export function checkBorrowing(state: State, loan: InputOf<'margin.borrow'>, at: Millis): Rejection | undefined {
  const { account, asset, amount } = loan
  const rejection = checkAsset(asset) ?? checkAmount(amount) ?? checkPlayer(state, account)
  if (rejection) return rejection
  return state.margin.get(account) ? checkLoan(marginDeskOf(state, at), loan) : reject('margin_not_open')
}

/** Interest first, never more than is owed; null: as much as is free. Possible for whoever is suspended or being closed, too. */
export const marginRepay: Handler<'margin.repay'> = (state, { account, asset, amount }, at) => {
  const repaid = repayable(state, { account, asset, amount }, at)
  if (repaid instanceof Rejection) return repaid
  const desk = marginDeskOf(state, at)
  const { interest } = repay(desk.lending, { account, asset, amount: repaid, cause: 'repay' })
  state.margin.touched.add(account)
  state.margin.pools.add(asset)
  return { repaid, interest, debt: debtOf(desk.lending, account, asset), free: freeOf(desk, account, asset) }
}

/** Units that would be paid back. Changes nothing. */
export function repayable(state: State, input: InputOf<'margin.repay'>, at: Millis): number | Rejection {
  const { account, asset, amount } = input
  const rejection =
    checkAsset(asset) ?? (amount === null ? undefined : checkAmount(amount)) ?? checkExists(state, account)
  if (rejection) return rejection
  const desk = marginDeskOf(state, at)
  const debt = debtOf(desk.lending, account, asset)
  if (debt === 0) return reject('nothing_owed')
  const have = freeOf(desk, account, asset)
  const repaid = Math.min(debt, amount ?? have)
  if (repaid > 0 && have >= repaid) return repaid
  return reject(asset === 'CR' ? 'insufficient_credits' : 'insufficient_lco', { need: repaid || debt, have })
}

/** Whoever answers for the loss has said so in public: the pool lends again. */
export const marginAcknowledge: Handler<'margin.acknowledge'> = (state, { asset, reason, actor }, at) => {
  const rejection = checkAsset(asset) ?? checkReason(reason) ?? checkExists(state, actor)
  if (rejection) return rejection
  if (!state.lending.pools[asset].stopped) return new Repeat({})
  acknowledgeLoss(lendingDeskOf(state, at), asset)
  state.out.emit({ type: 'margin.acknowledged', asset, reason, actor, at })
  return {}
}
