/** governance.*: Whales propose and vote; operators veto and, while there are few Whales, decide. docs/concepts/governance.md. */
import { add, type Millis, min } from '../../base/money.ts'
import type { InputOf } from '../command.ts'
import type { Change, Proposal } from '../governance/governance.ts'
import {
  choices,
  HOLDING_MS,
  noVotes,
  PENDING_MS,
  type Power,
  powerOf,
  type Snapshot,
  timelockOf,
  VOTING_MS,
} from '../governance/rules.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import { parameters } from '../parameters.ts'
import { Rejection, reject } from '../rejections.ts'
import { tierOf } from '../staking/tiers.ts'
import type { State } from '../state.ts'
import { checkActor, checkPlayer, checkReason, isKeyHash, isRecord } from './checks.ts'
import { checkChange, conclude, endProposal } from './governance-life.ts'
import type { Handler } from './handler.ts'

/** Changes of one proposal. */
export const MOST_CHANGES = 8

export const governancePropose: Handler<'governance.propose'> = (state, input, at) => {
  const { account, textHash } = input
  if (!state.switches.governance) return reject('governance_stopped')
  const rejection = checkPlayer(state, account) ?? checkWhale(state, account, at)
  if (rejection) return rejection
  const changes = readChanges(state, input.changes, at)
  if (changes instanceof Rejection) return changes
  // Anything that is a SHA-256.
  if (!isKeyHash(textHash)) return reject('bad_proposal')
  const { governance, parameters: values, ledger, out } = state
  const [most, perAccount] = [values['governance.open'], values['governance.perAccount']]
  if (governance.openCount >= most || governance.openOf(account) >= perAccount)
    return reject('proposals_full', { limit: perAccount, all: most })
  const bond = values['governance.bond'] as Proposal['bond']
  const have = ledger.balance(userSlot(account, U.lco))
  if (have < bond) return reject('insufficient_lco', { need: bond, have })
  const money = changes.some(({ key }) => parameters[key].class === 'money')
  const [votingAt, endsAt] = [add(at, PENDING_MS as Millis), add(at, (PENDING_MS + VOTING_MS) as Millis)]
  const terms = { account, textHash, changes, money, bond }
  const proposalId = governance.propose({
    ...terms,
    status: 'pending',
    dueAt: votingAt,
    snapshot: null,
    tally: noVotes,
  })
  out.entry('governance.bond', String(proposalId))
  out.move(userSlot(account, U.lco), userSlot(account, U.bond), bond)
  out.emit({ type: 'governance.proposed', proposalId, ...terms, at, votingAt, endsAt })
  return { proposalId, bond, votingAt, endsAt }
}

export const governanceVote: Handler<'governance.vote'> = (state, { account, proposalId, choice }, at) => {
  if (!state.switches.governance) return reject('governance_stopped')
  if (!choices.includes(choice)) return reject('malformed_command')
  const rejection = checkPlayer(state, account)
  if (rejection) return rejection
  const { governance, out } = state
  const proposal = governance.proposals.get(proposalId)
  if (!proposal) return reject('proposal_not_found')
  if (proposal.status !== 'active' || !proposal.snapshot) return reject('not_voting', { dueAt: proposal.dueAt })
  if (governance.voteOf(proposalId, account)) return reject('already_voted')
  const { power, stake } = votingPower(state, { account, snapshot: proposal.snapshot }, at)
  if (power === 0) return reject('no_voting_power')
  governance.cast({ proposal: proposalId, account, choice, power, stake })
  const { tally } = proposal
  out.emit({ type: 'governance.voted', proposalId, account, choice, power, at, tally })
  return { power, tally, lockedUntil: proposal.dueAt }
}

/** At any time before it is executed. */
export const governanceVeto: Handler<'governance.veto'> = (state, { proposalId, reason, abuse, actor }, at) => {
  const rejection = checkReason(reason) ?? checkActor(state, actor)
  if (rejection) return rejection
  if (typeof abuse !== 'boolean') return reject('malformed_command')
  if (!state.governance.proposals.get(proposalId)) return reject('proposal_not_found')
  endProposal(state, proposalId, { at, outcome: 'vetoed', reason, actor, burned: abuse })
  return {}
}

/** What the votes of too few Whales were about: accepted, it waits as if they had decided. */
export const governanceDecide: Handler<'governance.decide'> = (state, { proposalId, accept, reason, actor }, at) => {
  const rejection = checkReason(reason) ?? checkActor(state, actor)
  if (rejection) return rejection
  if (typeof accept !== 'boolean') return reject('malformed_command')
  const proposal = state.governance.proposals.get(proposalId)
  if (!proposal) return reject('proposal_not_found')
  if (proposal.status !== 'deciding') return reject('nothing_to_decide')
  if (accept) conclude(state, proposalId, { at, reason, actor })
  else endProposal(state, proposalId, { at, outcome: 'declined', reason, actor })
  return { executesAt: accept && proposal.changes.length > 0 ? add(at, timelockOf(proposal.money) as Millis) : null }
}

/**
 * The smallest stake from 7 days before the snapshot until now, and what it counts: cut at the cap, and nothing for who
 * was no Whale at the snapshot or has not been one since. It is never more than what the snapshot counted.
 */
export function votingPower(
  { staking }: State,
  { account, snapshot }: { readonly account: AccountId; readonly snapshot: Snapshot },
  at: Millis,
): { readonly power: Power; readonly stake: Power } {
  const since = at - snapshot.at
  const stake = powerOf(staking.effective(account, at, since + HOLDING_MS))
  const isWhale = staking.effective(account, at, since + snapshot.delayMs) >= snapshot.whaleStake
  return { power: min(isWhale ? stake : (0 as Power), snapshot.cap), stake }
}

function checkWhale(state: State, account: AccountId, at: Millis): Rejection | undefined {
  const { staking, parameters: values } = state
  const stake = staking.effective(account, at, values['stake.upgradeDelay'])
  if (tierOf(stake, values) === 'whale') return undefined
  return reject('not_whale', { need: values['tier.whale.stake'], have: stake })
}

function isShortList(changes: Wanted): boolean {
  return Array.isArray(changes) && changes.length <= MOST_CHANGES && changes.every((change) => isRecord(change))
}

type Wanted = InputOf<'governance.propose'>['changes']

function readChanges(state: State, input: Wanted, at: Millis): Change[] | Rejection {
  if (!isShortList(input)) return reject('bad_proposal')
  const keys = new Set(input.map(({ key }) => key))
  if (keys.size !== input.length) return reject('bad_proposal')
  const changes: Change[] = []
  for (const { key, value } of input) {
    const rejection = checkChange(state, { key, value }, at)
    if (rejection) return rejection
    changes.push({ key, before: state.parameters[key], after: value })
  }
  return changes
}
