/** How a call ended, as a word. Colour only where somebody should look. */
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { hasText, useText } from '../../i18n/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'

const TONES: { readonly [outcome: string]: Tone } = {
  error: 'danger',
  aborted: 'danger',
  upstream_cut: 'warn',
  hold_exhausted: 'warn',
  content_filter: 'warn',
}

export function Outcome({ call }: { call: Pick<CallSummary, 'state' | 'outcome'> }) {
  const t = useText('logs')
  const name = hasText(`logs:outcome.${call.outcome}`) ? t(`outcome.${call.outcome}`) : call.outcome
  const tone = TONES[call.outcome]
  if (tone) return <Badge tone={tone}>{name}</Badge>
  return <span className="text-13 whitespace-nowrap text-muted">{name}</span>
}
