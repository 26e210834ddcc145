/** What margin does after every command: repayments of its orders, stages, forced closes that a changed book makes possible. */
import type { Millis } from '../../base/money.ts'
import type { MarginDesk } from '../margin/desk.ts'
import { goOn, isRoundDue, afterMark as marked, tryAll } from '../margin/rounds.ts'
import { payBack, settleAccount, tellPools } from '../margin/stages.ts'
import { marginDeskOf, type State } from '../state.ts'

/** Whether the command in hand has left anything to do. O(1): it is asked after every command. */
export function isMarginDue({ market, margin }: State): boolean {
  return market.marginTouched.size > 0 || margin.touched.size > 0 || margin.pools.size > 0 || isRoundDue(margin, market)
}

export function afterCommand(state: State, at: Millis): void {
  const desk = marginDeskOf(state, at)
  settleTouched(desk)
  if (isRoundDue(state.margin, state.market)) {
    if (state.margin.round.queue.length > 0) goOn(desk)
    else tryAll(desk)
    settleTouched(desk)
  }
  tellPools(desk)
}

/** Scheduled: a mark has been taken. */
export function afterMark(state: State, at: Millis): void {
  const desk = marginDeskOf(state, at)
  marked(desk)
  settleTouched(desk)
}

/** Scheduled: accounts wait for their turn. */
export function goOnClosing(state: State, at: Millis): void {
  const desk = marginDeskOf(state, at)
  goOn(desk)
  settleTouched(desk)
}

/** Whose margin orders traded, or who borrowed or moved collateral, in this order. */
function settleTouched(desk: MarginDesk): void {
  const { margin, exchange } = desk
  const { marginTouched } = exchange.market
  for (const [account, repays] of marginTouched) {
    if (repays) payBack(desk, account, 'fill')
    margin.touched.add(account)
  }
  marginTouched.clear()
  for (const account of margin.touched) settleAccount(desk, account)
  margin.touched.clear()
}
