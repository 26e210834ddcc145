/** What surrounds every page: theme, skip link, palette, shortcuts. */
import { Outlet, useMatches } from '@tanstack/react-router'
import { type RefObject, Suspense, useLayoutEffect, useRef, useState } from 'react'
import { useText } from '../i18n/index.ts'
import { late } from '../ui/late.tsx'
import { TipLayer } from '../ui/tooltip.tsx'
import { type Opener, OpenerContext } from './opener.ts'
import { useShortcuts } from './shortcuts.ts'
import { useTheme } from './theme.ts'

const Palette = late(() => import('./palette.tsx').then((module) => module.Palette), {
  loading: ({ typed }) => <TypedAhead into={typed} />,
})
const ShortcutSheet = late(() => import('./shortcut-sheet.tsx').then((module) => module.ShortcutSheet))

export function Root() {
  const t = useText('common')
  const prefersDark = useMatches({ select: (matches) => matches.some((match) => match.staticData.prefersDark) })
  useTheme(prefersDark)
  const [open, setOpen] = useState<Opener['open']>()
  const typed = useRef('')
  useShortcuts(setOpen)
  return (
    <OpenerContext value={{ open, setOpen }}>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        {t('skip')}
      </a>
      <Suspense>
        <Outlet />
      </Suspense>
      {open === 'palette' ? <Palette typed={typed} onClose={() => setOpen(undefined)} /> : null}
      {open === 'shortcuts' ? <ShortcutSheet onClose={() => setOpen(undefined)} /> : null}
      <TipLayer />
    </OpenerContext>
  )
}

/** While the palette loads, letters are kept for it: they are a search already, not shortcuts of the page. */
function TypedAhead({ into }: { into: RefObject<string> }) {
  useLayoutEffect(() => {
    const keep = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      event.stopImmediatePropagation()
      into.current += event.key
    }
    window.addEventListener('keydown', keep, true)
    return () => window.removeEventListener('keydown', keep, true)
  }, [into])
  return null
}
