/** What the pages of prediction markets read and send: markets, own positions, texts; figures come live over the socket. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { predictionsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'

export type Market = Answer<'GET /predictions'>['items'][number]
export type Detail = Answer<'GET /predictions/{marketId}'>
export type Mine = Answer<'GET /predictions/mine'>
export type Rules = Answer<'GET /predictions/rules'>
export type Side = 'yes' | 'no'
export type Outcome = 'yes' | 'no' | 'void' | 'invalid'
export const OUTCOMES: readonly Outcome[] = ['yes', 'no', 'void', 'invalid']

/** Minutes of the past are asked for again now and then; what holds now comes over the socket. */
const REFRESH_MS = 30_000

export const percentText = (ppm: number): string => `${(ppm / 10_000).toFixed(1)} %`

export const useRules = () =>
  useQuery({
    queryKey: keyOf('GET /predictions/rules'),
    queryFn: ({ signal }) => call('GET /predictions/rules', { signal }),
    staleTime: STALE.settings,
  })

export const useMine = () =>
  useQuery({
    queryKey: keyOf('GET /predictions/mine'),
    queryFn: ({ signal }) => call('GET /predictions/mine', { signal }),
    enabled: useSession().status === 'user',
    staleTime: STALE.live,
  })

export const useMarket = (marketId: number) =>
  useQuery({
    queryKey: keyOf('GET /predictions/{marketId}', marketId),
    queryFn: ({ signal }) => call('GET /predictions/{marketId}', { params: { marketId }, signal }),
    staleTime: STALE.live,
  })

export const useSeries = (marketId: number) =>
  useQuery({
    queryKey: keyOf('GET /predictions/{marketId}/series', marketId),
    queryFn: ({ signal }) => call('GET /predictions/{marketId}/series', { params: { marketId }, signal }),
    staleTime: STALE.live,
    refetchInterval: REFRESH_MS,
  })

const LISTS = [
  'GET /predictions',
  'GET /predictions/mine',
  'GET /predictions/{marketId}',
  'GET /predictions/{marketId}/series',
  'GET /predictions/{marketId}/comments',
  'GET /me/balances',
] as const

/** Everything that an act changes is asked for again. */
export function useRefreshed(): () => void {
  const client = useQueryClient()
  return () => {
    for (const path of LISTS) void client.invalidateQueries({ queryKey: keyOf(path) })
  }
}

/** Figures as they stand now; a market that has come to another stage is read anew. */
export function useLive<M extends Pick<Market, 'marketId' | 'status'>>(market: M): M {
  const channel = useChannel(predictionsChannel)
  const refresh = useRefreshed()
  const live = channel.status === 'live' ? channel.data.find(({ marketId }) => marketId === market.marketId) : undefined
  const stage = live?.status ?? market.status
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stage alone says when
  useEffect(() => {
    if (stage !== market.status) refresh()
  }, [stage, market.status])
  return live && stage === market.status ? { ...market, ...live } : market
}
