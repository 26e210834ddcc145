/** What the panels of the trade page watch: book, own orders, and whether any of it is still live. No drawing. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { type BookView, bookChannel, ordersChannel } from '../../api/channels.ts'
import { useChannel, useChannelStatus, useConnection } from '../../api/live.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'

export type Order = Answer<'GET /orders'>['items'][number]

/** loading: no book yet · live: as good as the server's · lost: what is shown may be old, nothing may be sent */
export type Feed = 'loading' | 'live' | 'lost'

export function useFeed(): Feed {
  const status = useChannelStatus(bookChannel)
  const connection = useConnection()
  if (status === 'refused') return 'lost'
  if (connection === 'open') return status === 'live' ? 'live' : 'loading'
  return status === 'live' || connection !== 'connecting' ? 'lost' : 'loading'
}

/** The book as it moves, up to 10 times a second; pass false to stay out of it. */
export function useBook(needed = true): BookView | undefined {
  const view = useChannel(needed ? bookChannel : undefined)
  return view.status === 'live' ? view.data : undefined
}

export interface OwnOrders {
  /** newest first; undefined for guests and while loading */
  open: readonly Order[] | undefined
  error: unknown
  retry: () => void
}

/** Own open orders, live; by request while the socket is away. */
export function useOwnOrders(): OwnOrders {
  const signedIn = useSession().status === 'user'
  const live = useChannel(signedIn ? ordersChannel : undefined)
  const connected = useConnection() === 'open'
  const asked = useQuery({
    queryKey: keyOf('GET /orders', 'open'),
    queryFn: ({ signal }) => call('GET /orders', { query: { status: 'open', limit: 200 }, signal }),
    enabled: signedIn && !(connected && live.status === 'live'),
    staleTime: STALE.live,
  })
  const held = live.status === 'live' ? live : undefined
  // Without a connection the newer of what the channel last said and what a request answered.
  const useHeld = held !== undefined && (connected || held.receivedAt >= asked.dataUpdatedAt)
  const known = useHeld ? held.data : asked.data?.items
  const open = useMemo(
    () =>
      known?.filter(({ status }) => status === 'open' || status === 'pending').sort((a, b) => b.orderId - a.orderId),
    [known],
  )
  return { open, error: open ? undefined : asked.error, retry: () => void asked.refetch() }
}

/** Lists by request (done orders, fills) are asked again when one of the own orders traded or ended. */
export function useOrderNews(): void {
  const client = useQueryClient()
  const signedIn = useSession().status === 'user'
  const live = useChannel(signedIn ? ordersChannel : undefined)
  const news =
    live.status === 'live'
      ? live.data.map((order) => `${order.orderId}${order.status}${order.filledQuantity}`).join()
      : undefined
  useEffect(() => {
    if (news === undefined) return
    void client.invalidateQueries({ queryKey: keyOf('GET /orders', 'done') })
    void client.invalidateQueries({ queryKey: keyOf('GET /fills') })
  }, [client, news])
}
