/** Reads that several pages share: market, balances. One definition, so that one answer serves all. */
import { useQuery } from '@tanstack/react-query'
import type { Balances } from '../../../src/contract/account.ts'
import type { Interval, Ticker } from '../../../src/contract/market.ts'
import type { Status } from '../../../src/contract/system.ts'
import { readClock } from '../clock.ts'
import { balancesChannel, systemChannel, tickerChannel } from './channels.ts'
import { useChannel } from './live.ts'
import { call, keyOf } from './platform.ts'
import { STALE } from './queries.ts'
import { useSession } from './session.ts'

/** Mode, switches, maintenance: live, or the last answer. undefined until the first answer. */
export function useStatus(): Status | undefined {
  const live = useChannel(systemChannel)
  const { data } = useQuery({
    queryKey: keyOf('GET /status'),
    queryFn: async ({ signal }) => {
      const status = await call('GET /status', { signal })
      readClock(status)
      return status
    },
    staleTime: STALE.settings,
  })
  return live.status === 'live' ? live.data : data
}

/** Trading rules and the ticker as of the request; the rules seldom change. */
export const useMarket = () =>
  useQuery({
    queryKey: keyOf('GET /market'),
    queryFn: ({ signal }) => call('GET /market', { signal }),
    staleTime: STALE.live,
  })

/** The newest ticker: live when the socket is, otherwise the last answer. */
export function useTicker(): Ticker | undefined {
  const live = useChannel(tickerChannel)
  const { data } = useMarket()
  return live.status === 'live' ? live.data : data
}

/** Own balances, live; undefined for guests and while loading. */
export const useBalances = (): Balances | undefined => useBalancesAnswer().data

/** The same with what went wrong while there are none. */
export function useBalancesAnswer(): { data: Balances | undefined; error: unknown; refetch: () => unknown } {
  const signedIn = useSession().status === 'user'
  const live = useChannel(signedIn ? balancesChannel : undefined)
  const { data, error, refetch } = useQuery({
    queryKey: keyOf('GET /me/balances'),
    queryFn: ({ signal }) => call('GET /me/balances', { signal }),
    enabled: signedIn,
    staleTime: STALE.live,
  })
  const known = live.status === 'live' ? live.data : data
  return { data: signedIn ? known : undefined, error, refetch }
}

/** The registry of parameters: public, and changed by operators. */
export const useParameters = () =>
  useQuery({
    queryKey: keyOf('GET /transparency/parameters'),
    queryFn: ({ signal }) => call('GET /transparency/parameters', { signal }),
    staleTime: STALE.list,
  })

/** Candles by REST, oldest first; the live tail comes on channel candles:<interval>. */
export const candlesQuery = (interval: Interval, limit: number) => ({
  queryKey: keyOf('GET /market/candles', interval, limit),
  queryFn: ({ signal }: { signal: AbortSignal }) => call('GET /market/candles', { query: { interval, limit }, signal }),
  staleTime: STALE.live,
})
