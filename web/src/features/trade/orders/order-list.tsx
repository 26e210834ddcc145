/** A list of the page's foot that comes in pages: compact rows under a header that stays. */
import type { ReactNode } from 'react'
import { type Paged, PagedList } from '../../../ui/paged.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'

export interface OrderListProps<Row> {
  label: string
  paged: Paged<{ items: readonly Row[]; nextCursor?: string | null }>
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string | number
  none: string
  noneText: ReactNode
}

export function OrderList<Row>({ label, paged, columns, rowKey, none, noneText }: OrderListProps<Row>) {
  return (
    <PagedList
      paged={paged}
      loading={<TableSkeleton rows={5} columns={6} />}
      empty={
        <EmptyState title={none} className="py-8">
          {noneText}
        </EmptyState>
      }
    >
      {(rows) => <Table label={label} density="compact" sticky columns={columns} rows={rows} rowKey={rowKey} />}
    </PagedList>
  )
}
