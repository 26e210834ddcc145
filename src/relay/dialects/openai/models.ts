/** The list of models in OpenAI's shape, with our own members beside the standard ones. */
import { formatPico } from '../../../base/decimal.ts'
import type { Pico } from '../../../base/money.ts'
import { buckets, type Rates } from '../../../engine/metering/rates.ts'
import type { OfferedModel } from '../../ports.ts'

export function openAiModels(models: readonly OfferedModel[]): string {
  return JSON.stringify({ object: 'list', data: models.map(modelObject) })
}

export function openAiModel(model: OfferedModel): string {
  return JSON.stringify(modelObject(model))
}

function modelObject(model: OfferedModel) {
  return {
    id: model.model,
    object: 'model',
    created: 0,
    owned_by: model.provider,
    kind: model.kind,
    context_length: model.contextLength,
    max_output_tokens: model.maxOutput,
    sandbox: model.sandbox,
    pricing: { currency: 'CR', tiers: priceTiers(model.list) },
  }
}

/** CR per unit as decimal strings, by bucket. */
function priceTiers(list: Rates) {
  return list.tiers.map(({ from, rates }) => ({
    from,
    rates: Object.fromEntries(
      buckets.flatMap((bucket, i) => (rates[i] ? [[bucket, formatPico(rates[i] as Pico)]] : [])),
    ),
  }))
}
