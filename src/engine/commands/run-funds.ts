/** Where a call's credits come from and go back to: a champion's grant and the account's available ones, or the envelope of the run whose key it uses. docs/concepts/economy.md §4. */
import { add, type Credits, min, sub } from '../../base/money.ts'
import type { Hold } from '../calls/holds.ts'
import type { KeyId } from '../command.ts'
import { type AccountId, P, U, userSlot } from '../ledger/chart.ts'
import type { Run } from '../runs/runs.ts'
import type { State } from '../state.ts'
import { settleGrant, takeGrant } from '../wars/perks.ts'
import type { Perk } from '../wars/wars.ts'

type Payer = { readonly account: AccountId; readonly keyId: KeyId | null; readonly promo?: Hold['promo'] }

/** µCR that a call may still take. */
export function fundsOf(state: State, payer: Payer): Credits {
  const own = ownFundsOf(state, payer)
  const grant = grantFor(state, payer)
  return grant === undefined ? own : add(own, grant.left)
}

/** The same without a champion's grant: what usage beyond the hold is billed from. */
export function ownFundsOf(state: State, { account, keyId }: Payer): Credits {
  return state.runs.of(keyId)?.free ?? state.ledger.credits(userSlot(account, U.available))
}

/** A call keeps to the grant it began with. The envelope of a run was set aside from the owner's credits: it takes nothing else. */
function grantFor(state: State, { account, keyId, promo }: Payer): Perk | undefined {
  if (state.wars.perks.length === 0 || state.runs.of(keyId)) return undefined
  return promo ? state.wars.grantOfRound(promo.roundId) : state.wars.grantOf(account)
}

/** Sets credits aside for a call, from a grant first. Those of a run are in the hold slot already: only the envelope has less. */
export function takeFunds(state: State, hold: Hold, amount: Credits): void {
  const { account, keyId } = hold
  const run = state.runs.of(keyId)
  if (run) {
    run.free = sub(run.free, amount)
    return
  }
  const grant = grantFor(state, hold)
  const taken = grant === undefined ? (0 as Credits) : takeGrant(grant, amount)
  if (grant && taken > 0) {
    state.out.move(P.promo, userSlot(account, U.hold), taken)
    hold.promo = { roundId: grant.roundId, amount: add(hold.promo?.amount ?? (0 as Credits), taken) }
  }
  state.out.move(userSlot(account, U.available), userSlot(account, U.hold), amount - taken)
}

/** Gives back what a call has held and not used, each part where it came from; of a grant that is over to the treasury. */
export function returnFunds(state: State, hold: Hold, used: Credits): void {
  const { account, keyId, amount, promo } = hold
  const run = state.runs.of(keyId)
  if (run) {
    run.free = add(run.free, sub(amount, used))
    return
  }
  const slot = userSlot(account, U.hold)
  const spent = promoUsed(hold, used)
  const rest = promo ? sub(promo.amount, spent) : (0 as Credits)
  if (promo) {
    const grant = state.wars.grantOfRound(promo.roundId)
    if (grant) settleGrant(grant, { used: spent, rest })
    state.out.move(slot, grant ? P.promo : P.treasury, rest)
  }
  state.out.move(slot, userSlot(account, U.available), amount - used - rest)
}

/** What of the used µCR a grant pays: all it can. */
export function promoUsed({ promo }: Hold, used: Credits): Credits {
  return promo ? min(promo.amount, used) : (0 as Credits)
}

export function callBegins(state: State, { keyId }: Payer): void {
  const run = state.runs.of(keyId)
  if (run) run.calls += 1
}

/** The last step of a call's end: the last call of a run that is closing ends the run. */
export function callEnds(state: State, { keyId }: Pick<Hold, 'keyId'>): void {
  const run = state.runs.of(keyId)
  if (!run) return
  run.calls -= 1
  endIfIdle(state, run)
}

/** Returns the rest of a closing run once no call holds any of it. */
export function endIfIdle(state: State, run: Run): void {
  if (!run.closing || run.calls > 0) return
  const { account, keyId, parent, free, budget } = run
  state.out.entry('run.close', String(keyId))
  state.out.move(userSlot(account, U.hold), userSlot(account, U.available), free)
  if (parent !== null) state.keys.settle(parent, free, { amount: 0 as Credits, at: run.openedAt })
  state.runs.end(run)
  state.out.emit({ type: 'run.closed', account, keyId, parent, budget, returned: free })
}
