/** The public price page: list price, the caller's price, what a call mines and what it costs after mining; and all prices there were. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { offeringPhases } from './offerings.ts'
import { rates, serviceRates } from './rates.ts'
import {
  bps,
  count,
  csvQuery,
  id,
  lco,
  listOf,
  modelName,
  pageOf,
  pageQuery,
  price,
  queryNumber,
  tier,
  time,
} from './values.ts'

/** What a model does, which decides the endpoints it answers at. The relay's own list, which a test keeps equal. */
export const modelKinds = [
  'chat',
  'embedding',
  'image',
  'speech',
  'transcription',
  'moderation',
  'rerank',
  'video',
  'realtime',
] as const
export type ModelKind = (typeof modelKinds)[number]

export const model = z
  .object({
    model: z.string(),
    kind: z.enum(modelKinds),
    vendor: z.string().nullable(),
    contextLength: count.nullable(),
    list: rates.meta({ description: 'CR per unit at list' }),
    yours: rates.meta({ description: 'CR per unit at the caller’s tier; list for visitors' }),
    whale: rates.meta({ description: 'CR per unit for a Whale: upstream cost with the surcharge' }),
    net: rates.meta({ description: 'yours less the LCO it mines, valued at the best bid; may be below zero' }),
    services: serviceRates.meta({
      description: 'multiples of these prices by service tier, in basis points; of the dearest channel',
    }),
    eligible: z.boolean().meta({ description: 'calls mine' }),
    available: z.boolean().meta({ description: 'at least one enabled channel serves it' }),
    gate: z
      .object({ offeringId: id, phase: z.enum(offeringPhases), open: z.boolean() })
      .nullable()
      .meta({
        description: 'the offering that closes it to all without a quota; open: to the caller now. null: open to all',
      }),
    sandbox: z.boolean(),
    stats: z.object({
      calls24h: count.nullable().meta({ description: 'null while history can not tell; so are the others then' }),
      successBps: bps.nullable().meta({ description: 'share of calls of the last 24 h that ended well' }),
      firstTokenMs: count.nullable().meta({ description: 'median of the last 24 h' }),
    }),
  })
  .meta({ id: 'Model' })
export type Model = z.infer<typeof model>

const modelList = listOf(model).extend({
  tier,
  rateBps: bps.nullable(),
  lcoPerCredit: lco.meta({ description: 'what 1 CR mines now' }),
  bestBid: price.nullable(),
  asOf: time,
})

const priceVersion = z
  .object({
    cardId: id,
    channelId: id,
    list: rates.meta({ description: 'CR per unit at list' }),
    cost: rates.meta({ description: 'CR per unit that the upstream takes: the floor of what anybody pays' }),
    services: serviceRates,
    eligible: z.boolean().meta({ description: 'mines even where the cost is 0' }),
    from: time,
    until: time.nullable().meta({ description: 'null for the price in force' }),
    publishedBy: id.nullable().meta({
      description: 'account of the operator, told to operators; null to others, and where the instance itself did it',
    }),
    sequence: count.meta({ description: 'of the command that published it' }),
  })
  .meta({ id: 'PriceVersion' })
export type PriceVersion = z.infer<typeof priceVersion>

const uptime = z
  .object({
    model: z.string(),
    days: z
      .array(z.object({ day: time, calls: count, failed: count }))
      .meta({ description: 'ascending; only days with calls' }),
  })
  .meta({ id: 'Uptime' })
export type Uptime = z.infer<typeof uptime>

export const rankingSpans = ['24h', '7d', '30d'] as const
export type RankingSpan = (typeof rankingSpans)[number]

const use = z.object({
  calls: count,
  inputTokens: count,
  outputTokens: count,
})
const modelRank = use
  .extend({
    model: z.string(),
    kind: z.enum(modelKinds),
    vendor: z.string().nullable(),
    before: use.meta({ description: 'the same over the time of equal length before' }),
  })
  .meta({ id: 'ModelRank' })
export type ModelRank = z.infer<typeof modelRank>

export const modelEndpoints = table(
  endpoint({
    id: 'models.list',
    method: 'GET',
    path: '/models',
    summary: 'Prices: list, at your tier, after mining',
    auth: 'public',
    response: modelList,
  }),
  endpoint({
    id: 'models.get',
    method: 'GET',
    path: '/models/{model}',
    summary: 'One model',
    description: 'Slashes in the name are written %2F.',
    auth: 'public',
    params: z.strictObject({ model: modelName }),
    response: model,
    errors: ['model_not_found'],
  }),
  endpoint({
    id: 'models.uptime',
    method: 'GET',
    path: '/uptime',
    summary: 'How the calls of each model on offer ended, by UTC day',
    description: 'Days without a call are left out. A failed call was free: nothing of use came back.',
    auth: 'public',
    history: true,
    query: z.strictObject({
      days: queryNumber(1, 90).optional().meta({ description: 'today included, 30 when left out' }),
      model: modelName.optional(),
    }),
    response: listOf(uptime).extend({ from: time, asOf: time }),
  }),
  endpoint({
    id: 'models.rankings',
    method: 'GET',
    path: '/rankings',
    summary: 'Which models on offer are called most',
    description:
      'Calls of all accounts in whole UTC hours, the running one included; the most called first. Who calls is not told.',
    auth: 'public',
    history: true,
    query: z.strictObject({
      span: z.enum(rankingSpans).optional().meta({ description: '7d when left out' }),
    }),
    response: listOf(modelRank).extend({ total: use, from: time, asOf: time }),
  }),
  endpoint({
    id: 'models.prices',
    method: 'GET',
    path: '/models/{model}/prices',
    summary: 'Every price a model has had on every channel, newest first',
    description: 'Also of models that are offered no more. A new price on a channel ends the one before it.',
    auth: 'public',
    history: true,
    csv: true,
    params: z.strictObject({ model: modelName }),
    query: z.strictObject({
      ...pageQuery,
      ...csvQuery,
      channelId: queryNumber(1, Number.MAX_SAFE_INTEGER).optional(),
    }),
    response: pageOf(priceVersion),
    errors: ['model_not_found', 'invalid_cursor'],
  }),
)
