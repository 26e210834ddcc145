/** The form of a channel, for adding and changing one. Sending is dialog.tsx's job. */
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useState } from 'react'
import type { Channel } from '../../../../../src/contract/admin-channels.ts'
import { useText } from '../../../i18n/index.ts'
import type { FormState } from '../../../ui/form.ts'
import { Field, Input, TextArea } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import type { ChannelValues } from './channel-values.ts'
import { ModelRows } from './model-rows.tsx'
import { Routing } from './routing-fields.tsx'

export interface ChannelFormProps {
  form: FormState<ChannelValues>
  /** hints of the secrets there are; undefined when adding */
  hints?: readonly string[]
  /** names of the headers there are */
  headerNames?: readonly string[]
}

/** Fields that are shown on demand, or when one is wrong. */
const FOLDED = ['weight', 'priority', 'headers', 'overrides', 'proxy', 'groups', 'probeMinutes'] as const

/** As their makers write them. */
const PROVIDERS: { readonly [P in Exclude<Channel['provider'], 'openai' | 'sandbox'>]: string } = {
  anthropic: 'Anthropic',
  gemini: 'Google Gemini',
  bedrock: 'Amazon Bedrock',
  vertex: 'Google Vertex AI',
  azure: 'Azure OpenAI',
  cohere: 'Cohere',
  mistral: 'Mistral',
  groq: 'Groq',
  xai: 'xAI',
  deepseek: 'DeepSeek',
  ollama: 'Ollama',
  openrouter: 'OpenRouter',
}

export function ChannelForm({ form, hints, headerNames = [] }: ChannelFormProps) {
  const t = useText('admin-channels')
  const { values, set, errors } = form
  const [more, setMore] = useState(false)
  const open = more || FOLDED.some((field) => errors[field] !== undefined)
  return (
    <div className="flex flex-col gap-4">
      <div className={hints === undefined ? 'grid gap-4 sm:grid-cols-[1fr_220px]' : 'grid'}>
        <Field label={t('field.name')} error={errors.name}>
          <Input value={values.name} autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
        </Field>
        {hints === undefined ? (
          <Field label={t('field.provider')}>
            <Select
              value={values.provider}
              onChange={(provider) => set({ provider })}
              options={[
                { value: 'openai', label: t('provider.openai') },
                ...Object.entries(PROVIDERS).map(([value, label]) => ({ value: value as Channel['provider'], label })),
                { value: 'sandbox', label: t('provider.sandbox') },
              ]}
            />
          </Field>
        ) : null}
      </div>
      {values.provider === 'sandbox' ? (
        <p className="text-13 text-muted">{t('sandboxText')}</p>
      ) : (
        <Upstream form={form} {...(hints ? { hints } : {})} />
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
          {...(values.provider === 'openai' ? { placeholder: 'https://api.openai.com/v1' } : {})}
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
