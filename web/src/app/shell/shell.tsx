/** The frame of signed-in and public app pages: rail, top bar, content, status strip; bottom bar on phones. */
import { Outlet, useMatches } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Suspense, useEffect } from 'react'
import { useSession } from '../../api/session.ts'
import { loadTexts } from '../../i18n/index.ts'
import { late } from '../../ui/late.tsx'
import { PageBody } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { MarginNews } from './margin-news.tsx'
import { OrderNews } from './order-news.tsx'
import { Rail } from './rail.tsx'
import { StatusStrip } from './status-strip.tsx'
import { TopBar } from './top-bar.tsx'

const NoticeNews = late(async () => {
  const [module] = await Promise.all([import('./notice-news.tsx'), loadTexts(['notices'])])
  return module.NoticeNews
})

/** What tells of failures must be there when the network is not. */
function fetchToaster() {
  const timer = setTimeout(() => void import('../../ui/toaster.tsx').catch(() => {}), TOASTER_MS)
  return () => clearTimeout(timer)
}
const TOASTER_MS = 4_000

export function Shell() {
  const session = useSession()
  useEffect(fetchToaster, [])
  const fixed = useMatches({ select: (matches) => matches.some((match) => match.staticData.fixed) })
  return (
    <div className="flex min-h-dvh sm:h-dvh print:block print:h-auto">
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar />
        <main
          id="content"
          tabIndex={-1}
          className={clsx(
            'min-h-0 flex-1 outline-none max-sm:pb-[calc(64px+env(safe-area-inset-bottom))] print:overflow-visible print:pb-0',
            fixed ? 'lg:overflow-hidden sm:overflow-y-auto' : 'sm:overflow-y-auto',
          )}
        >
          <Suspense
            fallback={
              <PageBody>
                <PageSkeleton />
              </PageBody>
            }
          >
            <Outlet />
          </Suspense>
        </main>
        <StatusStrip />
      </div>
      <BottomBar />
      {session.status === 'user' ? <OrderNews key={session.me.account} /> : null}
      {session.status === 'user' ? <MarginNews key={`margin ${session.me.account}`} /> : null}
      {session.status === 'user' ? <NoticeNews key={`notices ${session.me.account}`} /> : null}
    </div>
  )
}
