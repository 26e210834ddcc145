/** The columns of the log. */
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { isZero } from '../../amount/decimal.ts'
import { type Text, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import type { Column } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Outcome } from './outcome.tsx'

export function useColumns(): Column<CallSummary>[] {
  const t = useText('logs')
  return [...identity(t), ...figures(t)]
}

const identity = (t: Text): Column<CallSummary>[] => [
  {
    key: 'at',
    header: t('column.time'),
    cell: (call) => <DateTime at={call.at} detail="second" className="text-13 text-muted" />,
  },
  {
    key: 'model',
    header: t('column.model'),
    card: 'title',
    className: 'max-w-64 truncate max-lg:max-w-40',
    cell: (call) => (
      <RowLink to={`/logs/${call.callId}`} className="font-medium">
        {call.model}
      </RowLink>
    ),
  },
  {
    key: 'key',
    header: t('column.key'),
    card: 'hidden',
    folds: 1,
    className: 'max-w-40 truncate text-13 text-muted',
    cell: (call) => call.keyName ?? (call.keyId === null ? t('noKey') : `#${call.keyId}`),
  },
  { key: 'outcome', header: t('column.result'), folds: 3, cell: (call) => <Outcome call={call} /> },
]

const figures = (t: Text): Column<CallSummary>[] => [
  {
    key: 'input',
    header: t('column.input'),
    align: 'right',
    folds: 2,
    cell: (call) => <Tokens count={call.inputTokens} estimated={call.estimated} />,
  },
  {
    key: 'output',
    header: t('column.output'),
    align: 'right',
    folds: 2,
    cell: (call) => <Tokens count={call.outputTokens} estimated={call.estimated} />,
  },
  {
    key: 'latency',
    header: t('column.latency'),
    align: 'right',
    card: 'hidden',
    folds: 1,
    cell: (call) => <Seconds ms={call.latencyMs} />,
  },
  {
    key: 'firstToken',
    header: t('column.firstToken'),
    align: 'right',
    folds: 1,
    card: 'hidden',
    cell: (call) => <Seconds ms={call.firstTokenMs} />,
  },
  {
    key: 'charged',
    header: t('column.charged'),
    align: 'right',
    card: 'value',
    cell: (call) => <Amount value={call.charged} unit="CR" className="font-medium" />,
  },
  {
    key: 'mined',
    header: t('column.mined'),
    align: 'right',
    cell: (call) =>
      isZero(call.mined) ? (
        <span className="text-dim">–</span>
      ) : (
        <Amount value={call.mined} unit="LCO" decimals={6} className="text-gold-text" />
      ),
  },
]

function Tokens({ count, estimated }: { count: number; estimated: boolean }) {
  const t = useText('logs')
  if (count === 0) return <span className="text-dim">–</span>
  return (
    <span
      title={estimated ? t('estimated') : undefined}
    >{`${estimated ? '≈ ' : ''}${count.toLocaleString('en-US')}`}</span>
  )
}

export function Seconds({ ms }: { ms: number | null }) {
  if (ms === null) return <span className="text-dim">–</span>
  return (
    <span className="num whitespace-nowrap">
      {(ms / 1000).toFixed(2)}
      <span className="ml-1 text-[0.8em] text-muted">s</span>
    </span>
  )
}
