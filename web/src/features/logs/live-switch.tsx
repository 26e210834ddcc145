/** Follow new calls or hold the list still to read it. */
import Pause from 'lucide-react/icons/pause'
import Play from 'lucide-react/icons/play'
import { useConnection } from '../../api/live.ts'
import { useText } from '../../i18n/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'

export interface LiveSwitchProps {
  following: boolean
  waiting: number
  onChange: (following: boolean) => void
}

export function LiveSwitch({ following, waiting, onChange }: LiveSwitchProps) {
  const t = useText('logs')
  const connected = useConnection() === 'open'
  return (
    <span className="flex items-center gap-2">
      {following ? (
        <Badge tone={connected ? 'ok' : 'neutral'} dot>
          {connected ? t('live.on') : t('live.lost')}
        </Badge>
      ) : null}
      <Button
        size="sm"
        variant={following ? 'ghost' : 'secondary'}
        onClick={() => onChange(!following)}
        icon={following ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
      >
        {following ? t('live.pause') : waiting > 0 ? t('live.waiting', { count: waiting }) : t('live.resume')}
      </Button>
    </span>
  )
}
