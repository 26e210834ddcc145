/** Virtual keys: create (secret shown once), list, change, revoke. */
import { z } from 'zod'
import { endpoint, scopes, table } from './endpoint.ts'
import { credits, creditsInput, id, line, modelName, pageOf, pageQuery, pathId, queryFlag, time } from './values.ts'

const budgetInput = z.strictObject({
  total: creditsInput.nullable().optional(),
  daily: creditsInput.nullable().optional(),
  monthly: creditsInput.nullable().optional(),
})
const budget = z.object({ total: credits.nullable(), daily: credits.nullable(), monthly: credits.nullable() })
const spent = z.object({ total: credits, daily: credits, monthly: credits })

const limit = z.int().min(1).max(1_000_000).nullable()
const limits = z.object({ requestsPerMinute: limit, tokensPerMinute: limit, concurrent: limit })
const limitsInput = z.strictObject({
  requestsPerMinute: limit.optional(),
  tokensPerMinute: limit.optional(),
  concurrent: limit.optional(),
})

/** An IPv4 or IPv6 address, or a range as address/bits. */
const ipRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])

const scopeList = z
  .array(z.enum(scopes))
  .min(1)
  .max(scopes.length)
  .refine((list) => new Set(list).size === list.length, 'each scope once')

const settings = {
  name: line(64),
  expiresAt: time.nullable().optional().meta({ description: 'null never expires' }),
  budget: budgetInput.optional(),
  allowedModels: z.array(modelName).min(1).max(200).nullable().optional().meta({ description: 'null allows all' }),
  allowedIps: z.array(ipRange).min(1).max(100).nullable().optional().meta({ description: 'null allows all' }),
  limits: limitsInput.optional(),
  fitToBalance: z.boolean().optional().meta({
    description:
      'where the balance does not cover a model’s longest answer and the call sets no limit, ask for as long an answer as it covers; the header x-lx-max-tokens says how long; false when left out',
  }),
}

const signingAlgorithms = ['hmac', 'ed25519'] as const
const signing = z.object({
  apiKey: z.string().meta({ description: '64 letters and digits; names the key in signed requests' }),
  algorithm: z.enum(signingAlgorithms),
})
const signingInput = z
  .discriminatedUnion('algorithm', [
    z.strictObject({ algorithm: z.literal('hmac') }),
    z.strictObject({
      algorithm: z.literal('ed25519'),
      publicKey: z.string().max(500).meta({ description: 'PEM, beginning with BEGIN PUBLIC KEY' }),
    }),
  ])
  .meta({ description: 'makes credentials to sign requests of the exchange dialect with; needs the scope trade' })

export const key = z
  .object({
    keyId: id,
    name: z.string(),
    hint: z.string().meta({ description: 'first and last characters, e.g. sk-lx-3fA…9Qz' }),
    status: z.enum(['active', 'expired', 'revoked']),
    scopes: z.array(z.enum(scopes)),
    createdAt: time,
    lastUsedAt: time.nullable(),
    expiresAt: time.nullable(),
    budget,
    spent,
    held: credits.meta({ description: 'held by calls that run now' }),
    allowedModels: z.array(z.string()).nullable(),
    allowedIps: z.array(z.string()).nullable(),
    limits,
    fitToBalance: z.boolean(),
    signing: signing.nullable().meta({ description: 'credentials of the exchange dialect; null without' }),
  })
  .meta({ id: 'Key' })
export type Key = z.infer<typeof key>

const keyParams = z.strictObject({ keyId: pathId })

export const keyEndpoints = table(
  endpoint({
    id: 'keys.list',
    method: 'GET',
    path: '/keys',
    summary: 'Own keys, newest first',
    auth: ['read'],
    query: z.strictObject({ ...pageQuery, includeRevoked: queryFlag.optional() }),
    response: pageOf(key),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'keys.create',
    method: 'POST',
    path: '/keys',
    summary: 'Make a key; its secrets are in this answer and never again',
    description: 'The scope `admin` needs an operator and a list of addresses.',
    auth: 'session',
    status: 201,
    body: z.strictObject({
      ...settings,
      scopes: scopeList.optional().meta({ description: 'relay and read when left out' }),
      signing: signingInput.optional(),
    }),
    response: key.extend({
      secret: z.string().meta({ description: 'sk-lx-…' }),
      signingSecret: z.string().nullable().meta({ description: 'of HMAC credentials; null without' }),
    }),
    errors: ['key_limit', 'forbidden', 'amount_out_of_range', 'signing_needs_trade', 'public_key_refused'],
  }),
  endpoint({
    id: 'keys.get',
    method: 'GET',
    path: '/keys/{keyId}',
    summary: 'One key',
    auth: ['read'],
    params: keyParams,
    response: key,
    errors: ['key_not_found'],
  }),
  endpoint({
    id: 'keys.update',
    method: 'PATCH',
    path: '/keys/{keyId}',
    summary: 'Change name, expiry, budget or limits; what is left out stays',
    auth: 'session',
    params: keyParams,
    body: z.strictObject({ ...settings, name: settings.name.optional(), scopes: scopeList.optional() }),
    response: key,
    errors: ['key_not_found', 'key_revoked', 'amount_out_of_range'],
  }),
  endpoint({
    id: 'keys.revoke',
    method: 'DELETE',
    path: '/keys/{keyId}',
    summary: 'Revoke a key at once and for ever',
    auth: 'session',
    params: keyParams,
    response: key,
    errors: ['key_not_found'],
  }),
)
