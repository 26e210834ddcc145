/** Prices the models of a channel from the built-in list in one go, and says which ones the list does not know. */
import { useState } from 'react'
import { type Answer, call } from '../../../api/platform.ts'
import { problemText } from '../../../api/problem.ts'
import { useText } from '../../../i18n/index.ts'
import { MainPrices } from '../../../parts/unit-prices.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Form, FormError, Input } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import { Checkbox } from '../../../ui/toggle.tsx'
import { useChannels } from '../reads.ts'
import { cardsChanged } from './cards-changed.ts'
import { DEFAULT_MARKUP, markupBpsOf } from './price-values.ts'

type Result = Answer<'POST /admin/models/seed'>

export function SeedDialog({ onClose }: { onClose: () => void }) {
  const t = useText('admin-models')
  const [result, setResult] = useState<Result>()
  return (
    <Dialog open onOpenChange={onClose} title={t('seed.title')} description={t('seed.text')}>
      {result ? <Outcome result={result} onClose={onClose} /> : <Choose onDone={setResult} onClose={onClose} />}
    </Dialog>
  )
}

function Choose({ onDone, onClose }: { onDone: (result: Result) => void; onClose: () => void }) {
  const t = useText('admin-models')
  const c = useText('common')
  const channels = useChannels().data?.items ?? []
  const [channelId, setChannelId] = useState('')
  const channel =
    channels.find((each) => String(each.channelId) === channelId) ??
    channels.find(({ models }) => models.some(({ cardId }) => cardId === null)) ??
    channels[0]
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set())
  const [markup, setMarkup] = useState(DEFAULT_MARKUP)
  const [problem, setProblem] = useState<string>()
  const [pending, setPending] = useState(false)
  const models = (channel?.models ?? []).map(({ model }) => model).filter((model) => !skipped.has(model))
  const markupBps = markupBpsOf(markup)
  const seed = async () => {
    if (!channel || markupBps === undefined || models.length === 0) return
    setPending(true)
    setProblem(undefined)
    try {
      const result = await call('POST /admin/models/seed', {
        body: { channelId: channel.channelId, models, markupBps },
      })
      cardsChanged()
      onDone(result)
    } catch (error) {
      setProblem(problemText(error).title)
      setPending(false)
    }
  }
  const toggle = (model: string, on: boolean) =>
    setSkipped((before) => new Set(on ? [...before].filter((each) => each !== model) : [...before, model]))
  return (
    <Form onSubmit={() => void seed()} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-[1fr_128px]">
        <Field label={t('column.channel')}>
          <Select
            value={channel ? String(channel.channelId) : ''}
            onChange={setChannelId}
            options={channels.map((each) => ({ value: String(each.channelId), label: each.name }))}
          />
        </Field>
        <Field label={t('markup')} error={markupBps === undefined ? t('fault.markup') : undefined}>
          <Input
            inputMode="decimal"
            className="num text-right"
            value={markup}
            onChange={(event) => setMarkup(event.target.value)}
          />
        </Field>
      </div>
      <ModelChoice models={channel?.models ?? []} skipped={skipped} toggle={toggle} />
      <FormError>{problem}</FormError>
      <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
        <Button onClick={onClose}>{c('action.cancel')}</Button>
        <Button
          type="submit"
          variant="primary"
          pending={pending}
          disabled={models.length === 0 || markupBps === undefined}
        >
          {t('seed.run', { count: models.length })}
        </Button>
      </div>
    </Form>
  )
}

interface ModelChoiceProps {
  models: readonly { model: string; cardId: number | null }[]
  skipped: ReadonlySet<string>
  toggle: (model: string, on: boolean) => void
}

function ModelChoice({ models, skipped, toggle }: ModelChoiceProps) {
  const t = useText('admin-models')
  return (
    <fieldset>
      <legend className="mb-1.5 text-13 font-medium">{t('seed.models')}</legend>
      <div className="flex max-h-56 flex-col gap-1.5 overflow-y-auto rounded-control border border-line px-3 py-2">
        {models.map(({ model, cardId }) => (
          <Checkbox
            key={model}
            checked={!skipped.has(model)}
            onChange={(on) => toggle(model, on)}
            label={<span className="font-mono text-13">{model}</span>}
            hint={cardId === null ? t('state.unpriced') : t('seed.replaces', { card: cardId })}
          />
        ))}
        {models.length === 0 ? <p className="text-13 text-muted">{t('seed.noModels')}</p> : null}
      </div>
    </fieldset>
  )
}

function Outcome({ result, onClose }: { result: Result; onClose: () => void }) {
  const t = useText('admin-models')
  const c = useText('common')
  return (
    <div className="flex flex-col gap-4" role="status">
      <ul className="divide-y divide-line/60 text-13">
        {result.published.map((card) => (
          <li key={card.cardId} className="flex items-center gap-3 py-1.5">
            <span className="min-w-0 flex-1 truncate font-mono">{card.model}</span>
            {card.warnings.map((warning) => (
              <Badge key={warning} tone="warn">
                {t(`warning.${warning}`)}
              </Badge>
            ))}
            <MainPrices inline rates={card.list} />
          </li>
        ))}
      </ul>
      {result.unknown.length > 0 ? (
        <div className="rounded-control bg-warn-soft px-3 py-2 text-13 text-warn">
          {t('seed.unknown')}
          <ul className="mt-1 list-inside list-disc font-mono">
            {result.unknown.map((model) => (
              <li key={model}>{model}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <Button variant="primary" className="self-end" onClick={onClose}>
        {c('action.close')}
      </Button>
    </div>
  )
}
