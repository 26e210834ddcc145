/** Claims about prices as entered, what they mean and what is sent for them. */
import { describe, expect, it } from 'vitest'
import type { Card, Channel } from '../../../../../src/contract/admin-channels.ts'
import {
  faultsOf,
  linesOf,
  markupBpsOf,
  newPrice,
  type PriceValues,
  picoOf,
  priceOf,
  publicationOf,
} from './price-values.ts'
import { markupOf, pricedModels, shownRows } from './rows.ts'

const price: PriceValues = {
  ...newPrice(2, 'gpt-4o-mini'),
  tiers: [{ from: '0', cost: { input: '0.15', output: '0.6' }, list: {} }],
}

describe('a price as entered', () => {
  it('is per million tokens and stored per token, exactly', () => {
    expect(picoOf('input', '0.15')).toBe(150_000n)
    expect(picoOf('input', '0.000001')).toBe(1n)
    expect(picoOf('input', '0.0000001')).toBeUndefined()
    expect(picoOf('images', '0.04')).toBe(40_000_000_000n)
  })
  it('per minute is rounded up, never to the platform’s loss', () => {
    expect(picoOf('milliseconds', '0.0001')).toBe(100_000n)
    expect(picoOf('milliseconds', '0.000000001')).toBe(1n)
    expect(picoOf('milliseconds', '0.0000000001')).toBeUndefined()
  })
  it('is refused when it is no price, and nothing when it is empty', () => {
    expect([picoOf('input', 'x'), picoOf('input', '-1'), picoOf('input', '1234567890')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(picoOf('output', '')).toBe(0n)
  })
  it('is sent as cost and markup, or with its own list', () => {
    expect(publicationOf(price)).toEqual({
      channelId: 2,
      model: 'gpt-4o-mini',
      cost: [{ from: 0, rates: { input: '0.000000150000', output: '0.000000600000' } }],
      services: {},
      eligible: false,
      markupBps: 15_000,
    })
    const byHand = { ...price, pricing: 'hand' as const, tiers: [{ ...price.tiers[0]!, list: { input: '1' } }] }
    expect(publicationOf(byHand)).toMatchObject({ list: [{ from: 0, rates: { input: '0.000001000000' } }] })
    expect(publicationOf(byHand)).not.toHaveProperty('markupBps')
  })
})

describe('what it would mean', () => {
  it('is shown at list and at Lv4, and warns when 70 % of list is below cost', () => {
    expect(linesOf(price, price.tiers[0]!)).toMatchObject([
      { bucket: 'input', cost: '0.150000', list: '0.225000', lv4: '0.157500', short: false },
      { bucket: 'output', list: '0.900000' },
    ])
    expect(linesOf({ ...price, markup: '1.42' }, price.tiers[0]!).some(({ short }) => short)).toBe(true)
    expect(linesOf({ ...price, markup: '1.43' }, price.tiers[0]!).some(({ short }) => short)).toBe(false)
  })
})

describe('what keeps a price from being set', () => {
  it('is nothing for a good one', () => expect(faultsOf(price)).toEqual([]))
  it('is named', () => {
    expect(faultsOf({ ...newPrice(undefined, ''), markup: 'much' })).toEqual(['channelId', 'model', 'cost', 'markup'])
    expect(faultsOf({ ...price, pricing: 'hand' })).toEqual(['list'])
    const tiers = [...price.tiers, { ...price.tiers[0]!, from: '0' }]
    expect(faultsOf({ ...price, tiers })).toEqual(['tiers'])
  })
  it('is a factor of a service tier that is not from 0.0001 to 10', () => {
    for (const flex of ['0', '10.1', 'half', '0.00001'])
      expect(faultsOf({ ...price, services: { flex } })).toEqual(['services'])
    for (const flex of ['', '10', '0.0001']) expect(faultsOf({ ...price, services: { flex } })).toEqual([])
  })
  it('takes factors up to 100 with four decimals', () => {
    expect(['1.5', '１.４', '100', '0.0001'].map(markupBpsOf)).toEqual([15_000, 14_000, 1_000_000, 1])
    for (const typed of ['', '-1', '101', '1.00001', '15 %']) expect(markupBpsOf(typed)).toBeUndefined()
  })
})

const rates = (input: string, output: string) => [
  { from: 0, rates: { input, cacheRead: input, output, reasoning: output } },
]
const card: Card = {
  cardId: 7,
  channelId: 2,
  channelName: 'Main',
  model: 'gpt-4o-mini',
  cost: rates('0.000000150000', '0.000000600000'),
  list: rates('0.000000225000', '0.000000900000'),
  services: { batch: 5_000, priority: 17_500 },
  eligible: false,
  retired: false,
  warnings: [],
}

describe('a card', () => {
  it('comes back into the form as it was entered', () => {
    expect(priceOf(card)).toEqual({
      ...price,
      tiers: [{ from: '0', cost: { input: '0.15', output: '0.6' }, list: { input: '0.225', output: '0.9' } }],
      services: { batch: '0.5', priority: '1.75' },
    })
    expect(publicationOf(priceOf(card)).services).toEqual({ batch: 5_000, priority: 17_500 })
  })
  it('knows its markup when it is one for all prices', () => {
    expect(markupOf(card)).toBe(15_000)
    expect(markupOf({ ...card, list: rates('0.000000225000', '0.000000800000') })).toBeUndefined()
    expect(
      markupOf({ cost: rates('0.000000000003', '0.000000000003'), list: rates('0.000000000005', '0.000000000005') }),
    ).toBeDefined()
  })
})

describe('the list of prices', () => {
  const channel = { channelId: 2, name: 'Main', models: [{ model: 'gpt-4o-mini' }, { model: 'new-model' }] } as Channel
  const rows = pricedModels(
    [channel],
    [card, { ...card, channelId: 9, channelName: null, warnings: ['lv4_below_cost'] }],
  )
  it('has every card and every model without one, each once', () => {
    expect(rows.map(({ key, card: has }) => [key, has !== undefined])).toEqual([
      ['2 gpt-4o-mini', true],
      ['9 gpt-4o-mini', true],
      ['2 new-model', false],
    ])
  })
  it('can be narrowed to what needs a hand', () => {
    expect(shownRows(rows, { q: '', show: 'unpriced' }).map(({ model }) => model)).toEqual(['new-model'])
    expect(shownRows(rows, { q: '', show: 'warnings' }).map(({ channelName }) => channelName)).toEqual(['#9'])
    expect(shownRows(rows, { q: 'MINI main', show: 'all' })).toHaveLength(1)
  })
})
