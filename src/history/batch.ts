/** Collects the rows of many commands in memory, merging those with equal keys. Knows no SQL and no events. */
import type { HistorySchema } from './schema.ts'
import { type AppendedTable, type HistoryTable, isMerged, type Merge, type MergedTable, merged } from './writes.ts'

/** A value of a column; booleans are stored as 0 and 1. */
export type Cell = number | string | null
export type Row = Readonly<Record<string, Cell>>

/** What row builders write to. */
export interface RowSink {
  append<T extends AppendedTable>(table: T, row: HistorySchema[T]): void
  merge<T extends MergedTable>(table: T, row: HistorySchema[T]): void
}

export class Batch implements RowSink {
  readonly #rows = new Map<HistoryTable, Record<string, Cell>[]>()
  readonly #byKey = new Map<string, Record<string, Cell>>()
  #count = 0

  append<T extends AppendedTable>(table: T, row: HistorySchema[T]): void {
    this.#push(table, row)
  }

  merge<T extends MergedTable>(table: T, row: HistorySchema[T]): void {
    const { key, rest } = mergePlans[table]
    const cells: Record<string, Cell> = row
    let name: string = table
    for (const column of key) name += `|${cells[column]}`
    const before = this.#byKey.get(name)
    if (before === undefined) {
      this.#byKey.set(name, cells)
      this.#push(table, cells)
      return
    }
    for (const [column, how] of rest) before[column] = met(how, before[column] as Cell, cells[column] as Cell)
  }

  /** Rows collected so far; merged ones count once. */
  get count(): number {
    return this.#count
  }

  tables(): Iterable<[table: HistoryTable, rows: readonly Row[]]> {
    return this.#rows
  }

  #push(table: HistoryTable, row: Record<string, Cell>): void {
    const rows = this.#rows.get(table)
    if (rows === undefined) this.#rows.set(table, [row])
    else rows.push(row)
    this.#count += 1
  }
}

interface MergePlan {
  readonly key: readonly string[]
  readonly rest: readonly (readonly [column: string, how: Merge])[]
}

function planOf(table: MergedTable): MergePlan {
  const columns: [string, 'key' | Merge][] = Object.entries(merged[table].columns)
  return {
    key: columns.filter(([, how]) => how === 'key').map(([column]) => column),
    rest: columns.filter((column): column is [string, Merge] => column[1] !== 'key'),
  }
}

const mergePlans = Object.fromEntries(Object.keys(merged).map((table) => [table, planOf(table as MergedTable)])) as {
  readonly [T in MergedTable]: MergePlan
}

/** Key columns and merge rules of a table; undefined for tables that are only added to. */
export function mergePlan(table: HistoryTable): MergePlan | undefined {
  return isMerged(table) ? mergePlans[table] : undefined
}

function met(how: Merge, before: Cell, after: Cell): Cell {
  switch (how) {
    case 'add':
      return (before as number) + (after as number)
    case 'high':
      return Math.max(before as number, after as number)
    case 'low':
      return Math.min(before as number, after as number)
    case 'set':
      return after
    case 'latest':
      return after ?? before
    case 'keep':
      return before
  }
}
