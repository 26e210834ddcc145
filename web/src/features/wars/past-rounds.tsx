/** Closed rounds: who won, what was paid. A round opens with its places, prizes, exclusions and the champion's perk. */
import { useState } from 'react'
import { amountText } from '../../amount/format.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Standings } from './standings.tsx'
import { type PastRound, useRound } from './use-wars.ts'

const PAGE_SIZE = 10

export function PastRounds() {
  const t = useText('wars')
  const [chosen, setChosen] = useState<PastRound>()
  const paged = usePaged({
    key: keyOf('GET /wars/rounds'),
    read: (page, signal) => call('GET /wars/rounds', { query: { limit: PAGE_SIZE, ...page }, signal }),
    staleTime: STALE.list,
  })
  return (
    <Section flush title={t('past.title')} purpose={t('past.text')}>
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={3} columns={5} />}
        empty={<EmptyState title={t('past.none')}>{t('past.noneText')}</EmptyState>}
      >
        {(rows) => (
          <Table
            label={t('past.title')}
            rows={rows}
            rowKey={({ roundId }) => roundId}
            onRow={setChosen}
            columns={[
              {
                key: 'round',
                header: t('column.round'),
                card: 'title',
                cell: ({ roundId }) => <span className="num">{t('figure.roundName', { round: roundId })}</span>,
              },
              {
                key: 'closed',
                header: t('column.closed'),
                cell: ({ closedAt }) => <DateTime at={closedAt} detail="day" />,
              },
              { key: 'champion', header: t('column.champion'), cell: ({ champion }) => champion ?? '–' },
              {
                key: 'players',
                header: t('column.players'),
                align: 'right',
                folds: 1,
                cell: ({ players }) => <span className="num">{players}</span>,
              },
              {
                key: 'total',
                header: t('column.score'),
                align: 'right',
                folds: 2,
                cell: ({ total }) => <Amount value={total} unit="CR" decimals="auto" />,
              },
              {
                key: 'paid',
                header: t('column.paid'),
                align: 'right',
                card: 'value',
                cell: ({ paid }) => <Amount value={paid ?? undefined} unit="LCO" decimals="auto" />,
              },
            ]}
          />
        )}
      </PagedList>
      <Dialog
        open={chosen !== undefined}
        onOpenChange={() => setChosen(undefined)}
        title={t('figure.roundName', { round: chosen?.roundId ?? 0 })}
        description={t('past.detail')}
      >
        {chosen ? <Round roundId={chosen.roundId} /> : null}
      </Dialog>
    </Section>
  )
}

function Round({ roundId }: { roundId: number }) {
  const t = useText('wars')
  const { locale } = useLanguage()
  const query = useRound(roundId)
  return (
    <Loaded query={query} loading={<TableSkeleton rows={6} columns={4} />}>
      {(round) => (
        <div className="flex flex-col gap-4">
          <Standings
            rows={
              round.prizes.length > 0
                ? round.prizes
                : round.standings.map(({ place, name, score }) => ({ rank: place, name, score, prize: '0' }))
            }
          />
          {round.reviews.length > 0 ? (
            <ul className="text-13">
              {round.reviews.map(({ name, reason, at, kind }) => (
                <li key={`${name} ${at}`}>
                  <span className="font-medium">{name}</span>{' '}
                  <span className="text-muted">
                    {kind === 'excluded' ? t('review.out', { reason }) : t('review.back', { reason })}
                  </span>
                </li>
              ))}
            </ul>
          ) : null}
          {round.perk ? (
            <p className="text-13 text-muted">
              {round.perk.perk === 'free_calls'
                ? t('champions.free', {
                    spent: round.perk.spent === null ? '–' : amountText(round.perk.spent, locale),
                    grant: amountText(round.perk.grant, locale),
                  })
                : t('champions.unlimited')}
            </p>
          ) : null}
        </div>
      )}
    </Loaded>
  )
}
