/** Sets the price of a model on a channel: a new card that replaces the old one from the next call on. */
import { call } from '../../../api/platform.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useForm } from '../../../ui/form.ts'
import { Field, Form, FormError, Input } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import { told } from '../../../ui/toast.ts'
import { Checkbox, Segmented } from '../../../ui/toggle.tsx'
import { useChannels } from '../reads.ts'
import { cardsChanged } from './cards-changed.ts'
import { Preview } from './preview.tsx'
import { PriceListSearch } from './price-list-search.tsx'
import { faultsOf, newPrice, type PriceValues, priceOf, publicationOf, servicesOf, tiersOf } from './price-values.ts'
import { RateFields } from './rate-fields.tsx'
import type { PricedModel } from './rows.ts'
import { ServiceFields } from './service-fields.tsx'

export interface PriceDialogProps {
  /** undefined: any channel and model */
  row: PricedModel | undefined
  onClose: () => void
}

export function PriceDialog({ row, onClose }: PriceDialogProps) {
  const t = useText('admin-models')
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="xl"
      title={row ? t('priceTitle', { model: row.model }) : t('setPrice')}
      description={row ? t('priceText', { channel: row.channelName }) : t('priceAnyText')}
    >
      <PriceForm row={row} onDone={onClose} />
    </Dialog>
  )
}

function PriceForm({ row, onDone }: { row: PricedModel | undefined; onDone: () => void }) {
  const t = useText('admin-models')
  const c = useText('common')
  const form = useForm<PriceValues>({
    initial: row?.card ? priceOf(row.card) : newPrice(row?.channelId, row?.model ?? ''),
    check: (values) => Object.fromEntries(faultsOf(values).map((fault) => [fault, t(`fault.${fault}`)])),
    submit: async (values) => {
      const card = await call('POST /admin/models', { body: publicationOf(values) })
      cardsChanged()
      told.done(t('published', { model: card.model }), t('version', { card: card.cardId }))
      onDone()
    },
  })
  const { values, set } = form
  const errors: Readonly<Record<string, string | undefined>> = form.errors
  return (
    <Form onSubmit={form.submit} className="grid items-start gap-x-6 gap-y-4 lg:grid-cols-[minmax(0,1fr)_400px]">
      <div className="flex min-w-0 flex-col gap-4">
        {row ? null : <Which values={values} onChange={set} errors={errors} />}
        <PriceListSearch
          model={values.model}
          onTake={({ cost, services }) =>
            set({ tiers: tiersOf(cost).map((tier) => ({ ...tier, list: {} })), services: servicesOf(services) })
          }
        />
        <Pricing values={values} onChange={set} errors={errors} />
        <RateFields
          tiers={values.tiers}
          byHand={values.pricing === 'hand'}
          onChange={(tiers) => set({ tiers })}
          error={errors['tiers'] ?? errors['cost'] ?? errors['list']}
        />
        <ServiceFields
          services={values.services}
          onChange={(services) => set({ services })}
          error={errors['services']}
        />
        <Checkbox
          checked={values.eligible}
          onChange={(eligible) => set({ eligible })}
          label={t('eligible')}
          hint={t('eligibleHint')}
        />
      </div>
      <div className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-0">
        <Preview values={values} />
        <FormError>{form.problem}</FormError>
        <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
          <Button onClick={onDone}>{c('action.cancel')}</Button>
          <Button type="submit" variant="primary" pending={form.pending}>
            {t('publish')}
          </Button>
        </div>
      </div>
    </Form>
  )
}

interface PartProps {
  values: PriceValues
  onChange: (change: Partial<PriceValues>) => void
  errors: Readonly<Record<string, string | undefined>>
}

function Pricing({ values, onChange, errors }: PartProps) {
  const t = useText('admin-models')
  return (
    <div className="flex flex-wrap items-end gap-4">
      <div className="flex flex-col gap-1.5">
        <span className="text-13 font-medium">{t('pricing.label')}</span>
        <Segmented
          label={t('pricing.label')}
          value={values.pricing}
          onChange={(pricing) => onChange({ pricing })}
          options={[
            { value: 'markup', label: t('pricing.markup') },
            { value: 'hand', label: t('pricing.hand') },
          ]}
        />
      </div>
      {values.pricing === 'markup' ? (
        <Field label={t('markup')} error={errors['markup']} className="w-32">
          <Input
            inputMode="decimal"
            className="num text-right"
            value={values.markup}
            onChange={(event) => onChange({ markup: event.target.value })}
          />
        </Field>
      ) : null}
    </div>
  )
}

function Which({ values, onChange, errors }: PartProps) {
  const t = useText('admin-models')
  const channels = useChannels().data?.items ?? []
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('column.channel')} error={errors['channelId']}>
        <Select
          value={values.channelId}
          onChange={(channelId) => onChange({ channelId })}
          options={channels.map(({ channelId, name }) => ({ value: String(channelId), label: name }))}
        />
      </Field>
      <Field label={t('column.model')} error={errors['model']}>
        <Input
          value={values.model}
          autoComplete="off"
          spellCheck={false}
          className="font-mono text-13"
          onChange={(event) => onChange({ model: event.target.value })}
        />
      </Field>
    </div>
  )
}
