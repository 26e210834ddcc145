/** API calls: the log, the receipt with every number that makes the bill, and usage sums for the dashboard. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { ledgerEntry } from './ledger.ts'
import { rates, service, usage } from './rates.ts'
import {
  bps,
  count,
  credits,
  csvQuery,
  id,
  lco,
  modelName,
  pageOf,
  pageQuery,
  pico,
  queryNumber,
  rangeQuery,
  sha256,
  tier,
  time,
} from './values.ts'

const callState = z.enum(['captured', 'released', 'aborted'])

export const callSummary = z
  .object({
    callId: z.string(),
    at: time,
    keyId: id.nullable(),
    keyName: z.string().nullable(),
    model: z.string(),
    dialect: z.string().nullable(),
    stream: z.boolean(),
    state: callState.meta({
      description: 'captured = billed, released = free, aborted = the relay ended before it could bill',
    }),
    outcome: z.string().meta({ description: 'stop, length, client_gone, upstream_cut, hold_exhausted, error …' }),
    status: z.int().nullable().meta({ description: 'HTTP status the caller got; null when the relay ended first' }),
    error: z.string().nullable().meta({ description: 'name of the failure that the caller was told' }),
    latencyMs: count.nullable(),
    firstTokenMs: count.nullable(),
    usage,
    inputTokens: count.meta({ description: 'all input buckets together' }),
    outputTokens: count,
    estimated: z.boolean().meta({ description: 'usage counted here because the upstream gave none' }),
    tier: tier.nullable(),
    service: service.nullable().meta({ description: 'service tier that was delivered; null when nothing was billed' }),
    list: pico.meta({ description: 'price at list in that service tier' }),
    charged: credits.meta({ description: 'credits really booked' }),
    mined: lco,
  })
  .meta({ id: 'CallSummary' })
export type CallSummary = z.infer<typeof callSummary>

/**
 * Recompute: L = Σ usage × card.list (the tier of the context length), C likewise, s = serviceBps / 10,000; list = ceil(L × s),
 * cost = ceil(C × s); charge = max(ceil(L × s × tierBps / 10,000), ceil(C × s × (1 + surchargeBps / 10,000))), Whale = the
 * second alone; captured = floor((carriedIn + charge) / 1 µCR); mined = M(minedFrom + captured) − M(minedFrom).
 */
export const receipt = z
  .object({
    ...callSummary.shape,
    account: id,
    channelId: id.nullable().meta({ description: 'operators only' }),
    card: z.object({ cardId: id, list: rates, cost: rates }).nullable(),
    tierBps: bps.nullable(),
    surchargeBps: bps.nullable(),
    serviceBps: bps.nullable().meta({ description: 'multiple of list and cost for the service tier; 10,000 is once' }),
    cost: pico.nullable(),
    charge: pico.nullable(),
    carriedIn: pico.nullable().meta({ description: 'remainder below 1 µCR brought from the call before' }),
    carriedOut: pico.nullable(),
    hold: credits,
    released: credits,
    writtenOff: credits,
    promo: credits.meta({ description: 'what of the charge a champion’s free calls paid: it mines nothing' }),
    eligible: z.boolean(),
    era: count.nullable(),
    lcoPerCredit: lco.nullable().meta({ description: 'mining rate of the era' }),
    minedFrom: credits.nullable().meta({ description: 'X before the call: eligible credits captured so far' }),
    quarantined: z.boolean(),
    entries: z.array(ledgerEntry),
    prevHash: sha256.nullable().meta({ description: 'hash of the account’s receipt before this one' }),
    hash: sha256.nullable(),
    record: z.record(z.string(), z.unknown()).nullable().meta({
      description: 'the receipt in integers as it is hashed: SHA-256 of its canonical JSON (RFC 8785) without `hash`',
    }),
  })
  .meta({ id: 'Receipt' })
export type Receipt = z.infer<typeof receipt>

export const usageSum = z
  .object({
    calls: count,
    failed: count.meta({ description: 'calls that ended free or aborted' }),
    inputTokens: count,
    cachedTokens: count,
    outputTokens: count,
    list: credits.meta({ description: 'price at list, rounded up to µCR' }),
    spent: credits,
    mined: lco,
    latencyMs: count.nullable().meta({ description: 'mean' }),
    firstTokenMs: count.nullable().meta({ description: 'mean of streamed calls' }),
  })
  .meta({ id: 'UsageSum' })

export const callEndpoints = table(
  endpoint({
    id: 'calls.list',
    method: 'GET',
    path: '/calls',
    summary: 'Own calls, newest first',
    auth: ['read', 'relay'],
    history: true,
    csv: true,
    query: z.strictObject({
      ...pageQuery,
      ...rangeQuery,
      ...csvQuery,
      keyId: queryNumber(1, Number.MAX_SAFE_INTEGER).optional(),
      model: modelName.optional(),
      state: callState.optional(),
      outcome: z
        .string()
        .max(32)
        .regex(/^[a-z_]+$/)
        .optional(),
    }),
    response: pageOf(callSummary),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'calls.get',
    method: 'GET',
    path: '/calls/{callId}',
    summary: 'The receipt: every number that makes the bill, the ledger entries, the hash chain',
    auth: ['read', 'relay'],
    history: true,
    params: z.strictObject({
      callId: z
        .string()
        .min(1)
        .max(64)
        .regex(/^[\w.-]+$/),
    }),
    response: receipt,
    errors: ['call_not_found'],
  }),
  endpoint({
    id: 'usage.get',
    method: 'GET',
    path: '/usage',
    summary: 'Sums of own calls by day, model or key',
    description:
      'Days are UTC; `group` is the day’s first millisecond, the model’s name or the key’s id. The last 30 days when no range is given.',
    auth: ['read', 'relay'],
    history: true,
    csv: true,
    query: z.strictObject({
      ...rangeQuery,
      ...csvQuery,
      by: z.enum(['day', 'model', 'key']).optional(),
      model: modelName.optional(),
      keyId: queryNumber(0, Number.MAX_SAFE_INTEGER).optional().meta({ description: '0: calls without a key' }),
    }),
    response: z.object({
      by: z.enum(['day', 'model', 'key']),
      from: time,
      to: time,
      items: z.array(z.object({ group: z.string(), label: z.string(), ...usageSum.shape })),
      total: usageSum,
    }),
  }),
)
