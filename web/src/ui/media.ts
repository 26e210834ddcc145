/** Screen width as state: the only place that knows the break points in code (CSS has Tailwind's). */
import { useSyncExternalStore } from 'react'

function mediaStore(query: string) {
  const list = matchMedia(query)
  return {
    subscribe: (listener: () => void) => {
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    get: () => list.matches,
  }
}

const narrow = mediaStore('(max-width: 639.9px)')
const wide = mediaStore('(min-width: 1200px)')
const dark = mediaStore('(prefers-color-scheme: dark)')

/** Phone: bottom bar, cards for tables, sheets for dialogs. */
export const useNarrow = (): boolean => useSyncExternalStore(narrow.subscribe, narrow.get)
/** Room for the rail's names beside two columns of content. */
export const useWide = (): boolean => useSyncExternalStore(wide.subscribe, wide.get)
export const usePrefersDark = (): boolean => useSyncExternalStore(dark.subscribe, dark.get)
