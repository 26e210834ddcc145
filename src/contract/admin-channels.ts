/** Operators' side of the relay: channels to upstreams, price cards, the offline price list. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { modelKinds } from './models.ts'
import { rates, ratesInput, serviceRates, serviceRatesInput } from './rates.ts'
import { count, id, line, listOf, modelName, pathId, queryNumber, reason, time } from './values.ts'

/** What channels talk to; the relay's own list, which a test keeps equal. */
export const providers = [
  'sandbox',
  'openai',
  'anthropic',
  'gemini',
  'bedrock',
  'vertex',
  'azure',
  'cohere',
  'mistral',
  'groq',
  'xai',
  'deepseek',
  'ollama',
  'openrouter',
] as const

/** Formats an upstream can be asked in; the relay's own list, which a test keeps equal. */
export const wireNames = [
  'openai.chat',
  'openai.completions',
  'openai.responses',
  'anthropic.messages',
  'gemini.generate',
  'lx.parts',
  'openai.embeddings',
  'gemini.embed',
  'lx.embeddings',
  'openai.images',
  'openai.speech',
  'openai.transcriptions',
  'openai.moderations',
  'cohere.rerank',
  'lx.rerank',
  'openai.files',
  'openai.videos',
  'openai.realtime',
  'anthropic.count',
  'gemini.count',
] as const

const headerName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9-]+$/)
const headers = z.record(
  headerName,
  z
    .string()
    .max(1024)
    .regex(/^[\x20-\x7e]*$/),
)
/** One model of a channel; `model` is the name callers use, `upstream` the one the upstream knows. */
const channelModelInput = z.strictObject({
  model: modelName,
  upstream: modelName.optional().meta({ description: 'the same name when left out' }),
  kind: z.enum(modelKinds).optional().meta({ description: 'chat when left out' }),
  contextLength: z.int().min(1).max(100_000_000).nullable().optional(),
  maxOutput: z.int().min(1).max(100_000_000).nullable().optional(),
})
const channelModel = z.object({
  model: z.string(),
  upstream: z.string(),
  kind: z.enum(modelKinds),
  contextLength: count.nullable(),
  maxOutput: count.nullable(),
  cardId: id.nullable().meta({ description: 'price card in force; null = no price, not offered' }),
})

const settings = {
  name: line(64),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .optional()
    .meta({ description: 'up to and with the version, e.g. https://api.example.com/v1; null for the sandbox' }),
  models: z.array(channelModelInput).max(500).optional(),
  keyChoice: z.enum(['random', 'round_robin']).optional(),
  weight: z.int().min(0).max(1000).optional().meta({ description: 'share among channels of one priority' }),
  priority: z.int().min(0).max(1000).optional().meta({ description: 'higher is tried first' }),
  headers: headers.optional().meta({ description: 'set on every upstream request' }),
  overrides: z
    .record(z.string().min(1).max(100), z.json())
    .optional()
    .meta({ description: 'members set in the body of every JSON request; null takes one out' }),
  proxy: z
    .string()
    .max(500)
    .nullable()
    .optional()
    .meta({ description: 'HTTP proxy, e.g. http://user:password@proxy.example:3128; null for none' }),
  groups: z
    .array(line(64))
    .max(50)
    .optional()
    .meta({ description: 'groups of accounts that it serves; empty for everybody' }),
  speaks: z
    .array(z.enum(wireNames))
    .max(30)
    .nullable()
    .optional()
    .meta({ description: 'formats it can be asked in, the best first; null for what its provider is known for' }),
  probeMinutes: z.int().min(0).max(1_440).optional().meta({
    description: 'a small test request on each secret that no call has shown to work for so long; 0 for none',
  }),
  onClientGone: z
    .enum(['abort', 'drain'])
    .optional()
    .meta({ description: 'what happens upstream when the caller leaves' }),
  streamUsage: z.boolean().optional().meta({ description: 'ask the upstream for usage in streams' }),
  allowPrivate: z.boolean().optional().meta({ description: 'allow private network addresses' }),
  enabled: z.boolean().optional(),
}
const secrets = z
  .array(
    z
      .string()
      .min(1)
      .max(500)
      .regex(/^[\x21-\x7e]+$/),
  )
  .max(50)

const probed = z.object({
  at: time,
  ok: z.boolean(),
  model: z.string().nullable(),
  status: z.int().nullable().meta({ description: 'HTTP status; null when it was not reached' }),
  latencyMs: count,
  code: z.string().nullable().meta({ description: 'name of the failure' }),
})

export const channel = z
  .object({
    channelId: id,
    name: z.string(),
    provider: z.enum(providers),
    baseUrl: z.string().nullable(),
    secrets: z
      .array(
        z.object({
          hint: z.string(),
          healthy: z.boolean().meta({ description: 'false while its circuit breaker pauses it' }),
          failures: count.meta({ description: 'in a row' }),
          retryInMs: count.meta({ description: 'until it is tried again' }),
          probe: probed.nullable().meta({ description: 'last test since the start; null when there was none' }),
        }),
      )
      .meta({ description: 'never the secrets themselves' }),
    keyChoice: z.enum(['random', 'round_robin']),
    models: z.array(channelModel),
    weight: count,
    priority: count,
    headers: z.array(z.string()).meta({ description: 'names only' }),
    overrides: z.record(z.string(), z.json()),
    proxy: z.string().nullable().meta({ description: 'without its credentials' }),
    groups: z.array(z.string()),
    speaks: z.array(z.enum(wireNames)).nullable(),
    probeMinutes: count,
    onClientGone: z.enum(['abort', 'drain']),
    streamUsage: z.boolean(),
    allowPrivate: z.boolean(),
    enabled: z.boolean(),
    health: z
      .enum(['ok', 'degraded', 'down'])
      .meta({ description: 'by the circuit breakers of its secrets: some or all of them are paused after failures' }),
    retryInMs: count.meta({ description: 'until the first paused secret is tried again; 0 when none is' }),
    probe: probed.nullable().meta({ description: 'the newest test of any of its secrets since the start' }),
    createdAt: time,
  })
  .meta({ id: 'Channel' })
export type Channel = z.infer<typeof channel>

export const card = z
  .object({
    cardId: id,
    channelId: id,
    channelName: z.string().nullable(),
    model: z.string(),
    list: rates,
    cost: rates,
    services: serviceRates,
    eligible: z.boolean(),
    retired: z.boolean(),
    warnings: z.array(z.enum(['lv4_below_cost', 'list_below_cost', 'no_cost'])),
  })
  .meta({ id: 'Card' })
export type Card = z.infer<typeof card>

const channelParams = z.strictObject({ channelId: pathId })
const markupBps = z
  .int()
  .min(0)
  .max(1_000_000)
  .meta({ description: 'list = cost × markup; 15,000 = 1.50 when left out' })

/** Settings that may be read again. Secrets, headers, overrides and proxies can hold what nobody may. */
export const openMembers: readonly string[] = [
  ...['name', 'provider', 'baseUrl', 'models', 'keyChoice', 'weight', 'priority', 'groups', 'speaks', 'probeMinutes'],
  ...['onClientGone', 'streamUsage', 'allowPrivate', 'enabled'],
]
/** Why, for the record of what operators did. */
const why = { reason: reason.optional() }

export const adminChannelEndpoints = table(
  endpoint({
    id: 'admin.channels.list',
    method: 'GET',
    path: '/admin/channels',
    summary: 'All channels',
    auth: 'operator',
    response: listOf(channel),
  }),
  endpoint({
    id: 'admin.channels.create',
    method: 'POST',
    path: '/admin/channels',
    summary: 'Add a channel',
    auth: 'operator',
    audit: { action: 'channel.create', target: ['name'], says: openMembers },
    status: 201,
    body: z.strictObject({ ...settings, provider: z.enum(providers), secrets: secrets.optional(), ...why }),
    response: channel,
    errors: ['channel_name_taken', 'channel_url_refused', 'channel_proxy_refused', 'channel_override_refused'],
  }),
  endpoint({
    id: 'admin.channels.get',
    method: 'GET',
    path: '/admin/channels/{channelId}',
    summary: 'One channel',
    auth: 'operator',
    params: channelParams,
    response: channel,
    errors: ['channel_not_found'],
  }),
  endpoint({
    id: 'admin.channels.update',
    method: 'PATCH',
    path: '/admin/channels/{channelId}',
    summary: 'Change a channel; what is left out stays. `secrets` replaces all of them',
    auth: 'operator',
    audit: { action: 'channel.update', target: ['channelId'], says: openMembers },
    params: channelParams,
    body: z.strictObject({ ...settings, name: settings.name.optional(), secrets: secrets.optional(), ...why }),
    response: channel,
    errors: [
      'channel_not_found',
      'channel_name_taken',
      'channel_url_refused',
      'channel_proxy_refused',
      'channel_override_refused',
    ],
  }),
  endpoint({
    id: 'admin.channels.remove',
    method: 'DELETE',
    path: '/admin/channels/{channelId}',
    summary: 'Take a channel out of service for good; its cards are retired',
    auth: 'operator',
    audit: { action: 'channel.remove', target: ['channelId'] },
    params: channelParams,
    query: z.strictObject(why),
    response: channel,
    errors: ['channel_not_found'],
  }),
  endpoint({
    id: 'admin.channels.test',
    method: 'POST',
    path: '/admin/channels/{channelId}/test',
    summary: 'Send one small request upstream and tell what came back',
    auth: 'operator',
    audit: { action: 'channel.test', target: ['channelId'], says: ['model'] },
    params: channelParams,
    body: z.strictObject({ model: modelName.optional() }),
    response: z.object({
      ok: z.boolean(),
      model: z.string().nullable(),
      status: z.int().nullable(),
      latencyMs: count,
      detail: z.string().nullable(),
    }),
    errors: ['channel_not_found'],
  }),
  endpoint({
    id: 'admin.models.list',
    method: 'GET',
    path: '/admin/models',
    summary: 'All price cards in force',
    auth: 'operator',
    response: listOf(card),
  }),
  endpoint({
    id: 'admin.models.publish',
    method: 'POST',
    path: '/admin/models',
    summary: 'Set the price of a model on a channel: a new card replaces the old',
    description: 'Give `list`, or leave it out for cost × markup, rounded up.',
    auth: 'operator',
    audit: {
      action: 'card.publish',
      target: ['channelId', 'model'],
      says: ['cost', 'list', 'markupBps', 'services', 'eligible'],
    },
    status: 201,
    body: z.strictObject({
      channelId: id,
      model: modelName,
      cost: ratesInput,
      list: ratesInput.optional(),
      markupBps: markupBps.optional(),
      services: serviceRatesInput.optional(),
      eligible: z.boolean().optional(),
      ...why,
    }),
    response: card,
    errors: ['channel_not_found', 'amount_out_of_range', 'malformed_command'],
  }),
  endpoint({
    id: 'admin.models.seed',
    method: 'POST',
    path: '/admin/models/seed',
    summary: 'Price models of a channel from the offline price list',
    auth: 'operator',
    audit: { action: 'card.seed', target: ['channelId'], says: ['models', 'markupBps'] },
    body: z.strictObject({
      channelId: id,
      models: z.array(modelName).min(1).max(500).optional(),
      markupBps: markupBps.optional(),
      ...why,
    }),
    response: z.object({ published: z.array(card), unknown: z.array(z.string()) }),
    errors: ['channel_not_found', 'no_known_price'],
  }),
  endpoint({
    id: 'admin.models.retire',
    method: 'DELETE',
    path: '/admin/models/{cardId}',
    summary: 'Retire a card: the model is not offered on that channel any more',
    auth: 'operator',
    audit: { action: 'card.retire', target: ['cardId'] },
    params: z.strictObject({ cardId: pathId }),
    query: z.strictObject(why),
    response: card,
    errors: ['card_not_found', 'card_retired'],
  }),
  endpoint({
    id: 'admin.priceList',
    method: 'GET',
    path: '/admin/price-list',
    summary: 'Search the offline price list',
    auth: 'operator',
    query: z.strictObject({ search: line(100).optional(), limit: queryNumber(1, 200).optional() }),
    response: listOf(
      z.object({
        provider: z.string(),
        model: z.string(),
        cost: rates,
        services: serviceRates,
        contextLength: count.nullable(),
      }),
    ),
  }),
)
