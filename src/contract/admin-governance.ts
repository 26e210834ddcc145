/** What operators do about proposals: veto, decide what too few Whales have voted on, hide a text. Always with a public reason. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { proposalParams } from './governance.ts'
import { confirmed, reason, time } from './values.ts'

export const adminGovernanceEndpoints = table(
  endpoint({
    id: 'admin.governance.veto',
    method: 'POST',
    path: '/admin/governance/{proposalId}/veto',
    summary: 'End a proposal before it is executed; the bond comes back unless it is called abuse',
    auth: 'operator',
    audit: { action: 'proposal.veto', target: ['proposalId'], says: ['abuse'] },
    idempotent: true,
    params: proposalParams,
    body: z.strictObject({ abuse: z.boolean(), reason }),
    response: z.object(confirmed),
    errors: ['proposal_not_found', 'reason_required'],
  }),
  endpoint({
    id: 'admin.governance.decide',
    method: 'POST',
    path: '/admin/governance/{proposalId}/decide',
    summary: 'Accept or decline a proposal after an advisory vote; what is accepted still waits its timelock',
    auth: 'operator',
    audit: { action: 'proposal.decide', target: ['proposalId'], says: ['accept'] },
    idempotent: true,
    params: proposalParams,
    body: z.strictObject({ accept: z.boolean(), reason }),
    response: z.object({
      executesAt: time.nullable().meta({ description: 'null: declined, or nothing to execute' }),
      ...confirmed,
    }),
    errors: ['proposal_not_found', 'nothing_to_decide', 'reason_required'],
  }),
  endpoint({
    id: 'admin.governance.hide',
    method: 'POST',
    path: '/admin/governance/{proposalId}/hide',
    summary: 'Take away the text of a proposal for good, with a public reason; its way goes on',
    auth: 'operator',
    audit: { action: 'proposal.hide', target: ['proposalId'] },
    history: true,
    params: proposalParams,
    body: z.strictObject({ reason }),
    response: z.object({ hidden: z.boolean() }),
    errors: ['proposal_not_found'],
  }),
)
