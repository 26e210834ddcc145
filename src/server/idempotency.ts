/** The Idempotency-Key header and the hash that ties it to one request. docs/concepts/economy.md §2. */
import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../base/canonical.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { Idempotency } from '../engine/command.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { Refusal } from './problem.ts'

/** The key bound to endpoint, path and body as they were sent; undefined without the header. Throws invalid_idempotency_key. */
export function idempotencyOf(
  header: string | readonly string[] | undefined,
  account: AccountId,
  request: { readonly endpoint: Endpoint; readonly params: unknown; readonly body: unknown },
): Idempotency | undefined {
  if (header === undefined) return undefined
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(header)) throw new Refusal('invalid_idempotency_key')
  const { endpoint, params, body } = request
  const input = canonicalJson({ endpoint: endpoint.id, params: params as Json, body: (body ?? null) as Json })
  return { account, key: header, hash: createHash('sha256').update(input).digest('hex') }
}
