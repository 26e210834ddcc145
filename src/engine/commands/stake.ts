/** stake.*: LCO locked for cheaper calls. docs/concepts/economy.md §5. */
import { add, LCO, type Millis } from '../../base/money.ts'
import type { StakeView } from '../command.ts'
import { VOTING_MS } from '../governance/rules.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import { parameters } from '../parameters.ts'
import { reject } from '../rejections.ts'
import { tellTier } from '../staking/tier-change.ts'
import { nextTier, tierOf } from '../staking/tiers.ts'
import type { State } from '../state.ts'
import { checkAmount, checkExists, checkPlayer } from './checks.ts'
import type { Handler } from './handler.ts'
import { weighLocks } from './launchpad.ts'

/** What stood is kept for as long as the delay may ever become, at the snapshot of a vote that is about to end. */
const LONGEST_DELAY_MS = parameters['stake.upgradeDelay'].max + VOTING_MS

export const stakeAdd: Handler<'stake.add'> = (state, { account, amount }, at) => {
  const rejection = checkAmount(amount) ?? checkPlayer(state, account)
  if (rejection) return rejection
  const have = state.ledger.balance(userSlot(account, U.lco))
  if (have < amount) return reject('insufficient_lco', { need: amount, have })
  state.out.entry('stake', String(account))
  state.out.move(userSlot(account, U.lco), userSlot(account, U.staked), amount)
  noteStake(state, account, at)
  return stakeView(state, account, at)
}

/** Takes effect on the tier at once; the coins wait out the unbonding. Possible for whoever is suspended, too. */
export const stakeRemove: Handler<'stake.remove'> = (state, { account, amount }, at) => {
  const rejection = checkAmount(amount) ?? checkExists(state, account)
  if (rejection) return rejection
  const have = state.ledger.balance(userSlot(account, U.staked))
  if (have < amount) return reject('insufficient_stake', { need: amount, have })
  const locked = state.governance.lockedOf(account) * LCO
  if (have + state.ledger.balance(userSlot(account, U.imo)) - amount < locked) return reject('stake_votes', { locked })
  const most = state.parameters['stake.unbondings']
  if (state.staking.countOf(account) >= most) return reject('too_many_unbondings', { limit: most })
  const releaseAt = add(at, state.parameters['stake.unbonding'] as Millis)
  const unbondingId = state.staking.begin({ account, amount, releaseAt })
  state.out.entry('unstake', String(unbondingId))
  state.out.move(userSlot(account, U.staked), userSlot(account, U.unbonding), amount)
  state.out.emit({ type: 'unbonding.started', account, unbondingId, amount, releaseAt })
  noteStake(state, account, at)
  return { ...stakeView(state, account, at), unbondingId, releaseAt }
}

/** The coins are staked again; the wait for the tier starts anew. */
export const stakeCancel: Handler<'stake.cancel'> = (state, { account, unbondingId }, at) => {
  const rejection = checkPlayer(state, account)
  if (rejection) return rejection
  const unbonding = state.staking.table.get(unbondingId)
  if (!unbonding || unbonding.account !== account) return reject('unbonding_not_found')
  const { amount, releaseAt } = unbonding
  state.staking.end(unbondingId)
  state.out.entry('unstake.cancel', String(unbondingId))
  state.out.move(userSlot(account, U.unbonding), userSlot(account, U.staked), amount)
  state.out.emit({ type: 'unbonding.canceled', account, unbondingId, amount, releaseAt })
  noteStake(state, account, at)
  return stakeView(state, account, at)
}

/** What counts for the tier is staked + locked in offerings. */
function noteStake(state: State, account: AccountId, at: Millis): void {
  const { ledger, staking, out } = state
  const staked = add(ledger.lco(userSlot(account, U.staked)), ledger.lco(userSlot(account, U.imo)))
  staking.set(account, staked, { at, keepMs: LONGEST_DELAY_MS })
  weighLocks(state, account, at)
  out.emit({ type: 'stake.changed', account, staked, at })
  tellTier(state, account, at)
}

export function stakeView(state: State, account: AccountId, at: Millis): StakeView {
  const { ledger, staking, parameters: values } = state
  const tier = tierOf(staking.effective(account, at, values['stake.upgradeDelay']), values)
  const rise = nextTier(staking.history(account), at, values)
  return {
    staked: ledger.lco(userSlot(account, U.staked)),
    unbonding: ledger.lco(userSlot(account, U.unbonding)),
    tier,
    nextTier: rise?.tier ?? tier,
    nextTierAt: rise?.at ?? null,
  }
}
