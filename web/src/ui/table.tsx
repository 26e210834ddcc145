/** A table that never scrolls sideways: columns leave for the row's second line where the place is narrow, rows become cards on phones. No data logic here. */
import { clsx } from 'clsx'
import { useNarrow } from './media.ts'
import { Cards } from './table/cards.tsx'
import type { TableProps } from './table/column.ts'
import { Grid } from './table/grid.tsx'
import { useFit } from './table/use-fit.ts'

export type { Column, Sort } from './table/column.ts'

export function Table<Row>(props: TableProps<Row>) {
  const narrow = useNarrow()
  if (narrow && props.cards !== false) {
    return (
      <div className={props.className}>
        <Cards {...props} />
      </div>
    )
  }
  return <Fitted {...props} />
}

function Fitted<Row>(props: TableProps<Row>) {
  const { box, left, cards } = useFit(props.columns)
  return (
    // A sticky header sticks to the panel that scrolls, so there may be no scrolling box between them.
    <div ref={box} className={clsx('relative', props.sticky ? '' : 'overflow-x-auto', props.className)}>
      {cards ? <Cards {...props} /> : <Grid {...props} left={left} />}
    </div>
  )
}
