/** The tabs at the foot: open orders, margin position, history, fills, assets. Which one is open stands in the address. */
import { memo } from 'react'
import { useSession } from '../../../api/session.ts'
import { useText } from '../../../i18n/index.ts'
import { useFilters } from '../../../ui/filters.ts'
import { ButtonLink } from '../../../ui/link.tsx'
import { useNarrow } from '../../../ui/media.ts'
import { EmptyState } from '../../../ui/states.tsx'
import { type TabItem, Tabs } from '../../../ui/tabs.tsx'
import { useOrderNews, useOwnOrders } from '../live.ts'
import { Assets } from './assets.tsx'
import { DeadManSwitch } from './dead-man.tsx'
import { Fills } from './fills.tsx'
import { OrderHistory } from './history.tsx'
import { CancelAll, OpenOrders } from './open-orders.tsx'
import { Positions } from './positions.tsx'

const TABS = ['open', 'positions', 'history', 'fills', 'assets'] as const
type TabName = (typeof TABS)[number]

export const OrderTabs = memo(function OrderTabs() {
  const t = useText('trade')
  const margin = useText('margin')
  const guest = useSession().status === 'guest'
  const { open } = useOwnOrders()
  const narrow = useNarrow()
  const [{ tab: chosen }, change] = useFilters({ tab: 'open' })
  useOrderNews()
  if (guest) {
    return (
      <EmptyState
        title={t('orders.guest')}
        className="py-10"
        action={
          <ButtonLink to="/signin" search={{ next: '/trade' }} size="sm">
            {t('ticket.signIn')}
          </ButtonLink>
        }
      >
        {t('orders.guestText')}
      </EmptyState>
    )
  }
  const tab = (value: TabName, label: string, rest: Pick<TabItem, 'count' | 'content'>): TabItem => ({
    ...{ value, ...rest },
    label: (
      <>
        <span className="md:hidden">{t(`tabs.${value}`)}</span>
        <span className="max-md:hidden">{label}</span>
      </>
    ),
  })
  return (
    <Tabs
      dense
      value={TABS.find((name) => name === chosen) ?? 'open'}
      onChange={(next) => change({ tab: next })}
      className="h-full"
      panelClassName="flex-1 overflow-auto -outline-offset-2"
      aside={
        chosen === 'open' && !narrow ? (
          <span className="flex items-center justify-end">
            <DeadManSwitch />
            <CancelAll />
          </span>
        ) : null
      }
      items={[
        tab('open', t('orders.open'), { count: open?.length, content: <OpenOrders /> }),
        tab('positions', margin('position.title'), { content: <Positions /> }),
        tab('history', t('history.title'), { content: <OrderHistory /> }),
        tab('fills', t('fills.title'), { content: <Fills /> }),
        tab('assets', t('assets.title'), { content: <Assets /> }),
      ]}
    />
  )
})
