/** The form of a channel, for adding and changing one. Sending is dialog.tsx's job. */
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useState } from 'react'
import { useText } from '../../../i18n/index.ts'
import type { FormState } from '../../../ui/form.ts'
import { Field, Input, TextArea } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import { Checkbox, Segmented } from '../../../ui/toggle.tsx'
import type { ChannelValues } from './channel-values.ts'
import { ModelRows } from './model-rows.tsx'

export interface ChannelFormProps {
  form: FormState<ChannelValues>
  /** hints of the secrets there are; undefined when adding */
  hints?: readonly string[]
  /** names of the headers there are */
  headerNames?: readonly string[]
}

export function ChannelForm({ form, hints, headerNames = [] }: ChannelFormProps) {
  const t = useText('admin-channels')
  const { values, set, errors } = form
  const [more, setMore] = useState(false)
  const open = more || [errors.weight, errors.priority, errors.headers].some((error) => error !== undefined)
  return (
    <div className="flex flex-col gap-4">
      <div className={hints === undefined ? 'grid gap-4 sm:grid-cols-[1fr_auto]' : 'grid'}>
        <Field label={t('field.name')} error={errors.name}>
          <Input value={values.name} autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
        </Field>
        {hints === undefined ? (
          <div className="flex flex-col gap-1.5">
            <span className="text-13 font-medium">{t('field.provider')}</span>
            <Segmented
              label={t('field.provider')}
              value={values.provider}
              onChange={(provider) => set({ provider })}
              options={[
                { value: 'openai', label: t('provider.openai') },
                { value: 'sandbox', label: t('provider.sandbox') },
              ]}
            />
          </div>
        ) : null}
      </div>
      {values.provider === 'openai' ? (
        <Upstream form={form} {...(hints ? { hints } : {})} />
      ) : (
        <p className="text-13 text-muted">{t('sandboxText')}</p>
      )}
      <ModelRows rows={values.models} onChange={(models) => set({ models })} error={errors.models} />
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setMore(!more)}
        className="flex min-h-8 items-center gap-1.5 self-start rounded-control text-14 font-medium text-accent"
      >
        <ChevronRight
          size={14}
          aria-hidden="true"
          className={open ? 'rotate-90 transition-transform' : 'transition-transform'}
        />
        {t('field.more')}
      </button>
      {open ? <Routing form={form} headerNames={headerNames} /> : null}
    </div>
  )
}

function Upstream({ form: { values, set, errors }, hints }: Pick<ChannelFormProps, 'form' | 'hints'>) {
  const t = useText('admin-channels')
  return (
    <>
      <Field label={t('field.baseUrl')} hint={t('field.baseUrlHint')} error={errors.baseUrl}>
        <Input
          value={values.baseUrl}
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder="https://api.openai.com/v1"
          className="font-mono text-13"
          onChange={(event) => set({ baseUrl: event.target.value })}
        />
      </Field>
      <Field
        label={t('field.secrets')}
        hint={hints === undefined ? t('field.secretsHint') : t('field.secretsKeep')}
        aside={hints && hints.length > 0 ? <code className="font-mono">{hints.join('  ')}</code> : undefined}
        error={errors.secrets}
      >
        <TextArea
          value={values.secrets}
          autoComplete="off"
          spellCheck={false}
          rows={2}
          className="min-h-14 font-mono text-13"
          onChange={(event) => set({ secrets: event.target.value })}
        />
      </Field>
    </>
  )
}

function Routing({ form: { values, set, errors }, headerNames }: Required<Omit<ChannelFormProps, 'hints'>>) {
  const t = useText('admin-channels')
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('field.priority')} hint={t('field.priorityHint')} error={errors.priority}>
        <Input
          inputMode="numeric"
          className="num text-right"
          value={values.priority}
          onChange={(event) => set({ priority: event.target.value })}
        />
      </Field>
      <Field label={t('field.weight')} hint={t('field.weightHint')} error={errors.weight}>
        <Input
          inputMode="numeric"
          className="num text-right"
          value={values.weight}
          onChange={(event) => set({ weight: event.target.value })}
        />
      </Field>
      <Field label={t('field.keyChoice')}>
        <Select
          value={values.keyChoice}
          onChange={(keyChoice) => set({ keyChoice })}
          options={[
            { value: 'random', label: t('keyChoice.random') },
            { value: 'round_robin', label: t('keyChoice.round_robin') },
          ]}
        />
      </Field>
      <Field label={t('field.onClientGone')}>
        <Select
          value={values.onClientGone}
          onChange={(onClientGone) => set({ onClientGone })}
          options={[
            { value: 'abort', label: t('gone.abort') },
            { value: 'drain', label: t('gone.drain') },
          ]}
        />
      </Field>
      <Field
        label={t('field.headers')}
        hint={
          headerNames.length > 0 ? t('field.headersKeep', { names: headerNames.join(', ') }) : t('field.headersHint')
        }
        error={errors.headers}
        className="sm:col-span-2"
      >
        <TextArea
          value={values.headers}
          rows={2}
          spellCheck={false}
          placeholder="x-team: exchange"
          className="min-h-14 font-mono text-13"
          onChange={(event) => set({ headers: event.target.value })}
        />
      </Field>
      <Switches values={values} set={set} />
    </div>
  )
}

function Switches({ values, set }: Pick<ChannelFormProps['form'], 'values' | 'set'>) {
  const t = useText('admin-channels')
  return (
    <div className="flex flex-col gap-2 sm:col-span-2">
      <Checkbox
        checked={values.streamUsage}
        onChange={(streamUsage) => set({ streamUsage })}
        label={t('field.streamUsage')}
        hint={t('field.streamUsageHint')}
      />
      <Checkbox
        checked={values.allowPrivate}
        onChange={(allowPrivate) => set({ allowPrivate })}
        label={t('field.allowPrivate')}
        hint={t('field.allowPrivateHint')}
      />
      <Checkbox checked={values.enabled} onChange={(enabled) => set({ enabled })} label={t('field.enabled')} />
    </div>
  )
}
