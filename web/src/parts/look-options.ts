/** What there is to choose from for theme, rise/fall colours and rows, in the reader's words. */
import { useText } from '../i18n/index.ts'

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
    densities: [
      { value: 'comfortable', label: t('density.comfortable') },
      { value: 'compact', label: t('density.compact') },
    ],
  } as const
}
