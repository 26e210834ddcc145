/** margin.*: the margin account is opened, gets and gives collateral, borrows and pays back. docs/concepts/margin.md. */
import { sub } from '../../base/money.ts'
import type { InputOf } from '../command.ts'
import { pairOf } from '../exchange/pair.ts'
import { U, userSlot } from '../ledger/chart.ts'
import { heldBy } from '../margin/holdings.ts'
import { levelAt } from '../margin/position.ts'
import { type Rejection, reject } from '../rejections.ts'
import type { State } from '../state.ts'
import { checkAmount, checkExists, checkPlayer, isToken } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'

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

/** Credits only: they are the collateral. Out of it comes what leaves the level where it must stay; all of it without a debt. */
export const marginTransfer: Handler<'margin.transfer'> = (state, input, at) => {
  const { account, direction, amount } = input
  if (direction !== 'in' && direction !== 'out') return reject('malformed_command')
  const rejection = checkAmount(amount) ?? checkExists(state, account)
  if (rejection) return rejection
  if (!state.margin.get(account)) return reject('margin_not_open')
  const [spot, margin] = [userSlot(account, U.available), userSlot(account, U.margin)]
  const [from, to] = direction === 'in' ? [spot, margin] : [margin, spot]
  const have = state.ledger.balance(from)
  if (have < amount) return reject('insufficient_credits', { need: amount, have })
  const refusal = direction === 'out' ? checkOut(state, input) : undefined
  if (refusal) return refusal
  state.out.entry(direction === 'in' ? 'margin.in' : 'margin.out', String(account))
  state.out.move(from, to, amount)
  state.out.emit({ type: 'margin.transferred', account, direction, amount, at })
  return { available: state.ledger.credits(spot), margin: state.ledger.credits(margin) }
}

/** What stays must carry the debt twice over, at a mark that lives. */
function checkOut(state: State, { account, amount }: InputOf<'margin.transfer'>): Rejection | undefined {
  const held = heldBy(state.ledger, account)
  if (held.debtCredits === 0 && held.debtCoins === 0) return undefined
  const { mark } = state.market
  if (mark.price === null || !mark.live) return reject('no_live_mark')
  const need = state.parameters['margin.outLevel']
  const level = levelAt({ ...held, cash: sub(held.cash, amount) }, mark.price, pairOf(state.parameters['market.pair']))
  return level === null || level >= need ? undefined : reject('margin_level_too_low', { need, level })
}
