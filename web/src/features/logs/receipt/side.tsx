/** Beside the receipt: verification and the technical facts of the call. Not printed. */
import type { Receipt } from '../../../../../src/contract/calls.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Facts, Section } from '../../../ui/page.tsx'
import { Seconds } from '../columns.tsx'
import { Outcome } from '../outcome.tsx'
import { Checks } from './checks.tsx'
import type { Verification } from './verify.ts'

export interface VerifyProps {
  result: Verification | undefined
  pending: boolean
  onVerify: () => void
}

/** Before the receipt on a phone, where it would come after all of it otherwise. */
export function Verify({ result, pending, onVerify }: VerifyProps) {
  const t = useText('logs')
  return (
    <Section
      className="max-lg:order-first print:hidden"
      title={t('verify.title')}
      aside={
        <Button size="sm" variant="primary" pending={pending} onClick={onVerify}>
          {result ? t('verify.again') : t('verify.run')}
        </Button>
      }
    >
      {result ? <Checks result={result} /> : <p className="text-13 text-muted">{t('verify.text')}</p>}
    </Section>
  )
}

export function Details({ receipt }: { receipt: Receipt }) {
  const t = useText('logs')
  return (
    <Section title={t('facts.title')} className="print:hidden">
      <TechnicalFacts receipt={receipt} />
    </Section>
  )
}

function TechnicalFacts({ receipt }: { receipt: Receipt }) {
  const t = useText('logs')
  const yesNo = (value: boolean) => (value ? t('facts.yes') : t('facts.no'))
  return (
    <Facts
      items={[
        { key: 'outcome', label: t('column.result'), value: <Outcome call={receipt} /> },
        { key: 'status', label: t('facts.status'), value: receipt.status ?? '–' },
        { key: 'dialect', label: t('facts.dialect'), value: receipt.dialect ?? '–' },
        { key: 'stream', label: t('facts.stream'), value: yesNo(receipt.stream) },
        { key: 'latency', label: t('column.latency'), value: <Seconds ms={receipt.latencyMs} /> },
        { key: 'first', label: t('column.firstToken'), value: <Seconds ms={receipt.firstTokenMs} /> },
        { key: 'estimated', label: t('facts.estimated'), value: yesNo(receipt.estimated) },
        ...(receipt.card ? [{ key: 'card', label: t('facts.card'), value: `#${receipt.card.cardId}` }] : []),
        ...(receipt.channelId === null
          ? []
          : [{ key: 'channel', label: t('facts.channel'), value: `#${receipt.channelId}` }]),
        ...(receipt.quarantined ? [{ key: 'quarantined', label: t('facts.quarantined'), value: t('facts.yes') }] : []),
      ]}
    />
  )
}
