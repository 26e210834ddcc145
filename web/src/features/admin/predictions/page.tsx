/** Prediction markets for operators: drafts to open or turn down, comments that were reported, resolvers, the switch. */
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { queryClient, STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Field, Form, Input } from '../../../ui/input.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Facts, PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { PageSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { Switches } from '../overview/switches.tsx'

type Work = Answer<'GET /admin/predictions'>
/** An act that waits for its reason. */
interface Wish {
  title: string
  text: string
  danger?: boolean
  run: (reason: string) => Promise<unknown>
}

export function Page() {
  const t = useText('admin-predictions')
  const [wish, setWish] = useState<Wish>()
  const work = useQuery({
    queryKey: keyOf('GET /admin/predictions'),
    queryFn: ({ signal }) => call('GET /admin/predictions', { signal }),
    staleTime: STALE.live,
  })
  const confirmed = async (reason: string) => {
    await wish?.run(reason)
    await queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/predictions') })
  }
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <Loaded query={work} loading={<PageSkeleton />}>
        {(data) => (
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1.9fr)_minmax(340px,1fr)]">
            <div className="flex min-w-0 flex-col gap-6">
              <Section title={t('drafts.title')} purpose={t('drafts.text')}>
                <Drafts drafts={data.drafts} onWish={setWish} />
              </Section>
              <Section title={t('pending.title')} purpose={t('pending.text')}>
                <Pending markets={data.pending} />
              </Section>
              <Section title={t('reports.title')} purpose={t('reports.text')}>
                <Reports reports={data.reports} onWish={setWish} />
              </Section>
            </div>
            <div className="flex min-w-0 flex-col gap-6">
              <Switches switches={{ prediction: data.accepting }} of={['prediction']} />
              <Section title={t('resolvers.title')} purpose={t('resolvers.text')}>
                <Resolvers resolvers={data.resolvers} onWish={setWish} />
              </Section>
            </div>
          </div>
        )}
      </Loaded>
      <Confirm
        open={wish !== undefined}
        onOpenChange={() => setWish(undefined)}
        title={wish?.title ?? ''}
        description={wish?.text ?? ''}
        action={wish?.title ?? ''}
        danger={wish?.danger ?? false}
        reason={{ label: t('reason') }}
        onConfirm={confirmed}
      />
    </PageBody>
  )
}

interface Part {
  onWish: (wish: Wish) => void
}

function Drafts({ drafts, onWish }: Part & { drafts: Work['drafts'] }) {
  const t = useText('admin-predictions')
  const p = useText('predict')
  const review = (marketId: number, approve: boolean) => ({
    title: approve ? t('drafts.open') : t('drafts.reject'),
    text: approve ? t('drafts.openText') : t('drafts.rejectText'),
    danger: !approve,
    run: (reason: string) =>
      call('POST /admin/predictions/{marketId}/review', { params: { marketId }, body: { approve, reason } }),
  })
  if (drafts.length === 0) return <EmptyState title={t('drafts.none')} className="py-6" />
  return (
    <ul className="flex flex-col divide-y divide-line">
      {drafts.map(({ marketId, question, proposer, closesAt }) => (
        <li key={marketId} className="flex flex-col gap-2 py-3 text-13 first:pt-0 last:pb-0">
          <TextLink to={`/predict/${marketId}`} className="font-medium">
            {question.title}
          </TextLink>
          <p className="break-words whitespace-pre-line">{question.rules}</p>
          <Facts
            items={[
              {
                key: 'source',
                label: p('rules.source'),
                value: <span className="break-all">{question.source}</span>,
              },
              {
                key: 'void',
                label: p('rules.void'),
                value: <span className="break-words whitespace-pre-line">{question.voidRules}</span>,
              },
              { key: 'by', label: p('rules.by'), value: proposer },
              { key: 'closes', label: p('list.closes'), value: <DateTime at={closesAt} detail="second" /> },
            ]}
          />
          <span className="flex flex-wrap gap-2">
            <Button size="sm" onClick={() => onWish(review(marketId, true))}>
              {t('drafts.open')}
            </Button>
            <Button size="sm" variant="ghost" onClick={() => onWish(review(marketId, false))}>
              {t('drafts.reject')}
            </Button>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Pending({ markets }: { markets: Work['pending'] }) {
  const t = useText('admin-predictions')
  if (markets.length === 0) return <EmptyState title={t('pending.none')} className="py-6" />
  return (
    <ul className="flex flex-col gap-2 text-13">
      {markets.map(({ marketId, question, dueAt }) => (
        <li key={marketId} className="flex flex-wrap justify-between gap-2">
          <TextLink to={`/predict/${marketId}`}>{question.title}</TextLink>
          {dueAt === null ? null : <DateTime at={dueAt} />}
        </li>
      ))}
    </ul>
  )
}

function Reports({ reports, onWish }: Part & { reports: Work['reports'] }) {
  const t = useText('admin-predictions')
  if (reports.length === 0) return <EmptyState title={t('reports.none')} className="py-6" />
  return (
    <ul className="flex flex-col divide-y divide-line">
      {reports.map(({ commentId, by, text, reports: times, reasons }) => (
        <li key={commentId} className="flex flex-col gap-1.5 py-3 text-13 first:pt-0 last:pb-0">
          <p className="break-words whitespace-pre-line">{text}</p>
          <p className="text-12 text-muted">
            {by} · {t('reports.times', { times })} · {reasons.join(' · ')}
          </p>
          <Button
            size="sm"
            className="self-start"
            onClick={() =>
              onWish({
                title: t('reports.hide'),
                text: t('reports.hideText'),
                danger: true,
                run: (reason) =>
                  call('POST /admin/predictions/comments/{commentId}/hide', {
                    params: { commentId },
                    body: { reason },
                  }),
              })
            }
          >
            {t('reports.hide')}
          </Button>
        </li>
      ))}
    </ul>
  )
}

function Resolvers({ resolvers, onWish }: Part & { resolvers: Work['resolvers'] }) {
  const t = useText('admin-predictions')
  const [account, setAccount] = useState('')
  const id = /^[1-9]\d{0,9}$/.test(account.trim()) ? Number(account.trim()) : undefined
  const name = (which: number, on: boolean): Wish => ({
    title: on ? t('resolvers.add') : t('resolvers.remove'),
    text: t('resolvers.public'),
    danger: !on,
    run: (reason) => call('POST /admin/predictions/resolvers', { body: { account: which, on, reason } }),
  })
  return (
    <div className="flex flex-col gap-4">
      {resolvers.length === 0 ? <Muted>{t('resolvers.none')}</Muted> : null}
      <ul className="flex flex-col gap-2 text-13">
        {resolvers.map((one) => (
          <li key={one.account} className="flex items-center justify-between gap-2">
            <span>
              {one.name} <span className="num text-muted">#{one.account}</span>
            </span>
            <Button size="sm" variant="ghost" onClick={() => onWish(name(one.account, false))}>
              {t('resolvers.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <Form onSubmit={() => (id === undefined ? undefined : onWish(name(id, true)))} className="flex flex-col gap-2">
        <Field label={t('resolvers.account')}>
          <Input inputMode="numeric" value={account} onChange={(event) => setAccount(event.target.value)} />
        </Field>
        <Button type="submit" disabled={id === undefined} className="self-start">
          {t('resolvers.add')}
        </Button>
      </Form>
    </div>
  )
}

const Muted = ({ children }: { children: ReactNode }) => <p className="text-13 text-muted">{children}</p>
