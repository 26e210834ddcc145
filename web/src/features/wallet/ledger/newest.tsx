/** The last few entries under the balances; asked again when the balances move. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../../api/platform.ts'
import { useBalancesAnswer } from '../../../api/shared.ts'
import { useText } from '../../../i18n/index.ts'
import { ButtonLink } from '../../../ui/link.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { EntryTable } from './entry-table.tsx'

const SHOWN = 6

export function NewestEntries() {
  const t = useText('wallet')
  const { data: balances, error } = useBalancesAnswer()
  const sequence = balances?.sequence
  const query = useQuery({
    queryKey: keyOf('GET /ledger', 'newest', sequence),
    queryFn: ({ signal }) => call('GET /ledger', { query: { limit: SHOWN }, signal }),
    enabled: sequence !== undefined || error !== null,
    placeholderData: (before) => before,
  })
  return (
    <Loaded query={query} loading={<TableSkeleton rows={SHOWN} columns={5} />}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            title={t('empty.title')}
            action={
              <ButtonLink to="/wallet/topup" variant="primary" size="sm">
                {t('topup')}
              </ButtonLink>
            }
          >
            {t('empty.text')}
          </EmptyState>
        ) : (
          <EntryTable label={t('newest')} entries={items} />
        )
      }
    </Loaded>
  )
}
