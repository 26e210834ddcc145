/** Rows and columns. Columns that have left the row stand with their names in its second line. */
import { clsx } from 'clsx'
import { Fragment, type ReactNode } from 'react'
import { type Column, headingOf, PlaceContext, type TableProps } from './column.ts'
import { Header } from './header.tsx'
import { rowPress } from './row-press.ts'

/** @param left keys of the columns that have left the row */
export function Grid<Row>(props: TableProps<Row> & { left: ReadonlySet<string> }) {
  const { label, rows, rowKey, density, sort, onSort, sticky, group, left } = props
  const columns = props.columns.filter(({ key, only }) => !left.has(key) && only !== 'cards')
  const folded = props.columns.filter(({ key, card }) => left.has(key) && card !== 'hidden')
  const body = rows.map((row, index) => {
    const heading = headingOf(props, index)
    return (
      <Fragment key={rowKey(row)}>
        {heading !== null && group ? (
          <GroupRow span={columns.length} alone={folded.length > 0}>
            {group.name(heading)}
          </GroupRow>
        ) : null}
        <Row {...{ row, columns, folded }} table={props} />
      </Fragment>
    )
  })
  return (
    <table aria-label={label} className={clsx('w-full border-collapse', density === 'compact' ? 'text-13' : 'text-14')}>
      <thead>
        <Header columns={columns} sort={sort} onSort={onSort} sticky={sticky} />
      </thead>
      {folded.length > 0 ? body : <tbody>{body}</tbody>}
    </table>
  )
}

/** @param alone a body of its own, as every row of two lines is */
function GroupRow({ span, alone, children }: { span: number; alone: boolean; children: ReactNode }) {
  const row = (
    <tr className="border-b border-line/60 bg-raised">
      <th scope="colgroup" colSpan={span} className="h-8 px-4 text-left text-12 font-semibold">
        {children}
      </th>
    </tr>
  )
  return alone ? <tbody>{row}</tbody> : row
}

interface RowProps<Row> {
  row: Row
  columns: readonly Column<Row>[]
  folded: readonly Column<Row>[]
  table: TableProps<Row>
}

function Row<Row>({ row, columns, folded, table: { density, onRow, highlight } }: RowProps<Row>) {
  const look = clsx(
    'border-b border-line/60 -outline-offset-2 last:border-0',
    highlight?.(row) && 'bg-accent-soft/50',
    onRow ? 'cursor-pointer hover:bg-hover' : 'hover:bg-raised',
  )
  const cells = <Cells {...{ row, columns, density }} twoLines={folded.length > 0} />
  if (folded.length === 0) {
    return (
      <tr {...rowPress(row, onRow)} tabIndex={onRow ? 0 : undefined} className={look}>
        {cells}
      </tr>
    )
  }
  return (
    <tbody {...rowPress(row, onRow)} tabIndex={onRow ? 0 : undefined} className={look}>
      <tr>{cells}</tr>
      <tr>
        <td colSpan={columns.length} className="px-4 pb-2">
          <SecondLine row={row} columns={folded} />
        </td>
      </tr>
    </tbody>
  )
}

interface CellsProps<Row> {
  row: Row
  columns: readonly Column<Row>[]
  density: TableProps<Row>['density']
  twoLines: boolean
}

function Cells<Row>({ row, columns, density, twoLines }: CellsProps<Row>) {
  const height = density === 'compact' ? 'h-7' : density === 'comfortable' ? 'h-10' : 'h-(--row)'
  return columns.map((column) => (
    <td
      key={column.key}
      className={clsx(
        'px-3 first:pl-4 last:pr-4',
        twoLines ? 'h-8 pt-1 pb-0.5!' : height,
        column.align === 'right' && 'num text-right whitespace-nowrap',
        column.className,
      )}
    >
      {column.cell(row)}
    </td>
  ))
}

function SecondLine<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }) {
  const said = columns.filter((column) => column.has?.(row) ?? true)
  if (said.length === 0) return null
  return (
    <PlaceContext value="line">
      <dl className="flex flex-wrap gap-x-5 gap-y-0.5 text-12">
        {said.map((column) => (
          <div key={column.key} className="flex min-w-0 items-center gap-1.5">
            <dt className="shrink-0 text-muted">{column.header}</dt>
            <dd className="num min-w-0 [overflow-wrap:anywhere]">{column.cell(row)}</dd>
          </div>
        ))}
      </dl>
    </PlaceContext>
  )
}
