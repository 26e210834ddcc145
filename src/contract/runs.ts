/** Runs: spend envelopes for one agent's run, each with a key of its own. The gateway's own paths for them are /v1/runs. */
import { z } from 'zod'
import { usageSum } from './calls.ts'
import { endpoint, table } from './endpoint.ts'
import { credits, creditsInput, id, line, modelName, pageOf, pageQuery, pathId, queryFlag, time } from './values.ts'

const HOUR_S = 3_600
const MAX_LIFE_S = 30 * 24 * HOUR_S
/** Of a run that nobody says it of. */
export const RUN_DEFAULTS = { name: 'run', expiresInSeconds: HOUR_S } as const

const run = z
  .object({
    runId: id.meta({ description: 'also the id of its key: `keyId` of its calls' }),
    name: z.string(),
    hint: z.string().meta({ description: 'first and last characters of its key' }),
    status: z.enum(['open', 'closing', 'closed']).meta({
      description: 'closing takes no calls while some still run; closed has given the rest back',
    }),
    budget: credits.meta({ description: 'taken from the available credits when it was opened' }),
    spent: credits,
    held: credits.meta({ description: 'held by calls that run now' }),
    left: credits.meta({ description: 'what calls may still take; 0 when it is closed' }),
    returned: credits.meta({ description: 'given back when it was closed' }),
    models: z.array(z.string()).nullable().meta({ description: 'null: every model' }),
    createdAt: time,
    expiresAt: time.meta({ description: 'closes then by itself; never later than the key that opened it' }),
  })
  .meta({ id: 'Run' })
export type Run = z.infer<typeof run>

const runParams = z.strictObject({ runId: pathId })

export const runEndpoints = table(
  endpoint({
    id: 'runs.list',
    method: 'GET',
    path: '/runs',
    summary: 'Own runs, newest first',
    description: 'The key of a run sees that run alone.',
    auth: ['read', 'relay'],
    query: z.strictObject({
      ...pageQuery,
      open: queryFlag.optional().meta({ description: 'true: without those that are closed' }),
    }),
    response: pageOf(run),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'runs.open',
    method: 'POST',
    path: '/runs',
    summary: 'Reserve a budget under a key of its own; the key is in this answer',
    description:
      'The budget leaves the available credits at once and counts against the budgets of the key that opens it. A repeat with the same Idempotency-Key and body gets the same run with the same secret.',
    auth: ['relay'],
    idempotent: true,
    status: 201,
    body: z.strictObject({
      budget: creditsInput,
      name: line(64)
        .optional()
        .meta({ description: `${RUN_DEFAULTS.name} when left out` }),
      expiresInSeconds: z
        .int()
        .min(1)
        .max(MAX_LIFE_S)
        .optional()
        .meta({ description: 'an hour when left out, 30 days at most' }),
      models: z
        .array(modelName)
        .min(1)
        .max(200)
        .nullable()
        .optional()
        .meta({ description: 'the only ones it may call; those of the key that opens it when left out or null' }),
    }),
    response: run.extend({ secret: z.string().meta({ description: 'sk-lx-…' }) }),
    errors: [
      ...(['amount_out_of_range', 'amount_not_positive', 'insufficient_credits', 'key_budget_exceeded'] as const),
      ...(['key_limit', 'run_in_run', 'relay_stopped', 'model_not_allowed', 'key_not_found'] as const),
    ],
  }),
  endpoint({
    id: 'runs.get',
    method: 'GET',
    path: '/runs/{runId}',
    summary: 'One run with the sums of its calls',
    description: 'Its calls are those of `GET /calls?keyId=<runId>`.',
    auth: ['read', 'relay'],
    history: true,
    params: runParams,
    response: run.extend({ usage: usageSum.meta({ description: 'of its calls that have ended' }) }),
    errors: ['run_not_found'],
  }),
  endpoint({
    id: 'runs.close',
    method: 'DELETE',
    path: '/runs/{runId}',
    summary: 'Close a run: no new calls; when those that run have ended the rest is available again',
    description: 'Closing it again is harmless.',
    auth: ['relay'],
    params: runParams,
    response: run,
    errors: ['run_not_found'],
  }),
)
