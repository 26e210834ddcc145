/** /governance and /admin/governance: proposals, own power, proposing and voting; veto, decision and hiding. */
import { formatLco } from '../../base/decimal.ts'
import type { Lco } from '../../base/money.ts'
import type { InputOf, ProposalId } from '../../engine/command.ts'
import { MOST_CHANGES } from '../../engine/commands/governance.ts'
import * as rules from '../../engine/governance/rules.ts'
import { isParameterKey } from '../../engine/parameters.ts'
import { ownPower, proposalViews } from '../../engine/views.ts'
import type { ProposalRecord } from '../../history/queries/governance.ts'
import { book } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { wireOpenProposal, wireProposal, wireStep, wireText } from '../render/governance.ts'
import { parseParameter } from '../render/parameters.ts'
import type { RoutesOf } from '../request.ts'
import { bookNaming } from '../text-booking.ts'
import { readingOf } from './predictions.ts'

type Public = RoutesOf<'governance'>
const openOnly = { open: true, closed: false, all: undefined } as const

export function governanceRoutes(deps: RouteDeps): Public & RoutesOf<'admin.governance'> {
  return { ...reads(deps), ...ruleReads(deps), ...acts(deps), ...operatorRoutes(deps) }
}

/** Open proposals as the live channel tells them. */
export async function readProposals({ core }: Pick<RouteDeps, 'core'>) {
  return core.read((engine) => proposalViews(engine).map(wireOpenProposal))
}

async function known(deps: RouteDeps, id: number): Promise<ProposalRecord> {
  const record = await (await upToDate(deps)).governance.get(id as ProposalId)
  if (!record) throw new Refusal('proposal_not_found')
  return record
}

function reads(deps: RouteDeps): Pick<Public, 'governance.list' | 'governance.get' | 'governance.votes'> {
  const { nameOf } = deps.identity.names
  return {
    'governance.list': async ({ caller, query: { status = 'all', ...page } }) => {
      const { governance } = await upToDate(deps)
      const { items, nextCursor } = await governance.list({ ...page, open: openOnly[status] })
      const reading = await readingOf(
        deps,
        items.map(({ textHash }) => textHash),
      )
      const ids = items.map(({ proposalId }) => proposalId)
      const own = caller ? await governance.votesOf(caller.account, ids) : undefined
      return { items: items.map((one) => wireProposal(one, reading, own?.get(one.proposalId))), nextCursor }
    },

    'governance.get': async ({ caller, params }) => {
      const record = await known(deps, params.proposalId)
      const { proposalId, textHash } = record
      const { governance } = await upToDate(deps)
      const reading = await readingOf(deps, [textHash])
      const own = caller && (await governance.votesOf(caller.account, [proposalId])).get(proposalId)
      return {
        ...wireProposal(record, reading, own),
        text: wireText(textHash, reading.texts.get(textHash)),
        steps: (await governance.steps(proposalId)).map(wireStep),
      }
    },

    'governance.votes': async ({ params, query }) => {
      const { proposalId } = await known(deps, params.proposalId)
      const { items, nextCursor } = await (await upToDate(deps)).governance.votes(proposalId, query)
      return {
        items: items.map(({ at, account, choice, power }) => ({ at, name: nameOf(account), choice, power })),
        nextCursor,
      }
    },
  }
}

function ruleReads({ core }: RouteDeps): Pick<Public, 'governance.rules' | 'governance.own'> {
  return {
    'governance.rules': async () => {
      const asOf = core.now()
      const [most, money] = [rules.majorityOf(false), rules.majorityOf(true)]
      return core.read(({ state: { parameters: p, switches } }) => ({
        accepting: switches.governance,
        ...{ bond: formatLco(p['governance.bond'] as Lco), whaleStake: formatLco(p['tier.whale.stake'] as Lco) },
        ...{ whaleDelayMs: p['stake.upgradeDelay'], openMost: p['governance.open'] },
        ...{ openPerAccount: p['governance.perAccount'], coolOffMs: p['governance.coolOff'] },
        ...{ changes: MOST_CHANGES, voters: rules.LEAST_WHALES, capBps: rules.CAP_BPS, quorumBps: rules.QUORUM_BPS },
        ...{ majorityBps: most.bps, moneyMajorityBps: money.bps },
        ...{ pendingMs: rules.PENDING_MS, votingMs: rules.VOTING_MS, holdingMs: rules.HOLDING_MS },
        ...{ timelockMs: rules.timelockOf(false), moneyTimelockMs: rules.timelockOf(true) },
        ...{ decideMs: rules.DECIDE_MS, asOf },
      }))
    },

    'governance.own': async ({ caller: { account } }) => {
      const asOf = core.now()
      const { staked, available, votes, ...own } = await core.read((engine) => ownPower(engine, account, asOf))
      return { ...own, staked: formatLco(staked), available: formatLco(available), votes: [...votes], asOf }
    },
  }
}

function acts({ core, texts }: RouteDeps): Pick<Public, 'governance.propose' | 'governance.vote'> {
  return {
    'governance.propose': async ({ caller: { account }, body: { title, body, changes }, idempotency }) => {
      const wanted = changes.map(({ key, value }) => changeIn(key, value))
      const text = { kind: 'proposal', author: account, title, body } as const
      const { result, confirmed } = await bookNaming({ core, texts }, text, (textHash) => ({
        type: 'governance.propose',
        input: { account, changes: wanted, textHash },
        idempotency,
      }))
      const { proposalId, bond, votingAt, endsAt } = result
      return { proposalId, bond: formatLco(bond), votingAt, endsAt, ...confirmed }
    },

    'governance.vote': async ({ caller: { account }, params, body: { choice }, idempotency }) => {
      const input = { account, proposalId: params.proposalId as ProposalId, choice }
      const { result, confirmed } = await book(core, { type: 'governance.vote', input, idempotency })
      const { power, tally, lockedUntil } = result
      return { power, tally: { ...tally }, lockedUntil, ...confirmed }
    },
  }
}

/** A change as it is written on the wire. Throws unknown_parameter and parameter_out_of_bounds. */
function changeIn(key: string, text: string): InputOf<'governance.propose'>['changes'][number] {
  if (!isParameterKey(key)) throw new Refusal('unknown_parameter')
  const value = parseParameter(key, text)
  if (value === undefined) throw new Refusal('parameter_out_of_bounds')
  return { key, value }
}

function operatorRoutes(deps: RouteDeps): RoutesOf<'admin.governance'> {
  const { core, texts } = deps
  return {
    'admin.governance.veto': async ({ caller, params, body: { abuse, reason }, idempotency, note }) => {
      const input = { proposalId: params.proposalId as ProposalId, abuse, reason, actor: caller.account }
      const { confirmed } = await book(core, { type: 'governance.veto', input, idempotency })
      note({ after: 'vetoed', command: confirmed })
      return confirmed
    },

    'admin.governance.decide': async ({ caller, params, body: { accept, reason }, idempotency, note }) => {
      const input = { proposalId: params.proposalId as ProposalId, accept, reason, actor: caller.account }
      const { result, confirmed } = await book(core, { type: 'governance.decide', input, idempotency })
      note({ before: 'deciding', after: accept ? 'accepted' : 'declined', command: confirmed })
      return { executesAt: result.executesAt, ...confirmed }
    },

    'admin.governance.hide': async ({ caller, params, body: { reason }, note }) => {
      const { textHash } = await known(deps, params.proposalId)
      const hidden = await texts.hide(textHash, { at: core.now(), by: caller.account, reason })
      note({ before: 'shown', after: 'hidden' })
      return { hidden }
    },
  }
}
