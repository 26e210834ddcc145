/** Applies theme, market colours and density to <html>. The first paint is done by public/boot.js with the same rules. */
import { useEffect } from 'react'
import { useSettings } from '../settings.ts'
import { usePrefersDark } from '../ui/media.ts'

/** @param prefersDark the page is dark unless the person chose light (trade) */
export function useTheme(prefersDark: boolean): void {
  const { theme, market, density } = useSettings()
  const systemDark = usePrefersDark()
  const dark = theme === 'dark' || (theme === 'system' && (systemDark || prefersDark))
  const name = dark ? 'dark' : 'light'
  useEffect(() => {
    const root = document.documentElement
    root.dataset.theme = name
    root.dataset.market = market
    root.dataset.density = density
  }, [name, market, density])
}
