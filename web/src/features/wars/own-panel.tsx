/** The own place in the running round, what is missing to the next, and the choice of a perk that was won. */
import { amountText } from '../../amount/format.ts'
import { problemText } from '../../api/problem.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DateTime } from '../../ui/time.tsx'
import { type OwnPlace, useChoice, type useOwnPlace } from './use-wars.ts'

export function OwnPanel({ query }: { query: ReturnType<typeof useOwnPlace> }) {
  const t = useText('wars')
  return (
    <Section title={t('own.title')} purpose={t('own.text')}>
      <Loaded query={query} loading={<TableSkeleton rows={3} columns={2} />}>
        {(own) => <Own own={own} />}
      </Loaded>
    </Section>
  )
}

function Own({ own }: { own: OwnPlace }) {
  const t = useText('wars')
  const { locale } = useLanguage()
  if (own.operator) return <p className="text-13 text-muted">{t('own.operator')}</p>
  return (
    <div className="flex flex-col gap-4">
      {own.choice ? <Choice choice={own.choice} /> : null}
      <Facts
        items={[
          {
            key: 'name',
            label: t('own.name'),
            value: (
              <span className="inline-flex flex-wrap items-center gap-x-2">
                {own.name} <TextLink to="/settings">{t('own.rename')}</TextLink>
              </span>
            ),
          },
          { key: 'rank', label: t('own.rank'), value: <span className="num">{own.rank ?? t('own.noRank')}</span> },
          { key: 'score', label: t('own.score'), value: <Amount value={own.score} unit="CR" /> },
          {
            key: 'gap',
            label: t('own.gap'),
            value: own.rank === 1 ? t('own.leads') : <Amount value={own.gap ?? undefined} unit="CR" />,
          },
          { key: 'prize', label: t('own.prize'), value: <Amount value={own.prize} unit="LCO" decimals="auto" /> },
        ]}
      />
      {own.perks.map((perk) => (
        <p key={perk.roundId} className="text-13">
          {perk.perk === 'free_calls'
            ? t('own.free', { left: amountText(perk.left, locale), grant: amountText(perk.grant, locale) })
            : t('own.unlimited')}{' '}
          <DateTime at={perk.endsAt} />
        </p>
      ))}
    </div>
  )
}

function Choice({ choice }: { choice: NonNullable<OwnPlace['choice']> }) {
  const t = useText('wars')
  const { locale } = useLanguage()
  const booking = useChoice()
  return (
    <div className="flex flex-col gap-3 rounded-md border border-accent p-3">
      <p className="text-14 font-semibold">{t('choice.title', { round: choice.roundId })}</p>
      <p className="text-13 text-muted">
        {t('choice.text', { amount: amountText(choice.freeCalls, locale) })} <DateTime at={choice.until} />
      </p>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" pending={booking.pending} onClick={() => booking.run('free_calls')}>
          {t('choice.free')}
        </Button>
        <Button pending={booking.pending} onClick={() => booking.run('unlimited')}>
          {t('choice.unlimited')}
        </Button>
      </div>
      {booking.error ? <p className="text-13 text-danger">{problemText(booking.error).title}</p> : null}
    </div>
  )
}
