/** The columns of the models' table on the status page. */
import { useText } from '../../i18n/index.ts'
import { UptimeBars } from '../../parts/uptime-bars.tsx'
import { successBps } from '../../parts/uptime-days.ts'
import { Badge } from '../../ui/badge.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import type { Column } from '../../ui/table.tsx'
import type { ModelRow } from './rows.ts'

const None = () => <span className="text-dim">–</span>

export function useColumns(): Column<ModelRow>[] {
  const t = useText('status')
  return [
    {
      key: 'model',
      header: t('models.model'),
      card: 'title',
      className: 'py-2',
      cell: ({ model, available }) => (
        <span className="flex min-w-0 items-center gap-2">
          <RowLink to={`/models/${encodeURIComponent(model)}`} className="truncate font-medium">
            {model}
          </RowLink>
          {available ? null : <Badge tone="warn">{t('models.unavailable')}</Badge>}
        </span>
      ),
    },
    {
      key: 'days',
      header: t('models.days'),
      width: '38%',
      cell: ({ days }) => <UptimeBars days={days} className="w-full min-w-20" />,
    },
    {
      key: 'success',
      header: t('models.success'),
      align: 'right',
      card: 'value',
      cell: ({ days }) => {
        const bps = successBps(days)
        return bps === undefined ? <None /> : `${(bps / 100).toFixed(2)} %`
      },
    },
    {
      key: 'calls',
      header: t('models.calls'),
      align: 'right',
      folds: 1,
      cell: ({ days }) => days.reduce((sum, { calls }) => sum + calls, 0).toLocaleString('en-US'),
    },
    {
      key: 'first',
      header: t('models.firstToken'),
      align: 'right',
      folds: 2,
      has: ({ firstTokenMs }) => firstTokenMs !== null,
      cell: ({ firstTokenMs }) =>
        firstTokenMs === null ? (
          <None />
        ) : (
          <>
            {(firstTokenMs / 1000).toFixed(2)}
            <span className="ml-1 text-[0.8em] text-muted">s</span>
          </>
        ),
    },
  ]
}
