/** Models, prompt, what it would cost, and the button that sends. */
import Send from 'lucide-react/icons/send'
import Square from 'lucide-react/icons/square'
import type { KeyboardEvent } from 'react'
import type { Model } from '../../../../src/contract/models.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { Form, TextArea } from '../../ui/input.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { Select } from '../../ui/select.tsx'
import type { AskSettings } from './ask.ts'
import { type Estimated, Estimates } from './estimate.tsx'

export interface ComposerProps {
  models: readonly Model[]
  settings: AskSettings
  onSettings: (change: Partial<AskSettings>) => void
  prompt: string
  onPrompt: (prompt: string) => void
  estimates: readonly Estimated[]
  session: boolean
  running: boolean
  ready: boolean
  onSend: () => void
  onStop: () => void
}

export function Composer(props: ComposerProps) {
  const t = useText('playground')
  const { running, ready, onSend, onStop } = props
  const byKeys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (ready && !running) onSend()
  }
  return (
    <Form onSubmit={() => (ready && !running ? onSend() : undefined)} className="panel min-w-0">
      <ModelChoice {...props} />
      <TextArea
        aria-label={t('prompt')}
        placeholder={t('promptPlaceholder')}
        value={props.prompt}
        onChange={(event) => props.onPrompt(event.target.value)}
        onKeyDown={byKeys}
        rows={5}
        className="min-h-32 resize-y rounded-none border-0 px-4 py-3 -outline-offset-2"
      />
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 border-t border-line px-4 py-3">
        <Estimates calls={props.estimates} session={props.session} />
        <div className="ml-auto flex items-center gap-3 max-sm:w-full max-sm:[&>button]:flex-1">
          <span className="max-md:hidden">
            <KeyHint keys="mod+enter" />
          </span>
          {/* Keyed: were it one element, the click that stops would find a submit button by the time it acts. */}
          {running ? (
            <Button key="stop" onClick={onStop} icon={<Square size={14} aria-hidden="true" />}>
              {t('stop')}
            </Button>
          ) : (
            <Button
              key="send"
              type="submit"
              variant="primary"
              disabled={!ready}
              icon={<Send size={14} aria-hidden="true" />}
            >
              {props.estimates.length > 1 ? t('sendBoth') : t('send')}
            </Button>
          )}
        </div>
      </div>
    </Form>
  )
}

function ModelChoice({ models, settings, onSettings }: ComposerProps) {
  const t = useText('playground')
  const options = models.map(({ model, vendor, available }) => ({
    value: model,
    label: model,
    note: vendor ?? '',
    disabled: !available,
  }))
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
      <Select
        size="sm"
        label={t('modelA')}
        value={settings.a}
        onChange={(a) => onSettings({ a })}
        options={options}
        className="min-w-44 max-sm:flex-1"
      />
      <span className="text-12 text-muted max-sm:hidden">{t('versus')}</span>
      <Select
        size="sm"
        label={t('modelB')}
        value={settings.b}
        onChange={(b) => onSettings({ b })}
        options={[{ value: '', label: t('noSecond') }, ...options]}
        className="min-w-44 max-sm:flex-1"
      />
    </div>
  )
}
