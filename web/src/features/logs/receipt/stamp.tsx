/** The stamp at the head of the receipt once it has been recomputed here. */
import { clsx } from 'clsx'
import { useText } from '../../../i18n/index.ts'
import { DateTime } from '../../../ui/time.tsx'
import type { Verification } from './verify.ts'

const LOOK: Record<Verification['verdict'], string> = {
  verified: 'border-ok text-ok',
  differs: 'border-danger text-danger',
  unproven: 'border-warn text-warn',
}

/** @param at UTC ms of the server's clock */
export function Stamp({ verdict, at }: { verdict: Verification['verdict']; at: number }) {
  const t = useText('logs')
  return (
    <div
      role="status"
      className={clsx(
        'flex shrink-0 -rotate-6 flex-col items-center rounded-[5px] border-2 px-3 py-1 outline-1 outline-offset-2 outline-current',
        LOOK[verdict],
      )}
    >
      <span className="text-16 font-semibold tracking-[0.1em] uppercase">{t(`verify.stamp.${verdict}`)}</span>
      <DateTime at={at} className="text-12" />
    </div>
  )
}
