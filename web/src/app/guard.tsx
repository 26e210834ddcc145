/** Lets a page show only to whom it is for: guests go to sign-in and come back, non-operators learn why not. */

import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { sessionQuery, useSession } from '../api/session.ts'
import { useText } from '../i18n/index.ts'
import { ButtonLink } from '../ui/link.tsx'
import { PageBody } from '../ui/page.tsx'
import { PageSkeleton } from '../ui/skeleton.tsx'
import { ErrorState, ForbiddenState } from '../ui/states.tsx'
import type { PageSpec } from './pages.ts'

export function Guard({ access, children }: { access: PageSpec['access']; children: ReactNode }) {
  if (access === 'public') return <>{children}</>
  return <PrivateGuard access={access}>{children}</PrivateGuard>
}

function PrivateGuard({ access, children }: { access: PageSpec['access']; children: ReactNode }) {
  const t = useText('common')
  const session = useSession()
  const { error, refetch } = useQuery(sessionQuery)
  if (session.status === 'loading') {
    return (
      <PageBody>
        <PageSkeleton />
      </PageBody>
    )
  }
  if (session.status === 'guest') {
    if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
    return <ToSignIn />
  }
  if (access === 'operator' && !session.operator) {
    return <ForbiddenState need={t('state.needOperator')} action={<ButtonLink to="/">{t('action.home')}</ButtonLink>} />
  }
  return <>{children}</>
}

/** Leaves for sign-in and remembers the address as it was before leaving. */
function ToSignIn() {
  const navigate = useNavigate()
  const here = useLocation({ select: (location) => location.href })
  const [next] = useState(here)
  useEffect(() => void navigate({ to: '/signin', search: { next } as never, replace: true }), [navigate, next])
  return null
}
