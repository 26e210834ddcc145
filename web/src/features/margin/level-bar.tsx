/** Where an account stands between 1.00, where nothing is left, and 2.00: zones of close and call, and a mark at the level. */
import { clsx } from 'clsx'
import { levelText } from './figures.ts'

export interface LevelBarProps {
  /** basis points; null without a debt: no mark is drawn */
  levelBps: number | null
  closeBps: number
  callBps: number
  label: string
  /** said in place of a figure without a debt */
  noDebt: string
  className?: string
}

const FROM = 10_000
const TO = 20_000

/** Per cent of the bar. */
const placeOf = (bps: number): number => (Math.max(0, Math.min(TO, bps) - FROM) / (TO - FROM)) * 100

export function LevelBar({ levelBps, closeBps, callBps, label, noDebt, className }: LevelBarProps) {
  const at = levelBps === null ? 100 : placeOf(levelBps)
  return (
    <div
      role="img"
      aria-label={`${label}: ${levelBps === null ? noDebt : levelText(levelBps)}`}
      className={clsx('relative h-3', className)}
    >
      <div className="absolute inset-x-0 top-1 flex h-1 gap-px overflow-hidden rounded-full">
        <div className="bg-danger" style={{ width: `${placeOf(closeBps)}%` }} />
        <div className="bg-warn-fill" style={{ width: `${placeOf(callBps) - placeOf(closeBps)}%` }} />
        <div className="flex-1 bg-ok opacity-60" />
      </div>
      {levelBps === null ? null : (
        <div className="absolute inset-y-0 -ml-0.5 w-1 rounded-full bg-text" style={{ left: `${at}%` }} />
      )}
    </div>
  )
}
