/** Going on after signing in: to the page that asked for it, or the dashboard. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { sessionChanged } from '../../api/session.ts'
import { safeNext } from './safe-next.ts'

/** Reads the new session, then goes on. */
export function useEnter(): () => Promise<void> {
  const navigate = useNavigate()
  const { next } = useSearch({ strict: false }) as { next?: unknown }
  return useCallback(async () => {
    await sessionChanged()
    await navigate({ href: safeNext(next), replace: true })
  }, [navigate, next])
}

/** For those who are signed in already. */
export function GoOn() {
  const navigate = useNavigate()
  const { next } = useSearch({ strict: false }) as { next?: unknown }
  useEffect(() => void navigate({ href: safeNext(next), replace: true }), [navigate, next])
  return null
}
