/** /admin/channels, /admin/models, /admin/price-list: upstreams and their prices. */
import { BPS } from '../../base/money.ts'
import type { Card, Channel } from '../../contract/admin-channels.ts'
import type { BodyOf } from '../../contract/index.ts'
import type { CardId } from '../../engine/command.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Rates } from '../../engine/metering/rates.ts'
import { activeCards, type CardView, cardView } from '../../engine/views.ts'
import type { Result } from '../../identity/result.ts'
import { book } from '../booking.ts'
import type { ChannelChange, ChannelFault, ChannelRecord, RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { ratesIn, scaledRates, wireRates } from '../render/rates.ts'
import type { RoutesOf } from '../request.ts'

/** List price = cost × 1.50 unless the operator says otherwise. docs/concepts/economy.md §4. */
const DEFAULT_MARKUP_BPS = 15_000
/** Lv4 pays 70 % of list: below cost there, the tier is worth nothing. */
const LV4_BPS = 7_000
const DEFAULT_FOUND = 50

type ChannelRoutes = RoutesOf<'admin.channels' | 'admin.models'> & Pick<RoutesOf<'admin'>, 'admin.priceList'>

export function adminChannelRoutes(deps: RouteDeps): ChannelRoutes {
  return { ...channelRoutes(deps), ...cardRoutes(deps) }
}

function channelRoutes({ core, channels }: RouteDeps): RoutesOf<'admin.channels'> {
  const shown = (channel: ChannelRecord): Channel => core.peek((engine) => wireChannel(channel, engine))
  return {
    'admin.channels.list': async () => ({ items: (await channels.list()).map(shown) }),

    'admin.channels.create': async ({ body }) => {
      const { provider, ...settings } = body
      return shown(taken(await channels.create(provider, { ...changeOf(settings), name: body.name })))
    },

    'admin.channels.get': async ({ params }) => {
      const channel = await channels.find(params.channelId)
      if (!channel) throw new Refusal('channel_not_found')
      return shown(channel)
    },

    'admin.channels.update': async ({ params, body }) =>
      shown(taken(await channels.update(params.channelId, changeOf(body)))),

    'admin.channels.remove': async ({ params }) => {
      const removed = taken(await channels.remove(params.channelId))
      const cards = core.peek((engine) => activeCards(engine).filter(({ channel }) => channel === params.channelId))
      await Promise.all(cards.map(({ cardId }) => book(core, { type: 'card.retire', input: { cardId } })))
      return shown(removed)
    },

    'admin.channels.test': async ({ params, body }) => taken(await channels.test(params.channelId, body.model)),
  }
}

function cardRoutes({
  core,
  channels,
  prices,
}: RouteDeps): RoutesOf<'admin.models'> & Pick<RoutesOf<'admin'>, 'admin.priceList'> {
  const named = async (cards: readonly CardView[]): Promise<Card[]> => {
    const names = new Map((await channels.list()).map(({ id, name }) => [id, name]))
    return cards.map((card) => wireCard(card, names.get(card.channel) ?? null))
  }
  const publish = async (card: Omit<CardView, 'cardId' | 'retired'>): Promise<CardView> => {
    const { result } = await book(core, { type: 'card.publish', input: card })
    return { ...card, cardId: result.cardId, retired: false }
  }
  const one = async (card: CardView): Promise<Card> => (await named([card]))[0] ?? missing('card_not_found')

  return {
    'admin.models.list': async () => ({ items: await named(await core.read(activeCards)) }),

    'admin.models.publish': async ({ body }) => {
      const channel = await channels.find(body.channelId)
      if (!channel) throw new Refusal('channel_not_found')
      const cost = ratesIn(body.cost)
      const list = body.list ? ratesIn(body.list) : scaledRates(cost, body.markupBps ?? DEFAULT_MARKUP_BPS)
      return one(
        await publish({ channel: body.channelId, model: body.model, list, cost, eligible: body.eligible ?? false }),
      )
    },

    'admin.models.seed': async ({ body }) => {
      const channel = await channels.find(body.channelId)
      if (!channel) throw new Refusal('channel_not_found')
      const models = body.models ?? channel.models.map(({ model }) => model)
      const found = models.map((model) => ({ model, cost: costOf(model) }))
      const priced = found.flatMap(({ model, cost }) => (cost ? [{ model, cost }] : []))
      if (priced.length === 0) throw new Refusal('no_known_price')
      const markup = body.markupBps ?? DEFAULT_MARKUP_BPS
      const published = await Promise.all(
        priced.map(({ model, cost }) =>
          publish({ channel: channel.id, model, cost, list: scaledRates(cost, markup), eligible: false }),
        ),
      )
      return { published: await named(published), unknown: found.filter(({ cost }) => !cost).map(({ model }) => model) }

      function costOf(model: string): Rates | undefined {
        const upstream = channel?.models.find((one) => one.model === model)?.upstream ?? model
        return prices.find(upstream)?.cost
      }
    },

    'admin.models.retire': async ({ params }) => {
      const cardId = params.cardId as CardId
      const card = core.peek((engine) => cardView(engine, cardId))
      if (!card) throw new Refusal('card_not_found')
      await book(core, { type: 'card.retire', input: { cardId } })
      return one({ ...card, retired: true })
    },

    'admin.priceList': ({ query }) => ({
      items: prices
        .search(query.search ?? '', query.limit ?? DEFAULT_FOUND)
        .map(({ provider, model, cost, contextLength }) => ({
          ...{ provider, model, contextLength },
          cost: wireRates(cost),
        })),
    }),
  }
}

function missing(code: 'card_not_found'): never {
  throw new Refusal(code)
}

function taken<T>(result: Result<T, ChannelFault>): T {
  if (result.ok) return result.value
  throw new Refusal(result.code)
}

type Settings = Omit<BodyOf<'admin.channels.update'>, never>

function changeOf({ baseUrl, models, ...rest }: Settings): ChannelChange {
  return {
    ...defined(rest),
    ...(baseUrl === undefined ? {} : { baseUrl: baseUrl ?? '' }),
    ...(models === undefined ? {} : { models: models.map(channelModel) }),
  }
}

function channelModel(model: NonNullable<Settings['models']>[number]) {
  return {
    model: model.model,
    upstream: model.upstream ?? model.model,
    kind: model.kind ?? 'chat',
    contextLength: model.contextLength ?? null,
    maxOutput: model.maxOutput ?? null,
    imageTokens: null,
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The same object without members that are undefined. */
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, member]) => member !== undefined)) as Defined<T>
}

function wireChannel(channel: ChannelRecord, engine: Engine): Channel {
  return {
    channelId: channel.id,
    name: channel.name,
    provider: channel.provider === 'sandbox' ? 'sandbox' : 'openai',
    baseUrl: channel.baseUrl || null,
    secrets: channel.secrets.map(({ hint, healthy }) => ({ hint, healthy })),
    keyChoice: channel.keyChoice,
    models: channel.models.map(({ model, upstream, kind, contextLength, maxOutput }) => ({
      ...{ model, upstream, kind, contextLength, maxOutput },
      cardId: engine.state.cards.current(channel.id, model) ?? null,
    })),
    weight: channel.weight,
    priority: channel.priority,
    headers: [...channel.headerNames],
    onClientGone: channel.onClientGone,
    streamUsage: channel.streamUsage,
    allowPrivate: channel.allowPrivate,
    enabled: channel.enabled,
    health: channel.health,
    lastError: channel.lastError,
    createdAt: channel.createdAt,
  }
}

function wireCard(card: CardView, channelName: string | null): Card {
  return {
    cardId: card.cardId,
    channelId: card.channel,
    channelName,
    model: card.model,
    list: wireRates(card.list),
    cost: wireRates(card.cost),
    eligible: card.eligible,
    retired: card.retired,
    warnings: warningsOf(card),
  }
}

function warningsOf({ list, cost }: CardView): Card['warnings'] {
  const dear = cost.tiers.flatMap(({ rates }) => rates)
  if (dear.every((rate) => rate === 0)) return ['no_cost']
  if (!covers(list, cost, BPS)) return ['list_below_cost', 'lv4_below_cost']
  return covers(list, cost, LV4_BPS) ? [] : ['lv4_below_cost']
}

/** True when this share of list is at least cost in every bucket of every tier. */
function covers(list: Rates, cost: Rates, bps: number): boolean {
  return cost.tiers.every(({ from, rates }) => {
    const listed = list.tiers.findLast((tier) => tier.from <= from)?.rates ?? []
    return rates.every((rate, i) => (listed[i] ?? 0) * bps >= rate * BPS)
  })
}
