/** What an import would do, from the rows of a new-api database: people, channels, prices, and what stays behind and why. Sends nothing. */
import { knownPrice } from '../../../relay/prices/seed.ts'
import { type ChannelPlan, channelPlan, isSkipped, type Skipped } from './channels.ts'
import { type PersonPlan, personPlan } from './people.ts'
import { type ModelPricing, pricingOf, type RatioTables, ratioTables } from './prices.ts'
import { channelRow, ENABLED, numberIn, type TokenRow, textIn, tokenRow, userRow } from './rows.ts'
import type { Source } from './source.ts'

export interface PricePlan {
  /** Number of the channel in new-api. */
  readonly channel: number
  readonly model: string
  readonly pricing: ModelPricing
}

export interface ImportPlan {
  readonly source: string
  readonly people: readonly PersonPlan[]
  readonly channels: readonly ChannelPlan[]
  readonly prices: readonly PricePlan[]
  readonly skippedChannels: readonly Skipped[]
  /** Models that neither new-api's options nor the public price list price: not offered until they have a price. */
  readonly unpriced: readonly string[]
  /** What has no place here, in words. */
  readonly notes: readonly string[]
}

export interface PlanTerms {
  /** UTC ms. */
  readonly now: number
  readonly domain: string
}

export async function planImport(source: Source, terms: PlanTerms): Promise<ImportPlan> {
  const tables = ratioTables(await optionsOf(source))
  const channels: ChannelPlan[] = []
  const skippedChannels: Skipped[] = []
  for await (const row of source.rows('channels')) {
    const plan = channelPlan(channelRow(row))
    if (isSkipped(plan)) skippedChannels.push(plan)
    else channels.push(plan)
  }
  const { prices, unpriced } = pricesOf(channels, tables, terms.now)
  const people = await peopleOf(source, tables, terms)
  const notes = [...groupNotes(tables, people), ...(await codeNotes(source, tables))]
  return { source: source.name, people, channels: unique(channels), prices, skippedChannels, unpriced, notes }
}

async function optionsOf(source: Source): Promise<ReadonlyMap<string, string>> {
  const options = new Map<string, string>()
  for await (const row of source.rows('options')) options.set(textIn(row, 'key'), textIn(row, 'value'))
  return options
}

async function peopleOf(source: Source, tables: RatioTables, { now, domain }: PlanTerms): Promise<PersonPlan[]> {
  const tokens = new Map<number, TokenRow[]>()
  for await (const row of source.rows('tokens')) {
    const token = tokenRow(row)
    const known = tokens.get(token.userId)
    if (known) known.push(token)
    else tokens.set(token.userId, [token])
  }
  const people: PersonPlan[] = []
  const terms = { tables, now: Math.floor(now / 1_000), domain }
  for await (const row of source.rows('users')) {
    const user = userRow(row)
    const plan = personPlan(user, tokens.get(user.id) ?? [], terms)
    if (plan) people.push(plan)
  }
  return people
}

function pricesOf(
  channels: readonly ChannelPlan[],
  tables: RatioTables,
  now: number,
): { readonly prices: readonly PricePlan[]; readonly unpriced: readonly string[] } {
  const prices: PricePlan[] = []
  const unpriced = new Set<string>()
  const at = new Date(now)
  for (const { reference, models, baseUrl } of channels) {
    for (const { model, upstream, kind } of models) {
      const pricing = pricingOf({ model, kind }, tables, knownPrice(upstream, { baseUrl, at }))
      if (pricing) prices.push({ channel: reference, model, pricing })
      else unpriced.add(model)
    }
  }
  return { prices, unpriced: [...unpriced].sort() }
}

/** Here a name stands for one channel. */
function unique(channels: readonly ChannelPlan[]): ChannelPlan[] {
  const taken = new Set<string>()
  return channels.map((channel) => {
    const name = taken.has(channel.name) ? `${channel.name.slice(0, 50)} (${channel.reference})` : channel.name
    taken.add(name)
    return { ...channel, name }
  })
}

/** Groups had prices of their own; here tiers do. */
function groupNotes({ groups }: RatioTables, people: readonly PersonPlan[]): string[] {
  return Object.entries(groups)
    .filter(([, ratio]) => ratio !== 1)
    .map(([group, ratio]) => {
      const count = people.filter((person) => person.group === group).length
      return `The group ${group} paid ${ratio} times the price; here everybody pays by tier. It has ${count} ${count === 1 ? 'person' : 'people'}.`
    })
}

async function codeNotes(source: Source, { quotaPerDollar }: RatioTables): Promise<string[]> {
  let count = 0
  let quota = 0
  for await (const row of source.rows('redemptions')) {
    if (numberIn(row, 'status') !== ENABLED || (row['deleted_at'] ?? null) !== null) continue
    count++
    quota += Math.max(0, numberIn(row, 'quota'))
  }
  if (count === 0) return []
  return [
    `${count} unused redemption codes over ${(quota / quotaPerDollar).toFixed(2)} dollars stay behind: pay them out there first.`,
  ]
}
