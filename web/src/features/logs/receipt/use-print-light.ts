/** Paper is white: while the browser prints, the page is in the light theme. */
import { useEffect } from 'react'

export function usePrintLight(): void {
  useEffect(() => {
    const root = document.documentElement
    let before: string | undefined
    const start = () => {
      before = root.dataset['theme']
      root.dataset['theme'] = 'light'
    }
    const end = () => {
      if (before !== undefined) root.dataset['theme'] = before
    }
    window.addEventListener('beforeprint', start)
    window.addEventListener('afterprint', end)
    return () => {
      window.removeEventListener('beforeprint', start)
      window.removeEventListener('afterprint', end)
    }
  }, [])
}
