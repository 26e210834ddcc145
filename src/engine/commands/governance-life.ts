/** What becomes of a proposal by itself or by an operator: snapshot, count, wait, execution, end. docs/concepts/governance.md. */
import { add, type Lco, type Millis } from '../../base/money.ts'
import type { ProposalId } from '../command.ts'
import type { Change, Proposal } from '../governance/governance.ts'
import {
  DECIDE_MS,
  defeatOf,
  HOLDING_MS,
  isAdvisory,
  type Power,
  powerOf,
  type Snapshot,
  takeSnapshot,
  timelockOf,
  VOTING_MS,
} from '../governance/rules.ts'
import type { ProposalEndedEvent } from '../governance-events.ts'
import { P, U, userSlot } from '../ledger/chart.ts'
import { isParameterKey, type ParameterKey, parameterAllows, parameters } from '../parameters.ts'
import { type Rejection, type RejectionCode, reject } from '../rejections.ts'
import type { State } from '../state.ts'
import { changeParameter } from './parameters.ts'

/** Scheduled: the first proposal that is due goes on. */
export function goOnGoverning(state: State, due: Millis): void {
  const id = state.governance.firstDue
  const proposal = id === undefined ? undefined : state.governance.proposals.get(id)
  if (id === undefined || !proposal) return
  switch (proposal.status) {
    case 'pending':
      return openVote(state, id, due)
    case 'active':
      return countVote(state, id, due)
    case 'deciding':
      return endProposal(state, id, { at: due, outcome: 'expired' })
    case 'queued':
      return execute(state, id, due)
  }
}

function openVote(state: State, id: ProposalId, at: Millis): void {
  const snapshot = snapshotOf(state, at)
  const { whales, total, cap, quorum } = snapshot
  const endsAt = add(at, VOTING_MS as Millis)
  state.governance.move(id, { status: 'active', dueAt: endsAt, snapshot })
  const advisory = isAdvisory(snapshot)
  state.out.emit({ type: 'governance.opened', proposalId: id, at, endsAt, whales, total, cap, quorum, advisory })
}

/** The power of everybody who is a Whale at that time. O(accounts that stake). */
function snapshotOf({ staking, parameters: values }: State, at: Millis): Snapshot {
  const [whaleStake, delayMs] = [values['tier.whale.stake'] as Lco, values['stake.upgradeDelay']]
  const powers: Power[] = []
  for (const account of staking.stakers()) {
    if (staking.effective(account, at, delayMs) < whaleStake) continue
    const power = powerOf(staking.effective(account, at, HOLDING_MS))
    if (power > 0) powers.push(power)
  }
  return takeSnapshot(powers, { at, whaleStake, delayMs })
}

function countVote(state: State, id: ProposalId, at: Millis): void {
  const { governance, out } = state
  const { snapshot, tally, money } = governance.proposals.get(id) as Proposal
  if (!snapshot) return
  if (isAdvisory(snapshot)) {
    const dueAt = add(at, DECIDE_MS as Millis)
    governance.endVote(id)
    governance.move(id, { status: 'deciding', dueAt })
    return out.emit({ type: 'governance.deciding', proposalId: id, at, dueAt })
  }
  const defeat = defeatOf(tally, snapshot, money)
  if (defeat) endProposal(state, id, { at, outcome: 'defeated', defeat })
  else conclude(state, id, { at })
}

type Decision = Pick<ProposalEndedEvent, 'at'> & Partial<Pick<ProposalEndedEvent, 'reason' | 'actor'>>

/** It has succeeded: changes wait, words are adopted. */
export function conclude(state: State, id: ProposalId, { at, reason = null, actor = null }: Decision): void {
  const { governance, out } = state
  const { changes, money } = governance.proposals.get(id) as Proposal
  if (changes.length === 0) return endProposal(state, id, { at, outcome: 'succeeded', reason, actor })
  const dueAt = add(at, timelockOf(money) as Millis)
  governance.endVote(id)
  governance.move(id, { status: 'queued', dueAt })
  out.emit({ type: 'governance.queued', proposalId: id, at, dueAt, reason, actor })
}

/** All changes or none: each is checked as if it were proposed now. */
function execute(state: State, id: ProposalId, at: Millis): void {
  const { account, changes } = state.governance.proposals.get(id) as Proposal
  for (const change of changes) {
    const code = staleness(state, change, at)
    if (code) return endProposal(state, id, { at, outcome: 'expired', failure: { key: change.key, code } })
  }
  for (const { key, after } of changes) {
    changeParameter(state, { key, value: after, reason: `proposal ${id}`, actor: account, proposal: id }, at)
    state.governance.noteGoverned(key, at)
  }
  endProposal(state, id, { at, outcome: 'executed' })
}

/** Why a change that was voted for can not be made any more. */
function staleness(state: State, { key, before, after }: Change, at: Millis): RejectionCode | undefined {
  const rejection = checkChange(state, { key, value: after }, at)
  if (rejection) return rejection.code
  return state.parameters[key] === before ? undefined : 'parameter_moved'
}

/** Whether governance may set this parameter to this value now. */
export function checkChange(
  state: State,
  { key, value }: { readonly key: ParameterKey; readonly value: number },
  at: Millis,
): Rejection | undefined {
  if (typeof key !== 'string' || !isParameterKey(key)) return reject('unknown_parameter')
  const { min, max, step, by } = parameters[key]
  if (!by.some((who) => who === 'governance')) return reject('parameter_not_governable')
  if (!parameterAllows(key, value)) return reject('parameter_out_of_bounds', { min, max, step })
  if (state.parameters[key] === value) return reject('parameter_unchanged')
  const since = state.governance.governedAt(key)
  const until = since === undefined ? 0 : since + state.parameters['governance.coolOff']
  return at < until ? reject('parameter_cools_off', { until }) : undefined
}

type Ending = Pick<ProposalEndedEvent, 'at' | 'outcome'> & Partial<ProposalEndedEvent>

/** The bond goes back, or is burned. */
export function endProposal(state: State, id: ProposalId, ending: Ending): void {
  const { governance, out } = state
  const { account, bond } = governance.proposals.get(id) as Proposal
  const { at, outcome, defeat = null, failure = null, reason = null, actor = null, burned = false } = ending
  governance.end(id)
  out.entry(burned ? 'governance.burn' : 'governance.return', String(id))
  out.move(userSlot(account, U.bond), burned ? P.burnedBond : userSlot(account, U.lco), bond)
  const told = { at, outcome, defeat, failure, reason, actor, burned }
  out.emit({ type: 'governance.ended', proposalId: id, account, ...told })
}
