/** The account button; its menu is loaded when opened. */
import type { Me } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { late } from '../../ui/late.tsx'
import { LazyMenu, type OpenMenuProps } from '../../ui/lazy-menu.tsx'

const AccountMenu = late(() => import('./account-menu.tsx').then((module) => module.AccountMenu), {
  loading: ({ trigger }: OpenMenuProps) => trigger,
})

export function AccountButton({ me }: { me: Me }) {
  const t = useText('common')
  const name = me.name ?? me.email ?? String(me.account)
  return (
    <LazyMenu
      menu={AccountMenu}
      trigger={
        <button
          type="button"
          aria-label={t('account.menu')}
          className="hit flex size-8 items-center justify-center rounded-full border border-line bg-raised text-12 font-semibold text-muted hover:border-line-strong hover:text-text max-sm:size-9"
        >
          {name.slice(0, 1).toUpperCase()}
        </button>
      }
    />
  )
}
