/** Routes made from the page registry: two frames (shell, plain), lazy pages, their texts loaded first. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { reachable } from '../api/client.ts'
import { useLostSince } from '../api/recovery.ts'
import { loadTexts, useText } from '../i18n/index.ts'
import { ButtonLink } from '../ui/link.tsx'
import { PageBody, PageHeader } from '../ui/page.tsx'
import { PageSkeleton } from '../ui/skeleton.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Guard } from './guard.tsx'
import { PAGES, type PageSpec } from './pages.ts'
import { Plain } from './plain.tsx'
import { Root } from './root.tsx'

function NotFound() {
  const t = useText('common')
  return (
    <PageBody>
      <PageHeader title={t('state.notFound')} purpose={t('state.notFoundHint')} />
      <ButtonLink to="/" className="self-start">
        {t('action.home')}
      </ButtonLink>
    </PageBody>
  )
}

/** Starting over is the surest retry, but without a server it would leave an empty window. A page that only lacked the server comes back with it. */
function Broken({ error, reset }: ErrorComponentProps) {
  const retry = useCallback(async () => ((await reachable()) ? location.reload() : reset()), [reset])
  const connected = useLostSince() === undefined
  const [wasLost] = useState(!connected)
  useEffect(() => {
    if (wasLost && connected) void retry()
  }, [wasLost, connected, retry])
  return <ErrorState error={error} onRetry={() => void retry()} />
}

const Pending = () => (
  <PageBody>
    <PageSkeleton />
  </PageBody>
)

const rootRoute = createRootRoute({ component: Root, errorComponent: Broken })
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
})
const plainRoute = createRoute({ getParentRoute: () => rootRoute, id: 'plain', component: Plain })

const nowhereRoute = createRoute({ getParentRoute: () => plainRoute, path: '$', component: NotFound })

function routeOf(spec: PageSpec) {
  const parent = spec.frame === 'plain' ? plainRoute : shellRoute
  const guarded = createRoute({
    getParentRoute: () => parent,
    id: `guard${spec.path.replaceAll('/', '-')}`,
    component: () => (
      <Guard access={spec.access}>
        <Outlet />
      </Guard>
    ),
  })
  const route = createRoute({
    getParentRoute: () => guarded,
    path: spec.path,
    loader: () => loadTexts(spec.texts),
    component: spec.component,
    staticData: { prefersDark: spec.prefersDark ?? false, fixed: spec.fixed ?? false },
  })
  return guarded.addChildren([route])
}

const of = (frame: 'shell' | 'plain') => PAGES.filter((spec) => (spec.frame ?? 'shell') === frame).map(routeOf)

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    shellRoute.addChildren(of('shell')),
    plainRoute.addChildren([...of('plain'), nowhereRoute]),
  ]),
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: Pending,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    prefersDark?: boolean
    fixed?: boolean
  }
}
