/** One proposal: old → new, its text, the count against quorum and majority, who voted what, each step; voting, and the operator's part. */
import { useParams } from '@tanstack/react-router'
import { ApiProblem } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { percentOf } from '../../parts/parameter-units.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Facts, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PagedList } from '../../ui/paged.tsx'
import { Progress } from '../../ui/progress.tsx'
import { PageSkeleton, TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { OperatorPanel } from './operator-panel.tsx'
import { Changes, Clock, Status, Tally } from './proposal-parts.tsx'
import { type Proposal, type ProposalDetail, useLive, useProposal, useVotes } from './use-proposals.ts'
import { VotePanel } from './vote-panel.tsx'

export function Page() {
  const t = useText('gov')
  const { proposalId = '' } = useParams({ strict: false }) as { proposalId?: string }
  const number = /^\d{1,15}$/.test(proposalId) ? Number(proposalId) : 0
  const query = useProposal(number)
  const live = useLive()
  const back = { to: '/gov', name: t('title') }
  if (number === 0 || (query.error instanceof ApiProblem && query.error.code === 'proposal_not_found'))
    return (
      <PageBody>
        <PageHeader title={t('notFound')} back={back} />
        <EmptyState title={t('notFound')} action={<ButtonLink to="/gov">{t('title')}</ButtonLink>} />
      </PageBody>
    )
  const { data } = query
  return (
    <PageBody>
      <PageHeader
        title={data ? `#${number} ${data.title === '' ? t('hiddenTitle') : data.title}` : t('title')}
        back={back}
        actions={data ? <Status proposal={live(data)} /> : null}
      />
      <Loaded query={query} loading={<PageSkeleton />}>
        {(detail) => <Content detail={detail} proposal={live(detail)} />}
      </Loaded>
    </PageBody>
  )
}

interface ContentProps {
  detail: ProposalDetail
  proposal: Proposal
}

function Content({ detail, proposal }: ContentProps) {
  const t = useText('gov')
  const session = useSession()
  const { text, steps } = detail
  const open = proposal.dueAt !== null
  return (
    <>
      <Clock proposal={proposal} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="flex min-w-0 flex-col gap-6 max-xl:order-2">
          <Section title={t('changes.title')} purpose={proposal.money ? t('changes.money') : undefined}>
            <Changes changes={proposal.changes} explained />
          </Section>
          <Section title={t('text.title')} purpose={t('by', { name: proposal.proposer })}>
            {text.hidden ? (
              <p className="text-13 text-muted">{t('text.hidden', { reason: text.hidden.reason })}</p>
            ) : (
              <p className="max-w-[72ch] text-14 break-words whitespace-pre-wrap">{text.body}</p>
            )}
          </Section>
          <Count proposal={proposal} />
          <Votes proposalId={proposal.proposalId} />
          <Section title={t('steps.title')}>
            <Steps steps={steps} />
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-6 xl:sticky xl:top-5">
          <VotePanel proposal={proposal} />
          {session.status === 'user' && session.operator ? <OperatorPanel {...{ proposal, open }} /> : null}
        </div>
      </div>
    </>
  )
}

/** The count beside what it needs. */
function Count({ proposal }: { proposal: Proposal }) {
  const t = useText('gov')
  const { snapshot, tally, majority, voters, defeat, failure, bond, burned } = proposal
  const cast = tally.yes + tally.no + tally.abstain
  const share = percentOf(String(majority.bps))
  return (
    <Section title={t('count.title')} purpose={snapshot?.advisory ? t('advisory.text') : t('count.text')}>
      <div className="flex flex-col gap-4">
        <Tally tally={tally} />
        {snapshot ? (
          <div className="flex flex-col gap-1.5">
            <p className="text-12 text-muted">
              {t('count.quorum')} <Amount value={String(cast)} flash /> / <Amount value={String(snapshot.quorum)} />
            </p>
            <Progress
              share={snapshot.quorum === 0 ? 0 : cast / snapshot.quorum}
              label={t('count.quorum')}
              tone={cast >= snapshot.quorum ? 'ok' : 'accent'}
            />
          </div>
        ) : null}
        <Facts
          items={[
            {
              key: 'majority',
              label: t('count.majority'),
              value: majority.strict ? t('count.above', { share }) : t('count.from', { share }),
            },
            { key: 'voters', label: t('count.voters'), value: String(voters) },
            ...(snapshot
              ? [
                  { key: 'at', label: t('count.snapshot'), value: <DateTime at={snapshot.at} /> },
                  { key: 'whales', label: t('count.whales'), value: String(snapshot.whales) },
                  { key: 'total', label: t('count.total'), value: <Amount value={String(snapshot.total)} /> },
                  { key: 'cap', label: t('count.cap'), value: <Amount value={String(snapshot.cap)} /> },
                ]
              : []),
            {
              key: 'bond',
              label: burned ? t('count.burned') : t('count.bond'),
              value: <Amount value={bond} unit="LCO" decimals={2} />,
            },
            ...(defeat ? [{ key: 'defeat', label: t('count.defeat'), value: t(`defeat.${defeat}`) }] : []),
            ...(failure ? [{ key: 'failure', label: t('count.failure'), value: failure.key }] : []),
          ]}
        />
      </div>
    </Section>
  )
}

function Votes({ proposalId }: { proposalId: number }) {
  const t = useText('gov')
  const paged = useVotes(proposalId)
  return (
    <Section flush title={t('votes.title')} purpose={t('votes.text')}>
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={3} columns={4} />}
        empty={<EmptyState title={t('votes.none')} className="py-8" />}
      >
        {(items) => (
          <Table
            label={t('votes.title')}
            rows={items}
            rowKey={({ name }) => name}
            columns={[
              { key: 'name', header: t('votes.name'), card: 'title', cell: ({ name }) => name },
              { key: 'choice', header: t('votes.choice'), cell: ({ choice }) => t(`choice.${choice}`) },
              {
                key: 'power',
                header: t('votes.power'),
                align: 'right',
                cell: ({ power }) => <Amount value={String(power)} />,
              },
              { key: 'at', header: t('votes.at'), align: 'right', cell: ({ at }) => <DateTime at={at} /> },
            ]}
          />
        )}
      </PagedList>
    </Section>
  )
}

function Steps({ steps }: { steps: ProposalDetail['steps'] }) {
  const t = useText('gov')
  return (
    <ol className="flex flex-col gap-1.5 text-13">
      {steps.map(({ at, sequence, status, reason }) => (
        <li key={`${sequence} ${status}`} className="flex flex-wrap justify-between gap-x-4">
          <span>
            {t(`status.${status}`)}
            {reason === null ? null : <span className="text-muted"> – {reason}</span>}
          </span>
          <DateTime at={at} />
        </li>
      ))}
    </ol>
  )
}
