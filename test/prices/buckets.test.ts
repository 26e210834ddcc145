/** Claims about every kind of usage that can be priced: it can be set, imported, seen before a call and found on the receipt after it. A new one that lacks any of these fails here. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { serviceNames, type WireRates } from '../../src/contract/rates.ts'
import { type Bucket, buckets, usageRecord, usageVector } from '../../src/engine/metering/rates.ts'
import { serviceTiers } from '../../src/engine/metering/service-tiers.ts'
import { knownPrice, searchPrices } from '../../src/relay/prices/seed.ts'
import { ratesIn, wireRates, wireUsage } from '../../src/server/render/rates.ts'
import { newPrice, priceOf, publicationOf, SERVICES } from '../../web/src/features/admin/models/price-values.ts'
import { billLines, tierOf } from '../../web/src/features/logs/receipt/lines.ts'
import { BUCKETS, inCharacters, ownBuckets, scaleOf, shownRate, unitBuckets } from '../../web/src/parts/rates.ts'

const at = new Date('2026-10-01T00:00:00Z')
const languages = ['en', 'ja', 'zh'] as const
type Words = Record<'bucket' | 'scale' | 'unit' | 'service', Record<string, string>> & { readonly characters: string }
const textsOf = (language: string): Words =>
  JSON.parse(readFileSync(new URL(`../../web/src/i18n/${language}/rates.json`, import.meta.url), 'utf8'))
const texts = languages.map(textsOf)

/** Of text: they stand in columns of their own, named by these. */
const TEXT: readonly Bucket[] = ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'output', 'reasoning']
/** The price list has none: an operator types them. */
const BY_HAND: readonly Bucket[] = ['images']

/** A price of its own for the bucket, as typed for its usual amount; every other kind of token has another. */
function typed(bucket: Bucket): Partial<Record<Bucket, string>> {
  return { input: '3', output: '15', [bucket]: '7.25' }
}

/** What an operator has entered, as the API takes it and shows it again. */
function published(bucket: Bucket): { readonly cost: WireRates; readonly list: WireRates } {
  const tiers = [{ from: '0', cost: typed(bucket), list: typed(bucket) }]
  const body = publicationOf({ ...newPrice(1, 'm'), tiers, pricing: 'hand' })
  const shown = (rates: unknown) => wireRates(ratesIn(rates as WireRates))
  return { cost: shown(body.cost), list: shown(body.list) }
}

describe.each(buckets)('%s', (bucket) => {
  it('is a field of the price editor, and what was set is there again when the price is changed', () => {
    expect(BUCKETS).toContain(bucket)
    const { cost, list } = published(bucket)
    expect(Number(shownRate(bucket, list[0]?.rates[bucket]))).toBe(7.25)
    const card = { cardId: 1, channelId: 1, model: 'm', cost, list, services: {}, eligible: false }
    const again = priceOf(card as Parameters<typeof priceOf>[0])
    expect([again.tiers[0]?.cost[bucket], again.tiers[0]?.list[bucket]]).toEqual(['7.25', '7.25'])
  })

  it('comes with the price list where that knows it', () => {
    const known = searchPrices('', { limit: 5_000, at }).flatMap(({ cost }) => wireRates(cost))
    const own = known.some((tier) => ownBuckets(tier).includes(bucket))
    expect(own).toBe(!BY_HAND.includes(bucket))
  })

  it('has a line of its own among the prices, named with its unit in every language', () => {
    const { list } = published(bucket)
    expect(list[0] && ownBuckets(list[0])).toContain(bucket)
    for (const { bucket: names, scale, unit } of texts) {
      expect(names[bucket]).toMatch(/\S/)
      expect(scale[scaleOf(bucket)]).toMatch(/\S/)
      if (!TEXT.includes(bucket)) expect(unit[bucket]).toMatch(/\S/)
    }
    if (!TEXT.includes(bucket)) expect(unitBuckets(list)).toContain(bucket)
  })

  it('has a line of its own on the receipt: units × price', () => {
    const { cost, list } = published(bucket)
    const usage = wireUsage(usageVector({ [bucket]: 4_000 }))
    const lines = billLines({ card: { cardId: 1, cost, list }, usage })
    expect(lines.map((line) => line.bucket)).toEqual([bucket])
    const perUnit = Number(list[0]?.rates[bucket])
    expect(Number(lines[0]?.amount)).toBeCloseTo(perUnit * 4_000, 9)
    expect(Number(lines[0]?.rate)).toBe(7.25)
  })
})

describe('beside the kinds of usage', () => {
  it('dearer prices from a context length on are entered, imported and found by the context of a call', () => {
    const cheap = { from: '0', cost: { input: '1' }, list: { input: '2' } }
    const dear = { from: '200001', cost: { input: '2' }, list: { input: '4' } }
    const body = publicationOf({ ...newPrice(1, 'm'), tiers: [cheap, dear], pricing: 'hand' })
    const list = wireRates(ratesIn(body.list as WireRates))
    expect(list.map(({ from, rates }) => [from, shownRate('input', rates.input)])).toEqual([
      [0, '2.000000'],
      [200_001, '4.000000'],
    ])
    expect(tierOf(list, { input: 1, cacheRead: 200_000 })?.from).toBe(200_001)
    expect(knownPrice('gemini-2.5-pro', { at })?.cost.tiers).toHaveLength(2)
  })

  it.each(serviceTiers)(
    'the service tier %s is named, and all but standard can be priced and are shown again',
    (tier) => {
      expect(serviceNames).toContain(tier)
      for (const { service } of texts) expect(service[tier]).toMatch(/\S/)
      if (tier === 'standard') return
      expect(SERVICES).toContain(tier)
      const values = { ...newPrice(1, 'm'), tiers: [{ from: '0', cost: { input: '1' }, list: {} }] }
      const { services } = publicationOf({ ...values, services: { [tier]: '0.25' } })
      expect(services).toEqual({ [tier]: 2_500 })
      const rates = [{ from: 0, rates: { input: '0.000001000000' } }]
      const card = { cardId: 1, channelId: 1, model: 'm', cost: rates, list: rates, services, eligible: false }
      expect(priceOf(card as Parameters<typeof priceOf>[0]).services).toEqual({ [tier]: '0.25' })
    },
  )

  it('characters are told apart from tokens where speech is priced by them', () => {
    const list = (rates: object): WireRates => [{ from: 0, rates }]
    expect(inCharacters({ kind: 'speech', list: list({ input: '0.000015000000' }) })).toBe(true)
    expect(inCharacters({ kind: 'speech', list: list({ input: '0.000001', outputAudio: '0.000012' }) })).toBe(false)
    expect(inCharacters({ kind: 'embedding', list: list({ input: '0.000001' }) })).toBe(false)
    for (const language of texts) expect(language.characters).toMatch(/\S/)
  })

  it('batches at their own price come with the price list', () => {
    expect(knownPrice('gpt-4o', { at })?.services).toMatchObject({ batch: 5_000, flex: 5_000 })
  })

  it('fees of tools are the dearest that the list tells, whatever the tool', () => {
    const searching = searchPrices('openai/gpt-4.1', { limit: 50, at }).find(({ model }) => model === 'gpt-4.1-mini')
    expect(usageRecord(searching?.cost.tiers[0]?.rates ?? []).toolCalls).toBe(10_000_000_000)
  })
})
