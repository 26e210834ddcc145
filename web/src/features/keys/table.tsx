/** The table of keys. */
import Ellipsis from 'lucide-react/icons/ellipsis'
import type { Key } from '../../../../src/contract/keys.ts'
import { ratio } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Table } from '../../ui/table.tsx'
import { DateTime, TimeAgo } from '../../ui/time.tsx'

export interface KeyTableProps {
  keys: readonly Key[]
  onChange: (key: Key) => void
  onRevoke: (key: Key) => void
}

export function KeyTable({ keys, onChange, onRevoke }: KeyTableProps) {
  const t = useText('keys')
  return (
    <Table
      label={t('title')}
      rows={keys}
      rowKey={(key) => key.keyId}
      density="comfortable"
      columns={[
        { key: 'name', header: t('field.name'), card: 'title', cell: (key) => <NameCell apiKey={key} /> },
        { key: 'status', header: t('status.label'), cell: (key) => <StatusBadge status={key.status} /> },
        {
          key: 'scopes',
          header: t('field.scopes'),
          folds: 2,
          cell: (key) => (
            <span className="text-13 text-muted">{key.scopes.map((scope) => t(`scope.${scope}`)).join(', ')}</span>
          ),
        },
        {
          key: 'today',
          header: t('today'),
          align: 'right',
          cell: (key) => <Spending spent={key.spent.daily} budget={key.budget.daily} label={t('budget.daily')} />,
        },
        {
          key: 'total',
          header: t('total'),
          align: 'right',
          folds: 3,
          cell: (key) => <Spending spent={key.spent.total} budget={key.budget.total} label={t('budget.total')} />,
        },
        {
          key: 'used',
          header: t('lastUsed'),
          align: 'right',
          cell: (key) =>
            key.lastUsedAt === null ? <span className="text-dim">{t('never')}</span> : <TimeAgo at={key.lastUsedAt} />,
        },
        {
          key: 'expires',
          header: t('field.expiry'),
          align: 'right',
          folds: 2,
          cell: (key) =>
            key.expiresAt === null ? (
              <span className="text-dim">{t('expiry.never')}</span>
            ) : (
              <DateTime at={key.expiresAt} detail="day" />
            ),
        },
        {
          key: 'actions',
          header: <span className="sr-only">{t('actions')}</span>,
          align: 'right',
          width: '48px',
          card: 'value',
          cell: (key) =>
            key.status === 'revoked' ? null : <Actions apiKey={key} onChange={onChange} onRevoke={onRevoke} />,
        },
      ]}
    />
  )
}

function NameCell({ apiKey }: { apiKey: Key }) {
  return (
    <span className="flex flex-col py-1.5">
      <span className="font-medium">{apiKey.name}</span>
      <code className="font-mono text-12 whitespace-nowrap text-muted">{apiKey.hint}</code>
    </span>
  )
}

const TONES = { active: 'ok', expired: 'warn', revoked: 'neutral' } as const

function StatusBadge({ status }: { status: Key['status'] }) {
  const t = useText('keys')
  return (
    <Badge tone={TONES[status]} dot>
      {t(`status.${status}`)}
    </Badge>
  )
}

/** From this share of a budget on, its bar warns. */
const NEAR_BUDGET = 0.9

function Spending({ spent, budget, label }: { spent: string; budget: string | null; label: string }) {
  if (budget === null) return <Amount value={spent} unit="CR" decimals="auto" />
  const share = ratio(spent, budget)
  return (
    <span className="inline-flex flex-col items-end gap-1">
      <span>
        <Amount value={spent} decimals={2} />
        <span className="text-muted"> / </span>
        <Amount value={budget} unit="CR" decimals={2} />
      </span>
      <Progress
        share={share}
        label={label}
        tone={share >= 1 ? 'danger' : share >= NEAR_BUDGET ? 'warn' : 'accent'}
        className="w-28"
      />
    </span>
  )
}

interface ActionsProps {
  apiKey: Key
  onChange: (key: Key) => void
  onRevoke: (key: Key) => void
}

function Actions({ apiKey, onChange, onRevoke }: ActionsProps) {
  const t = useText('keys')
  return (
    <Menu
      trigger={
        <IconButton size="sm" label={t('actionsOf', { name: apiKey.name })}>
          <Ellipsis size={16} aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem onSelect={() => onChange(apiKey)}>{t('change')}</MenuItem>
      <MenuSeparator />
      <MenuItem tone="danger" onSelect={() => onRevoke(apiKey)}>
        {t('revoke')}
      </MenuItem>
    </Menu>
  )
}
