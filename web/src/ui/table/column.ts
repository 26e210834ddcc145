/** How a table is described: its columns, and where each goes when there is less room. Drawing is in the files beside. */
import { createContext, type ReactNode, useContext } from 'react'

export interface Column<Row> {
  key: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  align?: 'left' | 'right'
  /** CSS width; the rest is shared by content */
  width?: string
  /** CSS width under which running text is not squeezed: another column leaves the row first */
  least?: string
  /** the caller sorts; the header shows it */
  sortable?: boolean
  /** On a card: the heading, the figure at its right, a labelled line (default), or left out. Heading and figure never leave the row. */
  card?: 'title' | 'value' | 'line' | 'hidden'
  /** In a row too narrow for all: 1 leaves before 2 before 3, then the others from the right. What leaves stands in the row's second line. */
  folds?: 1 | 2 | 3
  /** Not on cards, or only there: what several columns say together, a card may say in one. Such columns never leave the row. */
  only?: 'rows' | 'cards'
  /** Whether the row has something to say here: where not, a card and a second line leave it out. */
  has?: (row: Row) => boolean
  className?: string
}

export interface Sort {
  key: string
  direction: 'asc' | 'desc'
}

export interface TableProps<Row> {
  /** spoken name of the table */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string | number
  onRow?: (row: Row) => void
  density?: 'comfortable' | 'compact'
  sort?: Sort | undefined
  onSort?: ((sort: Sort) => void) | undefined
  /** own rows and fresh ones get the accent's soft ground */
  highlight?: (row: Row) => boolean
  /** A heading before the first row of each group; rows come grouped already. */
  group?: { of: (row: Row) => string; name: (group: string) => ReactNode }
  /** header stays while the panel around scrolls */
  sticky?: boolean | undefined
  /** cards on phones (default); false keeps rows there too, as far as they fit */
  cards?: boolean
  className?: string
}

/** Where a cell is drawn: in its column, in the row's second line, or on a card. */
export type CellPlace = 'row' | 'line' | 'card'
export const PlaceContext = createContext<CellPlace>('row')
export const usePlace = (): CellPlace => useContext(PlaceContext)

/** Of a row under a group's heading: the heading, when the row is its first. */
export function headingOf<Row>({ rows, group }: Pick<TableProps<Row>, 'rows' | 'group'>, index: number): string | null {
  const row = rows[index]
  if (!group || row === undefined) return null
  const before = rows[index - 1]
  const own = group.of(row)
  return before !== undefined && group.of(before) === own ? null : own
}
