/** /admin/channels, /admin/models, /admin/price-list: upstreams and their prices. */
import { BPS } from '../../base/money.ts'
import { type Card, type Channel, openMembers, providers } from '../../contract/admin-channels.ts'
import type { CardId } from '../../engine/command.ts'
import type { Rates } from '../../engine/metering/rates.ts'
import type { ServiceRates } from '../../engine/metering/service-tiers.ts'
import { activeCards, type CardView, cardView } from '../../engine/views.ts'
import { type ChannelResult, type StoredChannel, secretHint } from '../../relay/channels/store.ts'
import { type CardTerms, cardInput } from '../../relay/prices/card.ts'
import { knownPrice, searchPrices } from '../../relay/prices/seed.ts'
import type { ChannelHealth } from '../../relay/relay.ts'
import { describe, type Note } from '../audit.ts'
import { book } from '../booking.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { ratesIn, wireRates } from '../render/rates.ts'
import type { RoutesOf } from '../request.ts'

/** Lv4 pays 70 % of list: below cost there, the tier is worth nothing. */
const LV4_BPS = 7_000
const DEFAULT_FOUND = 50

type ChannelRoutes = RoutesOf<'admin.channels' | 'admin.models'> & Pick<RoutesOf<'admin'>, 'admin.priceList'>

export function adminChannelRoutes(deps: RouteDeps): ChannelRoutes {
  return { ...channelRoutes(deps), ...cardRoutes(deps) }
}

function channelRoutes(deps: RouteDeps): RoutesOf<'admin.channels'> {
  const { core, channels, relay } = deps
  const known = (channelId: number): StoredChannel => channels.get(channelId) ?? missing('channel_not_found')
  const shown = (channel: StoredChannel): Channel => wireChannel(deps, channel)
  return {
    'admin.channels.list': () => ({ items: channels.list().map(shown) }),

    'admin.channels.create': async ({ body, note }) => {
      const { reason: _, ...input } = body
      const made = shown(taken(await channels.create(input)))
      note({ target: String(made.channelId) })
      return made
    },

    'admin.channels.get': ({ params }) => shown(known(params.channelId)),

    'admin.channels.update': async ({ params, body, note }) => {
      const { reason: _, ...change } = body
      const changed = openMembers.filter((name) => Object.hasOwn(change, name))
      const before = describe(changed, new Map(Object.entries(shown(known(params.channelId)))))
      const after = shown(taken(await channels.update(params.channelId, change)))
      note({ before, after: describe(changed, new Map(Object.entries(after))) })
      return after
    },

    'admin.channels.remove': async ({ params, note }) => {
      const removed = taken(await channels.remove(params.channelId))
      const cards = core.peek((engine) => activeCards(engine).filter(({ channel }) => channel === params.channelId))
      const retired = await Promise.all(
        cards.map(({ cardId }) => book(core, { type: 'card.retire', input: { cardId } })),
      )
      for (const { confirmed } of retired) note({ command: confirmed })
      return shown(removed)
    },

    'admin.channels.test': async ({ params, body }) => {
      const { model } = body
      const tested = await relay.probe(known(params.channelId), model === undefined ? {} : { model })
      const { ok, status, latencyMs, detail } = tested
      return { ok, model: tested.model, status, latencyMs, detail }
    },
  }
}

function cardRoutes({
  core,
  channels,
}: RouteDeps): RoutesOf<'admin.models'> & Pick<RoutesOf<'admin'>, 'admin.priceList'> {
  const known = (channelId: number): StoredChannel => channels.get(channelId) ?? missing('channel_not_found')
  const shown = (card: CardView): Card => wireCard(card, channels.get(card.channel)?.name ?? null)
  const publish = async (terms: CardTerms, note: (note: Note) => void): Promise<Card> => {
    const input = cardInput(terms)
    const { result, confirmed } = await book(core, { type: 'card.publish', input })
    note({ command: confirmed })
    return shown({ ...input, cardId: result.cardId, retired: false })
  }

  return {
    'admin.models.list': async () => ({ items: (await core.read(activeCards)).map(shown) }),

    'admin.models.publish': async ({ body, note }) => {
      const { channelId, model, markupBps, services, eligible } = body
      const list = body.list && ratesIn(body.list)
      const terms = {
        channel: known(channelId).id,
        model,
        cost: ratesIn(body.cost),
        list,
        markupBps,
        eligible,
        services: services as ServiceRates | undefined,
      }
      return publish(terms, note)
    },

    'admin.models.seed': async ({ body, note }) => {
      const channel = known(body.channelId)
      const at = new Date(core.now())
      const names = body.models ?? channel.models.map(({ model }) => model)
      const found = names.map((model) => {
        const upstream = channel.models.find((one) => one.model === model)?.upstream ?? model
        const price = knownPrice(upstream, { at, ...(channel.baseUrl ? { baseUrl: channel.baseUrl } : {}) })
        return { model, price }
      })
      if (found.every(({ price }) => price === undefined)) throw new Refusal('no_known_price')
      const terms = found.flatMap(({ model, price }) =>
        price
          ? [{ channel: channel.id, model, cost: price.cost, services: price.services, markupBps: body.markupBps }]
          : [],
      )
      return {
        published: await Promise.all(terms.map((one) => publish(one, note))),
        unknown: found.filter(({ price }) => !price).map(({ model }) => model),
      }
    },

    'admin.models.retire': async ({ params, note }) => {
      const cardId = params.cardId as CardId
      const card = core.peek((engine) => cardView(engine, cardId)) ?? missing('card_not_found')
      const { confirmed } = await book(core, { type: 'card.retire', input: { cardId } })
      note({ command: confirmed })
      return shown({ ...card, retired: true })
    },

    'admin.priceList': ({ query }) => ({
      items: searchPrices(query.search ?? '', { limit: query.limit ?? DEFAULT_FOUND, at: new Date(core.now()) }).map(
        ({ cost, ...price }) => ({ ...price, cost: wireRates(cost) }),
      ),
    }),
  }
}

function missing(code: 'card_not_found' | 'channel_not_found'): never {
  throw new Refusal(code)
}

function taken(result: ChannelResult): StoredChannel {
  if (result.ok) return result.channel
  throw new Refusal(result.code === 'unknown_provider' ? 'validation_failed' : result.code)
}

function wireChannel({ core, relay }: RouteDeps, channel: StoredChannel): Channel {
  const keys = channel.keys.length > 0 ? channel.keys.map(({ id }) => id) : [null]
  const states = keys.map((id) => relay.health(channel.id, id))
  const {
    overrides,
    groups,
    speaks,
    probeMinutes,
    keyChoice,
    weight,
    priority,
    onClientGone,
    streamUsage,
    allowPrivate,
    enabled,
    createdAt,
  } = channel
  return {
    ...{ keyChoice, weight, priority, onClientGone, streamUsage, allowPrivate, enabled, createdAt },
    ...{ groups: [...groups], speaks: speaks && [...speaks], probeMinutes },
    overrides: overrides as Channel['overrides'],
    proxy: channel.proxy === '' ? null : withoutCredentials(channel.proxy),
    channelId: channel.id,
    name: channel.name,
    provider: providers.find((name) => name === channel.provider) ?? 'openai',
    baseUrl: channel.baseUrl || null,
    secrets: channel.keys.map(({ secret }, i) => wireSecret(secret, states[i] as ChannelHealth)),
    models: core.peek((engine) =>
      channel.models.map(({ model, upstream, kind, contextLength, maxOutput }) => ({
        ...{ model, upstream, kind, contextLength, maxOutput },
        cardId: engine.state.cards.current(channel.id, model) ?? null,
      })),
    ),
    headers: Object.keys(channel.headers),
    ...healthOf(states),
  }
}

function withoutCredentials(address: string): string {
  const { protocol, host } = new URL(address)
  return `${protocol}//${host}`
}

function wireSecret(secret: string, { state, failures, waitMs, probed }: ChannelHealth): Channel['secrets'][number] {
  const retryInMs = Math.ceil(waitMs)
  return { hint: secretHint(secret), healthy: state !== 'open', failures, retryInMs, probe: probed ?? null }
}

function healthOf(states: readonly ChannelHealth[]): Pick<Channel, 'health' | 'retryInMs' | 'probe'> {
  const paused = states.filter(({ state }) => state === 'open')
  const tests = states.flatMap(({ probed }) => probed ?? [])
  const probe = tests.toSorted((a, b) => b.at - a.at)[0] ?? null
  if (paused.length === 0) return { health: 'ok', retryInMs: 0, probe }
  const retryInMs = Math.ceil(Math.min(...paused.map(({ waitMs }) => waitMs)))
  return { health: paused.length === states.length ? 'down' : 'degraded', retryInMs, probe }
}

function wireCard(card: CardView, channelName: string | null): Card {
  return {
    cardId: card.cardId,
    channelId: card.channel,
    channelName,
    model: card.model,
    list: wireRates(card.list),
    cost: wireRates(card.cost),
    services: card.services,
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
