/** The record of what operators did, or tried: who, what, why, and what came of it. What is recorded is each endpoint's `audit`. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { count, csvQuery, id, line, pageOf, pageQuery, queryNumber, rangeQuery, time } from './values.ts'

/**
 * done: it took effect · repeated: an earlier delivery had done it already · refused: it changed nothing, `code` says why ·
 * unknown: it is under way, or the server failed or ended in the middle of it
 */
export const auditOutcomes = ['done', 'repeated', 'refused', 'unknown'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

export const auditEntry = z
  .object({
    auditId: id,
    at: time,
    sequence: count.nullable().meta({ description: 'of the command it booked, the first one when it booked several' }),
    actor: id.nullable().meta({
      description:
        'account of the operator; null for what the instance did at a start, for its setup, and for people who reset their password',
    }),
    email: z.string().nullable(),
    keyId: id.nullable().meta({ description: 'null when a session was used' }),
    address: z.string(),
    action: z.string().meta({ description: 'thing.verb', examples: ['treasury.fund', 'channel.update'] }),
    target: z.string().meta({ description: 'what was acted on; empty when the action says it' }),
    summary: z.string().meta({ description: 'what was asked for, without secrets' }),
    before: z.string().nullable(),
    after: z.string().nullable(),
    reason: z.string().nullable(),
    outcome: z.enum(auditOutcomes),
    code: z.string().nullable().meta({ description: 'of the refusal' }),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof auditEntry>

export const auditEndpoints = table(
  endpoint({
    id: 'admin.audit',
    method: 'GET',
    path: '/admin/audit',
    summary: 'What operators did and tried, newest first',
    description: 'Each entry is written before the act and completed after it, so that none can be missing.',
    auth: 'operator',
    csv: true,
    query: z.strictObject({
      ...pageQuery,
      ...rangeQuery,
      ...csvQuery,
      actor: queryNumber(1, Number.MAX_SAFE_INTEGER).optional(),
      action: z
        .string()
        .max(64)
        .regex(/^[a-z]+(\.[a-z-]+)?$/)
        .optional()
        .meta({ description: 'one action, or all of a thing: `treasury.fund`, `treasury`' }),
      target: line(200).optional(),
      outcome: z.enum(auditOutcomes).optional(),
    }),
    response: pageOf(auditEntry),
    errors: ['invalid_cursor'],
  }),
)
