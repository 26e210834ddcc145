/** One model: every price by kind of token and context length, the tier ladder, how its calls ended, code to call it, and the prices it had. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Model } from '../../../../src/contract/models.ts'
import { ApiProblem } from '../../api/client.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { kindSnippets } from '../../parts/snippets/kinds.ts'
import { CodeTabs } from '../../ui/code.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Facts, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Count, Milliseconds, Success } from './columns.tsx'
import { PriceHistory } from './history.tsx'
import { Marks } from './name.tsx'
import { Ladder, RateTables } from './rate-tables.tsx'
import { Uptime } from './uptime.tsx'

export function Page() {
  const t = useText('models')
  const k = useText('kinds')
  const { model: name = '' } = useParams({ strict: false }) as { model?: string }
  const answer = useQuery({
    queryKey: keyOf('GET /models/{model}', name),
    queryFn: ({ signal }) => call('GET /models/{model}', { params: { model: name }, signal }),
    staleTime: STALE.live,
  })
  if (answer.error instanceof ApiProblem && answer.error.code === 'model_not_found') {
    return (
      <PageBody>
        <PageHeader title={name} back={{ to: '/models', name: t('title') }} />
        <EmptyState title={t('notFound')} action={<ButtonLink to="/models">{t('all')}</ButtonLink>} />
      </PageBody>
    )
  }
  return (
    <PageBody>
      <PageHeader
        title={name}
        back={{ to: '/models', name: t('title') }}
        purpose={
          answer.data ? (
            <span className="inline-flex flex-wrap items-center gap-2">
              {[answer.data.vendor, k(`kind.${answer.data.kind}`)].filter(Boolean).join(' · ')}
              <Marks model={answer.data} />
            </span>
          ) : undefined
        }
        actions={
          answer.data && TRIED.includes(answer.data.kind) ? (
            <ButtonLink
              to="/playground"
              search={answer.data.kind === 'chat' ? { a: name } : { tool: answer.data.kind }}
              variant="primary"
            >
              {t('tryThis')}
            </ButtonLink>
          ) : undefined
        }
      />
      <Loaded query={answer} loading={<PageSkeleton />}>
        {(model) => <Details model={model} />}
      </Loaded>
    </PageBody>
  )
}

/** Kinds that the playground has a tool for. */
const TRIED: readonly Model['kind'][] = ['chat', 'image', 'speech']

function Details({ model }: { model: Model }) {
  const t = useText('models')
  const visitor = useSession().status !== 'user'
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_320px]">
      <div className="flex min-w-0 flex-col gap-6">
        <RateTables model={model} visitor={visitor} />
        <Ladder model={model} />
        <div className="flex flex-col gap-2">
          <CodeTabs
            snippets={kindSnippets(model.kind, {
              origin: location.origin,
              key: 'sk-lx-…',
              model: model.model,
              prompt: t('prompt'),
            })}
          />
          <p className="text-13">
            <TextLink to="/docs">{t('docs')}</TextLink>
          </p>
        </div>
        <PriceHistory model={model.model} />
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <About model={model} />
        <Uptime model={model.model} />
        <LastDay model={model} />
      </div>
    </div>
  )
}

/** What upstreams sell later or sooner at a multiple of the price. */
const SERVICES = ['batch', 'flex', 'priority'] as const

/** 5,000 → "× 0.5" */
const multipleOf = (bps: number): string => `× ${bps / 10_000}`

function About({ model }: { model: Model }) {
  const t = useText('models')
  const r = useText('rates')
  return (
    <Section title={t('about.title')}>
      <Facts
        items={[
          { key: 'context', label: t('column.context'), value: <Count value={model.contextLength} /> },
          { key: 'mines', label: t('facts.mines'), value: model.eligible ? t('facts.yes') : t('facts.no') },
          ...SERVICES.flatMap((service) => {
            const bps = model.services[service]
            const label = t('about.service', { service: r(`service.${service}`) })
            return bps === undefined ? [] : [{ key: service, label, value: multipleOf(bps) }]
          }),
        ]}
      />
    </Section>
  )
}

function LastDay({ model }: { model: Model }) {
  const t = useText('models')
  return (
    <Section title={t('facts.title')}>
      <Facts
        items={[
          {
            key: 'success',
            label: t('column.success'),
            value: <Success bps={model.stats.successBps} calls={model.stats.calls24h} />,
          },
          { key: 'first', label: t('column.firstToken'), value: <Milliseconds value={model.stats.firstTokenMs} /> },
          { key: 'calls', label: t('facts.calls'), value: <Count value={model.stats.calls24h} /> },
        ]}
      />
    </Section>
  )
}
