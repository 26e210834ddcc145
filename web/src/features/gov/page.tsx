/** Governance: own power, and every proposal with its status, clock, changes and votes. */
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink, Link, TextLink } from '../../ui/link.tsx'
import { Facts, FilterRow, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PagedList } from '../../ui/paged.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { Changes, Clock, Status, Tally } from './proposal-parts.tsx'
import { type Filter, type Proposal, useLive, useOwnPower, useProposals } from './use-proposals.ts'

const FILTERS: readonly Filter[] = ['open', 'closed', 'all']

export function Page() {
  const t = useText('gov')
  const [filters, setFilters] = useFilters({ show: 'all' })
  const show = FILTERS.find((each) => each === filters.show) ?? 'all'
  const paged = useProposals(show)
  const live = useLive()
  const start = (
    <ButtonLink to="/gov/new" variant="primary">
      {t('new.button')}
    </ButtonLink>
  )
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} actions={start} />
      <OwnPower />
      <FilterRow>
        <Segmented
          size="sm"
          label={t('show.label')}
          value={show}
          onChange={(next) => setFilters({ show: next })}
          options={FILTERS.map((each) => ({ value: each, label: t(`show.${each}`) }))}
        />
      </FilterRow>
      <PagedList
        paged={paged}
        loading={<PageSkeleton />}
        empty={<EmptyState title={t('none')}>{t('noneText')}</EmptyState>}
      >
        {(items) => (
          <ul className="grid gap-4 md:grid-cols-2">
            {items.map((proposal) => (
              <Card key={proposal.proposalId} proposal={live(proposal)} />
            ))}
          </ul>
        )}
      </PagedList>
      <p className="text-12 text-muted">
        {t('how')} <TextLink to="/stake">{t('toStake')}</TextLink>
      </p>
    </PageBody>
  )
}

function Card({ proposal }: { proposal: Proposal }) {
  const t = useText('gov')
  const { proposalId, title, proposer, changes, snapshot, tally } = proposal
  return (
    <li className="panel relative flex min-w-0 flex-col gap-3 p-4 transition-colors hover:border-line-strong">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h2 className="min-w-0 text-14 font-semibold break-words">
          <Link to={`/gov/${proposalId}`} className="after:absolute after:inset-0">
            <span className="num text-muted">#{proposalId}</span> {title === '' ? t('hiddenTitle') : title}
          </Link>
        </h2>
        <Status proposal={proposal} />
      </div>
      <Clock proposal={proposal} />
      <Changes changes={changes} />
      {snapshot ? <Tally tally={tally} /> : null}
      <p className="text-12 text-muted">{t('by', { name: proposer })}</p>
    </li>
  )
}

function OwnPower() {
  const t = useText('gov')
  const session = useSession()
  const { data } = useOwnPower()
  if (session.status !== 'user' || !data || data.operator) return null
  return (
    <Section title={t('power.title')} purpose={data.whale ? t('power.text') : t('power.none')}>
      <Facts
        items={[
          { key: 'power', label: t('power.now'), value: <Amount value={String(data.power)} flash /> },
          { key: 'staked', label: t('power.staked'), value: <Amount value={data.staked} unit="LCO" decimals={2} /> },
          { key: 'locked', label: t('power.locked'), value: <Amount value={String(data.locked)} unit="LCO" /> },
        ]}
      />
    </Section>
  )
}
