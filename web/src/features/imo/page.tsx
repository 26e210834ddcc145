/** The launchpad: every offering as a card with its phase, clock and terms, and what is the reader's of it. */
import { isZero } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Link, TextLink } from '../../ui/link.tsx'
import { Facts, PageBody, PageHeader } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { usedShare } from './figures.ts'
import { Clock, Phase } from './phase.tsx'
import { type Offering, type OfferingPosition, useMine, useOfferings } from './use-offerings.ts'

export function Page() {
  const t = useText('imo')
  const offerings = useOfferings()
  const mine = useMine(offerings.data)
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <Loaded query={offerings} loading={<PageSkeleton />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('none')}>{t('noneText')}</EmptyState>
          ) : (
            <ul className="grid gap-4 md:grid-cols-2">
              {items.map((offering) => (
                <Card
                  key={offering.offeringId}
                  offering={offering}
                  position={mine.data?.items.find(({ offeringId }) => offeringId === offering.offeringId)}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      <p className="text-12 text-muted">
        {t('how')} <TextLink to="/stake">{t('toStake')}</TextLink>
      </p>
    </PageBody>
  )
}

interface CardProps {
  offering: Offering
  position: OfferingPosition | undefined
}

function Card({ offering, position }: CardProps) {
  const t = useText('imo')
  return (
    <li className="panel relative flex min-w-0 flex-col gap-3 p-4 transition-colors hover:border-line-strong">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="min-w-0 font-mono text-14 font-semibold break-all">
          <Link to={`/imo/${offering.offeringId}`} className="after:absolute after:inset-0">
            {offering.model}
          </Link>
        </h2>
        <Phase offering={offering} />
      </div>
      <Clock offering={offering} />
      <Facts
        items={[
          { key: 'total', label: t('terms.total'), value: <Amount value={offering.total} unit="CR" /> },
          { key: 'cap', label: t('terms.cap'), value: <Amount value={offering.cap} unit="CR" /> },
          { key: 'mode', label: t('terms.mode'), value: t(`mode.${offering.mode}`) },
          {
            key: 'locked',
            label: t('terms.locked', { count: offering.lockers }),
            value: <Amount value={offering.locked} unit="LCO" decimals={2} flash />,
          },
        ]}
      />
      {position ? <Own position={position} /> : null}
    </li>
  )
}

function Own({ position }: { position: OfferingPosition }) {
  const t = useText('imo')
  const { quota, remaining, locked, expected } = position
  if (quota !== null && remaining !== null)
    return (
      <div className="flex flex-col gap-1.5">
        <p className="text-13">
          {t('own.left')} <Amount value={remaining} unit="CR" flash /> / <Amount value={quota} unit="CR" />
        </p>
        <Progress share={usedShare(position)} label={t('own.meter')} />
      </div>
    )
  if (isZero(locked)) return null
  return (
    <p className="text-13">
      {t('own.locked')} <Amount value={locked} unit="LCO" decimals={2} /> · {t('own.expected')}{' '}
      <Amount value={expected} unit="CR" flash />
    </p>
  )
}
