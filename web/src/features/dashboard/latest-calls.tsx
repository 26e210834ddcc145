/** The newest calls as they happen; each leads to its receipt. */
import { useNavigate } from '@tanstack/react-router'
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { TimeAgo } from '../../ui/time.tsx'

const TONES = { captured: 'ok', released: 'neutral', aborted: 'warn' } as const

export function LatestCalls({ calls }: { calls: readonly CallSummary[] }) {
  const t = useText('dashboard')
  const navigate = useNavigate()
  return (
    <Section
      title={t('latest')}
      flush
      aside={
        <TextLink to="/logs" className="text-13">
          {t('allCalls')}
        </TextLink>
      }
    >
      <Table
        label={t('latest')}
        rows={calls}
        rowKey={(row) => row.callId}
        onRow={(row) => void navigate({ to: `/logs/${row.callId}` })}
        columns={[
          { key: 'model', header: t('column.model'), card: 'title', cell: (row) => row.model },
          {
            key: 'state',
            header: t('column.state'),
            cell: (row) => <Badge tone={TONES[row.state]}>{t(`state.${row.state}`)}</Badge>,
          },
          {
            key: 'tokens',
            header: t('column.tokens'),
            align: 'right',
            folds: 1,
            cell: (row) => (
              <>
                {row.inputTokens} → {row.outputTokens}
              </>
            ),
          },
          {
            key: 'charged',
            header: t('column.charged'),
            align: 'right',
            card: 'value',
            cell: (row) => <Amount value={row.charged} unit="CR" />,
          },
          {
            key: 'mined',
            header: t('column.mined'),
            align: 'right',
            folds: 3,
            cell: (row) => <Amount value={row.mined} unit="LCO" />,
          },
          { key: 'at', header: t('column.at'), align: 'right', cell: (row) => <TimeAgo at={row.at} /> },
        ]}
      />
    </Section>
  )
}
