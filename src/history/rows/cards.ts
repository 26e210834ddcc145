/** Price cards → versions and retirements. */
import { cardText, type ReceiptBody } from '../receipt.ts'
import type { CardRates, RowBuilder } from './context.ts'

export const cardPublishedRows: RowBuilder<'card.published'> = (event, { seq, at, rows, state }) => {
  const { cardId, channel, model, list, cost, services, eligible } = event
  state.cards.set(cardId, cardRates({ cardId, list, cost }))
  const rates = { list: JSON.stringify(list), cost: JSON.stringify(cost), services: JSON.stringify(services) }
  rows.append('cards', { id: cardId, seq, at, channel, model, ...rates, eligible: eligible ? 1 : 0 })
}

export const cardRetiredRows: RowBuilder<'card.retired'> = ({ cardId }, { seq, at, rows }) => {
  rows.append('card_retirements', { card: cardId, seq, at })
}

export function cardRates(card: NonNullable<ReceiptBody['card']>): CardRates {
  return { ...card, text: cardText(card) }
}
