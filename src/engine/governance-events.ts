/** Facts about proposals and votes: what event.ts holds of governance. */
import type { Lco, Millis } from '../base/money.ts'
import type { ProposalId } from './command.ts'
import type { Change } from './governance/governance.ts'
import type { Choice, Defeat, Power, Tally } from './governance/rules.ts'
import type { AccountId } from './ledger/chart.ts'
import type { ParameterKey } from './parameters.ts'
import type { RejectionCode } from './rejections.ts'

export interface ProposedEvent {
  readonly type: 'governance.proposed'
  readonly proposalId: ProposalId
  readonly account: AccountId
  readonly textHash: string
  /** None: a resolution in words. */
  readonly changes: readonly Change[]
  /** A parameter of class `money` is among the changes. */
  readonly money: boolean
  readonly bond: Lco
  readonly at: Millis
  /** When the snapshot is taken, and when the vote ends. */
  readonly votingAt: Millis
  readonly endsAt: Millis
}

/** The snapshot of power has been taken and the vote has begun; powers in whole LCO. */
export interface VoteOpenedEvent {
  readonly type: 'governance.opened'
  readonly proposalId: ProposalId
  readonly at: Millis
  readonly endsAt: Millis
  readonly whales: number
  readonly total: Power
  readonly cap: Power
  readonly quorum: Power
  /** Too few Whales: the operator decides afterwards. */
  readonly advisory: boolean
}

export interface VotedEvent {
  readonly type: 'governance.voted'
  readonly proposalId: ProposalId
  readonly account: AccountId
  readonly choice: Choice
  readonly power: Power
  readonly at: Millis
  /** With this vote. */
  readonly tally: Tally
}

/** An advisory vote has ended: the operator decides until `dueAt`. */
export interface ProposalDecidingEvent {
  readonly type: 'governance.deciding'
  readonly proposalId: ProposalId
  readonly at: Millis
  readonly dueAt: Millis
}

/** It has succeeded and is executed at `dueAt`. */
export interface ProposalQueuedEvent {
  readonly type: 'governance.queued'
  readonly proposalId: ProposalId
  readonly at: Millis
  readonly dueAt: Millis
  /** null: the vote decided. */
  readonly reason: string | null
  readonly actor: AccountId | null
}

/**
 * A proposal is over. `succeeded`: a resolution in words was adopted; `expired`: nobody decided, or the change can no
 * longer be made; `declined`: the operator decided against an advisory vote.
 */
export interface ProposalEndedEvent {
  readonly type: 'governance.ended'
  readonly proposalId: ProposalId
  readonly account: AccountId
  readonly at: Millis
  readonly outcome: 'executed' | 'succeeded' | 'defeated' | 'expired' | 'declined' | 'vetoed'
  /** Why it was defeated. */
  readonly defeat: Defeat | null
  /** Which change can not be made, and why not. */
  readonly failure: { readonly key: ParameterKey; readonly code: RejectionCode } | null
  /** Public, of the operator's veto or decision. */
  readonly reason: string | null
  readonly actor: AccountId | null
  /** The bond was burned instead of returned. */
  readonly burned: boolean
}
