/** Operators' view of calls: what channels and models did, how calls failed and where they went instead, usage that was bent. */
import { z } from 'zod'
import { callSummary } from './calls.ts'
import { endpoint, table } from './endpoint.ts'
import {
  bps,
  count,
  credits,
  csvQuery,
  id,
  line,
  listOf,
  modelName,
  pageOf,
  pageQuery,
  pathId,
  queryFlag,
  rangeQuery,
  reason,
  time,
} from './values.ts'

const percentiles = z
  .object({ p50: count.nullable(), p95: count.nullable() })
  .meta({ description: 'ms of delivered calls, right to a fifth; null when none said' })

export const trafficGroupings = ['channel', 'model', 'channel-model', 'hour', 'day'] as const

const code = z
  .string()
  .max(64)
  .regex(/^[a-z_]+$/)

const trafficSums = {
  calls: count,
  failed: count.meta({ description: 'calls that ended free or aborted' }),
  retried: count.meta({ description: 'calls that some upstream had failed before they ended' }),
  estimated: count.meta({ description: 'calls whose usage was counted here' }),
  quarantined: count.meta({ description: 'calls whose reported usage was bent' }),
  failedTries: count.meta({ description: 'requests to upstreams that delivered nothing' }),
  failures: z.array(
    z.object({
      code: z.string(),
      tries: count.meta({ description: 'requests to upstreams that failed so' }),
      told: count.meta({ description: 'calls whose caller was told so' }),
    }),
  ),
  latencyMs: percentiles,
  firstTokenMs: percentiles,
  revenue: credits,
  cost: credits,
  unrecovered: credits.meta({ description: 'paid upstream and billed to nobody' }),
  margin: credits,
  marginBps: bps.nullable(),
}

export const traffic = z
  .object({
    channelId: id
      .nullable()
      .meta({ description: 'null when not grouped by channel, and for calls that none delivered' }),
    channelName: z.string().nullable(),
    model: z.string().nullable(),
    at: time.nullable().meta({ description: 'begin of the hour or day' }),
    ...trafficSums,
  })
  .meta({ id: 'Traffic' })
export type Traffic = z.infer<typeof traffic>

/** A try at an upstream that delivered nothing. */
const callFailure = z
  .object({
    channelId: id,
    channelName: z.string().nullable(),
    code: z.string(),
    status: z.int().nullable().meta({ description: 'HTTP status of the upstream; null when it answered none' }),
    ms: count,
  })
  .meta({ id: 'CallFailure' })

const way = z
  .object({
    model: z.string(),
    steps: z.array(
      z.object({
        channelId: id,
        channelName: z.string().nullable(),
        code: z.string().nullable().meta({ description: 'how it failed; null: it delivered' }),
      }),
    ),
    delivered: z.boolean(),
    calls: count,
  })
  .meta({ id: 'Way' })
export type Way = z.infer<typeof way>

const operatorCall = callSummary
  .extend({
    account: id,
    channelId: id.nullable(),
    channelName: z.string().nullable(),
    quarantined: z.boolean(),
    cost: credits.meta({ description: 'of the upstream, rounded up to µCR' }),
    failures: z.array(callFailure),
  })
  .meta({ id: 'OperatorCall' })

const quarantined = operatorCall
  .extend({
    reported: z
      .string()
      .nullable()
      .meta({ description: 'the figures as the upstream reported them, JSON; null when they were not kept' }),
    review: z.object({ at: time, by: id.nullable(), note: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'QuarantinedCall' })
export type QuarantinedCall = z.infer<typeof quarantined>

const alertSeverities = ['warning', 'critical'] as const
export const alertRules = [
  'channel_down',
  'breaker_open',
  'error_rate_high',
  'margin_negative',
  'model_unpriced',
  'quarantine_growing',
  'war_pays_wash',
  'history_lagging',
  'history_stopped',
  'ledger_imbalance',
] as const
export type AlertRule = (typeof alertRules)[number]

export const alert = z
  .object({
    alertId: id,
    rule: z.enum(alertRules),
    severity: z.enum(alertSeverities),
    subject: z.string().meta({ description: 'what it is about: a channel, a model; empty for the instance' }),
    channelId: id.nullable(),
    model: z.string().nullable(),
    value: z.string().meta({ description: 'the figure that set it off' }),
    limit: z.string().meta({ description: 'what the figure was held against' }),
    since: time,
    lastAt: time,
    endedAt: time.nullable(),
    acknowledged: z.object({ at: time, by: id.nullable(), note: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'Alert' })
export type Alert = z.infer<typeof alert>

const filter = { ...rangeQuery, channelId: pathId.optional(), model: modelName.optional() }
const note = line(500).optional()
/** Why, for the record; the note of the thing itself. */
const noted = z.strictObject({ note, reason: reason.optional() })

export const adminTrafficEndpoints = table(
  endpoint({
    id: 'admin.traffic',
    method: 'GET',
    path: '/admin/traffic',
    summary: 'Calls, failures, latency and realised margin by channel, model or time',
    description:
      'Whole UTC hours that the range touches; the last 7 days when no range is given. Money is the ledger’s.',
    auth: 'operator',
    history: true,
    csv: true,
    query: z.strictObject({ ...filter, ...csvQuery, by: z.enum(trafficGroupings).optional() }),
    response: z.object({
      by: z.enum(trafficGroupings),
      from: time,
      to: time,
      items: z.array(traffic),
      total: z.object(trafficSums),
    }),
  }),
  endpoint({
    id: 'admin.ways',
    method: 'GET',
    path: '/admin/ways',
    summary: 'Ways of calls that some upstream failed: which were tried, how each failed, which delivered',
    auth: 'operator',
    history: true,
    query: z.strictObject(filter),
    response: listOf(way),
  }),
  endpoint({
    id: 'admin.calls',
    method: 'GET',
    path: '/admin/calls',
    summary: 'Calls of all accounts with the tries that failed, newest first',
    auth: 'operator',
    history: true,
    csv: true,
    query: z.strictObject({
      ...pageQuery,
      ...filter,
      ...csvQuery,
      account: pathId.optional(),
      error: code.optional(),
      retried: queryFlag.optional(),
    }),
    response: pageOf(operatorCall),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'admin.quarantine.list',
    method: 'GET',
    path: '/admin/quarantine',
    summary: 'Calls whose reported usage was bent: what was reported, what was booked, who looked at it',
    auth: 'operator',
    history: true,
    query: z.strictObject({ ...pageQuery, ...filter, open: queryFlag.optional() }),
    response: pageOf(quarantined).extend({ open: count.meta({ description: 'not reviewed, of the last 400 days' }) }),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'admin.quarantine.review',
    method: 'POST',
    path: '/admin/quarantine/{callId}/review',
    summary: 'Mark a call of the quarantine as looked at',
    auth: 'operator',
    history: true,
    audit: { action: 'quarantine.review', target: ['callId'], says: ['note'] },
    params: z.strictObject({
      callId: z
        .string()
        .min(1)
        .max(64)
        .regex(/^[\w.-]+$/),
    }),
    body: noted,
    response: quarantined,
    errors: ['call_not_found'],
  }),
  endpoint({
    id: 'admin.alerts.list',
    method: 'GET',
    path: '/admin/alerts',
    summary: 'What the server finds wrong now, and with `ended` also what it found before',
    auth: 'operator',
    query: z.strictObject({ ended: queryFlag.optional() }),
    response: listOf(alert),
  }),
  endpoint({
    id: 'admin.alerts.acknowledge',
    method: 'POST',
    path: '/admin/alerts/{alertId}/acknowledge',
    summary: 'Say that somebody looks after an alert',
    auth: 'operator',
    audit: { action: 'alert.acknowledge', target: ['alertId'], says: ['note'] },
    params: z.strictObject({ alertId: pathId }),
    body: noted,
    response: alert,
    errors: ['alert_not_found'],
  }),
)
