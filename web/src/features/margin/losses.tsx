/** Debts that nothing stood behind: what was missing, what the reserve paid and what lenders shared; and what operators said of it. */
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { NothingYet } from './nothing-yet.tsx'
import type { Reserve } from './use-records.ts'

type Loss = Answer<'GET /margin/losses'>['items'][number]

export function Losses({ acknowledged }: Pick<Reserve, 'acknowledged'>) {
  const t = useText('margin-page')
  const columns = useColumns()
  const paged = usePaged({
    key: keyOf('GET /margin/losses'),
    read: (page, signal) => call('GET /margin/losses', { query: page, signal }),
    staleTime: STALE.list,
  })
  return (
    <>
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={2} columns={5} />}
        empty={<NothingYet>{t('losses.none')}</NothingYet>}
      >
        {(rows) => (
          <Table
            label={t('losses.title')}
            density="compact"
            columns={columns}
            rows={rows}
            rowKey={({ lossId }) => lossId}
          />
        )}
      </PagedList>
      {acknowledged.length === 0 ? null : (
        <ul className="border-t border-line px-4 py-2.5 text-13">
          {acknowledged.map(({ at, asset, reason }) => (
            <li key={`${at} ${asset}`}>
              <DateTime at={at} /> · {asset} · {t('losses.acknowledged')} {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function useColumns(): Column<Loss>[] {
  const t = useText('margin-page')
  const amount = (key: 'shortfall' | 'covered' | 'socialised'): Column<Loss> => ({
    key,
    header: t(`losses.${key}`),
    align: 'right',
    cell: (loss) => <Amount value={loss[key]} unit={loss.debtAsset} />,
  })
  return [
    { key: 'time', header: t('closes.time'), card: 'title', cell: ({ at }) => <DateTime at={at} detail="second" /> },
    { key: 'kind', header: t('closes.what'), card: 'title', cell: ({ kind }) => t(`losses.kind.${kind}`) },
    { key: 'mark', header: t('closes.mark'), align: 'right', cell: ({ mark }) => <Amount value={mark} unit="CR" /> },
    amount('shortfall'),
    amount('covered'),
    amount('socialised'),
  ]
}
