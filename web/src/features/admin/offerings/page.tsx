/** Offerings for operators: announcing one, canceling it in time, opening its model for good. */
import { useState } from 'react'
import { freshKey } from '../../../api/client.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { told } from '../../../ui/toast.ts'
import { Clock, Phase } from '../../imo/phase.tsx'
import { type Offering, useOfferings } from '../../imo/use-offerings.ts'
import { AnnounceForm } from './announce-form.tsx'

interface Asked {
  readonly act: 'cancel' | 'open'
  readonly offering: Offering
}

export function Page() {
  const t = useText('admin-offerings')
  const offerings = useOfferings()
  const [asked, setAsked] = useState<Asked>()
  const columns = useColumns(setAsked)
  const act = async (reason: string) => {
    if (!asked) return
    const { offeringId } = asked.offering
    const options = { params: { offeringId }, body: { reason }, idempotencyKey: freshKey() }
    if (asked.act === 'cancel') await call('POST /admin/offerings/{offeringId}/cancel', options)
    else await call('POST /admin/offerings/{offeringId}/open', options)
    void queryClient.invalidateQueries({ queryKey: keyOf('GET /offerings') })
    told.done(t(`${asked.act}.done`, { model: asked.offering.model }))
  }
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1.7fr)_minmax(340px,1fr)]">
        <Section flush title={t('list.title')}>
          <Loaded query={offerings} loading={<TableSkeleton rows={3} columns={5} />}>
            {(items) =>
              items.length === 0 ? (
                <EmptyState title={t('list.none')} className="py-8" />
              ) : (
                <Table
                  label={t('list.title')}
                  columns={columns}
                  rows={items}
                  rowKey={({ offeringId }) => String(offeringId)}
                />
              )
            }
          </Loaded>
        </Section>
        <AnnounceForm />
      </div>
      <Confirm
        open={asked !== undefined}
        onOpenChange={(open) => (open ? undefined : setAsked(undefined))}
        title={t(`${asked?.act ?? 'cancel'}.title`, { model: asked?.offering.model ?? '' })}
        description={t(`${asked?.act ?? 'cancel'}.text`)}
        action={t(`${asked?.act ?? 'cancel'}.button`)}
        danger={asked?.act === 'cancel'}
        reason={{ label: t('reason'), hint: t('reasonHint') }}
        onConfirm={act}
      />
    </PageBody>
  )
}

function useColumns(onAct: (asked: Asked) => void): Column<Offering>[] {
  const t = useText('admin-offerings')
  return [
    {
      key: 'model',
      header: t('field.model'),
      card: 'title',
      cell: ({ offeringId, model }) => <TextLink to={`/imo/${offeringId}`}>{model}</TextLink>,
    },
    {
      key: 'phase',
      header: t('list.phase'),
      cell: (offering) => (
        <span className="inline-flex flex-wrap items-center gap-2">
          <Phase offering={offering} />
          <Clock offering={offering} />
        </span>
      ),
    },
    { key: 'total', header: t('list.total'), align: 'right', cell: ({ total }) => <Amount value={total} unit="CR" /> },
    {
      key: 'locked',
      header: t('list.locked'),
      align: 'right',
      cell: ({ locked }) => <Amount value={locked} unit="LCO" decimals={2} flash />,
    },
    {
      key: 'act',
      header: <span className="sr-only">{t('list.acts')}</span>,
      align: 'right',
      card: 'value',
      cell: (offering) => <Acts {...{ offering, onAct }} />,
    },
  ]
}

function Acts({ offering, onAct }: { offering: Offering; onAct: (asked: Asked) => void }) {
  const t = useText('admin-offerings')
  const { phase, afterwards, model } = offering
  if (phase === 'announced' || phase === 'subscribe')
    return (
      <Button
        size="sm"
        variant="danger"
        aria-label={`${t('cancel.button')}: ${model}`}
        onClick={() => onAct({ act: 'cancel', offering })}
      >
        {t('cancel.button')}
      </Button>
    )
  if (phase === 'canceled' || afterwards === 'open') return null
  return (
    <Button size="sm" aria-label={`${t('open.button')}: ${model}`} onClick={() => onAct({ act: 'open', offering })}>
      {t('open.button')}
    </Button>
  )
}
