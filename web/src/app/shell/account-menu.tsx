/** The account menu: who I am, my tier, shortcuts, sign out. */
import { useNavigate } from '@tanstack/react-router'
import Keyboard from 'lucide-react/icons/keyboard'
import LogOut from 'lucide-react/icons/log-out'
import { type Me, signOut } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { told } from '../../ui/toast.ts'
import { useOpener } from '../opener.ts'

export function AccountMenu({ me }: { me: Me }) {
  const t = useText('common')
  const navigate = useNavigate()
  const { setOpen } = useOpener()
  const leave = () => {
    // The private page is left first, so that it does not send the guest to sign-in.
    navigate({ to: '/' }).then(signOut).catch(told.failed)
  }
  const name = me.name ?? me.email ?? `#${me.account}`
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('account.menu')}
          className="flex size-8 items-center justify-center rounded-full border border-line bg-raised text-12 font-semibold text-muted hover:border-line-strong hover:text-text max-sm:size-10"
        >
          {name.slice(0, 1).toUpperCase()}
        </button>
      }
    >
      <div className="flex min-w-56 flex-col gap-1 px-2 pt-1.5 pb-2">
        <span className="flex items-center justify-between gap-3">
          <span className="truncate font-medium">{name}</span>
          {me.operator ? <Badge tone="accent">{t('account.operator')}</Badge> : <Badge>{t(`tier.${me.tier}`)}</Badge>}
        </span>
        {me.email && me.email !== name ? <span className="truncate text-12 text-muted">{me.email}</span> : null}
      </div>
      <MenuSeparator />
      <MenuItem icon={<Keyboard size={16} aria-hidden="true" />} onSelect={() => setOpen('shortcuts')}>
        {t('keys.title')}
      </MenuItem>
      <MenuItem icon={<LogOut size={16} aria-hidden="true" />} onSelect={leave}>
        {t('action.signOut')}
      </MenuItem>
    </Menu>
  )
}
