/** The registry of pages: adding a page is one folder in features/ and one line here. Rail, palette, shortcuts and guards follow from it. */

import { lazyRouteComponent } from '@tanstack/react-router'
import type { LucideIcon } from 'lucide-react'
import Activity from 'lucide-react/icons/activity'
import BadgeCent from 'lucide-react/icons/badge-cent'
import BookOpen from 'lucide-react/icons/book-open'
import BookOpenCheck from 'lucide-react/icons/book-open-check'
import ChartCandlestick from 'lucide-react/icons/chart-candlestick'
import ChartColumn from 'lucide-react/icons/chart-column'
import ChartNoAxesCombined from 'lucide-react/icons/chart-no-axes-combined'
import FileText from 'lucide-react/icons/file-text'
import Gauge from 'lucide-react/icons/gauge'
import HandCoins from 'lucide-react/icons/hand-coins'
import KeyRound from 'lucide-react/icons/key-round'
import Landmark from 'lucide-react/icons/landmark'
import Layers from 'lucide-react/icons/layers'
import LayoutDashboard from 'lucide-react/icons/layout-dashboard'
import MessageCircleQuestionMark from 'lucide-react/icons/message-circle-question-mark'
import MessagesSquare from 'lucide-react/icons/messages-square'
import Rocket from 'lucide-react/icons/rocket'
import Route from 'lucide-react/icons/route'
import Scale from 'lucide-react/icons/scale'
import ScrollText from 'lucide-react/icons/scroll-text'
import Settings from 'lucide-react/icons/settings'
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal'
import Swords from 'lucide-react/icons/swords'
import Tags from 'lucide-react/icons/tags'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import Trophy from 'lucide-react/icons/trophy'
import Users from 'lucide-react/icons/users'
import Wallet from 'lucide-react/icons/wallet'
import Waypoints from 'lucide-react/icons/waypoints'
import { ApiProblem, reachable } from '../api/client.ts'

export type Group = 'build' | 'trade' | 'earn' | 'govern' | 'verify' | 'admin'
export const GROUPS: readonly Group[] = ['build', 'trade', 'earn', 'govern', 'verify', 'admin']

export interface PageSpec {
  /** TanStack Router path; parameters as $id */
  path: string
  /** text namespaces loaded before the page shows */
  texts: readonly string[]
  access: 'public' | 'user' | 'operator'
  component: ReturnType<typeof lazyRouteComponent>
  /** 'plain': no rail (landing for guests, sign-in) */
  frame?: 'shell' | 'plain'
  /** dark unless light was chosen */
  prefersDark?: boolean
  /** fills the window under the top bar, no page scroll on desktop */
  fixed?: boolean
  /** in rail, palette and shortcuts; its name is nav.<name> in the common texts. `mobile`: its place in the phone's bottom bar */
  nav?: { name: string; group: Group; icon: LucideIcon; key?: string; mobile?: number }
}

const page = <Module extends { Page: () => React.ReactNode }>(
  load: () => Promise<Module>,
  spec: Omit<PageSpec, 'component'>,
): PageSpec => ({
  ...spec,
  component: lazyRouteComponent(() => fetched(load as () => Promise<{ Page: () => React.ReactNode }>), 'Page'),
})

/** Without a server, a page that is not loaded yet is a problem to show; the router's answer, a reload, would leave nothing at all. */
async function fetched<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    throw (await reachable()) ? error : new ApiProblem({ code: 'network_unreachable', status: 0 })
  }
}

export const PAGES: readonly PageSpec[] = [
  page(() => import('../features/landing/page.tsx'), {
    path: '/',
    texts: ['landing'],
    access: 'public',
    frame: 'plain',
  }),
  page(() => import('../features/auth/signin.tsx'), {
    path: '/signin',
    texts: ['auth'],
    access: 'public',
    frame: 'plain',
  }),
  page(() => import('../features/auth/signup.tsx'), {
    path: '/signup',
    texts: ['auth'],
    access: 'public',
    frame: 'plain',
  }),
  page(() => import('../features/auth/setup.tsx'), {
    path: '/setup',
    texts: ['auth'],
    access: 'public',
    frame: 'plain',
  }),
  page(() => import('../features/auth/reset.tsx'), {
    path: '/reset-password',
    texts: ['auth'],
    access: 'public',
    frame: 'plain',
  }),
  page(() => import('../features/dashboard/page.tsx'), {
    path: '/dashboard',
    texts: ['dashboard', 'keys'],
    access: 'user',
    nav: { name: 'dashboard', group: 'build', icon: LayoutDashboard, key: 'd' },
  }),
  page(() => import('../features/keys/page.tsx'), {
    path: '/keys',
    texts: ['keys'],
    access: 'user',
    nav: { name: 'keys', group: 'build', icon: KeyRound, key: 'k' },
  }),
  page(() => import('../features/trade/page.tsx'), {
    path: '/trade',
    texts: ['trade', 'margin'],
    access: 'public',
    prefersDark: true,
    fixed: true,
    nav: { name: 'trade', group: 'trade', icon: ChartCandlestick, key: 't', mobile: 1 },
  }),
  page(() => import('../features/markets/page.tsx'), {
    path: '/markets',
    texts: ['markets', 'parameters'],
    access: 'public',
    nav: { name: 'markets', group: 'trade', icon: ChartNoAxesCombined },
  }),
  page(() => import('../features/logs/page.tsx'), {
    path: '/logs',
    texts: ['logs'],
    access: 'user',
    nav: { name: 'logs', group: 'build', icon: ScrollText, key: 'l', mobile: 3 },
  }),
  page(() => import('../features/logs/receipt-page.tsx'), {
    path: '/logs/$callId',
    texts: ['logs', 'rates'],
    access: 'user',
  }),
  page(() => import('../features/usage/page.tsx'), {
    path: '/usage',
    texts: ['usage'],
    access: 'user',
    nav: { name: 'usage', group: 'build', icon: ChartColumn, key: 'u' },
  }),
  page(() => import('../features/runs/page.tsx'), {
    path: '/runs',
    texts: ['runs', 'keys'],
    access: 'user',
    nav: { name: 'runs', group: 'build', icon: Route, key: 'r' },
  }),
  page(() => import('../features/runs/run-page.tsx'), {
    path: '/runs/$runId',
    texts: ['runs', 'keys'],
    access: 'user',
  }),
  page(() => import('../features/wallet/page.tsx'), {
    path: '/wallet',
    texts: ['wallet'],
    access: 'user',
    nav: { name: 'wallet', group: 'trade', icon: Wallet, key: 'w' },
  }),
  page(() => import('../features/wallet/topup/page.tsx'), {
    path: '/wallet/topup',
    texts: ['wallet'],
    access: 'user',
  }),
  page(() => import('../features/playground/page.tsx'), {
    path: '/playground',
    texts: ['playground'],
    access: 'user',
    nav: { name: 'playground', group: 'build', icon: MessagesSquare, key: 'p' },
  }),
  page(() => import('../features/models/page.tsx'), {
    path: '/models',
    texts: ['models', 'rates', 'kinds'],
    access: 'public',
    nav: { name: 'models', group: 'build', icon: Tags, key: 'm' },
  }),
  page(() => import('../features/models/model-page.tsx'), {
    path: '/models/$model',
    texts: ['models', 'rates', 'kinds', 'uptime'],
    access: 'public',
  }),
  page(() => import('../features/rankings/page.tsx'), {
    path: '/rankings',
    texts: ['rankings', 'kinds'],
    access: 'public',
    nav: { name: 'rankings', group: 'build', icon: Trophy },
  }),
  page(() => import('../features/docs/page.tsx'), {
    path: '/docs',
    texts: ['docs', 'kinds'],
    access: 'public',
    nav: { name: 'docs', group: 'build', icon: BookOpen },
  }),
  page(() => import('../features/settings/page.tsx'), {
    path: '/settings',
    texts: ['settings', 'auth', 'notices'],
    access: 'user',
    nav: { name: 'settings', group: 'build', icon: Settings },
  }),
  page(() => import('../features/notifications/page.tsx'), {
    path: '/notifications',
    texts: ['notices'],
    access: 'user',
  }),
  page(() => import('../features/stake/page.tsx'), {
    path: '/stake',
    texts: ['stake'],
    access: 'user',
    nav: { name: 'stake', group: 'earn', icon: Layers, key: 's', mobile: 2 },
  }),
  page(() => import('../features/lend/page.tsx'), {
    path: '/lend',
    texts: ['lend'],
    access: 'public',
    nav: { name: 'lend', group: 'earn', icon: HandCoins, key: 'e' },
  }),
  page(() => import('../features/imo/page.tsx'), {
    path: '/imo',
    texts: ['imo'],
    access: 'public',
    nav: { name: 'imo', group: 'earn', icon: Rocket, key: 'i' },
  }),
  page(() => import('../features/imo/offering-page.tsx'), {
    path: '/imo/$offeringId',
    texts: ['imo'],
    access: 'public',
  }),
  page(() => import('../features/predict/page.tsx'), {
    path: '/predict',
    texts: ['predict'],
    access: 'public',
    nav: { name: 'predict', group: 'earn', icon: MessageCircleQuestionMark },
  }),
  page(() => import('../features/predict/new-page.tsx'), {
    path: '/predict/new',
    texts: ['predict'],
    access: 'user',
  }),
  page(() => import('../features/predict/market-page.tsx'), {
    path: '/predict/$marketId',
    texts: ['predict'],
    access: 'public',
  }),
  page(() => import('../features/margin/page.tsx'), {
    path: '/margin',
    texts: ['margin-page', 'margin'],
    access: 'public',
    nav: { name: 'margin', group: 'trade', icon: Scale },
  }),
  page(() => import('../features/gov/page.tsx'), {
    path: '/gov',
    texts: ['gov', 'parameters'],
    access: 'public',
    nav: { name: 'gov', group: 'govern', icon: Landmark },
  }),
  page(() => import('../features/gov/new-page.tsx'), {
    path: '/gov/new',
    texts: ['gov', 'parameters', 'admin-parameters'],
    access: 'user',
  }),
  page(() => import('../features/gov/proposal-page.tsx'), {
    path: '/gov/$proposalId',
    texts: ['gov', 'parameters'],
    access: 'public',
  }),
  page(() => import('../features/transparency/page.tsx'), {
    path: '/transparency',
    texts: ['transparency', 'parameters'],
    access: 'public',
    nav: { name: 'transparency', group: 'verify', icon: BookOpenCheck, key: 'v' },
  }),
  page(() => import('../features/transparency/buyback-page.tsx'), {
    path: '/transparency/buybacks/$buybackId',
    texts: ['transparency'],
    access: 'public',
  }),
  page(() => import('../features/whitepaper/page.tsx'), {
    path: '/whitepaper',
    texts: ['whitepaper', 'parameters'],
    access: 'public',
    nav: { name: 'whitepaper', group: 'verify', icon: FileText },
  }),
  page(() => import('../features/risk/page.tsx'), {
    path: '/risk',
    texts: ['risk'],
    access: 'public',
    nav: { name: 'risk', group: 'verify', icon: TriangleAlert },
  }),
  page(() => import('../features/status/page.tsx'), {
    path: '/status',
    texts: ['status', 'uptime'],
    access: 'public',
    nav: { name: 'status', group: 'verify', icon: Activity },
  }),
  page(() => import('../features/admin/overview/page.tsx'), {
    path: '/admin',
    texts: ['admin-overview', 'admin-alerts'],
    access: 'operator',
    nav: { name: 'adminOverview', group: 'admin', icon: Gauge, key: 'a' },
  }),
  page(() => import('../features/admin/traffic/page.tsx'), {
    path: '/admin/traffic',
    texts: ['admin-traffic', 'admin-alerts'],
    access: 'operator',
    nav: { name: 'adminTraffic', group: 'admin', icon: Activity },
  }),
  page(() => import('../features/admin/channels/page.tsx'), {
    path: '/admin/channels',
    texts: ['admin-channels'],
    access: 'operator',
    nav: { name: 'adminChannels', group: 'admin', icon: Waypoints },
  }),
  page(() => import('../features/admin/models/page.tsx'), {
    path: '/admin/models',
    texts: ['admin-models', 'rates'],
    access: 'operator',
    nav: { name: 'adminModels', group: 'admin', icon: BadgeCent },
  }),
  page(() => import('../features/admin/users/page.tsx'), {
    path: '/admin/users',
    texts: ['admin-users'],
    access: 'operator',
    nav: { name: 'adminUsers', group: 'admin', icon: Users },
  }),
  page(() => import('../features/admin/parameters/page.tsx'), {
    path: '/admin/parameters',
    texts: ['admin-parameters', 'parameters'],
    access: 'operator',
    nav: { name: 'adminParameters', group: 'admin', icon: SlidersHorizontal },
  }),
  page(() => import('../features/wars/page.tsx'), {
    path: '/wars',
    texts: ['wars'],
    access: 'public',
    nav: { name: 'wars', group: 'earn', icon: Swords },
  }),
  page(() => import('../features/admin/wars/page.tsx'), {
    path: '/admin/wars',
    texts: ['admin-wars'],
    access: 'operator',
    nav: { name: 'adminWars', group: 'admin', icon: Swords },
  }),
  page(() => import('../features/admin/margin/page.tsx'), {
    path: '/admin/margin',
    texts: ['admin-margin', 'margin', 'admin-overview'],
    access: 'operator',
    nav: { name: 'adminMargin', group: 'admin', icon: Scale },
  }),
  page(() => import('../features/admin/offerings/page.tsx'), {
    path: '/admin/offerings',
    texts: ['admin-offerings', 'imo'],
    access: 'operator',
    nav: { name: 'adminOfferings', group: 'admin', icon: Rocket },
  }),
  page(() => import('../features/admin/predictions/page.tsx'), {
    path: '/admin/predictions',
    texts: ['admin-predictions', 'admin-overview', 'predict'],
    access: 'operator',
    nav: { name: 'adminPredictions', group: 'admin', icon: MessageCircleQuestionMark },
  }),
  ...(import.meta.env.DEV
    ? [page(() => import('../features/gallery/page.tsx'), { path: '/ui', texts: [], access: 'public' })]
    : []),
]
