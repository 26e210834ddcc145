/** The columns of the list of people. */
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Badge } from '../../../ui/badge.tsx'
import type { Column } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import type { User } from './user.ts'

export function useColumns(): Column<User>[] {
  const t = useText('admin-users')
  const c = useText('common')
  return [
    {
      key: 'person',
      header: t('column.person'),
      card: 'title',
      className: 'py-2',
      cell: ({ name, email }) => (
        <span className="flex min-w-0 flex-col">
          <span className="truncate font-medium">{name}</span>
          <span className="truncate text-12 font-normal text-muted">{email}</span>
        </span>
      ),
    },
    {
      key: 'account',
      header: t('column.account'),
      align: 'right',
      folds: 3,
      cell: ({ account }) => (account === null ? <span className="text-dim">–</span> : `#${account}`),
    },
    {
      key: 'groups',
      header: t('column.groups'),
      folds: 2,
      cell: ({ groups }) =>
        groups.length === 0 ? (
          <span className="text-dim">–</span>
        ) : (
          <span className="text-13">{groups.join(', ')}</span>
        ),
    },
    { key: 'roles', header: t('column.roles'), cell: (user) => <Roles user={user} /> },
    {
      key: 'tier',
      header: t('column.tier'),
      cell: ({ tier }) => (tier === null ? <span className="text-dim">–</span> : c(`tier.${tier}`)),
    },
    {
      key: 'credits',
      header: t('column.credits'),
      align: 'right',
      card: 'value',
      cell: ({ credits }) => <Amount value={credits ?? undefined} unit="CR" decimals={2} />,
    },
    {
      key: 'lco',
      header: t('column.lco'),
      align: 'right',
      cell: ({ lco }) => <Amount value={lco ?? undefined} unit="LCO" decimals={2} />,
    },
    {
      key: 'created',
      header: t('column.created'),
      align: 'right',
      folds: 2,
      cell: ({ createdAt }) => <DateTime at={createdAt} detail="day" className="text-muted" />,
    },
  ]
}

function Roles({ user: { roles, suspended } }: { user: User }) {
  const t = useText('admin-users')
  const special = roles.filter((role) => role !== 'user')
  return (
    <span className="flex flex-wrap gap-1">
      {suspended ? <Badge tone="danger">{t('suspended')}</Badge> : null}
      {special.map((role) => (
        <Badge key={role} tone={role === 'operator' ? 'accent' : 'neutral'}>
          {t(`role.${role}`)}
        </Badge>
      ))}
      {special.length === 0 && !suspended ? <span className="text-13 text-muted">{t('role.user')}</span> : null}
    </span>
  )
}
