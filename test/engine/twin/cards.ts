/** The twin of price cards: which are in force, which are still known. */
import type { InputOf } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import type { Common } from './common.ts'
import { type Expected, text } from './expected.ts'
import type { CardTerms } from './prices.ts'

interface Card extends CardTerms {
  retired: boolean
}

export class CardTwin {
  readonly #common: Common
  readonly #cards: Card[] = []
  /** Says whether a call, open or aborted, still names a card. */
  readonly #isNamed: (cardId: number) => boolean

  constructor(common: Common, isNamed: (cardId: number) => boolean) {
    this.#common = common
    this.#isNamed = isNamed
  }

  publish({ channel, model, list, cost, services = {}, eligible }: InputOf<'card.publish'>): Expected {
    const current = this.#cards.findIndex((card) => !card.retired && card.channel === channel && card.model === model)
    const old = this.#cards[current]
    const terms = { channel, model, list, cost, services, eligible }
    const replaced = old ? current + 1 : null
    if (old && text({ ...old, retired: undefined }) === text(terms))
      return { result: { cardId: replaced, replaced: null }, repeats: true }
    if (replaced !== null) this.#retire(replaced)
    const cardId = this.#cards.push({ ...terms, retired: false })
    this.#common.tell('card.published', { cardId, ...terms })
    return { result: { cardId, replaced } }
  }

  retire({ cardId }: InputOf<'card.retire'>): Expected {
    const card = this.#cards[cardId - 1]
    if (!card) return { code: 'card_not_found' }
    if (card.retired) return { result: {}, repeats: true }
    this.#retire(cardId)
    return { result: {} }
  }

  #retire(cardId: number): void {
    ;(this.#cards[cardId - 1] as Card).retired = true
    this.#common.tell('card.retired', { cardId })
  }

  /** Why a new call can not use the card. */
  unusable(cardId: number): RejectionCode | undefined {
    const card = this.#cards[cardId - 1]
    if (!card) return 'card_not_found'
    return card.retired ? 'card_retired' : undefined
  }

  /** A card that still has a price: in force, or named by a call. */
  find(cardId: number): CardTerms | undefined {
    const card = this.#cards[cardId - 1]
    return card && (!card.retired || this.#isNamed(cardId)) ? card : undefined
  }

  terms(cardId: number): CardTerms {
    return this.#cards[cardId - 1] as Card
  }
}
