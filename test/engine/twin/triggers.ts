/** The twin of the trigger book: a plain list that every trade is held against. docs/concepts/economy.md §7. */
import type { Trigger } from '../../../src/engine/command.ts'

interface Waiting {
  readonly id: number
  readonly side: 'buy' | 'sell'
  readonly trigger: Trigger
  /** Best price since it follows; undefined before. */
  best: bigint | undefined
}

export class TriggerTwin {
  #waiting: Waiting[] = []
  /** In the order in which they are placed. */
  due: { readonly id: number; readonly price: bigint | null }[] = []
  firedAt = 0

  add(order: Omit<Waiting, 'best'>, last: bigint | undefined): void {
    this.#waiting.push({ ...order, best: order.trigger.price === null ? last : undefined })
    this.#waiting.sort((a, b) => a.id - b.id)
  }

  remove(id: number): void {
    this.#waiting = this.#waiting.filter((order) => order.id !== id)
    this.due = this.due.filter((order) => order.id !== id)
  }

  /** Oldest first, each by what its owner asked for. */
  trade(price: bigint): void {
    for (const order of [...this.#waiting]) {
      if (!isReached(order, price)) continue
      this.#waiting = this.#waiting.filter((other) => other !== order)
      this.due.push({ id: order.id, price })
    }
  }
}

export function falls({ side, trigger }: Pick<Waiting, 'side' | 'trigger'>): boolean {
  return (trigger.kind === 'stop_loss') === (side === 'sell')
}

function isReached(order: Waiting, price: bigint): boolean {
  const { side, trigger } = order
  const bps = BigInt(trigger.trailBps ?? 0)
  if (order.best !== undefined) {
    if (side === 'sell' ? price > order.best : price < order.best) order.best = price
    const distance = 10_000n * (side === 'sell' ? order.best - price : price - order.best)
    return distance >= bps * order.best
  }
  const at = BigInt(trigger.price ?? 0)
  if (falls(order) ? price > at : price < at) return false
  if (bps === 0n) return true
  order.best = price
  return false
}
