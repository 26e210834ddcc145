/** The one line that most come for: everything runs, or what does not. */
import { clsx } from 'clsx'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useLostSince } from '../../api/recovery.ts'
import { useStatus } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { troublesOf } from './troubles.ts'

export function Headline() {
  const t = useText('status')
  const c = useText('common')
  const status = useStatus()
  const lost = useLostSince() !== undefined
  const troubles = status ? troublesOf(status, lost) : lost ? (['unreachable'] as const) : undefined
  const well = troubles?.length === 0
  const Icon = troubles === undefined ? CircleDashed : well ? CircleCheck : TriangleAlert
  const stopped = Object.entries(status?.switches ?? {}).flatMap(([name, on]) => (on ? [] : [c(`product.${name}`)]))
  return (
    <div
      role="status"
      className={clsx(
        'flex items-start gap-3 rounded-panel border px-4 py-3',
        troubles === undefined
          ? 'border-line bg-panel text-muted'
          : well
            ? 'border-ok/30 bg-ok-soft text-ok'
            : 'border-warn/40 bg-warn-soft text-warn',
      )}
    >
      <Icon size={20} aria-hidden="true" className="mt-0.5 shrink-0" />
      <div>
        {troubles === undefined ? (
          <p className="text-16 font-semibold">{t('asking')}</p>
        ) : well ? (
          <p className="text-16 font-semibold">{t('well')}</p>
        ) : (
          troubles.map((trouble) => (
            <p key={trouble} className="text-16 font-semibold">
              {t(`trouble.${trouble}`, { products: stopped.join(', ') })}
            </p>
          ))
        )}
      </div>
    </div>
  )
}
