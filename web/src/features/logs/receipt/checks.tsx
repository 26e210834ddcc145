/** What was recomputed, line by line: agreed, differs, or not possible here. */
import Check from 'lucide-react/icons/check'
import Minus from 'lucide-react/icons/minus'
import X from 'lucide-react/icons/x'
import { useText } from '../../../i18n/index.ts'
import type { Check as Checked, Verification } from './verify.ts'

export function Checks({ result }: { result: Verification }) {
  const t = useText('logs')
  return (
    <ul className="flex flex-col gap-2">
      {result.checks.map((check) => (
        <li key={check.name} className="grid grid-cols-[16px_1fr] gap-2 text-13">
          <Sign ok={check.ok} />
          <span className="min-w-0">
            {t(`verify.check.${check.name}`)}
            {check.ok === true ? null : <Difference check={check} />}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Sign({ ok }: { ok: boolean | undefined }) {
  const t = useText('logs')
  const className = 'mt-0.5'
  if (ok === undefined) return <Minus size={16} aria-label={t('verify.unknown')} className={`${className} text-warn`} />
  if (ok) return <Check size={16} aria-label={t('verify.agrees')} className={`${className} text-ok`} />
  return <X size={16} aria-label={t('verify.differs')} className={`${className} text-danger`} />
}

function Difference({ check: { name, ok, said, found } }: { check: Checked }) {
  const t = useText('logs')
  if (ok === undefined) return <span className="block text-12 text-muted">{t('verify.noHash')}</span>
  if (name === 'shown' || name === 'form')
    return <span className="block font-mono text-12 break-all text-danger">{said}</span>
  return (
    <span className="mt-0.5 block font-mono text-12 break-all text-danger">
      {t('verify.said')} {said}
      <br />
      {t('verify.found')} {found}
    </span>
  )
}
