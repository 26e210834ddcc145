/** Operators' controls: overview, open holds, parameters, kill switches, treasury, test clock, backup. People are in admin-people.ts, channels in admin-channels.ts, the record of it all in audit.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { product, switches } from './system.ts'
import { parameter } from './transparency.ts'
import {
  bps,
  confirmed,
  count,
  credits,
  creditsInput,
  id,
  lco,
  listOf,
  queryNumber,
  reason,
  sha256,
  time,
} from './values.ts'

const overview = z
  .object({
    channels: z.array(
      z.object({
        channelId: id.nullable().meta({ description: 'null: calls that no channel delivered' }),
        name: z.string().nullable(),
        calls: count,
        failed: count,
        revenue: credits,
        cost: credits,
        unrecovered: credits,
        margin: credits,
        marginBps: bps.nullable(),
      }),
    ),
    from: time,
    to: time,
    imbalance: z
      .object({ credits, lco })
      .meta({ description: 'sum of all balances against what it must be; anything but 0 is an alarm' }),
    recount: z.object({ sequence: count, at: time, tookMs: count, fault: z.string().nullable() }).nullable().meta({
      description: 'the last full recount of all invariants; null before the first; a fault stops the server',
    }),
    holds: z.object({ open: count, total: credits }),
    custody: z.object({ declared: credits, required: credits, surplus: credits }),
    payable: credits.meta({ description: 'owed to upstreams' }),
    treasury: credits,
    users: z.object({ accounts: count, identities: count }),
    market: z.object({ openOrders: count, frozen: z.boolean(), pausedUntil: time.nullable() }),
    sequencer: z.object({ applied: count, durable: count, queue: count, historySequence: count, failed: z.boolean() }),
    process: z.object({ uptimeMs: count, memoryBytes: count, sockets: count }),
    history: z
      .object({
        state: z.enum(['current', 'behind', 'stopped']),
        sequence: count,
        lag: count,
        reason: z.string().nullable(),
      })
      .meta({ description: 'unless it is current, the figures of `channels` are only as of its sequence' }),
    switches,
    asOf: time,
  })
  .meta({ id: 'Overview' })

const treasuryBody = z.strictObject({ amount: creditsInput, reason })
const treasuryResult = z.object({ treasury: credits, ...confirmed })
const amountErrors = ['amount_not_positive', 'amount_out_of_range', 'reason_required'] as const

export const adminEndpoints = table(
  endpoint({
    id: 'admin.overview',
    method: 'GET',
    path: '/admin/overview',
    summary: 'Margin per channel, ledger imbalance, holds, custody, state of the process',
    auth: 'operator',
    query: z.strictObject({
      from: queryNumber(0, 253_402_300_799_999).optional(),
      to: queryNumber(0, 253_402_300_799_999).optional(),
    }),
    response: overview,
  }),
  endpoint({
    id: 'admin.holds',
    method: 'GET',
    path: '/admin/holds',
    summary: 'Calls that hold credits now',
    auth: 'operator',
    response: listOf(
      z.object({
        callId: z.string(),
        account: id,
        keyId: id.nullable(),
        model: z.string(),
        hold: credits,
        since: time,
      }),
    ),
  }),
  endpoint({
    id: 'admin.parameters.set',
    method: 'PUT',
    path: '/admin/parameters/{key}',
    summary: 'Change a parameter within its bounds',
    description:
      'Value in the form that transparency.parameters shows: CR or LCO as decimal string, other units as whole number in a string.',
    auth: 'operator',
    audit: { action: 'parameter.set', target: ['key'], says: ['value'] },
    idempotent: true,
    params: z.strictObject({
      key: z
        .string()
        .max(64)
        .regex(/^[\w.]+$/),
    }),
    body: z.strictObject({ value: z.string().regex(/^\d{1,16}(\.\d{1,8})?$/), reason }),
    response: parameter.extend({ before: z.string(), version: count, ...confirmed }),
    errors: ['unknown_parameter', 'parameter_out_of_bounds', 'parameter_not_operators', 'reason_required'],
  }),
  endpoint({
    id: 'admin.switches.set',
    method: 'PUT',
    path: '/admin/switches/{product}',
    summary: 'Stop or start a product; public with its reason',
    auth: 'operator',
    audit: { action: 'switch.set', target: ['product'], says: ['on'] },
    idempotent: true,
    params: z.strictObject({ product }),
    body: z.strictObject({
      on: z.boolean(),
      reason,
      confirm: z.string().max(32).meta({ description: 'the product’s name, typed' }),
    }),
    response: z.object({ switches, ...confirmed }),
    errors: ['confirmation_mismatch', 'reason_required', 'unknown_product'],
  }),
  endpoint({
    id: 'admin.treasury.fund',
    method: 'POST',
    path: '/admin/treasury/fund',
    summary: 'Book operator capital into the treasury',
    auth: 'operator',
    audit: { action: 'treasury.fund', says: ['amount'] },
    idempotent: true,
    body: treasuryBody,
    response: treasuryResult,
    errors: amountErrors,
  }),
  endpoint({
    id: 'admin.treasury.withdraw',
    method: 'POST',
    path: '/admin/treasury/withdraw',
    summary: 'Take operator capital out of a positive treasury',
    auth: 'operator',
    audit: { action: 'treasury.withdraw', says: ['amount'] },
    idempotent: true,
    body: treasuryBody,
    response: treasuryResult,
    errors: [...amountErrors, 'insufficient_treasury'],
  }),
  endpoint({
    id: 'admin.upstream.settle',
    method: 'POST',
    path: '/admin/upstream/settle',
    summary: 'Book a payment to upstreams',
    auth: 'operator',
    audit: { action: 'upstream.settle', says: ['amount'] },
    idempotent: true,
    body: treasuryBody,
    response: z.object({ payable: credits, ...confirmed }),
    errors: [...amountErrors, 'exceeds_payable'],
  }),
  endpoint({
    id: 'admin.clock.advance',
    method: 'POST',
    path: '/admin/clock',
    summary: 'Move the test clock; all due work runs on the way',
    auth: 'operator',
    audit: { action: 'clock.advance', says: ['advanceMs'] },
    body: z.strictObject({
      advanceMs: z
        .int()
        .min(1)
        .max(366 * 86_400_000),
    }),
    response: z.object({ now: time }),
    errors: ['clock_not_virtual'],
  }),
  endpoint({
    id: 'admin.backup.create',
    method: 'POST',
    path: '/admin/backup',
    summary: 'Write a backup beside the data while running',
    auth: 'operator',
    audit: { action: 'backup.create' },
    status: 201,
    body: z.strictObject({}),
    response: z.object({
      name: z.string().meta({ description: 'folder below backups/ in the data folder' }),
      sequence: count,
      head: sha256.meta({ description: 'chain hash of the last journal group in it' }),
      bytes: count,
      at: time,
    }),
    errors: ['not_available'],
  }),
)
