/** Carries a plan out over the platform's API, channels first. What came over before is left as it is, so that it may be run again. */
import { formatPico } from '../../../base/decimal.ts'
import type { Pico } from '../../../base/money.ts'
import { buckets, type Rates } from '../../../engine/metering/rates.ts'
import type { Api } from '../../client.ts'
import { CliFailure } from '../../failure.ts'
import type { ChannelPlan } from './channels.ts'
import type { PersonPlan } from './people.ts'
import type { ImportPlan, PricePlan } from './plan.ts'

export interface Applied {
  readonly channels: Counts
  readonly prices: Counts
  readonly people: Counts
  readonly keys: Counts
  /** CR booked by this run. */
  readonly credited: readonly string[]
  readonly refused: readonly Refused[]
}

export interface Counts {
  made: number
  known: number
}

interface Refused {
  readonly what: string
  readonly why: string
}

export interface ApplyTerms {
  /** Which new-api: people come over once from each. */
  readonly instance: string
  readonly progress: (text: string) => void
}

const none = (): Counts => ({ made: 0, known: 0 })

/** Throws CliFailure when the server is not reached or lets nobody in; single refusals are gathered. */
export async function applyImport(api: Api, plan: ImportPlan, terms: ApplyTerms): Promise<Applied> {
  const refused: Refused[] = []
  const channels = none()
  const prices = none()
  const people = none()
  const keys = none()
  const credited: string[] = []
  const { items } = await api.call('admin.channels.list', {})
  const known = new Map(items.map((one) => [one.name, one]))
  for (const channel of plan.channels) {
    terms.progress(`channel ${channel.name}`)
    const before = known.get(channel.name)
    const made = before ?? (await orRefused(refused, `channel ${channel.name}`, addChannel(api, channel)))
    if (!made) continue
    channels[before ? 'known' : 'made']++
    const priced = new Set(made.models.filter(({ cardId }) => cardId !== null).map(({ model }) => model))
    for (const price of plan.prices.filter((one) => one.channel === channel.reference)) {
      if (priced.has(price.model)) prices.known++
      else if (
        await orRefused(refused, `price of ${price.model} on ${channel.name}`, publish(api, made.channelId, price))
      )
        prices.made++
    }
  }
  for (const [index, person] of plan.people.entries()) {
    terms.progress(`person ${index + 1} of ${plan.people.length}`)
    const brought = await orRefused(refused, `person ${person.reference} (${person.email})`, bring(api, person, terms))
    if (!brought) continue
    people[brought.created ? 'made' : 'known']++
    credited.push(brought.credited)
    for (const key of brought.keys) {
      if (key.outcome === 'refused') refused.push({ what: `key ${key.hint} of ${person.email}`, why: key.code ?? '' })
      else keys[key.outcome === 'created' ? 'made' : 'known']++
    }
  }
  return { channels, prices, people, keys, credited, refused }
}

/** A server that is gone or a key that may not do this ends the whole import. */
async function orRefused<T>(refused: Refused[], what: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof CliFailure) || error.reason !== 'refused') throw error
    refused.push({ what, why: error.message })
    return undefined
  }
}

function addChannel(api: Api, channel: ChannelPlan) {
  const { name, provider, baseUrl, secrets, keyChoice, groups, priority, weight, proxy, headers } = channel
  return api.call('admin.channels.create', {
    body: {
      ...{ name, provider, baseUrl, keyChoice, priority, weight, proxy },
      secrets: [...secrets],
      groups: [...groups],
      headers: { ...headers },
      overrides: JSON.parse(JSON.stringify(channel.overrides)),
      models: channel.models.map((model) => ({ ...model })),
      allowPrivate: channel.allowPrivate,
      enabled: channel.enabled,
      reason: `came over from new-api channel ${channel.reference}`,
    },
  })
}

function publish(api: Api, channelId: number, { model, pricing }: PricePlan) {
  const body = { channelId, model, cost: wireRates(pricing.cost), list: wireRates(pricing.list) }
  return api.call('admin.models.publish', { body: { ...body, reason: `came over from new-api, by ${pricing.origin}` } })
}

function wireRates({ tiers }: Rates) {
  return tiers.map(({ from, rates }) => ({
    from,
    rates: Object.fromEntries(
      buckets.flatMap((bucket, index) => (rates[index] ? [[bucket, formatPico(rates[index] as Pico)]] : [])),
    ),
  }))
}

function bring(api: Api, person: PersonPlan, { instance }: ApplyTerms) {
  const { email, name, passwordHash, credits, suspended } = person
  return api.call('admin.imports.person', {
    body: {
      ...{ source: 'new-api', instance, email, name, passwordHash, credits, suspended },
      reference: String(person.reference),
      groups: person.group === 'default' ? [] : [person.group.slice(0, 64)],
      keys: person.keys.map(({ reference: _, allowedModels, allowedIps, ...key }) => ({
        ...key,
        allowedModels: allowedModels && [...allowedModels],
        allowedIps: allowedIps && [...allowedIps],
      })),
    },
  })
}
