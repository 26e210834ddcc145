/** The stage of a market in a word, with its outcome once it is decided. */
import { useText } from '../../i18n/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import type { Market } from './use-predict.ts'

const TONES: Partial<Record<Market['status'], Tone>> = {
  open: 'ok',
  disputed: 'warn',
  voting: 'warn',
  draft: 'accent',
}

export function Status({ market: { status, result } }: { market: Pick<Market, 'status' | 'result'> }) {
  const t = useText('predict')
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      <Badge tone={TONES[status] ?? 'neutral'}>{t(`status.${status}`)}</Badge>
      {result === null || status === 'void' ? null : <Badge>{t(`outcome.${result.outcome}`)}</Badge>}
    </span>
  )
}
