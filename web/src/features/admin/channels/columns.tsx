/** The columns of the channel list and the actions of a row. */
import MoreHorizontal from 'lucide-react/icons/ellipsis'
import type { Channel } from '../../../../../src/contract/admin-channels.ts'
import { useText } from '../../../i18n/index.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../../ui/menu.tsx'
import type { Column } from '../../../ui/table.tsx'
import { TimeAgo } from '../../../ui/time.tsx'

export type ChannelAct = 'change' | 'test' | 'turn' | 'remove'
type Act = (what: ChannelAct, channel: Channel) => void

const HEALTH: Record<Channel['health'], Tone> = { ok: 'ok', degraded: 'warn', down: 'danger' }

export function useColumns(act: Act): Column<Channel>[] {
  const t = useText('admin-channels')
  return [
    {
      key: 'name',
      header: t('column.name'),
      card: 'title',
      className: 'py-2',
      cell: (channel) => <Name channel={channel} onOpen={() => act('change', channel)} />,
    },
    { key: 'health', header: t('column.health'), cell: (channel) => <Health channel={channel} /> },
    { key: 'models', header: t('column.models'), cell: (channel) => <Models channel={channel} /> },
    {
      key: 'secrets',
      header: t('column.secrets'),
      folds: 2,
      cell: ({ secrets }) =>
        secrets.length === 0 ? (
          <span className="text-dim">–</span>
        ) : (
          <span className="flex flex-col font-mono text-12 text-muted">
            {secrets.map(({ hint, healthy }) => (
              <span key={hint} className={healthy ? '' : 'text-danger'}>
                {hint}
                {healthy ? '' : ` · ${t('paused')}`}
              </span>
            ))}
          </span>
        ),
    },
    { key: 'priority', header: t('column.priority'), align: 'right', folds: 2, cell: ({ priority }) => priority },
    { key: 'weight', header: t('column.weight'), align: 'right', folds: 2, cell: ({ weight }) => weight },
    {
      key: 'actions',
      header: <span className="sr-only">{t('column.actions')}</span>,
      align: 'right',
      card: 'value',
      cell: (channel) => <Actions channel={channel} act={act} />,
    },
  ]
}

function Name({ channel, onOpen }: { channel: Channel; onOpen: () => void }) {
  const t = useText('admin-channels')
  return (
    <span className="flex min-w-0 flex-col">
      <span className="flex items-center gap-2">
        <button type="button" onClick={onOpen} className="rounded-[3px] font-medium hover:text-accent">
          {channel.name}
        </button>
        {channel.enabled ? null : <Badge>{t('off')}</Badge>}
      </span>
      <span className="max-w-80 truncate font-mono text-12 font-normal text-muted">
        {channel.baseUrl ?? (channel.provider === 'sandbox' ? t('provider.sandbox') : channel.provider)}
      </span>
    </span>
  )
}

function Health({ channel: { enabled, health, retryInMs, probe } }: { channel: Channel }) {
  const t = useText('admin-channels')
  if (!enabled) return <span className="text-muted">–</span>
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Badge tone={HEALTH[health]} dot>
        {t(`health.${health}`)}
      </Badge>
      {retryInMs > 0 ? (
        <span className="text-12 text-muted">{t('retry', { seconds: Math.ceil(retryInMs / 1000) })}</span>
      ) : null}
      {probe === null ? null : (
        <span className={probe.ok ? 'text-12 text-muted' : 'text-12 text-danger'}>
          {probe.ok ? t('probe.ok') : t('probe.failed')} · <TimeAgo at={probe.at} />
        </span>
      )}
    </span>
  )
}

function Models({ channel: { models } }: { channel: Channel }) {
  const t = useText('admin-channels')
  const unpriced = models.filter(({ cardId }) => cardId === null).length
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span title={models.map(({ model }) => model).join('\n')}>{t('modelCount', { count: models.length })}</span>
      {unpriced > 0 ? (
        <TextLink to="/admin/models" search={{ show: 'unpriced' }} className="text-12">
          {t('unpriced', { count: unpriced })}
        </TextLink>
      ) : null}
    </span>
  )
}

function Actions({ channel, act }: { channel: Channel; act: Act }) {
  const t = useText('admin-channels')
  return (
    <span className="inline-flex items-center gap-1">
      <Button size="sm" onClick={() => act('test', channel)}>
        {t('test.button')}
        <span className="sr-only"> {channel.name}</span>
      </Button>
      <Menu
        trigger={
          <IconButton size="sm" label={t('more', { name: channel.name })}>
            <MoreHorizontal size={16} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => act('change', channel)}>{t('edit')}</MenuItem>
        <MenuItem onSelect={() => act('turn', channel)}>{channel.enabled ? t('turnOff') : t('turnOn')}</MenuItem>
        <MenuSeparator />
        <MenuItem tone="danger" onSelect={() => act('remove', channel)}>
          {t('remove.action')}
        </MenuItem>
      </Menu>
    </span>
  )
}
