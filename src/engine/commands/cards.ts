/** card.*: versioned rates of a channel's model. */
import type { CardId } from '../command.ts'
import type { Card } from '../metering/cards.ts'
import { buckets, type Rates } from '../metering/rates.ts'
import { isServiceRates, orderedServices } from '../metering/service-tiers.ts'
import { reject } from '../rejections.ts'
import { isToken } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'

/** Highest rate: 1,000 CR per unit. With MAX_COUNT units the product is refused when a call is priced, not here. */
const MAX_RATE = 1_000_000_000_000_000
const MAX_TIERS = 16

export const cardPublish: Handler<'card.publish'> = (state, input) => {
  const { channel, model, eligible } = input
  const stated = input.services ?? {}
  const named = Number.isSafeInteger(channel) && channel >= 0 && isToken(model, 128)
  if (
    !named ||
    !isRates(input.list) ||
    !isRates(input.cost) ||
    !isServiceRates(stated) ||
    typeof eligible !== 'boolean'
  )
    return reject('malformed_command')
  const terms = { list: ratesOf(input.list), cost: ratesOf(input.cost), services: orderedServices(stated), eligible }
  const replaced = state.cards.current(channel, model) ?? null
  const old = replaced === null ? undefined : state.cards.get(replaced)
  if (old && termsText(old) === termsText(terms)) return new Repeat({ cardId: replaced as CardId, replaced: null })
  if (replaced !== null) state.cards.retire(replaced, state.holds.cardIds())
  const cardId = state.cards.publish({ channel, model, ...terms })
  if (replaced !== null) state.out.emit({ type: 'card.retired', cardId: replaced })
  state.out.emit({ type: 'card.published', cardId, channel, model, ...terms })
  return { cardId, replaced }
}

export const cardRetire: Handler<'card.retire'> = (state, input) => {
  const card = state.cards.get(input.cardId)
  if (!card) return state.cards.existed(input.cardId) ? new Repeat({}) : reject('card_not_found')
  if (card.retired) return new Repeat({})
  state.cards.retire(input.cardId, state.holds.cardIds())
  state.out.emit({ type: 'card.retired', cardId: input.cardId })
  return {}
}

function termsText({ list, cost, services, eligible }: Pick<Card, 'list' | 'cost' | 'services' | 'eligible'>): string {
  return JSON.stringify([list, cost, services, eligible])
}

/** Only what rates have, whatever else the input carried: it becomes state. */
function ratesOf({ tiers }: Rates): Rates {
  return { tiers: tiers.map(({ from, rates }) => ({ from, rates })) }
}

function isRates(rates: Rates): boolean {
  const tiers = rates?.tiers
  if (!Array.isArray(tiers) || tiers.length < 1 || tiers.length > MAX_TIERS) return false
  return tiers.every((tier, i) => {
    const from: unknown = tier?.from
    const ascends = Number.isSafeInteger(from) && (i === 0 ? from === 0 : (from as number) > (tiers[i - 1]?.from ?? 0))
    return ascends && isRateVector(tier.rates)
  })
}

function isRateVector(rates: unknown): boolean {
  return (
    Array.isArray(rates) &&
    rates.length <= buckets.length &&
    rates.every((rate) => Number.isSafeInteger(rate) && rate >= 0 && rate <= MAX_RATE)
  )
}
