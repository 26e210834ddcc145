/** The table of runs. */
import { useNavigate } from '@tanstack/react-router'
import type { Run } from '../../../../src/contract/runs.ts'
import { ratio } from '../../amount/decimal.ts'
import { type Text, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Progress } from '../../ui/progress.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { RunStatus } from './status.tsx'

export function RunTable({ runs }: { runs: readonly Run[] }) {
  const t = useText('runs')
  const navigate = useNavigate()
  return (
    <Table
      label={t('title')}
      rows={runs}
      rowKey={(run) => run.runId}
      density="comfortable"
      columns={[...identity(t), ...figures(t)]}
      onRow={(run) => void navigate({ to: `/runs/${run.runId}` })}
    />
  )
}

const identity = (t: Text): Column<Run>[] => [
  {
    key: 'name',
    header: t('column.name'),
    card: 'title',
    cell: (run) => (
      <span className="flex flex-col py-1.5">
        <RowLink to={`/runs/${run.runId}`} className="font-medium">
          {run.name}
        </RowLink>
        <code className="font-mono text-12 text-muted">{run.hint}</code>
      </span>
    ),
  },
  { key: 'status', header: t('column.status'), cell: (run) => <RunStatus status={run.status} /> },
]

const figures = (t: Text): Column<Run>[] => [
  { key: 'spent', header: t('column.spent'), align: 'right', card: 'value', cell: (run) => <Spent run={run} /> },
  {
    key: 'held',
    header: t('column.held'),
    align: 'right',
    folds: 2,
    cell: (run) => <Amount value={run.held} decimals={4} />,
  },
  {
    key: 'left',
    header: t('column.left'),
    align: 'right',
    folds: 3,
    cell: (run) => <Amount value={run.left} decimals={4} />,
  },
  {
    key: 'expires',
    header: t('column.expires'),
    align: 'right',
    folds: 1,
    cell: (run) => <DateTime at={run.expiresAt} className="text-13 text-muted" />,
  },
]

/** From this share of a budget on, its bar warns. */
const NEAR_BUDGET = 0.9

function Spent({ run }: { run: Run }) {
  const t = useText('runs')
  const share = ratio(run.spent, run.budget)
  return (
    <span className="inline-flex flex-col items-end gap-1">
      <span>
        <Amount value={run.spent} decimals={4} />
        <span className="text-muted"> / </span>
        <Amount value={run.budget} unit="CR" decimals={2} />
      </span>
      <Progress
        share={share}
        label={t('column.spent')}
        tone={share >= NEAR_BUDGET ? 'warn' : 'accent'}
        className="w-28"
      />
    </span>
  )
}
