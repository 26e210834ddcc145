/** A first call, with the clients of OpenAI, Anthropic and Google. */
import { useText } from '../../i18n/index.ts'
import { CLIENTS, type Client, clientSnippets } from '../../parts/snippets/clients.ts'
import { CodeTabs } from '../../ui/code.tsx'
import { useFilters } from '../../ui/filters.ts'
import { Segmented } from '../../ui/toggle.tsx'
import { Chapter } from './contents.tsx'
import { KEY } from './key.ts'

export function Clients({ model }: { model: string | undefined }) {
  const t = useText('docs')
  const [filters, setFilters] = useFilters({ client: 'openai' })
  const client: Client = CLIENTS.find((known) => known === filters.client) ?? 'openai'
  return (
    <Chapter id="call">
      <Segmented
        label={t('call.client')}
        value={client}
        onChange={(next) => setFilters({ client: next })}
        options={CLIENTS.map((value) => ({ value, label: t(`client.${value}`) }))}
        className="self-start max-sm:self-stretch"
      />
      <CodeTabs
        key={client}
        snippets={clientSnippets(client, {
          origin: location.origin,
          key: KEY,
          model: model ?? t('anyModel'),
          prompt: t('prompt'),
        })}
      />
      <p className="text-13 text-muted">{t('call.tried')}</p>
    </Chapter>
  )
}
