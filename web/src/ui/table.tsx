/** A table on wide screens, cards under 640 px, from one column description. Sorting is told to the caller; no data logic here. */
import { clsx } from 'clsx'
import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { useNarrow } from './media.ts'

export interface Column<Row> {
  key: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  align?: 'left' | 'right'
  /** CSS width; the rest is shared by content */
  width?: string
  /** the caller sorts; the header shows it */
  sortable?: boolean
  /** On a card: the heading, the figure at its right, a labelled line (default), or left out. */
  card?: 'title' | 'value' | 'line' | 'hidden'
  /** hidden on the table under this width */
  from?: 'md' | 'lg' | 'xl'
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
  /** sticky header inside a scrolling panel */
  sticky?: boolean | undefined
  /** cards on phones (default); false keeps a scrolling table */
  cards?: boolean
  className?: string
}

const FROM = { md: 'max-md:hidden', lg: 'max-lg:hidden', xl: 'max-xl:hidden' }

export function Table<Row>(props: TableProps<Row>) {
  const narrow = useNarrow()
  return narrow && props.cards !== false ? <Cards {...props} /> : <Grid {...props} />
}

function isInteractive(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a,button,input,select,[role=menuitem]') !== null
}

function Grid<Row>({
  label,
  columns,
  rows,
  rowKey,
  onRow,
  density,
  sort,
  onSort,
  highlight,
  sticky,
  className,
}: TableProps<Row>) {
  const height = density === 'compact' ? 'h-7' : density === 'comfortable' ? 'h-10' : 'h-(--row)'
  const text = density === 'compact' ? 'text-13' : 'text-14'
  const open = (row: Row) => (event: MouseEvent) => {
    if (!isInteractive(event.target) && !getSelection()?.toString()) onRow?.(row)
  }
  const openByKey = (row: Row) => (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target === event.currentTarget) onRow?.(row)
  }
  return (
    <div className={clsx('relative overflow-x-auto', className)}>
      <table aria-label={label} className={clsx('w-full border-collapse', text)}>
        <thead>
          <Header columns={columns} sort={sort} onSort={onSort} sticky={sticky} />
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              {...(onRow ? { onClick: open(row), onKeyDown: openByKey(row), tabIndex: 0 } : {})}
              className={clsx(
                'border-b border-line/60 -outline-offset-2 last:border-0',
                highlight?.(row) && 'bg-accent-soft/50',
                onRow ? 'cursor-pointer hover:bg-hover' : 'hover:bg-raised',
              )}
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={clsx(
                    'px-3 first:pl-4 last:pr-4',
                    height,
                    column.align === 'right' && 'num text-right whitespace-nowrap',
                    column.from && FROM[column.from],
                    column.className,
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Header<Row>({
  columns,
  sort,
  onSort,
  sticky,
}: Pick<TableProps<Row>, 'columns' | 'sort' | 'onSort' | 'sticky'>) {
  return (
    <tr className={clsx('border-b border-line', sticky && 'sticky top-0 z-10 bg-panel')}>
      {columns.map((column) => (
        <th
          key={column.key}
          scope="col"
          style={column.width ? { width: column.width } : undefined}
          aria-sort={sort?.key === column.key ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined}
          className={clsx(
            'h-8 px-3 text-12 font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4',
            column.align === 'right' ? 'text-right' : 'text-left',
            column.from && FROM[column.from],
          )}
        >
          {column.sortable && onSort ? <SortButton column={column} sort={sort} onSort={onSort} /> : column.header}
        </th>
      ))}
    </tr>
  )
}

interface SortButtonProps<Row> {
  column: Column<Row>
  sort: Sort | undefined
  onSort: (sort: Sort) => void
}

function SortButton<Row>({ column, sort, onSort }: SortButtonProps<Row>) {
  const active = sort?.key === column.key
  const Arrow = active && sort.direction === 'asc' ? ArrowUp : ArrowDown
  return (
    <button
      type="button"
      onClick={() => onSort({ key: column.key, direction: active && sort.direction === 'desc' ? 'asc' : 'desc' })}
      className={clsx(
        'group inline-flex items-center gap-1 rounded-[3px] align-middle hover:text-text',
        active && 'text-text',
        column.align === 'right' && 'flex-row-reverse',
      )}
    >
      {column.header}
      <Arrow size={12} aria-hidden="true" className={active ? '' : 'opacity-0 group-hover:opacity-60'} />
    </button>
  )
}

function Cards<Row>({ label, columns, rows, rowKey, onRow, highlight, className }: TableProps<Row>) {
  const of = (place: Column<Row>['card']) => columns.filter((column) => (column.card ?? 'line') === place)
  const titles = of('title').length > 0 ? of('title') : columns.slice(0, 1)
  const lines = of('line').filter((column) => !titles.includes(column))
  return (
    <ul aria-label={label} className={clsx('divide-y divide-line', className)}>
      {rows.map((row) => {
        const inner = (
          <>
            <div className="flex min-h-6 items-center justify-between gap-3">
              <div className="flex min-w-0 flex-wrap items-center gap-2 font-medium">
                {titles.map((column) => (
                  <span key={column.key} className="min-w-0">
                    {column.cell(row)}
                  </span>
                ))}
              </div>
              <div className="num flex shrink-0 items-center gap-2 text-right font-medium">
                {of('value').map((column) => (
                  <span key={column.key}>{column.cell(row)}</span>
                ))}
              </div>
            </div>
            {lines.length > 0 ? (
              <dl className="mt-1.5 grid grid-cols-[minmax(0,auto)_1fr] gap-x-4 gap-y-1 text-13">
                {lines.map((column) => (
                  <div key={column.key} className="contents">
                    <dt className="text-muted">{column.header}</dt>
                    <dd className="num min-w-0 text-right [&>*]:justify-end">{column.cell(row)}</dd>
                  </div>
                ))}
              </dl>
            ) : null}
          </>
        )
        return (
          <li key={rowKey(row)} className={clsx('px-4 py-3', highlight?.(row) && 'bg-accent-soft/50')}>
            {onRow ? (
              // biome-ignore lint/a11y/useSemanticElements: the card holds blocks and further buttons
              <div
                role="button"
                tabIndex={0}
                onClick={(event) =>
                  !isInteractive(event.target) || event.target === event.currentTarget ? onRow(row) : undefined
                }
                onKeyDown={(event) => event.key === 'Enter' && event.target === event.currentTarget && onRow(row)}
              >
                {inner}
              </div>
            ) : (
              inner
            )}
          </li>
        )
      })}
    </ul>
  )
}
