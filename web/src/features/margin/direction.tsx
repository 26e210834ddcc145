/** Long or short with arrow and colour, and what is about to happen to it. */
import { useText } from '../../i18n/index.ts'
import { Badge } from '../../ui/badge.tsx'
import type { MarginAccount } from './use-margin.ts'

export interface DirectionProps {
  side: 'long' | 'short'
  stage: MarginAccount['stage']
}

export function Direction({ side, stage }: DirectionProps) {
  const t = useText('margin')
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      {side === 'short' ? (
        <span className="font-medium text-down">▼ {t('side.short')}</span>
      ) : (
        <span className="font-medium text-up">▲ {t('side.long')}</span>
      )}
      {stage === 'calm' ? null : <Badge tone={stage === 'closing' ? 'danger' : 'warn'}>{t(`stage.${stage}`)}</Badge>}
    </span>
  )
}
