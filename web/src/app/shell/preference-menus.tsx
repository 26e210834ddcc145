/** Buttons for language and for how the app looks. Their menus are loaded when opened. */
import Contrast from 'lucide-react/icons/contrast'
import Languages from 'lucide-react/icons/languages'
import { lazy } from 'react'
import { useText } from '../../i18n/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { LazyMenu } from '../../ui/lazy-menu.tsx'

const LanguageChoices = lazy(() =>
  import('./preference-choices.tsx').then((module) => ({ default: module.LanguageChoices })),
)
const ThemeChoices = lazy(() => import('./preference-choices.tsx').then((module) => ({ default: module.ThemeChoices })))

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
