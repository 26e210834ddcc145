/** Facts of governance → proposals, where they stand, votes, steps. */
import type { Millis } from '../../base/money.ts'
import type { ProposalId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { HistorySchema } from '../schema.ts'
import type { ProposalStatus } from '../tables/governance.ts'
import type { CommandContext, RowBuilder } from './context.ts'

type Standing = HistorySchema['proposal_states']

const nothingNew = {
  ...{ due_at: null, opened_at: null, whales: null, total: null, cap: null, quorum: null, advisory: null },
  ...{ yes: null, no: null, abstain: null, voters: null },
  ...{ ended_at: null, defeat: null, failure_key: null, failure_code: null, burned: null },
} as const satisfies Partial<Standing>

interface Step {
  readonly proposalId: ProposalId
  readonly at: Millis
  readonly status: ProposalStatus
  readonly dueAt?: Millis
  readonly reason?: string | null
  readonly actor?: AccountId | null
}

/** A step of the way, with what it has made known. */
function step({ seq, rows, state }: CommandContext, one: Step, news: Partial<Standing> = {}): void {
  const { proposalId, at, status, dueAt = null, reason = null, actor = null } = one
  rows.append('proposal_steps', {
    ...{ id: ++state.change, seq, at, proposal: proposalId, status },
    ...{ due_at: dueAt, reason, actor },
  })
  rows.merge('proposal_states', { ...nothingNew, id: proposalId, status, due_at: dueAt, ...news })
}

export const proposedRows: RowBuilder<'governance.proposed'> = (event, context) => {
  const { proposalId, account, textHash, changes, money, bond, at, votingAt, endsAt } = event
  context.rows.append('proposals', {
    ...{ id: proposalId, seq: context.seq, at, account, text_hash: textHash, changes: JSON.stringify(changes) },
    ...{ money: money ? 1 : 0, bond, voting_at: votingAt, ends_at: endsAt },
  })
  step(context, { proposalId, at, status: 'pending', dueAt: votingAt })
}

export const voteOpenedRows: RowBuilder<'governance.opened'> = (event, context) => {
  const { proposalId, at, endsAt, whales, total, cap, quorum, advisory } = event
  const news = { opened_at: at, whales, total, cap, quorum, advisory: advisory ? 1 : 0 } as const
  step(context, { proposalId, at, status: 'active', dueAt: endsAt }, news)
}

export const votedRows: RowBuilder<'governance.voted'> = (event, { seq, rows, state }) => {
  const { proposalId, account, choice, power, at, tally } = event
  rows.append('proposal_votes', { id: ++state.change, seq, at, proposal: proposalId, account, choice, power })
  rows.merge('proposal_states', { ...nothingNew, id: proposalId, status: 'active', ...tally })
}

export const proposalDecidingRows: RowBuilder<'governance.deciding'> = ({ proposalId, at, dueAt }, context) => {
  step(context, { proposalId, at, status: 'deciding', dueAt })
}

export const proposalQueuedRows: RowBuilder<'governance.queued'> = (event, context) => {
  const { proposalId, at, dueAt, reason, actor } = event
  step(context, { proposalId, at, status: 'queued', dueAt, reason, actor })
}

export const proposalEndedRows: RowBuilder<'governance.ended'> = (event, context) => {
  const { proposalId, at, outcome, defeat, failure, reason, actor, burned } = event
  step(
    context,
    { proposalId, at, status: outcome, reason, actor },
    {
      ...{ ended_at: at, defeat, burned: burned ? 1 : 0 },
      ...{ failure_key: failure?.key ?? null, failure_code: failure?.code ?? null },
    },
  )
}
