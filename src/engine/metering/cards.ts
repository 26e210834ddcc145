/** Price cards: the versioned rates of one (channel, model). A new card replaces the old; the old stays while holds name it. */
import { add, type Pico } from '../../base/money.ts'
import type { CardId } from '../command.ts'
import { jsonPart, type Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import { carry } from './charge.ts'
import type { Rates } from './rates.ts'

export interface Card {
  readonly channel: number
  readonly model: string
  /** pCR per unit that Lv1 pays. */
  readonly list: Rates
  /** pCR per unit that the platform pays upstream. */
  readonly cost: Rates
  /** Mines even at cost 0, by the operator's word. */
  readonly eligible: boolean
  retired: boolean
}

export class Cards {
  readonly table = new RecordTable<Card>('cards')
  readonly #current = new Map<string, CardId>()
  /** Sub-µCR remainder of cost per channel. */
  #carried = new Map<number, Pico>()

  get(id: CardId): Card | undefined {
    return this.table.get(id)
  }

  current(channel: number, model: string): CardId | undefined {
    return this.#current.get(keyOf(channel, model))
  }

  publish(card: Omit<Card, 'retired'>): CardId {
    const before = this.current(card.channel, card.model)
    if (before !== undefined) this.retire(before)
    const id = this.table.push({ ...card, retired: false }) as CardId
    this.#current.set(keyOf(card.channel, card.model), id)
    return id
  }

  retire(id: CardId): void {
    const card = this.table.get(id)
    if (!card) return
    card.retired = true
    this.table.touch(id)
    this.#current.delete(keyOf(card.channel, card.model))
  }

  /** Whole µCR of cost to book now; the channel carries the rest. */
  bookCost(channel: number, cost: Pico): number {
    const step = carry(this.#carried.get(channel) ?? (0 as Pico), cost)
    this.#carried.set(channel, step.carried)
    return step.micro
  }

  /** What `bookCost` would book, without booking. */
  costBooked(channel: number, cost: Pico): number {
    return carry(this.#carried.get(channel) ?? (0 as Pico), cost).micro
  }

  carriedTotal(): Pico {
    let sum = 0 as Pico
    for (const carried of this.#carried.values()) sum = add(sum, carried)
    return sum
  }

  *active(): Generator<CardId> {
    for (const id of this.#current.values()) yield id
  }

  parts(): readonly Part[] {
    return [
      this.table,
      jsonPart(
        'cost-remainders',
        () => [...this.#carried],
        (rows) => {
          this.#carried = new Map(rows)
        },
      ),
    ]
  }

  reindex(): void {
    this.#current.clear()
    for (const [id, card] of this.table.entries()) {
      if (!card.retired) this.#current.set(keyOf(card.channel, card.model), id as CardId)
    }
  }
}

function keyOf(channel: number, model: string): string {
  return `${channel}/${model}`
}
