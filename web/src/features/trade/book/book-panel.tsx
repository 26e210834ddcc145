/** The order book: asks above, bids below, the middle between, depth bars behind; a row fills price and amount of the ticket. */
import { clsx } from 'clsx'
import { type KeyboardEvent, memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useText } from '../../../i18n/index.ts'
import { Select } from '../../../ui/select.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { useBook, useFeed, useOwnOrders } from '../live.ts'
import { type MarketRules, priceText, ticksOf } from '../pair.ts'
import { Panel } from '../panel.tsx'
import { BookLine } from './book-line.tsx'
import { type BookRow, barWidth, groupLevels, groupSteps } from './group.ts'
import { Middle } from './middle.tsx'
import { ownRows } from './own.ts'
import type { Pick } from './pick.ts'

const ROW_PX = 20
const MIDDLE_PX = 44
const HEAD_PX = 24

export interface BookPanelProps {
  rules: MarketRules | undefined
  onPick: (pick: Pick) => void
}

export const BookPanel = memo(function BookPanel({ rules, onPick }: BookPanelProps) {
  const t = useText('trade')
  const feed = useFeed()
  const book = useBook()
  const [stepText, setStep] = useState('1')
  const reference = book?.asks[0]?.[0] ?? book?.bids[0]?.[0]
  const steps = useMemo(
    () => (rules && reference ? groupSteps(ticksOf(reference, rules)).map(String) : ['1']),
    [rules, reference],
  )
  const step = steps.includes(stepText) ? stepText : '1'
  const picker = rules ? (
    <Select
      size="sm"
      label={t('book.step')}
      value={step}
      onChange={setStep}
      options={steps.map((value) => ({ value, label: priceText(BigInt(value), rules).replace(/0+$/, '') }))}
    />
  ) : null
  return (
    <Panel title={t('book.title')} aside={picker}>
      {feed === 'lost' ? (
        <p className="border-b border-line bg-warn-soft px-3 py-1 text-12 text-warn">{t('book.lost')}</p>
      ) : null}
      {rules && book ? <Levels {...{ rules, onPick, step: BigInt(step), stale: feed === 'lost' }} /> : <BookSkeleton />}
    </Panel>
  )
})

interface LevelsProps extends BookPanelProps {
  rules: MarketRules
  step: bigint
  stale: boolean
}

function Levels({ rules, onPick, step, stale }: LevelsProps) {
  const t = useText('trade')
  const book = useBook()
  const { open } = useOwnOrders()
  const [box, rows] = useRowsThatFit()
  const own = useMemo(() => ownRows(open ?? [], step, rules), [open, step, rules])
  if (!book) return null
  const shared = { step, rows, pair: rules }
  const asks = groupLevels({ levels: book.asks, side: 'sell', ...shared })
  const bids = groupLevels({ levels: book.bids, side: 'buy', ...shared })
  const widest = larger(asks.at(-1)?.totalLots ?? 0n, bids.at(-1)?.totalLots ?? 0n)
  const lines = (list: readonly BookRow[], side: 'buy' | 'sell') =>
    list.map((row, index) => (
      <BookLine
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place from the middle; prices pass through
        key={`${side}${index}`}
        {...{ side, index, onPick, price: row.price, quantity: row.quantity, total: row.total }}
        width={barWidth(row.totalLots, widest)}
        own={own.has(`${side} ${row.ticks}`)}
      />
    ))
  const empty = asks.length === 0 && bids.length === 0
  return (
    <div
      ref={box}
      className={clsx(
        'flex min-h-0 flex-1 flex-col overflow-hidden transition-opacity',
        stale && '[&_*]:text-dim! [&_[data-bar]]:hidden',
      )}
    >
      <div className="grid h-6 shrink-0 grid-cols-[1fr_1fr_1.1fr] items-center px-3 text-right text-12 text-muted">
        <span className="text-left">{t('column.price')}</span>
        <span>{t('column.quantity')}</span>
        <span>{t('column.total')}</span>
      </div>
      {empty ? (
        <EmptyState title={t('book.empty')} className="my-auto">
          {t('book.emptyText')}
        </EmptyState>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the row buttons inside
        <div className="flex min-h-0 flex-1 flex-col" onKeyDown={moveFocus}>
          <div className="flex min-h-0 flex-1 flex-col-reverse overflow-hidden">{lines(asks, 'sell')}</div>
          <Middle bid={book.bids[0]} ask={book.asks[0]} rules={rules} />
          <div className="flex min-h-0 flex-1 flex-col overflow-hidden">{lines(bids, 'buy')}</div>
        </div>
      )}
    </div>
  )
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** Rows a side that the box has room for. */
function useRowsThatFit() {
  const box = useRef<HTMLDivElement>(null)
  const [rows, setRows] = useState(12)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setRows(Math.max(4, Math.floor((element.clientHeight - MIDDLE_PX - HEAD_PX) / 2 / ROW_PX)))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [box, rows] as const
}

/** Up and down walk over the rows as they stand on the screen. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button[data-row]')].sort(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  )
  const at = buttons.indexOf(document.activeElement as HTMLElement)
  buttons[at + step]?.focus()
}

function BookSkeleton() {
  return (
    <div className="flex flex-1 flex-col gap-2 overflow-hidden p-3" aria-hidden="true">
      {Array.from({ length: 16 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Skeleton key={index} className="h-3 w-full" />
      ))}
    </div>
  )
}
