/** A count by labels in plain numbers, cheap enough for every command and call; a metric takes it over when its page is made. */

interface Cell {
  amount: number
  readonly below: Map<string, Cell>
}

/** One label a name; of few values each, which are kept. */
export class Tally {
  readonly #names: readonly string[]
  readonly #root: Cell = { amount: 0, below: new Map() }

  constructor(names: readonly string[]) {
    this.#names = names
  }

  /** `values` in the order of the names. */
  add(amount: number, values: readonly string[]): void {
    let cell = this.#root
    for (const value of values) {
      let next = cell.below.get(value)
      if (next === undefined) {
        next = { amount: 0, below: new Map() }
        cell.below.set(value, next)
      }
      cell = next
    }
    cell.amount += amount
  }

  /** Hands over what was added since the last time. */
  take(into: (labels: Record<string, string>, amount: number) => void): void {
    this.#takeBelow(this.#root, [], into)
  }

  #takeBelow(cell: Cell, values: readonly string[], into: Parameters<Tally['take']>[0]): void {
    if (cell.amount > 0) {
      into(Object.fromEntries(values.map((value, i) => [this.#names[i], value])), cell.amount)
      cell.amount = 0
    }
    for (const [value, next] of cell.below) this.#takeBelow(next, [...values, value], into)
  }
}
