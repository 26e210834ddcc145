/** A table's head: names of the columns, and sorting where the caller sorts. */
import { clsx } from 'clsx'
import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import type { Column, Sort, TableProps } from './column.ts'

export function Header<Row>({
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
          data-column={column.key}
          style={{ width: column.width, minWidth: column.least }}
          aria-sort={sort?.key === column.key ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined}
          className={clsx(
            'h-8 px-3 text-12 font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4',
            column.align === 'right' ? 'text-right' : 'text-left',
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
      <span>{column.header}</span>
      <Arrow size={12} aria-hidden="true" className={active ? '' : 'opacity-0 group-hover:opacity-60'} />
    </button>
  )
}
