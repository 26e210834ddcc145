/** Everybody's place in the running round: the highest score first, of equal ones the earlier. No rounds, no prizes. */
import type { Credits } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'

export interface Score {
  readonly account: AccountId
  /** Σ µCR of eligible captures; only rises. */
  score: Credits
  /** What the platform earned with them: Σ of the same µCR less their cost. */
  margin: Credits
  /** Number of the command that reached the score: no two are equal. */
  reached: number
}

/** Rows of one piece of the order; a longer one is split. */
const PIECE = 512

/** The order in pieces, so that a change costs one search and one short shift however many take part. */
export class Ranking {
  #pieces: Score[][] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** In place of an empty order: rows in any order. */
  fill(rows: readonly Score[]): void {
    const sorted = [...rows].sort((a, b) => (isBefore(a, b) ? -1 : 1))
    this.#pieces = []
    for (let at = 0; at < sorted.length; at += PIECE / 2) this.#pieces.push(sorted.slice(at, at + PIECE / 2))
    this.#size = sorted.length
  }

  add(row: Score): void {
    const { piece, index } = this.#place(row)
    const rows = this.#pieces[piece]
    if (rows === undefined) this.#pieces.push([row])
    else {
      rows.splice(index, 0, row)
      if (rows.length > PIECE) this.#pieces.splice(piece + 1, 0, rows.splice(PIECE / 2))
    }
    this.#size += 1
  }

  remove(row: Score): void {
    const { piece, index } = this.#place(row)
    this.#pieces[piece]?.splice(index, 1)
    if (this.#pieces[piece]?.length === 0) this.#pieces.splice(piece, 1)
    this.#size -= 1
  }

  /** Changes a row that is in the order. Most stay where they are: then nothing is moved. */
  raise(row: Score, to: Pick<Score, 'score' | 'margin' | 'reached'>): void {
    const { piece, index } = this.#place(row)
    const above = index > 0 ? this.#pieces[piece]?.[index - 1] : this.#pieces[piece - 1]?.at(-1)
    if (above === undefined || above.score >= to.score) {
      Object.assign(row, to)
      return
    }
    this.remove(row)
    Object.assign(row, to)
    this.add(row)
  }

  /** 1 is the first. */
  rankOf(row: Score): number {
    const { piece, index } = this.#place(row)
    let before = 0
    for (let i = 0; i < piece; i++) before += (this.#pieces[i] as Score[]).length
    return before + index + 1
  }

  /** The row above; undefined for the first. */
  above(row: Score): Score | undefined {
    const { piece, index } = this.#place(row)
    return index > 0 ? this.#pieces[piece]?.[index - 1] : this.#pieces[piece - 1]?.at(-1)
  }

  /** The first n. */
  top(n: number): Score[] {
    const rows: Score[] = []
    for (const piece of this.#pieces) {
      if (rows.length >= n) break
      rows.push(...piece.slice(0, n - rows.length))
    }
    return rows
  }

  /** Where the row stands, or where it would be put. */
  #place(row: Score): { readonly piece: number; readonly index: number } {
    const last = this.#pieces.length - 1
    const piece = Math.min(
      last,
      firstNot(this.#pieces, (rows) => isBefore(rows[rows.length - 1] as Score, row)),
    )
    if (piece < 0) return { piece: 0, index: 0 }
    const rows = this.#pieces[piece] as Score[]
    return { piece, index: firstNot(rows, (other) => isBefore(other, row)) }
  }
}

function isBefore(a: Score, b: Score): boolean {
  return a.score > b.score || (a.score === b.score && a.reached < b.reached)
}

/** Index of the first item for which it is false; it stays false for all later ones. */
function firstNot<T>(items: readonly T[], isTrue: (item: T) => boolean): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isTrue(items[middle] as T)) low = middle + 1
    else high = middle
  }
  return low
}
