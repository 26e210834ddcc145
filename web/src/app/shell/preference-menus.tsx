/** Buttons for language and for how the app looks. Their menus are loaded when opened. */
import Contrast from 'lucide-react/icons/contrast'
import Languages from 'lucide-react/icons/languages'
import { useText } from '../../i18n/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { late } from '../../ui/late.tsx'
import { LazyMenu, type OpenMenuProps } from '../../ui/lazy-menu.tsx'

const LanguageChoices = late(() => import('./preference-choices.tsx').then((module) => module.LanguageChoices), {
  loading: ({ trigger }: OpenMenuProps) => trigger,
})
const ThemeChoices = late(() => import('./preference-choices.tsx').then((module) => module.ThemeChoices), {
  loading: ({ trigger }: OpenMenuProps) => trigger,
})

export function LanguageMenu() {
  const t = useText('common')
  return (
    <LazyMenu
      menu={LanguageChoices}
      trigger={
        <IconButton label={t('language.label')}>
          <Languages size={16} aria-hidden="true" />
        </IconButton>
      }
    />
  )
}

export function ThemeMenu() {
  const t = useText('common')
  return (
    <LazyMenu
      menu={ThemeChoices}
      trigger={
        <IconButton label={t('theme.menu')}>
          <Contrast size={16} aria-hidden="true" />
        </IconButton>
      }
    />
  )
}
