/** Proposals between engine, history, texts and wire. */
import { formatLco } from '../../base/decimal.ts'
import type { Proposal, ProposalDetail, ProposalFigures } from '../../contract/governance.ts'
import { isAdvisory, LEAST_WHALES, majorityOf, type Snapshot, timelockOf } from '../../engine/governance/rules.ts'
import type { ProposalView } from '../../engine/views.ts'
import type { ProposalRecord, StepRecord, VoteRecord } from '../../history/queries/governance.ts'
import type { Text } from '../../texts/texts.ts'
import { parameterText } from './parameters.ts'
import type { Reading } from './prediction.ts'

export function wireOpenProposal({ proposalId, status, dueAt, snapshot, tally }: ProposalView): ProposalFigures {
  return { proposalId, status, dueAt, snapshot: snapshot && wireSnapshot(snapshot), tally: { ...tally } }
}

function wireSnapshot(snapshot: Snapshot): NonNullable<ProposalFigures['snapshot']> {
  const { at, whales, total, cap, quorum } = snapshot
  return { at, whales, total, cap, quorum, advisory: isAdvisory(snapshot) }
}

export type OwnVote = Pick<VoteRecord, 'choice' | 'power'> | undefined

export function wireProposal(record: ProposalRecord, { texts, nameOf }: Reading, own: OwnVote): Proposal {
  const { proposalId, account, status, dueAt, snapshot, tally, changes, money, bond, burned } = record
  const { votingAt, endsAt, endedAt, defeat, failure } = record
  return {
    ...{ proposalId, status, dueAt, snapshot: snapshot && { ...snapshot }, tally: { ...tally } },
    ...{ proposer: nameOf(account), title: texts.get(record.textHash)?.title ?? '' },
    changes: changes.map(({ key, before, after }) => ({
      ...{ key, before: parameterText(key, before), after: parameterText(key, after) },
    })),
    ...{ money, majority: majorityOf(money), voters: LEAST_WHALES, timelockMs: timelockOf(money) },
    ...{ bond: formatLco(bond), burned, proposedAt: record.at, votingAt, endsAt, endedAt, defeat, failure },
    ownVote: own ? { choice: own.choice, power: own.power } : null,
  }
}

export function wireText(hash: string, text: Text | undefined): ProposalDetail['text'] {
  const { title = '', body = '', salt = null, hidden = null } = text ?? {}
  return { hash, title, body, salt, hidden: hidden && { at: hidden.at, reason: hidden.reason } }
}

export function wireStep({ at, seq, status, due_at, reason }: StepRecord): ProposalDetail['steps'][number] {
  return { at, sequence: seq, status, dueAt: due_at, reason }
}
