/** A plan, and what came of it, for people and for programs. Secrets and password hashes are in neither. */
import { formatCredits, parseCredits } from '../../../base/decimal.ts'
import type { Credits } from '../../../base/money.ts'
import { type Bucket, buckets } from '../../../engine/metering/rates.ts'
import { facts, type Paints, perMillion, plain, table, trimmed } from '../../show.ts'
import type { Applied, Counts } from './apply.ts'
import type { ImportPlan, PricePlan } from './plan.ts'
import type { ModelPricing } from './prices.ts'

/** Lines of each kind that people are shown; programs get all. */
const SHOWN = 20

export function planFacts(plan: ImportPlan) {
  const { people, channels, prices, skippedChannels, unpriced, notes, source } = plan
  return {
    source,
    totals: {
      people: people.length,
      suspended: people.filter(({ suspended }) => suspended).length,
      keys: people.reduce((sum, { keys }) => sum + keys.length, 0),
      credits: sumOf(people.map(({ credits }) => credits)),
      channels: channels.length,
      prices: prices.length,
    },
    people: people.map(({ keys, passwordHash, ...person }) => ({
      ...person,
      password: passwordHash !== null,
      keys: keys.map(({ secret: _, ...key }) => key),
    })),
    channels: channels.map(({ secrets, headers, overrides, proxy, ...channel }) => ({
      ...channel,
      secrets: secrets.length,
      headers: Object.keys(headers),
      overrides: Object.keys(overrides),
      proxy: proxy !== null,
    })),
    prices,
    skippedChannels,
    unpriced,
    notes,
  }
}

export function planText(plan: ImportPlan, paints: Paints): string {
  const { totals } = planFacts(plan)
  const parts = [
    facts(
      [
        ['from', plan.source],
        ['people', `${totals.people}, ${totals.suspended} of them suspended`],
        ['credits', `${trimmed(totals.credits)} CR, owed by this instance from then on`],
        ['keys', `${totals.keys}, with the secrets that clients have`],
        ['channels', `${totals.channels}, ${plan.skippedChannels.length} stay behind`],
        ['prices', `${totals.prices}, ${plan.unpriced.length} models have none`],
      ],
      paints,
    ),
    section('Channels', channelTable(plan, paints), paints),
    section('Prices, CR per million tokens', priceTable(plan.prices, paints), paints),
    section('To know', noteLines(plan).join('\n'), paints),
  ]
  return parts.filter(Boolean).join('\n\n')
}

export function appliedFacts(applied: Applied) {
  return { ...applied, credited: sumOf(applied.credited) }
}

export function appliedText(applied: Applied, paints: Paints): string {
  const said = ({ made, known }: Counts) => `${made} new, ${known} here before`
  const lines = facts(
    [
      ['people', said(applied.people)],
      ['credits', `${trimmed(sumOf(applied.credited))} CR booked`],
      ['keys', said(applied.keys)],
      ['channels', said(applied.channels)],
      ['prices', said(applied.prices)],
    ],
    paints,
  )
  const refused = applied.refused.map(({ what, why }) => `${plain(what)}: ${plain(why)}`)
  return [lines, section('Refused', refused.join('\n'), paints)].filter(Boolean).join('\n\n')
}

function section(head: string, text: string, { strong }: Paints): string {
  return text === '' ? '' : `${strong(head)}\n${text}`
}

function channelTable({ channels }: ImportPlan, paints: Paints): string {
  if (channels.length === 0) return ''
  const columns = [
    { head: 'name' },
    { head: 'as' },
    { head: 'models', right: true },
    { head: 'keys', right: true },
    { head: 'address' },
  ]
  const rows = channels
    .slice(0, SHOWN)
    .map((one) => [plain(one.name), one.provider, String(one.models.length), String(one.secrets.length), one.baseUrl])
  return withRest(table(columns, rows, paints), channels.length)
}

function priceTable(prices: readonly PricePlan[], paints: Paints): string {
  const models = [...new Map(prices.map((price) => [price.model, price])).values()]
  if (models.length === 0) return ''
  const right = (head: string) => ({ head, right: true })
  const columns = [
    { head: 'model' },
    right('input'),
    right('output'),
    right('cost in'),
    right('cost out'),
    { head: 'from' },
  ]
  const rows = models.slice(0, SHOWN).map(({ model, pricing }) => {
    const [list, cost] = [pricing.list.tiers[0]?.rates ?? [], pricing.cost.tiers[0]?.rates ?? []]
    return [
      model,
      rate(list[0]),
      rate(list[6]),
      rate(cost[0]),
      rate(cost[6]),
      pricing.origin + (pricing.costAssumed ? ', cost assumed' : ''),
    ]
  })
  return withRest(table(columns, rows, paints), models.length)
}

/** pCR a token are µCR a million. */
function rate(pico: number | undefined): string {
  return pico === undefined || pico === 0 ? '–' : perMillion(`0.${String(pico).padStart(12, '0')}`)
}

function noteLines({ notes, people, channels, skippedChannels, unpriced, prices }: ImportPlan): string[] {
  const assumed = new Set(prices.filter(({ pricing }) => pricing.costAssumed).map(({ model }) => model))
  const guessed = new Set(prices.filter(({ pricing }) => pricing.outputAssumed).map(({ model }) => model))
  const bare = new Set(prices.filter(({ pricing }) => !earns(pricing)).map(({ model }) => model))
  return [
    ...notes,
    ...few('Not dearer than what the public list says they cost, so nothing is earned on them', [...bare]),
    ...skippedChannels.map(({ name, reason }) => `The channel ${plain(name)} stays behind: ${reason}.`),
    ...channels.flatMap(({ name, notes: own }) => own.map((note) => `The channel ${plain(name)}: ${note}.`)),
    ...few('Without a price, not offered until they have one', unpriced),
    ...few('Cost assumed to be two thirds of the price, since the public list does not know them', [...assumed]),
    ...few('Output priced like input, since nothing says more', [...guessed]),
    ...few(
      'People',
      people.flatMap(({ email, notes: own }) => own.map((note) => `${email} ${note}`)),
      '\n  ',
    ),
  ]
}

/** What a call mostly is costs less than it sells for. */
function earns({ list, cost }: ModelPricing): boolean {
  const costs = cost.tiers[0]?.rates ?? []
  const main: readonly Bucket[] = ['input', 'output', 'images', 'calls']
  return (list.tiers[0]?.rates ?? []).some(
    (rate, index) => main.includes(buckets[index] as Bucket) && rate > (costs[index] ?? 0),
  )
}

function few(head: string, items: readonly string[], separator = ', '): string[] {
  if (items.length === 0) return []
  const rest = items.length > SHOWN ? `${separator}and ${items.length - SHOWN} more` : ''
  return [
    `${head}:${separator.startsWith('\n') ? separator : ' '}${items.slice(0, SHOWN).map(plain).join(separator)}${rest}`,
  ]
}

function withRest(text: string, count: number): string {
  return count > SHOWN ? `${text}\n… ${count - SHOWN} more` : text
}

function sumOf(amounts: readonly string[]): string {
  return formatCredits(amounts.reduce((sum, amount) => sum + (parseCredits(amount) ?? 0), 0) as Credits)
}
