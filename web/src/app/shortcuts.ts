/** Global keys: palette, "/" search, "?" sheet, "g" then a letter. Off while typing, and switchable. Page keys: ui/keys.ts. */
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useSession } from '../api/session.ts'
import { getSettings } from '../settings.ts'
import { isTyping } from '../ui/keys.ts'
import { visiblePages } from './nav.ts'
import type { Opener } from './opener.ts'

/** How long "g" waits for its letter. */
const CHORD_MS = 1_200

export function useShortcuts(setOpen: Opener['setOpen']): void {
  const navigate = useNavigate()
  const session = useSession()
  useEffect(() => {
    let chordUntil = 0
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !event.shiftKey && !event.altKey) {
        event.preventDefault()
        setOpen('palette')
        return
      }
      if (!getSettings().shortcuts || isTyping(event)) return
      if (performance.now() < chordUntil) {
        chordUntil = 0
        const target = visiblePages(session).find((page) => page.nav.key === event.key.toLowerCase())
        if (target) {
          event.preventDefault()
          void navigate({ to: target.path })
        }
        return
      }
      if (event.key === 'g') chordUntil = performance.now() + CHORD_MS
      else if (event.key === '/' || event.key === '?') {
        event.preventDefault()
        setOpen(event.key === '/' ? 'palette' : 'shortcuts')
      }
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [navigate, session, setOpen])
}
