/** Open proposals, their votes, the stake that votes lock, and when a key was last governed. Coins are in the ledger, parameters in the state. */
import type { Lco, Millis } from '../../base/money.ts'
import type { ProposalId } from '../command.ts'
import { DueList } from '../due.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { ParameterKey } from '../parameters.ts'
import { jsonPart, type Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import type { Choice, Power, Snapshot, Tally } from './rules.ts'

export interface Change {
  readonly key: ParameterKey
  /** In force when it was proposed. */
  readonly before: number
  readonly after: number
}

/** `deciding`: an advisory vote has ended and the operator has not decided yet. What has ended is gone from here. */
export type OpenStatus = 'pending' | 'active' | 'deciding' | 'queued'

export interface Proposal {
  readonly account: AccountId
  readonly textHash: string
  /** None: a resolution in words. */
  readonly changes: readonly Change[]
  /** A parameter of class `money` is among the changes. */
  readonly money: boolean
  readonly bond: Lco
  status: OpenStatus
  /** When it goes on by itself. */
  dueAt: Millis
  /** null while it is pending. */
  snapshot: Snapshot | null
  tally: Tally
}

export interface Vote {
  readonly proposal: ProposalId
  readonly account: AccountId
  readonly choice: Choice
  readonly power: Power
  /** The stake behind it, before the cap: all of it stays until the vote ends. */
  readonly stake: Power
}

interface Due {
  readonly id: ProposalId
  readonly proposal: Proposal
}

export class Governance {
  readonly proposals = new RecordTable<Proposal>('proposals')
  /** Of votes that run. */
  readonly votes = new RecordTable<Vote>('votes')
  #governedAt = new Map<ParameterKey, Millis>()
  readonly #due = new DueList<Due>(
    ({ proposal }) => proposal.dueAt,
    ({ id }) => id,
  )
  /** Open proposals by who made them. */
  readonly #own = new Map<AccountId, number>()
  #open = 0
  /** Ids of votes by proposal and account, and by account. */
  readonly #cast = new Map<ProposalId, Map<AccountId, number>>()
  readonly #votesOf = new Map<AccountId, Set<number>>()

  /** Infinity while no proposal is open. O(1). */
  get nextDue(): number {
    return this.#due.next
  }

  get firstDue(): ProposalId | undefined {
    return this.#due.first?.id
  }

  get openCount(): number {
    return this.#open
  }

  openOf(account: AccountId): number {
    return this.#own.get(account) ?? 0
  }

  propose(proposal: Proposal): ProposalId {
    const id = this.proposals.push(proposal) as ProposalId
    this.#index(id, proposal)
    return id
  }

  /** The next step of a proposal. */
  move(id: ProposalId, step: Partial<Pick<Proposal, 'status' | 'dueAt' | 'snapshot'>>): void {
    const proposal = this.proposals.get(id)
    if (!proposal) return
    this.#undue(id)
    Object.assign(proposal, step)
    this.#due.add({ id, proposal })
    this.proposals.touch(id)
  }

  /** It is over: votes, locks and the proposal go. */
  end(id: ProposalId): void {
    const proposal = this.proposals.get(id)
    if (!proposal) return
    this.endVote(id)
    this.#undue(id)
    this.proposals.remove(id)
    this.#open -= 1
    const left = this.openOf(proposal.account) - 1
    if (left > 0) this.#own.set(proposal.account, left)
    else this.#own.delete(proposal.account)
  }

  voteOf(id: ProposalId, account: AccountId): Vote | undefined {
    const vote = this.#cast.get(id)?.get(account)
    return vote === undefined ? undefined : this.votes.get(vote)
  }

  cast(vote: Vote): void {
    this.#indexVote(this.votes.push(vote), vote)
    const proposal = this.proposals.get(vote.proposal)
    if (!proposal) return
    const { tally } = proposal
    proposal.tally = { ...tally, [vote.choice]: tally[vote.choice] + vote.power, voters: tally.voters + 1 }
    this.proposals.touch(vote.proposal)
  }

  /** Stake that voted is free again; the tally stays. */
  endVote(id: ProposalId): void {
    for (const [account, vote] of this.#cast.get(id) ?? []) {
      this.votes.remove(vote)
      const own = this.#votesOf.get(account)
      own?.delete(vote)
      if (own?.size === 0) this.#votesOf.delete(account)
    }
    this.#cast.delete(id)
  }

  /** Whole LCO that must stay staked: one stake backs the votes on several proposals. */
  lockedOf(account: AccountId): Power {
    let most = 0
    for (const id of this.#votesOf.get(account) ?? []) most = Math.max(most, this.votes.get(id)?.stake ?? 0)
    return most as Power
  }

  governedAt(key: ParameterKey): Millis | undefined {
    return this.#governedAt.get(key)
  }

  noteGoverned(key: ParameterKey, at: Millis): void {
    this.#governedAt.set(key, at)
  }

  #index(id: ProposalId, proposal: Proposal): void {
    this.#due.add({ id, proposal })
    this.#open += 1
    this.#own.set(proposal.account, this.openOf(proposal.account) + 1)
  }

  #indexVote(id: number, { proposal, account }: Vote): void {
    const cast = this.#cast.get(proposal) ?? new Map<AccountId, number>()
    this.#cast.set(proposal, cast.set(account, id))
    const own = this.#votesOf.get(account) ?? new Set<number>()
    this.#votesOf.set(account, own.add(id))
  }

  #undue(id: ProposalId): void {
    const due = this.#due.all().find((item) => item.id === id)
    if (due) this.#due.remove(due)
  }

  parts(): readonly Part[] {
    return [
      this.proposals,
      this.votes,
      jsonPart(
        'governed',
        () => [...this.#governedAt].sort(([a], [b]) => (a < b ? -1 : 1)),
        (rows) => {
          this.#governedAt = new Map(rows)
        },
      ),
    ]
  }

  reindex(): void {
    this.#due.clear()
    this.#own.clear()
    this.#open = 0
    this.#cast.clear()
    this.#votesOf.clear()
    for (const [id, proposal] of this.proposals.entries()) this.#index(id as ProposalId, proposal)
    for (const [id, vote] of this.votes.entries()) this.#indexVote(id, vote)
  }
}
