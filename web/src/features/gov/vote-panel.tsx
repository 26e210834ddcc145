/** Voting: the three choices and what a vote means; or what stands in the way and where to go. */
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { amountText } from '../../amount/format.ts'
import { freshKey } from '../../api/client.ts'
import { call } from '../../api/platform.ts'
import { useSession } from '../../api/session.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { DateTime } from '../../ui/time.tsx'
import { told } from '../../ui/toast.ts'
import { type Proposal, useOwnPower, useRefresh, useRules } from './use-proposals.ts'

const CHOICES = ['yes', 'no', 'abstain'] as const
type Choice = (typeof CHOICES)[number]

export function VotePanel({ proposal }: { proposal: Proposal }) {
  const t = useText('gov')
  return (
    <section aria-label={t('vote.title')} className="panel flex flex-col gap-4 p-4">
      <h2 className="text-14 font-semibold">{t('vote.title')}</h2>
      <Inside proposal={proposal} />
    </section>
  )
}

const Note = ({ children }: { children: ReactNode }) => <p className="text-13 text-muted">{children}</p>

function Inside({ proposal }: { proposal: Proposal }) {
  const t = useText('gov')
  const session = useSession()
  const own = useOwnPower().data
  const here = useLocation({ select: (location) => location.href })
  const vote = own?.votes.find(({ proposalId }) => proposalId === proposal.proposalId)
  if (proposal.ownVote) return <Cast choice={proposal.ownVote.choice} power={proposal.ownVote.power} />
  if (proposal.status === 'pending')
    return (
      <Note>
        {t('vote.early')} <DateTime at={proposal.votingAt} />
      </Note>
    )
  if (proposal.status !== 'active') return <Note>{t('vote.late')}</Note>
  if (session.status === 'guest')
    return (
      <ButtonLink to="/signin" search={{ next: here }} variant="primary" size="lg" className="w-full">
        {t('vote.signIn')}
      </ButtonLink>
    )
  if (own?.operator) return <Note>{t('vote.operator')}</Note>
  if (!vote) return null
  if (vote.choice !== null) return <Cast choice={vote.choice} power={vote.power} />
  return vote.power === 0 ? <NoPower /> : <Choices proposal={proposal} power={vote.power} />
}

function Cast({ choice, power }: { choice: Choice; power: number }) {
  const t = useText('gov')
  const { locale } = useLanguage()
  const values = { choice: t(`choice.${choice}`), power: amountText(String(power), locale) }
  return <p className="rounded-control bg-ok-soft px-3 py-2 text-13 text-ok">{t('vote.cast', values)}</p>
}

/** Which tier was missing, and the way to it. */
function NoPower() {
  const t = useText('gov')
  const { locale } = useLanguage()
  const stake = useRules().data?.whaleStake
  return (
    <>
      <Note>{t('vote.noPower', { stake: stake === undefined ? '' : amountText(stake, locale) })}</Note>
      <ButtonLink to="/stake">{t('toStake')}</ButtonLink>
    </>
  )
}

function Choices({ proposal, power }: { proposal: Proposal; power: number }) {
  const t = useText('gov')
  const { locale } = useLanguage()
  const refresh = useRefresh()
  const [asked, setAsked] = useState<Choice>()
  const { proposalId, endsAt } = proposal
  const word = t(`choice.${asked ?? 'yes'}`)
  return (
    <>
      <Note>
        {t('vote.power', { power: amountText(String(power), locale) })} <DateTime at={endsAt} />
      </Note>
      <div className="grid grid-cols-3 gap-2">
        {CHOICES.map((choice) => (
          <Button key={choice} size="lg" onClick={() => setAsked(choice)}>
            {t(`choice.${choice}`)}
          </Button>
        ))}
      </div>
      <Confirm
        open={asked !== undefined}
        onOpenChange={(open) => (open ? undefined : setAsked(undefined))}
        title={t('vote.confirm', { choice: word })}
        description={t('vote.confirmText')}
        action={word}
        onConfirm={async () => {
          if (asked === undefined) return
          const options = { params: { proposalId }, body: { choice: asked }, idempotencyKey: freshKey() }
          await call('POST /governance/{proposalId}/votes', options)
          refresh()
          told.done(t('vote.done'))
        }}
      />
    </>
  )
}
