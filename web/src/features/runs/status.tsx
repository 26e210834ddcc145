/** The state of a run as a word. */
import type { Run } from '../../../../src/contract/runs.ts'
import { useText } from '../../i18n/index.ts'
import { Badge } from '../../ui/badge.tsx'

const TONES = { open: 'ok', closing: 'warn', closed: 'neutral' } as const

export function RunStatus({ status }: { status: Run['status'] }) {
  const t = useText('runs')
  return (
    <Badge tone={TONES[status]} dot>
      {t(`status.${status}`)}
    </Badge>
  )
}
