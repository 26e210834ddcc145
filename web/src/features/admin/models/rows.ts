/** The list of the page: every price card in force, and every model of a channel that has none yet. No components. */
import type { Card, Channel } from '../../../../../src/contract/admin-channels.ts'
import type { WireRates } from '../../../../../src/contract/rates.ts'
import { toUnits } from '../../../amount/decimal.ts'
import { ownBuckets } from '../../../parts/rates.ts'

export interface PricedModel {
  readonly key: string
  readonly channelId: number
  readonly channelName: string
  readonly model: string
  /** undefined: no price, not offered */
  readonly card: Card | undefined
}

/** By model, then channel. Cards of channels that are gone are listed too: they can be retired. */
export function pricedModels(channels: readonly Channel[], cards: readonly Card[]): PricedModel[] {
  const priced = cards.map((card): PricedModel => {
    const { channelId, model } = card
    const channelName =
      card.channelName ?? channels.find((each) => each.channelId === channelId)?.name ?? `#${channelId}`
    return { key: `${channelId} ${model}`, channelId, channelName, model, card }
  })
  const known = new Set(priced.map(({ key }) => key))
  const unpriced = channels.flatMap(({ channelId, name, models }) =>
    models
      .map(
        ({ model }): PricedModel => ({
          key: `${channelId} ${model}`,
          channelId,
          channelName: name,
          model,
          card: undefined,
        }),
      )
      .filter(({ key }) => !known.has(key)),
  )
  return [...priced, ...unpriced].sort((a, b) => a.model.localeCompare(b.model, 'en') || a.channelId - b.channelId)
}

export const SHOWS = ['all', 'warnings', 'unpriced'] as const
export type Show = (typeof SHOWS)[number]
export const showOf = (asked: string): Show => SHOWS.find((show) => show === asked) ?? 'all'

export function shownRows(rows: readonly PricedModel[], { q, show }: { q: string; show: Show }): PricedModel[] {
  const words = q.normalize('NFKC').toLowerCase().split(/\s+/)
  return rows.filter(({ card, model, channelName }) => {
    if (show === 'unpriced' && card) return false
    if (show === 'warnings' && (card === undefined || card.warnings.length === 0)) return false
    const text = `${model} ${channelName}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** list ÷ cost in basis points when it is one and the same for every price of the card; undefined when set by hand. */
export function markupOf({ list, cost }: { readonly list: WireRates; readonly cost: WireRates }): number | undefined {
  let markup: number | undefined
  for (const [index, tier] of cost.entries()) {
    for (const bucket of ownBuckets(tier)) {
      const paid = toUnits(tier.rates[bucket] ?? '0', 12)
      if (paid === 0n) continue
      const listed = toUnits(list[index]?.rates[bucket] ?? '0', 12)
      const bps = Number((listed * 10_000n) / paid)
      // Rounding up to pCR can lift a tiny price by a hair; the markup is what gives this list price exactly.
      const near = [bps, bps - 1].find((each) => (paid * BigInt(each) + 9_999n) / 10_000n === listed)
      if (near === undefined || (markup !== undefined && markup !== near)) return undefined
      markup = near
    }
  }
  return markup
}
