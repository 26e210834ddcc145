/** How the outcome is found: what resolvers said, challenges, votes, what is to be done now and by whom; what happened so far. */
import { type ReactNode, useState } from 'react'
import { call } from '../../api/platform.ts'
import { problemText } from '../../api/problem.ts'
import { useText } from '../../i18n/index.ts'
import { useBooking } from '../../parts/use-booking.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, Form, FormError, TextArea } from '../../ui/input.tsx'
import { Section } from '../../ui/page.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { StakeMore } from './stake-more.tsx'
import { type Detail, type Mine, OUTCOMES, type Outcome as OutcomeName, useRefreshed, useRules } from './use-predict.ts'

export interface OutcomeProps {
  market: Detail
  mine: Mine | undefined
}

export function Outcome({ market, mine }: OutcomeProps) {
  const t = useText('predict')
  return (
    <Section title={t('outcome.title')} purpose={t('outcome.text')}>
      <div className="flex flex-col gap-4 text-13">
        {market.claims.map((claim) => (
          <Claim key={claim.at} claim={claim} />
        ))}
        {market.votes.length > 0 ? <Votes market={market} /> : null}
        <Act market={market} mine={mine} />
        <ol className="flex flex-col gap-1 text-12 text-muted">
          {market.acts.map(({ at, sequence, cause, by, reason }) => (
            <li key={`${sequence}-${cause}`}>
              <DateTime at={at} /> · {t(`act.${cause}`)}
              {by === null ? '' : ` · ${by}`}
              {reason === null ? '' : ` · ${reason}`}
            </li>
          ))}
        </ol>
      </div>
    </Section>
  )
}

function Claim({ claim }: { claim: Detail['claims'][number] }) {
  const t = useText('predict')
  const text = ({ text: said, hidden }: { text: string; hidden: string | null }) =>
    hidden === null ? said : t('hiddenFor', { reason: hidden })
  return (
    <div className="flex flex-col gap-1.5 rounded-control border border-line p-3">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="accent">{t(`outcome.${claim.outcome}`)}</Badge>
        {t('claim.by', { name: claim.resolver })} <Amount value={claim.bond} unit="LCO" />
      </p>
      <p className="break-words whitespace-pre-line">{text(claim.evidence)}</p>
      {claim.challenge === null ? null : (
        <div className="border-t border-line pt-1.5">
          <p className="text-warn">{t('claim.challenged', { name: claim.challenge.by })}</p>
          <p className="break-words whitespace-pre-line">{text(claim.challenge.reason)}</p>
        </div>
      )}
    </div>
  )
}

function Votes({ market }: { market: Detail }) {
  const t = useText('predict')
  return (
    <ul className="flex flex-col gap-1">
      {market.votes.map(({ voter, outcome, counted }) => (
        <li key={voter} className="flex flex-wrap items-center gap-2">
          {voter} <Badge>{t(`outcome.${outcome}`)}</Badge>
          {counted === null ? null : <Amount value={counted} unit="LCO" decimals={0} />}
        </li>
      ))}
    </ul>
  )
}

/** What the reader may do now, or what it takes. */
function Act({ market, mine }: OutcomeProps) {
  const t = useText('predict')
  const rules = useRules()
  const { status } = market
  if (mine === undefined) return null
  const holds = mine.positions.some(({ marketId, bets }) => marketId === market.marketId && bets > 0)
  if ((status === 'closed' || status === 'disputed') && mine.resolver)
    return holds ? <Why>{t('act.holds')}</Why> : <SayOutcome market={market} />
  if (status === 'proposed') return mine.canBet ? <Challenge market={market} /> : <Why>{t('bet.operator')}</Why>
  if (status !== 'voting') return null
  if (holds) return <Why>{t('act.holds')}</Why>
  if (mine.canVote) return <Vote market={market} />
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Why>{t('act.voteTier')}</Why>
      {mine.canBet && rules.data ? <StakeMore need={rules.data.stakes.vote} /> : null}
    </div>
  )
}

const Why = ({ children }: { children: ReactNode }) => <p className="text-12 text-muted">{children}</p>

function useAct<Input>(send: (input: Input, key: string) => Promise<unknown>) {
  const refresh = useRefreshed()
  return useBooking<Input, unknown>({ send, onDone: refresh })
}

function SayOutcome({ market: { marketId, terms } }: { market: Detail }) {
  const t = useText('predict')
  const [outcome, setOutcome] = useState<OutcomeName>('yes')
  const [evidence, setEvidence] = useState('')
  const act = useAct((body: { outcome: OutcomeName; evidence: string }, idempotencyKey) =>
    call('POST /predictions/{marketId}/outcome', { params: { marketId }, body, idempotencyKey }),
  )
  const said = evidence.trim()
  return (
    <Form onSubmit={() => act.run({ outcome, evidence: said })} className="flex flex-col gap-3">
      <Choice value={outcome} onChange={setOutcome} />
      <Field label={t('act.evidence')}>
        <TextArea value={evidence} maxLength={4000} onChange={(event) => setEvidence(event.target.value)} />
      </Field>
      <Bond amount={terms.claimBond} />
      <FormError>{act.error ? problemText(act.error).title : undefined}</FormError>
      <Button type="submit" pending={act.pending} disabled={said.length < 3} className="self-start">
        {t('act.say')}
      </Button>
    </Form>
  )
}

function Challenge({ market: { marketId, terms } }: { market: Detail }) {
  const t = useText('predict')
  const [reason, setReason] = useState('')
  const act = useAct((body: { reason: string }, idempotencyKey) =>
    call('POST /predictions/{marketId}/challenge', { params: { marketId }, body, idempotencyKey }),
  )
  const said = reason.trim()
  return (
    <Form onSubmit={() => act.run({ reason: said })} className="flex flex-col gap-3">
      <Field label={t('act.why')}>
        <TextArea value={reason} maxLength={4000} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <Bond amount={terms.claimBond} />
      <FormError>{act.error ? problemText(act.error).title : undefined}</FormError>
      <Button type="submit" pending={act.pending} disabled={said.length < 3} className="self-start">
        {t('act.challenge')}
      </Button>
    </Form>
  )
}

function Vote({ market: { marketId } }: { market: Detail }) {
  const t = useText('predict')
  const [outcome, setOutcome] = useState<OutcomeName>('yes')
  const act = useAct((body: { outcome: OutcomeName }, idempotencyKey) =>
    call('POST /predictions/{marketId}/vote', { params: { marketId }, body, idempotencyKey }),
  )
  return (
    <Form onSubmit={() => act.run({ outcome })} className="flex flex-col gap-3">
      <Choice value={outcome} onChange={setOutcome} />
      <FormError>{act.error ? problemText(act.error).title : undefined}</FormError>
      <Button type="submit" pending={act.pending} className="self-start">
        {t('act.vote')}
      </Button>
    </Form>
  )
}

function Choice({ value, onChange }: { value: OutcomeName; onChange: (next: OutcomeName) => void }) {
  const t = useText('predict')
  return (
    <Segmented<OutcomeName>
      label={t('outcome.title')}
      value={value}
      onChange={onChange}
      options={OUTCOMES.map((one) => ({ value: one, label: t(`outcome.${one}`) }))}
    />
  )
}

function Bond({ amount }: { amount: string }) {
  const t = useText('predict')
  return (
    <p className="text-12 text-muted">
      {t('act.bond')} <Amount value={amount} unit="LCO" />
    </p>
  )
}
