/** The part of a channel's form that most channels leave as it is: share of the calls, who may use it, what is added to requests. */
import type { ReactNode } from 'react'
import { useText } from '../../../i18n/index.ts'
import type { FormState } from '../../../ui/form.ts'
import { Field, Input, TextArea } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import { Checkbox } from '../../../ui/toggle.tsx'
import type { ChannelValues } from './channel-values.ts'

export interface RoutingProps {
  form: FormState<ChannelValues>
  /** names of the headers there are */
  headerNames: readonly string[]
}

export function Routing({ form, headerNames }: RoutingProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Share form={form} />
      <Requests form={form} headerNames={headerNames} />
      <Switches form={form} />
    </div>
  )
}

type Entry = 'priority' | 'weight' | 'groups' | 'probeMinutes' | 'proxy' | 'headers' | 'overrides'

function Entered({ form, name, hint, children }: Pick<RoutingProps, 'form'> & EnteredProps) {
  const t = useText('admin-channels')
  const { error, label } = { error: form.errors[name], label: t(`field.${name}`) }
  const wide = name === 'headers' || name === 'overrides' || name === 'proxy'
  return (
    <Field label={label} hint={hint ?? t(`field.${name}Hint`)} error={error} className={wide ? 'sm:col-span-2' : ''}>
      {children}
    </Field>
  )
}

interface EnteredProps {
  name: Entry
  hint?: string
  children: ReactNode
}

function Share({ form }: Pick<RoutingProps, 'form'>) {
  const t = useText('admin-channels')
  const { values, set } = form
  const whole = (name: 'priority' | 'weight' | 'probeMinutes') => (
    <Entered form={form} name={name}>
      <Input
        inputMode="numeric"
        className="num text-right"
        value={values[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Entered>
  )
  return (
    <>
      {whole('priority')}
      {whole('weight')}
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
      <Entered form={form} name="groups">
        <Input value={values.groups} autoComplete="off" onChange={(event) => set({ groups: event.target.value })} />
      </Entered>
      {whole('probeMinutes')}
    </>
  )
}

function Requests({ form, headerNames }: RoutingProps) {
  const t = useText('admin-channels')
  const { values, set } = form
  const lines = (name: 'headers' | 'overrides', placeholder: string) => (
    <TextArea
      value={values[name]}
      rows={2}
      spellCheck={false}
      placeholder={placeholder}
      className="min-h-14 font-mono text-13"
      onChange={(event) => set({ [name]: event.target.value })}
    />
  )
  const kept = headerNames.length > 0 ? { hint: t('field.headersKeep', { names: headerNames.join(', ') }) } : {}
  return (
    <>
      <Entered form={form} name="headers" {...kept}>
        {lines('headers', 'x-team: exchange')}
      </Entered>
      <Entered form={form} name="overrides">
        {lines('overrides', '{ "store": false }')}
      </Entered>
      <Entered form={form} name="proxy">
        <Input
          value={values.proxy}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder="http://user:password@proxy.example:3128"
          className="font-mono text-13"
          onChange={(event) => set({ proxy: event.target.value })}
        />
      </Entered>
    </>
  )
}

function Switches({ form: { values, set } }: Pick<RoutingProps, 'form'>) {
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
