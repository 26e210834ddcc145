/** What there is to choose from for theme and rise/fall colours, in the reader's words. */
import { useText } from '../../i18n/index.ts'

export function useLookOptions() {
  const t = useText('common')
  return {
    themes: [
      { value: 'system', label: t('theme.system') },
      { value: 'light', label: t('theme.light') },
      { value: 'dark', label: t('theme.dark') },
    ],
    markets: [
      { value: 'green-up', label: t('market.greenUp') },
      { value: 'red-up', label: t('market.redUp') },
      { value: 'blue-orange', label: t('market.blueOrange') },
    ],
  } as const
}
