/** Collects the rows of many commands in memory, merging those with equal keys. Knows no SQL and no events. */
import type { HistorySchema } from './schema.ts'
import { type AppendedTable, type HistoryTable, isMerged, type Merge, type MergedTable, merged } from './writes.ts'

/** A value of a column; booleans are stored as 0 and 1. */
export type Cell = number | string | null
type Row = Readonly<Record<string, Cell>>

/** What row builders write to. */
export interface RowSink {
  append<T extends AppendedTable>(table: T, row: HistorySchema[T]): void
  merge<T extends MergedTable>(table: T, row: HistorySchema[T]): void
  /** Puts an item at the end of a series. */
  list(entry: SeriesItem): void
}

export type SeriesItem = HistorySchema['series_items']

/** Rows of one table, their cells one after the other. */
export interface Rows {
  readonly columns: readonly string[]
  readonly cells: readonly Cell[]
}

export class Batch implements RowSink {
  readonly #appended = new Map<AppendedTable, { readonly columns: readonly string[]; readonly cells: Cell[] }>()
  readonly #merged = new Map<MergedTable, Record<string, Cell>[]>()
  readonly #byKey = new Map<string, Record<string, Cell>>()
  /** Items by account and series. */
  readonly #series = new Map<number, Map<number, number[]>>()
  #count = 0

  /** The row's cells are taken at once: rows that live for a whole batch are what a collector has to copy. */
  append<T extends AppendedTable>(table: T, row: HistorySchema[T]): void {
    const cells: Row = row
    let rows = this.#appended.get(table)
    if (rows === undefined) {
      rows = { columns: Object.keys(cells), cells: [] }
      this.#appended.set(table, rows)
    }
    for (const column of rows.columns) rows.cells.push(cells[column] as Cell)
    this.#count += 1
  }

  merge<T extends MergedTable>(table: T, row: HistorySchema[T]): void {
    const { key, rest } = mergePlans[table]
    const cells: Record<string, Cell> = row
    let name: string = table
    for (const column of key) name += `|${cells[column]}`
    const before = this.#byKey.get(name)
    if (before === undefined) {
      this.#byKey.set(name, cells)
      const rows = this.#merged.get(table)
      if (rows === undefined) this.#merged.set(table, [cells])
      else rows.push(cells)
      this.#count += 1
      return
    }
    for (const [column, how] of rest) before[column] = met(how, before[column] as Cell, cells[column] as Cell)
  }

  list({ account, series, item }: SeriesItem): void {
    let own = this.#series.get(account)
    if (own === undefined) {
      own = new Map()
      this.#series.set(account, own)
    }
    const items = own.get(series)
    if (items === undefined) own.set(series, [item])
    else items.push(item)
    this.#count += 1
  }

  /** Rows collected so far; merged ones count once. */
  get count(): number {
    return this.#count
  }

  *tables(): Iterable<[table: HistoryTable, rows: Rows]> {
    yield* this.#appended
    if (this.#series.size > 0) yield ['series_items', { columns: seriesColumns, cells: this.#seriesCells() }]
    for (const [table, rows] of this.#merged) {
      const columns = Object.keys(rows[0] ?? {})
      yield [table, { columns, cells: rows.flatMap((row) => columns.map((column) => row[column] as Cell)) }]
    }
  }

  /** In the order of the table's key: each row is written beside the one before, several times as fast as anywhere. */
  #seriesCells(): Cell[] {
    const cells: Cell[] = []
    for (const [account, own] of [...this.#series].sort(byKey)) {
      for (const [series, items] of [...own].sort(byKey)) for (const item of items) cells.push(account, series, item)
    }
    return cells
  }
}
const seriesColumns = ['account', 'series', 'item'] as const satisfies (keyof SeriesItem)[]

function byKey([a]: readonly [number, unknown], [b]: readonly [number, unknown]): number {
  return a - b
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
