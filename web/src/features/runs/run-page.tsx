/** One run: its envelope, its key's limits, and its calls with the way to their receipts. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { late } from '../../ui/late.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Facts, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DateTime } from '../../ui/time.tsx'
import { RunCalls } from './calls.tsx'
import { RunStatus } from './status.tsx'

const CloseRun = late(() => import('./close.tsx').then((module) => module.CloseRun))

type Detail = Answer<'GET /runs/{runId}'>

export function Page() {
  const t = useText('runs')
  const { runId = '' } = useParams({ strict: false }) as { runId?: string }
  const id = /^[1-9]\d{0,14}$/.test(runId) ? Number(runId) : undefined
  const back = { to: '/runs', name: t('title') }
  const answer = useQuery({
    queryKey: keyOf('GET /runs/{runId}', runId),
    queryFn: ({ signal }) => call('GET /runs/{runId}', { params: { runId: id ?? 0 }, signal }),
    enabled: id !== undefined,
    staleTime: STALE.live,
    refetchInterval: ({ state }) => (state.data?.status === 'closed' ? false : STALE.live),
  })
  if (id === undefined || (answer.error instanceof ApiProblem && answer.error.code === 'run_not_found')) {
    return (
      <PageBody>
        <PageHeader title={t('run')} back={back} />
        <EmptyState title={t('notFound')} action={<ButtonLink to="/runs">{t('all')}</ButtonLink>} />
      </PageBody>
    )
  }
  return (
    <PageBody>
      <Loaded query={answer} loading={<PageSkeleton />}>
        {(run) => <Details run={run} back={back} />}
      </Loaded>
    </PageBody>
  )
}

function Details({ run, back }: { run: Detail; back: { to: string; name: string } }) {
  const t = useText('runs')
  const [closing, setClosing] = useState(false)
  const close = run.status === 'open' ? <Button onClick={() => setClosing(true)}>{t('close')}</Button> : undefined
  return (
    <>
      <PageHeader title={run.name} back={back} purpose={<RunStatus status={run.status} />} actions={close} />
      <Envelope run={run} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_320px]">
        <RunCalls runId={run.runId} open={run.status !== 'closed'} />
        <About run={run} />
      </div>
      {closing ? <CloseRun run={run} onClose={() => setClosing(false)} /> : null}
    </>
  )
}

function Envelope({ run }: { run: Detail }) {
  const t = useText('runs')
  const parts = ['budget', 'spent', 'held', 'left', 'returned'] as const
  return (
    <StatRow min={150}>
      {parts.map((part) => (
        <Stat
          key={part}
          label={t(`column.${part}`)}
          definition={t(`definition.${part}`)}
          value={<Amount value={run[part]} unit="CR" decimals="auto" />}
        />
      ))}
    </StatRow>
  )
}

function About({ run }: { run: Detail }) {
  const t = useText('runs')
  const k = useText('keys')
  const { usage } = run
  const items = [
    { key: 'key', label: t('about.key'), value: <code className="font-mono text-12">{run.hint}</code> },
    { key: 'models', label: t('about.models'), value: run.models === null ? k('allModels') : run.models.join(', ') },
    { key: 'opened', label: t('about.opened'), value: <DateTime at={run.createdAt} /> },
    { key: 'expires', label: t('column.expires'), value: <DateTime at={run.expiresAt} /> },
    { key: 'calls', label: t('about.calls'), value: whole(usage.calls) },
    { key: 'failed', label: t('about.failed'), value: whole(usage.failed) },
    { key: 'input', label: t('about.input'), value: whole(usage.inputTokens) },
    { key: 'output', label: t('about.output'), value: whole(usage.outputTokens) },
    {
      key: 'mined',
      label: t('about.mined'),
      value: <Amount value={usage.mined} unit="LCO" decimals="auto" className="text-gold-text" />,
    },
  ]
  return (
    <Section title={t('about.title')}>
      <Facts items={items} />
    </Section>
  )
}

const whole = (count: number): string => count.toLocaleString('en-US')
