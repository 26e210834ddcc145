/** What operators do about a proposal, each with a public reason: accept or decline after an advisory vote, veto, hide the text. */
import { useState } from 'react'
import { freshKey } from '../../api/client.ts'
import { call } from '../../api/platform.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { told } from '../../ui/toast.ts'
import { type Proposal, useRefresh } from './use-proposals.ts'

const ACTS = ['accept', 'decline', 'veto', 'abuse', 'hide'] as const
type Act = (typeof ACTS)[number]

async function send(act: Act, proposalId: number, reason: string): Promise<unknown> {
  const options = { params: { proposalId }, idempotencyKey: freshKey() }
  if (act === 'hide')
    return call('POST /admin/governance/{proposalId}/hide', { params: { proposalId }, body: { reason } })
  if (act === 'accept' || act === 'decline') {
    const body = { accept: act === 'accept', reason }
    return call('POST /admin/governance/{proposalId}/decide', { ...options, body })
  }
  return call('POST /admin/governance/{proposalId}/veto', { ...options, body: { abuse: act === 'abuse', reason } })
}

export function OperatorPanel({ proposal, open }: { proposal: Proposal; open: boolean }) {
  const t = useText('gov')
  const refresh = useRefresh()
  const [asked, setAsked] = useState<Act>()
  const act = asked ?? 'veto'
  const { proposalId, status, title } = proposal
  const possible = ACTS.filter((one) => {
    if (one === 'hide') return title !== ''
    return one === 'accept' || one === 'decline' ? status === 'deciding' : open
  })
  if (possible.length === 0) return null
  return (
    <section aria-label={t('operator.title')} className="panel flex flex-col gap-3 p-4">
      <h2 className="text-14 font-semibold">{t('operator.title')}</h2>
      {possible.map((one) => (
        <Button
          key={one}
          variant={one === 'accept' || one === 'decline' ? 'secondary' : 'danger'}
          onClick={() => setAsked(one)}
        >
          {t(`operator.${one}.button`)}
        </Button>
      ))}
      <Confirm
        open={asked !== undefined}
        onOpenChange={(wanted) => (wanted ? undefined : setAsked(undefined))}
        title={t(`operator.${act}.title`, { id: proposalId })}
        description={t(`operator.${act}.text`)}
        action={t(`operator.${act}.button`)}
        danger={act !== 'accept' && act !== 'decline'}
        reason={{ label: t('operator.reason'), hint: t('operator.reasonHint') }}
        onConfirm={async (reason) => {
          await send(act, proposalId, reason)
          refresh()
          told.done(t('operator.done'))
        }}
      />
    </section>
  )
}
