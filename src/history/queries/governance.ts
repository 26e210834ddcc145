/** Proposals newest first, one with its votes and steps, and an account's own votes. */
import type { Lco, Millis } from '../../base/money.ts'
import type { ProposalId } from '../../engine/command.ts'
import type { Change } from '../../engine/governance/governance.ts'
import { type Defeat, noVotes, type Snapshot, type Tally } from '../../engine/governance/rules.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { HistorySchema } from '../schema.ts'
import type { ProposalStatus } from '../tables/governance.ts'
import { cutPage, type Database, mapPage, type Page, type PageInput, pageCursor, pageLimit } from './page.ts'

export interface ProposalRecord {
  readonly proposalId: ProposalId
  readonly at: Millis
  readonly account: AccountId
  readonly textHash: string
  readonly changes: readonly Change[]
  readonly money: boolean
  readonly bond: Lco
  readonly votingAt: Millis
  readonly endsAt: Millis
  readonly status: ProposalStatus
  /** null once it is over. */
  readonly dueAt: Millis | null
  readonly snapshot:
    | (Pick<Snapshot, 'at' | 'whales' | 'total' | 'cap' | 'quorum'> & { readonly advisory: boolean })
    | null
  readonly tally: Tally
  readonly endedAt: Millis | null
  readonly defeat: Defeat | null
  readonly failure: { readonly key: string; readonly code: string } | null
  readonly burned: boolean
}

export type VoteRecord = Pick<HistorySchema['proposal_votes'], 'id' | 'at' | 'account' | 'choice' | 'power'>
export type StepRecord = Omit<HistorySchema['proposal_steps'], 'id' | 'actor' | 'proposal'>

const openStatuses = ['pending', 'active', 'deciding', 'queued'] as const satisfies readonly ProposalStatus[]

/** A proposal has few steps and, at most, a vote of each Whale. */
const MOST_STEPS = 20

export function governanceQueries(db: Database) {
  const joined = () =>
    db.selectFrom('proposals').innerJoin('proposal_states', 'proposal_states.id', 'proposals.id').selectAll()
  return {
    async list(filter: PageInput & { readonly open?: boolean | undefined }): Promise<Page<ProposalRecord>> {
      let query = joined().where('proposals.id', '<', (pageCursor(filter) ?? Number.MAX_SAFE_INTEGER) as ProposalId)
      if (filter.open !== undefined)
        query = query.where('proposal_states.status', filter.open ? 'in' : 'not in', openStatuses)
      const limit = pageLimit(filter)
      const rows = await query
        .orderBy('proposals.id', 'desc')
        .limit(limit + 1)
        .execute()
      return mapPage(
        cutPage(rows, limit, ({ id }) => id),
        recordOf,
      )
    },

    async get(id: ProposalId): Promise<ProposalRecord | undefined> {
      const row = await joined().where('proposals.id', '=', id).executeTakeFirst()
      return row && recordOf(row)
    },

    /** In order of happening. */
    async steps(id: ProposalId): Promise<readonly StepRecord[]> {
      return db
        .selectFrom('proposal_steps')
        .select(['at', 'seq', 'status', 'due_at', 'reason'])
        .where('proposal', '=', id)
        .orderBy('id')
        .limit(MOST_STEPS)
        .execute()
    },

    /** Newest first. */
    async votes(id: ProposalId, filter: PageInput): Promise<Page<VoteRecord>> {
      const limit = pageLimit(filter)
      const rows = await db
        .selectFrom('proposal_votes')
        .select(['id', 'at', 'account', 'choice', 'power'])
        .where('proposal', '=', id)
        .where('id', '<', pageCursor(filter) ?? Number.MAX_SAFE_INTEGER)
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return cutPage(rows, limit, (row) => row.id)
    },

    /** The account's votes on these proposals. */
    async votesOf(account: AccountId, ids: readonly ProposalId[]) {
      if (ids.length === 0) return new Map<ProposalId, Pick<VoteRecord, 'choice' | 'power'>>()
      const rows = await db
        .selectFrom('proposal_votes')
        .select(['proposal', 'choice', 'power'])
        .where('account', '=', account)
        .where('proposal', 'in', ids)
        .execute()
      return new Map(rows.map(({ proposal, ...vote }) => [proposal, vote]))
    },
  }
}

type Joined = HistorySchema['proposals'] & HistorySchema['proposal_states']

function recordOf(row: Joined): ProposalRecord {
  const { id, at, account, text_hash, changes, money, bond, voting_at, ends_at, status, ended_at, defeat } = row
  const { opened_at, whales, total, cap, quorum, advisory, failure_key, failure_code } = row
  const counted = whales !== null && total !== null && cap !== null && quorum !== null
  const snapshot =
    opened_at !== null && counted ? { at: opened_at, whales, total, cap, quorum, advisory: advisory === 1 } : null
  const tally =
    row.yes === null
      ? noVotes
      : { yes: row.yes, no: row.no ?? noVotes.no, abstain: row.abstain ?? noVotes.abstain, voters: row.voters ?? 0 }
  return {
    ...{ proposalId: id, at, account, textHash: text_hash, changes: JSON.parse(changes) as Change[] },
    ...{ money: money === 1, bond, votingAt: voting_at, endsAt: ends_at, status },
    dueAt: ended_at === null ? row.due_at : null,
    ...{ snapshot, tally, endedAt: ended_at, defeat, burned: row.burned === 1 },
    failure: failure_key !== null && failure_code !== null ? { key: failure_key, code: failure_code } : null,
  }
}
