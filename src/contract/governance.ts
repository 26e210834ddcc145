/** Governance: proposals with their texts, tallies and steps, own power, proposing and voting. Operators' part is in admin-governance.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { publicName } from './names.ts'
import { bodyText, shownText, titleText } from './texts.ts'
import { bps, confirmed, count, id, lco, pageOf, pageQuery, pathId, time } from './values.ts'

export const voteChoices = ['yes', 'no', 'abstain'] as const
const proposalStatuses = [
  ...(['pending', 'active', 'deciding', 'queued'] as const),
  ...(['executed', 'succeeded', 'defeated', 'expired', 'declined', 'vetoed'] as const),
] as const
export const proposalFilters = ['open', 'closed', 'all'] as const
const choice = z.enum(voteChoices)
const power = count.meta({ description: 'voting power in whole LCO' })
const parameterKey = z
  .string()
  .max(64)
  .regex(/^[\w.]+$/)
/** In the form that transparency.parameters shows. */
const value = z
  .string()
  .regex(/^\d{1,16}(\.\d{1,8})?$/)
  .meta({
    description: 'in the parameter’s unit: CR or LCO as decimal string, other units as whole number in a string',
  })

const tally = z.object({ yes: power, no: power, abstain: power, voters: count })
const snapshot = z.object({
  at: time,
  whales: count,
  total: power.meta({ description: 'of all Whales, each cut at the cap, whole LCO' }),
  cap: power,
  quorum: power,
  advisory: z.boolean().meta({ description: 'too few Whales: the operator decides after the vote' }),
})

/** What of a proposal changes while it is open. */
const figures = {
  proposalId: id,
  status: z.enum(proposalStatuses),
  dueAt: time.nullable().meta({ description: 'when it goes on by itself; null once it is over' }),
  snapshot: snapshot.nullable().meta({ description: 'null before the vote has begun' }),
  tally,
}
export const proposalFigures = z.object(figures).meta({ id: 'ProposalFigures' })
export type ProposalFigures = z.infer<typeof proposalFigures>

const ownVote = z.object({ choice, power })

export const proposal = z
  .object({
    ...figures,
    proposer: publicName,
    title: z.string().meta({ description: 'empty once hidden' }),
    changes: z
      .array(z.object({ key: z.string(), before: value, after: value }))
      .meta({ description: 'none: a resolution in words' }),
    money: z.boolean().meta({ description: 'moves money: needs the larger majority and waits longer' }),
    majority: z.object({
      bps: bps.meta({ description: 'share of yes among yes and no' }),
      strict: z.boolean().meta({ description: 'true: more than that; false: at least that' }),
    }),
    voters: count.meta({ description: 'Whales that must vote at least' }),
    timelockMs: count,
    bond: lco,
    burned: z.boolean().meta({ description: 'the bond, by a veto for abuse' }),
    proposedAt: time,
    votingAt: time,
    endsAt: time.meta({ description: 'of the vote' }),
    endedAt: time.nullable(),
    defeat: z.enum(['quorum', 'voters', 'majority']).nullable(),
    failure: z
      .object({ key: z.string(), code: z.string() })
      .nullable()
      .meta({ description: 'the change that could not be made any more, and why' }),
    ownVote: ownVote.nullable().meta({ description: 'null without one, or without a login' }),
  })
  .meta({ id: 'Proposal' })
export type Proposal = z.infer<typeof proposal>

const step = z.object({
  at: time,
  sequence: count,
  status: z.enum(proposalStatuses),
  dueAt: time.nullable(),
  reason: z.string().nullable().meta({ description: 'public, of an operator; null: by the rules alone' }),
})

export const proposalDetail = proposal
  .extend({ text: shownText, steps: z.array(step).meta({ description: 'in order of happening' }) })
  .meta({ id: 'ProposalDetail' })
export type ProposalDetail = z.infer<typeof proposalDetail>

const vote = z.object({ at: time, name: publicName, choice, power })
export const proposalParams = z.strictObject({ proposalId: pathId })

export const governanceEndpoints = table(
  endpoint({
    id: 'governance.list',
    method: 'GET',
    path: '/governance',
    summary: 'Proposals with their tallies, newest first',
    auth: 'public',
    history: true,
    query: z.strictObject({
      ...pageQuery,
      status: z.enum(proposalFilters).optional().meta({ description: 'all when left out' }),
    }),
    response: pageOf(proposal),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'governance.rules',
    method: 'GET',
    path: '/governance/rules',
    summary: 'What it takes to propose and to win, and how long each step lasts',
    auth: 'public',
    response: z.object({
      accepting: z.boolean().meta({ description: 'false while operators have stopped new proposals and votes' }),
      bond: lco,
      whaleStake: lco,
      whaleDelayMs: count.meta({ description: 'how long that stake must have stood' }),
      openMost: count,
      openPerAccount: count,
      coolOffMs: count,
      changes: count.meta({ description: 'of a proposal, at most' }),
      voters: count,
      capBps: bps,
      quorumBps: bps,
      majorityBps: bps.meta({ description: 'more than this' }),
      moneyMajorityBps: bps.meta({ description: 'at least this' }),
      pendingMs: count,
      votingMs: count,
      holdingMs: count,
      timelockMs: count,
      moneyTimelockMs: count,
      decideMs: count,
      asOf: time,
    }),
  }),
  endpoint({
    id: 'governance.own',
    method: 'GET',
    path: '/governance/own',
    summary: 'Own power: as it would be if a snapshot were taken now, and in each running vote',
    auth: ['read', 'earn'],
    response: z.object({
      whale: z.boolean().meta({ description: 'in effect: may propose' }),
      operator: z.boolean().meta({ description: 'operators neither propose nor vote' }),
      power: power.meta({ description: 'uncut, if a snapshot were taken now; 0 for who is no Whale' }),
      staked: lco,
      available: lco,
      locked: power.meta({ description: 'whole LCO that stay staked until the votes end that they back' }),
      proposals: count.meta({ description: 'own open ones' }),
      votes: z
        .array(z.object({ proposalId: id, power, choice: choice.nullable() }))
        .meta({ description: 'every running vote; choice null: not cast' }),
      asOf: time,
    }),
  }),
  endpoint({
    id: 'governance.get',
    method: 'GET',
    path: '/governance/{proposalId}',
    summary: 'A proposal with its text and every step of its way',
    auth: 'public',
    history: true,
    params: proposalParams,
    response: proposalDetail,
    errors: ['proposal_not_found'],
  }),
  endpoint({
    id: 'governance.votes',
    method: 'GET',
    path: '/governance/{proposalId}/votes',
    summary: 'Who voted what with how much power, newest first',
    auth: 'public',
    history: true,
    params: proposalParams,
    query: z.strictObject(pageQuery),
    response: pageOf(vote.meta({ id: 'ProposalVote' })),
    errors: ['proposal_not_found', 'invalid_cursor'],
  }),
  endpoint({
    id: 'governance.propose',
    method: 'POST',
    path: '/governance',
    summary: 'Propose changes of parameters, or a resolution in words, with a bond',
    auth: ['earn'],
    idempotent: true,
    status: 201,
    body: z.strictObject({
      title: titleText,
      body: bodyText,
      changes: z
        .array(z.strictObject({ key: parameterKey, value }))
        .max(8)
        .meta({ description: 'each key once; none: a resolution in words' }),
    }),
    response: z.object({ proposalId: id, bond: lco, votingAt: time, endsAt: time, ...confirmed }),
    errors: [
      ...(['governance_stopped', 'account_is_operator', 'not_whale', 'bad_proposal', 'unknown_parameter'] as const),
      ...(['parameter_not_governable', 'parameter_out_of_bounds', 'parameter_unchanged'] as const),
      ...(['parameter_cools_off', 'proposals_full', 'insufficient_lco'] as const),
    ],
  }),
  endpoint({
    id: 'governance.vote',
    method: 'POST',
    path: '/governance/{proposalId}/votes',
    summary: 'Vote on a proposal; final. The stake behind it stays staked until the vote ends',
    auth: ['earn'],
    idempotent: true,
    params: proposalParams,
    body: z.strictObject({ choice }),
    response: z.object({ power, tally, lockedUntil: time, ...confirmed }),
    errors: [
      ...(['governance_stopped', 'account_is_operator', 'proposal_not_found', 'not_voting'] as const),
      ...(['already_voted', 'no_voting_power'] as const),
    ],
  }),
)
