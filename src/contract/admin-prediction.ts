/** What operators do about prediction markets: open drafts or turn them down, name resolvers, hide comments. Never outcomes. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { predictionFigures, predictionSummary } from './prediction-records.ts'
import { bps, confirmed, count, id, line, pathId, reason, time } from './values.ts'

export const adminPredictionEndpoints = table(
  endpoint({
    id: 'admin.predictions.get',
    method: 'GET',
    path: '/admin/predictions',
    summary: 'Drafts that wait for a review, comments that were reported, resolvers',
    auth: 'operator',
    history: true,
    response: z.object({
      drafts: z.array(predictionSummary),
      pending: z.array(predictionSummary).meta({ description: 'closed and not settled' }),
      reports: z.array(
        z.object({
          commentId: id,
          marketId: id,
          by: z.string(),
          account: id,
          at: time,
          text: z.string(),
          reports: count,
          reasons: z.array(z.string()),
        }),
      ),
      resolvers: z.array(z.object({ account: id, name: z.string() })),
      accepting: z.boolean(),
    }),
  }),
  endpoint({
    id: 'admin.predictions.review',
    method: 'POST',
    path: '/admin/predictions/{marketId}/review',
    summary: 'Open a draft with a first probability, or turn it down; the bond comes back either way in the end',
    auth: 'operator',
    audit: { action: 'prediction.review', target: ['marketId'], says: ['approve', 'priorBps'] },
    idempotent: true,
    params: z.object({ marketId: pathId }),
    body: z.strictObject({
      approve: z.boolean(),
      priorBps: bps.min(500).max(9_500).optional().meta({ description: '5,000 when left out' }),
      reason,
    }),
    response: z.object({ market: predictionFigures, ...confirmed }),
    errors: ['prediction_not_found', 'prediction_status', 'prediction_stopped', 'bad_prior', 'reason_required'],
  }),
  endpoint({
    id: 'admin.predictions.resolver',
    method: 'POST',
    path: '/admin/predictions/resolvers',
    summary: 'Name an account that may say outcomes, or no longer',
    auth: 'operator',
    audit: { action: 'prediction.resolver', target: ['account'], says: ['on'] },
    idempotent: true,
    body: z.strictObject({ account: id, on: z.boolean(), reason }),
    response: z.object({ account: id, on: z.boolean(), ...confirmed }),
    errors: ['account_not_found', 'reason_required'],
  }),
  endpoint({
    id: 'admin.predictions.hide',
    method: 'POST',
    path: '/admin/predictions/comments/{commentId}/hide',
    summary: 'Take away the text of a comment for good, with a public reason',
    auth: 'operator',
    audit: { action: 'prediction.hide', target: ['commentId'] },
    params: z.object({ commentId: pathId }),
    body: z.strictObject({ reason: line(500, 3) }),
    response: z.object({ hidden: z.boolean() }),
    errors: ['not_found'],
  }),
)
