/** The record's hashes, and recomputing them here. */
import Check from 'lucide-react/icons/check'
import Minus from 'lucide-react/icons/minus'
import X from 'lucide-react/icons/x'
import { useState } from 'react'
import { useText } from '../../../i18n/index.ts'
import { sha256 } from '../../../parts/sha256.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { Section } from '../../../ui/page.tsx'
import { type BuybackRecord, type Check as Checked, verifyBuyback } from './verify.ts'

export function Proof({ record }: { record: BuybackRecord }) {
  const t = useText('transparency')
  const [checks, setChecks] = useState<Checked[]>()
  const [pending, setPending] = useState(false)
  const verify = async () => {
    setPending(true)
    setChecks(await verifyBuyback(record, sha256))
    setPending(false)
  }
  return (
    <Section
      title={t('proof.title')}
      aside={
        <Button size="sm" variant="primary" pending={pending} onClick={() => void verify()}>
          {checks ? t('proof.again') : t('proof.run')}
        </Button>
      }
    >
      {checks ? <Result checks={checks} /> : <p className="text-13 text-muted">{t('proof.text')}</p>}
      <div className="mt-4 flex flex-col gap-2 border-t border-dashed border-line-strong pt-3">
        <Hash label={t('proof.previous')} value={record.previousHash} />
        <Hash label={t('proof.hash')} value={record.hash} />
      </div>
    </Section>
  )
}

function Result({ checks }: { checks: readonly Checked[] }) {
  const t = useText('transparency')
  const verdict = checks.some(({ ok }) => ok === false)
    ? 'differs'
    : checks.some(({ ok }) => ok === undefined)
      ? 'unproven'
      : 'right'
  return (
    <div role="status">
      <p
        className={
          verdict === 'right'
            ? 'font-semibold text-ok'
            : verdict === 'differs'
              ? 'font-semibold text-danger'
              : 'font-semibold text-warn'
        }
      >
        {t(`proof.${verdict}`)}
      </p>
      <ul className="mt-2 flex flex-col gap-1.5">
        {checks.map(({ name, ok }) => (
          <li key={name} className="flex items-start gap-2 text-13">
            {ok === undefined ? (
              <Minus size={16} aria-label={t('proof.unknown')} className="mt-0.5 shrink-0 text-warn" />
            ) : ok ? (
              <Check size={16} aria-label={t('proof.agrees')} className="mt-0.5 shrink-0 text-ok" />
            ) : (
              <X size={16} aria-label={t('proof.wrong')} className="mt-0.5 shrink-0 text-danger" />
            )}
            {t(`proof.check.${name}`)}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Hash({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex items-start justify-between gap-3">
      <div className="min-w-0">
        <p className="text-12 text-muted">{label}</p>
        <p className="font-mono text-12">{value.replace(/(.{8})(?=.)/g, '$1 ')}</p>
      </div>
      <CopyButton text={value} />
    </div>
  )
}
