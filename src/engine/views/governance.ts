/** Reads about open proposals and the power of one account. What has ended is in history. */
import type { Lco, Millis } from '../../base/money.ts'
import type { ProposalId } from '../command.ts'
import { votingPower } from '../commands/governance.ts'
import type { Engine } from '../engine.ts'
import type { Proposal } from '../governance/governance.ts'
import { type Choice, HOLDING_MS, type Power, powerOf } from '../governance/rules.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import { tierOf } from '../staking/tiers.ts'

export type ProposalView = Pick<Proposal, 'status' | 'dueAt' | 'snapshot' | 'tally'> & {
  readonly proposalId: ProposalId
}

/** Open ones, newest first; as many as `governance.open` allows. */
export function proposalViews({ state }: Engine): readonly ProposalView[] {
  const views: ProposalView[] = []
  for (const [id, { status, dueAt, snapshot, tally }] of state.governance.proposals.entries())
    views.push({ proposalId: id as ProposalId, status, dueAt, snapshot, tally })
  return views.sort((a, b) => b.proposalId - a.proposalId)
}

export interface OwnPower {
  /** In effect. */
  readonly whale: boolean
  readonly operator: boolean
  /** Uncut, if a snapshot were taken now; 0 for who is no Whale. */
  readonly power: Power
  readonly staked: Lco
  readonly available: Lco
  readonly locked: Power
  /** Own open proposals. */
  readonly proposals: number
  /** Every vote that runs. */
  readonly votes: readonly {
    readonly proposalId: ProposalId
    readonly power: Power
    readonly choice: Choice | null
  }[]
}

export function ownPower(engine: Engine, account: AccountId, at: Millis): OwnPower {
  const { state } = engine
  const { staking, governance, ledger, parameters: values } = state
  const whale = tierOf(staking.effective(account, at, values['stake.upgradeDelay']), values) === 'whale'
  return {
    whale,
    operator: state.accounts.get(account)?.operator ?? false,
    power: whale ? powerOf(staking.effective(account, at, HOLDING_MS)) : (0 as Power),
    staked: ledger.lco(userSlot(account, U.staked)),
    available: ledger.lco(userSlot(account, U.lco)),
    ...{ locked: governance.lockedOf(account), proposals: governance.openOf(account) },
    votes: proposalViews(engine).flatMap(({ proposalId, status, snapshot }) => {
      if (status !== 'active' || !snapshot) return []
      const vote = governance.voteOf(proposalId, account)
      const power = vote?.power ?? votingPower(state, { account, snapshot }, at).power
      return [{ proposalId, power, choice: vote?.choice ?? null }]
    }),
  }
}
