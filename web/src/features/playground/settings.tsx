/** Everything of a call but its prompt: system, limits, streaming, who pays. */
import { useState } from 'react'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input, TextArea } from '../../ui/input.tsx'
import { useNarrow } from '../../ui/media.ts'
import { Section } from '../../ui/page.tsx'
import { Segmented, Switch } from '../../ui/toggle.tsx'
import { type AskSettings, maxTokensOf, temperatureOf } from './ask.ts'

export interface Payer {
  /** 'session': the signed-in account; 'key': the key entered */
  by: 'session' | 'key'
  secret: string
}

export interface SettingsProps {
  settings: AskSettings
  onSettings: (change: Partial<AskSettings>) => void
  system: string
  onSystem: (system: string) => void
  payer: Payer
  onPayer: (payer: Payer) => void
}

export function Settings(props: SettingsProps) {
  const t = useText('playground')
  const narrow = useNarrow()
  const [open, setOpen] = useState(false)
  return (
    <Section
      title={t('settings.title')}
      aside={
        narrow ? (
          <Button size="sm" variant="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('settings.hide') : t('settings.show')}
          </Button>
        ) : undefined
      }
      className={narrow && !open ? '[&>div:last-child]:hidden' : ''}
    >
      <div className="grid gap-4 md:max-lg:grid-cols-2">
        <Field label={t('settings.system')} hint={t('settings.systemHint')}>
          <TextArea value={props.system} onChange={(event) => props.onSystem(event.target.value)} rows={4} />
        </Field>
        <div className="flex flex-col gap-4">
          <Numbers {...props} />
          <Switch
            checked={props.settings.stream === 'on'}
            onChange={(on) => props.onSettings({ stream: on ? 'on' : 'off' })}
            label={t('settings.stream')}
            hint={t('settings.streamHint')}
          />
          <PayerFields {...props} />
        </div>
      </div>
    </Section>
  )
}

function Numbers({ settings, onSettings }: SettingsProps) {
  const t = useText('playground')
  return (
    <div className="grid grid-cols-2 items-start gap-3">
      <Field
        label={t('settings.max')}
        error={maxTokensOf(settings.max) === undefined ? t('settings.maxWrong') : undefined}
      >
        <Input
          inputMode="numeric"
          className="num text-right"
          placeholder={t('settings.model')}
          value={settings.max}
          onChange={(event) => onSettings({ max: event.target.value })}
        />
      </Field>
      <Field
        label={t('settings.temperature')}
        error={temperatureOf(settings.temperature) === undefined ? t('settings.temperatureWrong') : undefined}
      >
        <Input
          inputMode="decimal"
          className="num text-right"
          placeholder={t('settings.model')}
          value={settings.temperature}
          onChange={(event) => onSettings({ temperature: event.target.value })}
        />
      </Field>
    </div>
  )
}

function PayerFields({ payer, onPayer }: SettingsProps) {
  const t = useText('playground')
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1.5">
        <span className="text-13 font-medium">{t('settings.payer')}</span>
        <Segmented
          label={t('settings.payer')}
          value={payer.by}
          onChange={(by) => onPayer({ ...payer, by })}
          options={[
            { value: 'session', label: t('settings.session') },
            { value: 'key', label: t('settings.key') },
          ]}
        />
      </div>
      {payer.by === 'key' ? (
        <Field label={t('settings.secret')} hint={t('settings.secretHint')}>
          <Input
            type="password"
            autoComplete="off"
            spellCheck={false}
            placeholder="sk-lx-…"
            className="font-mono"
            value={payer.secret}
            onChange={(event) => onPayer({ ...payer, secret: event.target.value.trim() })}
          />
        </Field>
      ) : null}
    </div>
  )
}
