/** Price cards: what each model costs and lists on each channel, what is unpriced or too cheap, and setting prices. */
import { useState } from 'react'
import { call } from '../../../api/platform.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { ButtonLink } from '../../../ui/link.tsx'
import { FilterRow, PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { SearchInput } from '../../../ui/search-input.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { told } from '../../../ui/toast.ts'
import { Segmented } from '../../../ui/toggle.tsx'
import { useCards, useChannels } from '../reads.ts'
import { cardsChanged } from './cards-changed.ts'
import { useColumns } from './columns.tsx'
import { PriceDialog } from './price-dialog.tsx'
import { type PricedModel, pricedModels, SHOWS, shownRows, showOf } from './rows.ts'
import { SeedDialog } from './seed-dialog.tsx'

type Open = { act: 'seed' } | { act: 'price'; row?: PricedModel } | { act: 'retire'; row: PricedModel }

export function Page() {
  const t = useText('admin-models')
  const [filters, setFilters] = useFilters({ q: '', show: 'all' })
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const show = showOf(filters.show)
  return (
    <PageBody wide>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <>
            <Button onClick={() => setOpen({ act: 'price' })}>{t('setPrice')}</Button>
            <Button variant="primary" onClick={() => setOpen({ act: 'seed' })}>
              {t('seed.action')}
            </Button>
          </>
        }
      />
      <FilterRow>
        <SearchInput label={t('search')} value={filters.q} onChange={(q) => setFilters({ q })} />
        <Segmented
          size="sm"
          label={t('show.label')}
          value={show}
          onChange={(next) => setFilters({ show: next })}
          options={SHOWS.map((each) => ({ value: each, label: t(`show.${each}`) }))}
        />
      </FilterRow>
      <Prices q={filters.q} show={show} onOpen={setOpen} onClear={() => setFilters({ q: '', show: 'all' })} />
      {open?.act === 'price' ? <PriceDialog row={open.row} onClose={close} /> : null}
      {open?.act === 'seed' ? <SeedDialog onClose={close} /> : null}
      {open?.act === 'retire' ? <Retire row={open.row} onClose={close} /> : null}
    </PageBody>
  )
}

interface PricesProps {
  q: string
  show: ReturnType<typeof showOf>
  onOpen: (open: Open) => void
  onClear: () => void
}

function Prices({ q, show, onOpen, onClear }: PricesProps) {
  const t = useText('admin-models')
  const cards = useCards()
  const channels = useChannels()
  const columns = useColumns((act, row) => onOpen({ act, row }))
  return (
    <Section flush title={t('cards')} purpose={t('cardsText')}>
      <Loaded query={channels.data ? cards : channels} loading={<TableSkeleton rows={8} columns={6} />}>
        {() => {
          const all = pricedModels(channels.data?.items ?? [], cards.data?.items ?? [])
          const rows = shownRows(all, { q, show })
          if (all.length === 0) {
            return (
              <EmptyState
                title={t('none')}
                action={
                  <ButtonLink to="/admin/channels" variant="primary">
                    {t('toChannels')}
                  </ButtonLink>
                }
              >
                {t('noneText')}
              </EmptyState>
            )
          }
          if (rows.length === 0) {
            return <EmptyState title={t('noMatch')} action={<Button onClick={onClear}>{t('clear')}</Button>} />
          }
          return <Table label={t('cards')} density="compact" columns={columns} rows={rows} rowKey={({ key }) => key} />
        }}
      </Loaded>
    </Section>
  )
}

function Retire({ row, onClose }: { row: PricedModel; onClose: () => void }) {
  const t = useText('admin-models')
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={t('retire.title', { model: row.model })}
      description={t('retire.text', { channel: row.channelName })}
      action={t('retire.action')}
      danger
      onConfirm={async () => {
        if (!row.card) return
        await call('DELETE /admin/models/{cardId}', { params: { cardId: row.card.cardId } })
        cardsChanged()
        told.done(t('retire.done', { model: row.model }))
      }}
    />
  )
}
