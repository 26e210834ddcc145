/** What the account menu holds: who I am, my tier, settings, shortcuts, sign out. Loaded when it is opened. */
import { useNavigate } from '@tanstack/react-router'
import Keyboard from 'lucide-react/icons/keyboard'
import LogOut from 'lucide-react/icons/log-out'
import Settings from 'lucide-react/icons/settings'
import { type Me, signOut, useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { Badge } from '../../ui/badge.tsx'
import type { OpenMenuProps } from '../../ui/lazy-menu.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { told } from '../../ui/toast.ts'
import { useOpener } from '../opener.ts'

export function AccountMenu(menu: OpenMenuProps) {
  const session = useSession()
  return session.status === 'user' ? <MenuOf me={session.me} menu={menu} /> : null
}

function MenuOf({ me, menu }: { me: Me; menu: OpenMenuProps }) {
  const t = useText('common')
  const navigate = useNavigate()
  const { setOpen } = useOpener()
  const leave = () => {
    // The private page is left first, so that it does not send the guest to sign-in.
    navigate({ to: '/' }).then(signOut).catch(told.failed)
  }
  const name = me.name ?? me.email ?? `#${me.account}`
  return (
    <Menu {...menu}>
      <div className="flex min-w-56 flex-col gap-1 px-2 pt-1.5 pb-2">
        <span className="flex items-center justify-between gap-3">
          <span className="truncate font-medium">{name}</span>
          {me.operator ? <Badge tone="accent">{t('account.operator')}</Badge> : <Badge>{t(`tier.${me.tier}`)}</Badge>}
        </span>
        {me.email && me.email !== name ? <span className="truncate text-12 text-muted">{me.email}</span> : null}
      </div>
      <MenuSeparator />
      <MenuItem icon={<Settings size={16} aria-hidden="true" />} onSelect={() => void navigate({ to: '/settings' })}>
        {t('nav.settings')}
      </MenuItem>
      <MenuItem icon={<Keyboard size={16} aria-hidden="true" />} onSelect={() => setOpen('shortcuts')}>
        {t('keys.title')}
      </MenuItem>
      <MenuItem icon={<LogOut size={16} aria-hidden="true" />} onSelect={leave}>
        {t('action.signOut')}
      </MenuItem>
    </Menu>
  )
}
