/** Candles for the chart: pages by request, the live tail over them, holes filled. No drawing. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { candlesChannel } from '../../../api/channels.ts'
import { useChannel, useConnection } from '../../../api/live.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import type { Candle } from '../../../ui/chart/draw.ts'
import { fillFlat, mergeCandles } from './candles.ts'
import type { Interval } from './intervals.ts'

const PAGE = 500

export interface ChartCandles {
  /** oldest first; undefined while loading */
  candles: readonly Candle[] | undefined
  error: unknown
  retry: () => void
  /** asks for the page before the oldest candle, if there is one */
  older: () => void
}

export function useCandles(interval: Interval): ChartCandles {
  const query = useInfiniteQuery({
    queryKey: keyOf('GET /market/candles', 'chart', interval),
    queryFn: ({ pageParam: to, signal }) =>
      call('GET /market/candles', { query: { interval, limit: PAGE, ...(to === undefined ? {} : { to }) }, signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ items }) => (items.length < PAGE ? undefined : items[0]?.time),
    // The socket keeps the tail; pages of the past do not change.
    staleTime: STALE.static,
  })
  const live = useChannel(candlesChannel(interval))
  useRefetchAfterLoss(query.refetch)
  const pages = query.data?.pages
  const past = useMemo(() => pages && mergeCandles(...pages.map((page) => page.items).reverse()), [pages])
  const tail = live.status === 'live' ? live.data : undefined
  const candles = useMemo(
    () => past && fillFlat<Candle>(tail ? mergeCandles<Candle>(past, tail) : past, interval),
    [past, tail, interval],
  )
  return {
    candles,
    error: candles ? undefined : query.error,
    retry: () => void query.refetch(),
    older: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
  }
}

/** Candles that closed while the connection was away come by request. */
function useRefetchAfterLoss(refetch: () => unknown): void {
  const connection = useConnection()
  const lost = useRef(false)
  useEffect(() => {
    if (connection === 'waiting' || connection === 'offline') lost.current = true
    else if (connection === 'open' && lost.current) {
      lost.current = false
      void refetch()
    }
  }, [connection, refetch])
}
