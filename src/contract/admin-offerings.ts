/** What operators do about the launchpad: announce an offering, cancel it in time, open its model for good. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { afterwardsModes, offering, offeringModes, offeringParams } from './offerings.ts'
import { bps, confirmed, count, creditsInput, modelName, reason, time } from './values.ts'

const announce = z.strictObject({
  model: modelName,
  mode: z.enum(offeringModes).optional().meta({ description: 'time_weighted when left out' }),
  total: creditsInput.meta({ description: 'CR of list price to be shared out' }),
  subscribeFrom: time,
  subscribeMs: count.optional().meta({ description: 'as the parameters say when left out' }),
  useMs: count.optional().meta({ description: 'as the parameters say when left out' }),
  capBps: bps.optional().meta({ description: 'as the parameters say when left out' }),
  afterwards: z.enum(afterwardsModes).optional().meta({ description: 'closed when left out' }),
})

export const adminOfferingEndpoints = table(
  endpoint({
    id: 'admin.offerings.announce',
    method: 'POST',
    path: '/admin/offerings',
    summary: 'Announce an offering: its model is closed to all from now on',
    auth: 'operator',
    audit: {
      action: 'offering.announce',
      target: ['model'],
      says: ['mode', 'total', 'subscribeFrom', 'subscribeMs', 'useMs', 'capBps', 'afterwards'],
    },
    idempotent: true,
    status: 201,
    body: announce,
    response: offering.extend(confirmed),
    errors: [
      'amount_not_positive',
      'amount_out_of_range',
      'offering_window',
      'offering_cap',
      'offering_exists',
      'too_many_offerings',
      'launchpad_stopped',
    ],
  }),
  endpoint({
    id: 'admin.offerings.cancel',
    method: 'POST',
    path: '/admin/offerings/{offeringId}/cancel',
    summary: 'Cancel an offering before its window has ended: locks are released; public with its reason',
    auth: 'operator',
    audit: { action: 'offering.cancel', target: ['offeringId'] },
    idempotent: true,
    params: offeringParams,
    body: z.strictObject({ reason }),
    response: offering.extend(confirmed),
    errors: ['offering_not_found', 'offering_phase', 'reason_required'],
  }),
  endpoint({
    id: 'admin.offerings.open',
    method: 'POST',
    path: '/admin/offerings/{offeringId}/open',
    summary: 'Let anybody call the model once the use window has ended; public with its reason',
    description: 'There is no way back but another offering.',
    auth: 'operator',
    audit: { action: 'offering.open', target: ['offeringId'] },
    idempotent: true,
    params: offeringParams,
    body: z.strictObject({ reason }),
    response: offering.extend(confirmed),
    errors: ['offering_not_found', 'offering_phase', 'reason_required'],
  }),
)
