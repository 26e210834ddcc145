/** The offline price list as integers, and cards made from it. */
import { describe, expect, test } from 'vitest'
import { buckets, flatRates, usageRecord } from '../../engine/metering/rates.ts'
import { sandboxCost, sandboxModels } from '../providers/sandbox/models.ts'
import { cardInput, listFromCost } from './card.ts'
import { completeRates } from './complete.ts'
import { knownPrice, searchPrices } from './seed.ts'

const at = new Date('2026-10-01T00:00:00Z')

describe('prices from the offline list', () => {
  test('dollars a million tokens become whole pico-credits a token', () => {
    const price = knownPrice('gpt-4o-mini', { at })
    expect(usageRecord(price?.cost.tiers[0]?.rates ?? [])).toMatchObject({
      input: 150_000,
      cacheRead: 75_000,
      output: 600_000,
      reasoning: 600_000,
    })
    expect(price).toMatchObject({ provider: 'openai', contextLength: 128_000 })
  })

  test('a dearer price above a context length becomes a tier that begins one token later', () => {
    const price = knownPrice('gemini-2.5-pro', { at })
    expect(price?.cost.tiers.map(({ from }) => from)).toEqual([0, 200_001])
    expect(price?.cost.tiers.map(({ rates }) => rates[0])).toEqual([1_250_000, 2_500_000])
  })

  test('the provider behind the base URL decides between equal names', () => {
    const groq = knownPrice('llama-3.3-70b-versatile', { baseUrl: 'https://api.groq.com/openai/v1', at })
    expect(groq?.provider).toBe('groq')
    expect(knownPrice('no-such-model-anywhere', { at })).toBeUndefined()
  })

  test('every price in the list is whole, and no kind of token is free beside priced ones', () => {
    const prices = searchPrices('', { limit: 2_000, at })
    expect(prices.length).toBeGreaterThan(500)
    for (const { model, cost } of prices) {
      for (const { rates } of cost.tiers) {
        for (const rate of rates) expect([model, Number.isSafeInteger(rate) && rate >= 0]).toEqual([model, true])
        const of = usageRecord(rates)
        if (of.input) expect([model, of.cacheRead, of.cacheWrite5m, of.inputAudio].every(Boolean)).toBe(true)
        if (of.output) expect([model, of.reasoning, of.outputAudio].every(Boolean)).toBe(true)
      }
    }
  })

  test('a search is bounded and finds by provider and name', () => {
    expect(searchPrices('gpt-4o', { limit: 3, at }).length).toBe(3)
    const found = searchPrices('Anthropic/Claude', { limit: 100, at })
    expect(found[0]?.provider).toBe('anthropic')
    expect(found.every(({ provider, model }) => `${provider}/${model}`.includes('anthropic/claude'))).toBe(true)
  })
})

describe('cards', () => {
  test('list is cost × 1.5, rounded up, unless another markup or a list is given', () => {
    const cost = flatRates({ input: 3, output: 10 })
    expect(usageRecord(listFromCost(cost).tiers[0]!.rates)).toEqual({ input: 5, output: 15 })
    expect(usageRecord(listFromCost(cost, 10_001).tiers[0]!.rates)).toEqual({ input: 4, output: 11 })
    const card = cardInput({ channel: 1, model: 'm', cost, list: flatRates({ input: 7, output: 8 }) })
    expect(usageRecord(card.list.tiers[0]!.rates)).toMatchObject({ input: 7, cacheRead: 7, output: 8, reasoning: 8 })
    expect(card.eligible).toBe(false)
  })

  test('missing buckets take the price of what they stand in for, stated ones stay', () => {
    const full = usageRecord(
      completeRates(flatRates({ input: 10, cacheWrite5m: 12, output: 40, outputAudio: 80 })).tiers[0]!.rates,
    )
    expect(full).toEqual({
      input: 10,
      cacheRead: 10,
      cacheWrite5m: 12,
      cacheWrite1h: 12,
      inputAudio: 10,
      inputImage: 10,
      output: 40,
      reasoning: 40,
      outputAudio: 80,
      outputImage: 40,
    })
    expect(buckets.length).toBe(14)
  })

  test('sandbox models cost something, so that their calls mine', () => {
    for (const { model } of sandboxModels)
      expect(Math.max(...(sandboxCost(model)?.tiers[0]?.rates ?? []))).toBeGreaterThan(0)
    expect(sandboxCost('gpt-4o')).toBeUndefined()
  })
})
