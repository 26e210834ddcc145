/** Compute Wars for operators: the review of the closed round with public reasons, and what the pool is worth beside its margin. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { freshKey } from '../../../api/client.ts'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { WarRatio } from '../../../parts/war-ratio.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Facts, PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { PageSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { told } from '../../../ui/toast.ts'

type AdminWars = Answer<'GET /admin/wars'>
type Ranked = AdminWars['ranks'][number]
type Ratio = AdminWars['running']

const REFRESH_MS = 10_000

export function Page() {
  const t = useText('admin-wars')
  const query = useQuery({
    queryKey: keyOf('GET /admin/wars'),
    queryFn: ({ signal }) => call('GET /admin/wars', { signal }),
    refetchInterval: REFRESH_MS,
    staleTime: STALE.live,
  })
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <Loaded query={query} loading={<PageSkeleton />}>
        {(wars) => (
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1.9fr)_minmax(320px,1fr)]">
            <Review wars={wars} />
            <Section title={t('ratio.title')}>
              <div className="flex flex-col gap-5">
                <RatioFacts name={t('ratio.running')} ratio={wars.running} />
                {wars.ratio ? <RatioFacts name={t('ratio.closed')} ratio={wars.ratio} /> : null}
              </div>
            </Section>
          </div>
        )}
      </Loaded>
    </PageBody>
  )
}

function RatioFacts({ name, ratio }: { name: string; ratio: Ratio }) {
  const t = useText('admin-wars')
  return (
    <div className="flex flex-col gap-2">
      <Facts
        items={[
          {
            key: 'ratio',
            label: name,
            value: <WarRatio ratio={ratio} />,
          },
          { key: 'value', label: t('ratio.value'), value: <Amount value={ratio.poolValue ?? undefined} unit="CR" /> },
          { key: 'margin', label: t('ratio.margin'), value: <Amount value={ratio.margin} unit="CR" /> },
        ]}
      />
      <p className={ratio.paysWash ? 'text-13 text-danger' : 'text-13 text-muted'}>
        {ratio.paysWash ? t('ratio.warn') : ratio.poolValue === null ? t('ratio.unknown') : t('ratio.fine')}
      </p>
    </div>
  )
}

function Review({ wars }: { wars: AdminWars }) {
  const t = useText('admin-wars')
  const [chosen, setChosen] = useState<Ranked>()
  if (wars.roundId === null)
    return (
      <Section>
        <EmptyState title={t('review.none')}>{t('review.noneText')}</EmptyState>
      </Section>
    )
  const open = wars.stage === 'review'
  const until = open ? wars.reviewEnds : wars.choiceEnds
  return (
    <Section
      flush
      title={t('review.title', { round: wars.roundId })}
      purpose={
        <>
          {open ? t('review.open') : t('review.choice')} {until === null ? null : <DateTime at={until} />}
        </>
      }
    >
      <Ranks wars={wars} onChoose={open ? setChosen : undefined} />
      <Decision row={chosen} onClose={() => setChosen(undefined)} />
    </Section>
  )
}

/** @param onChoose while accounts can be excluded or taken back in */
function Ranks({ wars, onChoose }: { wars: AdminWars; onChoose: ((row: Ranked) => void) | undefined }) {
  const t = useText('admin-wars')
  return (
    <Table
      label={t('review.title', { round: wars.roundId ?? 0 })}
      rows={wars.ranks}
      rowKey={({ account }) => account}
      columns={[
        {
          key: 'place',
          header: t('column.place'),
          align: 'right',
          width: '64px',
          cell: ({ place }) => <span className="num">{place}</span>,
        },
        {
          key: 'account',
          header: t('column.account'),
          folds: 3,
          cell: ({ account }) => <span className="num">#{account}</span>,
        },
        {
          key: 'name',
          header: t('column.name'),
          card: 'title',
          cell: ({ name }) => <span className="whitespace-nowrap">{name}</span>,
        },
        {
          key: 'score',
          header: t('column.score'),
          align: 'right',
          card: 'value',
          cell: ({ score }) => <Amount value={score} unit="CR" decimals="auto" />,
        },
        {
          key: 'margin',
          header: t('column.margin'),
          align: 'right',
          folds: 2,
          cell: ({ margin }) => <Amount value={margin} unit="CR" decimals="auto" />,
        },
        {
          key: 'state',
          header: t('column.state'),
          folds: 1,
          cell: (row) => (
            <span className="inline-flex flex-wrap items-center gap-2">
              {row.excluded ? <span className="text-12 text-muted">{row.excluded.reason}</span> : null}
              {onChoose ? (
                <Button size="sm" onClick={() => onChoose(row)}>
                  {row.excluded ? t('review.include') : t('review.exclude')}
                </Button>
              ) : null}
            </span>
          ),
        },
      ]}
    />
  )
}

function Decision({ row, onClose }: { row: Ranked | undefined; onClose: () => void }) {
  const t = useText('admin-wars')
  const client = useQueryClient()
  const exclude = row?.excluded === null
  const decide = async (reason: string) => {
    if (!row) return
    await call('POST /admin/wars/review', {
      body: { account: row.account, exclude, reason },
      idempotencyKey: freshKey(),
    })
    for (const path of ['GET /admin/wars', 'GET /wars'] as const)
      void client.invalidateQueries({ queryKey: keyOf(path) })
    told.done(t('review.done'))
  }
  const name = row?.name ?? ''
  return (
    <Confirm
      open={row !== undefined}
      onOpenChange={onClose}
      title={exclude ? t('review.excludeTitle', { name }) : t('review.includeTitle', { name })}
      description={exclude ? t('review.excludeText') : t('review.includeText')}
      action={exclude ? t('review.exclude') : t('review.include')}
      reason={{ label: t('review.reason') }}
      danger={exclude}
      onConfirm={decide}
    />
  )
}
