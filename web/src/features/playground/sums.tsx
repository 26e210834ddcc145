/** What the call costs: about, while it runs; exactly, with what it mined and a link to the receipt, once it is billed. */
import type { ReactNode } from 'react'
import type { Model } from '../../../../src/contract/models.ts'
import { callsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { TextLink } from '../../ui/link.tsx'
import { costAbout, tokensAbout } from './cost.ts'
import type { Run } from './use-run.ts'

export interface SumsProps {
  run: Run
  model: Model | undefined
  inputTokens: number
}

export function Sums({ run, model, inputTokens }: SumsProps) {
  const t = useText('playground')
  const { reply } = run.progress
  const recorded = useRecorded(run.phase === 'stopped' ? reply.callId : undefined)
  const bill = reply.bill ?? recorded
  const output = reply.usage?.output ?? recorded?.output ?? tokensAbout(reply.text + reply.reasoning)
  const input = reply.usage?.input ?? recorded?.input ?? inputTokens
  const exact = reply.usage !== undefined || recorded !== undefined
  const about = costAbout(model?.yours, { input, output })
  return (
    <footer className="border-t border-line">
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(88px,1fr))] gap-x-4 gap-y-2 px-4 py-3">
        <Sum label={bill ? t('sum.cost') : t('sum.costAbout')}>
          {bill ? (
            <Amount value={bill.cost} unit="CR" className="font-semibold" />
          ) : (
            <span className="text-muted">
              ≈ <Amount value={reply.problem ? '0.000000' : about} unit="CR" />
            </span>
          )}
        </Sum>
        <Sum label={t('sum.mined')}>
          <Amount value={bill?.mined} unit="LCO" decimals={6} className="text-gold-text" />
        </Sum>
        <Sum label={t('sum.tokens')}>
          <span className="num">
            {exact ? '' : '≈ '}
            {input.toLocaleString('en-US')} → {output.toLocaleString('en-US')}
          </span>
        </Sum>
        <Sum label={t('sum.time')}>
          <Seconds ms={run.elapsedMs} />
        </Sum>
        <Sum label={t('sum.first')}>
          <Seconds ms={run.firstMs} />
        </Sum>
      </dl>
      {run.phase === 'done' || run.phase === 'stopped' ? (
        <p role="status" className="flex justify-between gap-4 border-t border-line/60 px-4 py-2 text-12 text-muted">
          <span>
            {bill ? t(`charge.${chargeOf(run)}`) : run.phase === 'stopped' ? t('billFollows') : t('charge.free')}
          </span>
          {reply.callId && bill ? <TextLink to={`/logs/${reply.callId}`}>{t('receipt')}</TextLink> : null}
        </p>
      ) : null}
    </footer>
  )
}

const chargeOf = ({ phase, progress }: Run): 'metered' | 'partial' | 'free' | 'stopped' => {
  const charge = progress.reply.bill?.charge
  if (phase === 'stopped') return 'stopped'
  return charge === 'partial' || charge === 'free' ? charge : 'metered'
}

interface Recorded {
  cost: string
  mined: string
  input: number
  output: number
}

/** A call whose answer does not tell the bill, such as one that was stopped here; its record comes over the socket. */
export function useRecorded(callId: string | undefined): Recorded | undefined {
  const calls = useChannel(callId ? callsChannel : undefined)
  const found = calls.status === 'live' ? calls.data.find((call) => call.callId === callId) : undefined
  return found && { cost: found.charged, mined: found.mined, input: found.inputTokens, output: found.outputTokens }
}

function Sum({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-muted">{label}</dt>
      <dd className="text-13">{children}</dd>
    </div>
  )
}

function Seconds({ ms }: { ms: number | undefined }) {
  if (ms === undefined) return <span className="text-dim">–</span>
  return (
    <span className="num whitespace-nowrap">
      {(ms / 1000).toFixed(2)}
      <span className="ml-1 text-[0.8em] text-muted">s</span>
    </span>
  )
}
