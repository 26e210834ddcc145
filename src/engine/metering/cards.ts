/** Price cards: the versioned rates of one (channel, model). A new card replaces the old; the old stays while holds name it. */
import { add, type Pico } from '../../base/money.ts'
import type { CardId } from '../command.ts'
import { jsonPart, type Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import { carry } from './charge.ts'
import type { Rates } from './rates.ts'
import type { ServiceRates } from './service-tiers.ts'

export interface Card {
  readonly channel: number
  readonly model: string
  /** pCR per unit that Lv1 pays. */
  readonly list: Rates
  /** pCR per unit that the platform pays upstream. */
  readonly cost: Rates
  readonly services: ServiceRates
  /** Mines even at cost 0, by the operator's word. */
  readonly eligible: boolean
  retired: boolean
}

export class Cards {
  readonly table = new RecordTable<Card>('cards')
  readonly #current = new Map<string, CardId>()
  /** Retired cards that calls still name, and how often: they go with the last of them. */
  readonly #named = new Map<CardId, number>()
  /** Sub-µCR remainder of cost per channel. */
  #carried = new Map<number, Pico>()

  get(id: CardId): Card | undefined {
    return this.table.get(id)
  }

  current(channel: number, model: string): CardId | undefined {
    return this.#current.get(keyOf(channel, model))
  }

  /** True for a card that was published once, even if it is gone by now. */
  existed(id: CardId): boolean {
    return Number.isSafeInteger(id) && id > 0 && id < this.table.nextId
  }

  /** The card in force before is the caller's to retire. */
  publish(card: Omit<Card, 'retired'>): CardId {
    const id = this.table.push({ ...card, retired: false }) as CardId
    this.#current.set(keyOf(card.channel, card.model), id)
    return id
  }

  /** `named`: cards that calls name. The retired one stays as long as it is among them. */
  retire(id: CardId, named: Iterable<CardId>): void {
    const card = this.table.get(id)
    if (!card) return
    card.retired = true
    this.table.touch(id)
    this.#current.delete(keyOf(card.channel, card.model))
    let times = 0
    for (const other of named) if (other === id) times += 1
    if (times === 0) this.table.remove(id)
    else this.#named.set(id, times)
  }

  /** A call that named these has ended. */
  release(cardIds: readonly CardId[]): void {
    if (this.#named.size === 0) return
    for (const id of cardIds) {
      const times = this.#named.get(id)
      if (times === undefined) continue
      if (times > 1) this.#named.set(id, times - 1)
      else {
        this.#named.delete(id)
        this.table.remove(id)
      }
    }
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

  reindex(named: Iterable<CardId>): void {
    this.#current.clear()
    this.#named.clear()
    for (const id of named) if (this.table.get(id)?.retired) this.#named.set(id, (this.#named.get(id) ?? 0) + 1)
    for (const [id, card] of this.table.entries()) {
      if (!card.retired) this.#current.set(keyOf(card.channel, card.model), id as CardId)
    }
  }
}

function keyOf(channel: number, model: string): string {
  return `${channel}/${model}`
}
