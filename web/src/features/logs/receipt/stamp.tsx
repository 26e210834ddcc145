/** The stamp across the foot of the receipt once it has been recomputed here. */
import { clsx } from 'clsx'
import { useText } from '../../../i18n/index.ts'
import { DateTime } from '../../../ui/time.tsx'
import type { Verification } from './verify.ts'

const LOOK: Record<Verification['verdict'], string> = {
  verified: 'border-ok text-ok',
  differs: 'border-danger text-danger',
  unproven: 'border-warn text-warn',
}

export function Stamp({ verdict, at }: { verdict: Verification['verdict']; at: number }) {
  const t = useText('logs')
  return (
    <div role="status" className="flex justify-center pt-4 pb-1">
      <div
        className={clsx(
          'flex -rotate-6 flex-col items-center rounded-[5px] border-2 px-4 py-1.5 outline-1 outline-offset-2 outline-current',
          LOOK[verdict],
        )}
      >
        <span className="text-20 font-semibold tracking-[0.12em] uppercase">{t(`verify.stamp.${verdict}`)}</span>
        <span className="text-12">
          {t('verify.here')} · <DateTime at={at} detail="second" />
        </span>
      </div>
    </div>
  )
}
