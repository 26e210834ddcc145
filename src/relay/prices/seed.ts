/** What models cost upstream, from the price list that ships with @pydantic/genai-prices, as integers. Works offline; floats end here. */
import { calcPrice, findProvider, type ModelInfo, type ModelPrice, type Provider } from '@pydantic/genai-prices'
import { type Bucket, buckets, type Rates, type RateTier } from '../../engine/metering/rates.ts'
import type { ServiceRates } from '../../engine/metering/service-tiers.ts'
import { completeRates } from './complete.ts'
import { knownServices } from './service-tiers.ts'

export interface KnownPrice {
  readonly provider: string
  readonly model: string
  /** Complete: no kind of token is without a price. */
  readonly cost: Rates
  readonly services: ServiceRates
  readonly contextLength: number | null
}

/** Providers of the list, in the order a model's name is looked for. */
const providerIds = [
  'openai',
  'anthropic',
  'google',
  'deepseek',
  'mistral',
  'x-ai',
  'groq',
  'cohere',
  'moonshotai',
  'perplexity',
  'cerebras',
  'together',
  'fireworks',
  'novita',
  'ovhcloud',
  'avian',
  'openrouter',
  'azure',
  'aws',
] as const

const PICO_PER_CREDIT = 1e12
/** pCR per unit for one dollar of each of the list's keys; where several share a bucket the dearest counts. Seconds of audio are metered in milliseconds. */
const units: Readonly<Record<string, { readonly bucket: Bucket; readonly pico: number }>> = {
  input_mtok: { bucket: 'input', pico: PICO_PER_CREDIT / 1e6 },
  cache_read_mtok: { bucket: 'cacheRead', pico: PICO_PER_CREDIT / 1e6 },
  cache_write_mtok: { bucket: 'cacheWrite5m', pico: PICO_PER_CREDIT / 1e6 },
  cache_write_1h_mtok: { bucket: 'cacheWrite1h', pico: PICO_PER_CREDIT / 1e6 },
  input_audio_mtok: { bucket: 'inputAudio', pico: PICO_PER_CREDIT / 1e6 },
  input_image_mtok: { bucket: 'inputImage', pico: PICO_PER_CREDIT / 1e6 },
  output_mtok: { bucket: 'output', pico: PICO_PER_CREDIT / 1e6 },
  output_reasoning_mtok: { bucket: 'reasoning', pico: PICO_PER_CREDIT / 1e6 },
  output_audio_mtok: { bucket: 'outputAudio', pico: PICO_PER_CREDIT / 1e6 },
  output_image_mtok: { bucket: 'outputImage', pico: PICO_PER_CREDIT / 1e6 },
  web_searches_kcount: { bucket: 'toolCalls', pico: PICO_PER_CREDIT / 1e3 },
  storage_searches_kcount: { bucket: 'toolCalls', pico: PICO_PER_CREDIT / 1e3 },
  requests_kcount: { bucket: 'calls', pico: PICO_PER_CREDIT / 1e3 },
  audio_hours: { bucket: 'milliseconds', pico: PICO_PER_CREDIT / 3.6e6 },
  input_audio_hours: { bucket: 'milliseconds', pico: PICO_PER_CREDIT / 3.6e6 },
}

/** The price of a model by its upstream name, of the provider behind the base URL where that is known. Undefined when the list does not know it. */
export function knownPrice(
  model: string,
  options: { readonly baseUrl?: string; readonly at: Date },
): KnownPrice | undefined {
  const { baseUrl, at } = options
  const usage = { input_tokens: 1 }
  const byUrl = baseUrl ? calcPrice(usage, model, { providerApiUrl: baseUrl, timestamp: at }) : null
  const found = byUrl ?? calcPrice(usage, model, { timestamp: at })
  return found ? priceOf(found.provider, found.model, found.model_price) : undefined
}

/** Prices whose provider or model contains the text, at most `limit`. */
export function searchPrices(
  text: string,
  options: { readonly limit: number; readonly at: Date },
): readonly KnownPrice[] {
  const wanted = text.trim().toLowerCase()
  const results: KnownPrice[] = []
  for (const providerId of providerIds) {
    const provider = findProvider({ providerId })
    for (const model of provider?.models ?? []) {
      if (!`${providerId}/${model.id} ${model.name ?? ''}`.toLowerCase().includes(wanted)) continue
      const found = calcPrice({ input_tokens: 1 }, model.id, {
        provider: { ...provider!, models: [model] },
        timestamp: options.at,
      })
      const price = found && priceOf(found.provider, model, found.model_price)
      if (price) results.push(price)
      if (results.length >= options.limit) return results
    }
  }
  return results
}

function priceOf(provider: Provider, model: ModelInfo, price: ModelPrice): KnownPrice | undefined {
  const cost = ratesOf(price)
  if (cost.tiers.every(({ rates }) => rates.every((rate) => rate === 0))) return undefined
  return {
    provider: provider.id,
    model: model.id,
    cost: completeRates(cost),
    services: knownServices(provider.id),
    contextLength: model.context_window ?? null,
  }
}

/** The list prices whole calls above a count of input tokens; our tiers begin at the first count they hold for. */
function ratesOf(price: ModelPrice): Rates {
  const starts = new Set<number>([0])
  for (const entry of Object.values(price)) {
    if (typeof entry === 'object') for (const { start } of entry.tiers) starts.add(start + 1)
  }
  return { tiers: [...starts].sort((a, b) => a - b).map((from) => tierOf(price, from)) }
}

function tierOf(price: ModelPrice, from: number): RateTier {
  const rates = buckets.map(() => 0)
  for (const [key, entry] of Object.entries(price)) {
    const unit = units[key]
    if (!unit || entry === undefined) continue
    const index = buckets.indexOf(unit.bucket)
    rates[index] = Math.max(rates[index] ?? 0, picoOf(dollarsAt(entry, from), unit.pico))
  }
  while (rates.at(-1) === 0) rates.pop()
  return { from, rates }
}

function dollarsAt(entry: NonNullable<ModelPrice[string]>, from: number): number {
  if (typeof entry === 'number') return entry
  let dollars = entry.base
  for (const { start, price } of entry.tiers) if (from > start) dollars = price
  return dollars
}

/** Rounded up, after the noise of the float is cut at 12 digits. */
function picoOf(dollars: number, pico: number): number {
  return Math.ceil(Number((dollars * pico).toPrecision(12)))
}
