/** Rows of governance: proposals, where they stand, votes, and each step of the way. Powers in whole LCO. */
import type { Lco, Millis } from '../../base/money.ts'
import type { ProposalId } from '../../engine/command.ts'
import type { Choice, Defeat, Power } from '../../engine/governance/rules.ts'
import type { ProposalEndedEvent } from '../../engine/governance-events.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Flag } from './flag.ts'

export type ProposalsTable = {
  id: ProposalId
  seq: number
  at: Millis
  account: AccountId
  text_hash: string
  /** JSON: Change[] */
  changes: string
  money: Flag
  bond: Lco
  voting_at: Millis
  ends_at: Millis
}

export type ProposalStatus = 'pending' | 'active' | 'deciding' | 'queued' | ProposalEndedEvent['outcome']

/** What of a proposal changes; null until it is known. */
export type ProposalStatesTable = {
  id: ProposalId
  status: ProposalStatus
  /** When it goes on by itself; that of the last step once it is over. */
  due_at: Millis | null
  opened_at: Millis | null
  whales: number | null
  total: Power | null
  cap: Power | null
  quorum: Power | null
  advisory: Flag | null
  yes: Power | null
  no: Power | null
  abstain: Power | null
  voters: number | null
  ended_at: Millis | null
  defeat: Defeat | null
  failure_key: string | null
  failure_code: string | null
  burned: Flag | null
}

export type ProposalVotesTable = {
  id: number
  seq: number
  at: Millis
  proposal: ProposalId
  account: AccountId
  choice: Choice
  power: Power
}

export type ProposalStepsTable = {
  id: number
  seq: number
  at: Millis
  proposal: ProposalId
  status: ProposalStatus
  due_at: Millis | null
  /** Public, of an operator. */
  reason: string | null
  actor: AccountId | null
}
