/** A first call in a minute: the steps and the code, with this server's own address and a model it serves. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { chatSnippets } from '../../parts/snippets/chat.ts'
import { CodeTabs } from '../../ui/code.tsx'

export function TryIt() {
  const t = useText('landing')
  const { data } = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.settings,
  })
  const usable = data?.items.filter((model) => model.kind === 'chat' && model.available)
  const model = (usable?.find((item) => item.sandbox) ?? usable?.[0])?.model ?? 'sandbox-chat'
  const steps = ['account', 'credits', 'key', 'call'] as const
  return (
    <section className="grid gap-x-16 gap-y-6 border-t border-line py-10 lg:grid-cols-[340px_minmax(0,1fr)]">
      <div>
        <h2 className="text-20 font-semibold tracking-[-0.01em]">{t('try.title')}</h2>
        <ol className="mt-5 flex flex-col gap-4">
          {steps.map((step, index) => (
            <li key={step} className="grid grid-cols-[20px_1fr] gap-2 text-14">
              <span className="num text-muted">{index + 1}</span>
              <span>
                {t(`try.${step}`)}
                <span className="block text-13 text-muted">{t(`try.${step}Text`)}</span>
              </span>
            </li>
          ))}
        </ol>
      </div>
      <CodeTabs
        className="min-w-0 self-start"
        snippets={chatSnippets({ origin: location.origin, key: 'sk-lx-…', model, prompt: t('try.prompt') })}
      />
    </section>
  )
}
