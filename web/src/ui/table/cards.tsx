/** The same rows as cards: heading and figure, then a labelled line a column. */
import { clsx } from 'clsx'
import { Fragment } from 'react'
import { type Column, headingOf, PlaceContext, type TableProps } from './column.ts'
import { rowPress } from './row-press.ts'

export function Cards<Row>(props: TableProps<Row>) {
  const { label, rows, rowKey, onRow, highlight, group } = props
  return (
    <PlaceContext value="card">
      <ul aria-label={label} className="divide-y divide-line">
        {rows.map((row, index) => {
          const heading = headingOf(props, index)
          return (
            <Fragment key={rowKey(row)}>
              {heading !== null && group ? (
                <li className="bg-raised px-4 py-1.5 text-12 font-semibold">{group.name(heading)}</li>
              ) : null}
              <li className={clsx('px-4 py-3', highlight?.(row) && 'bg-accent-soft/50')}>
                {onRow ? (
                  // biome-ignore lint/a11y/useSemanticElements: the card holds blocks and further buttons
                  <div role="button" tabIndex={0} {...rowPress(row, onRow)}>
                    <Card row={row} columns={props.columns} />
                  </div>
                ) : (
                  <Card row={row} columns={props.columns} />
                )}
              </li>
            </Fragment>
          )
        })}
      </ul>
    </PlaceContext>
  )
}

function Card<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }) {
  const here = columns.filter(({ only }) => only !== 'rows')
  const of = (place: Column<Row>['card']) => here.filter((column) => (column.card ?? 'line') === place)
  const titles = of('title').length > 0 ? of('title') : here.slice(0, 1)
  const lines = of('line').filter((column) => !titles.includes(column) && (column.has?.(row) ?? true))
  return (
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
}
