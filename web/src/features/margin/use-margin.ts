/** What is read about margin: the own account, the limits for everybody, and quotes of what a change would do. Booking is money-dialog.tsx's. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { marginChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { type Answer, type BodyOf, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useSettled } from '../../ui/settled.ts'

export type MarginAccount = NonNullable<Answer<'GET /margin'>['account']>
export type MarginLimits = Answer<'GET /margin/limits'>
export type MarginQuote = Answer<'POST /margin/quote'>
export type MarginChange = BodyOf<'POST /margin/quote'>
export type QuotedStanding = MarginQuote['before']

/** Interest and the mark move all the time. */
const ACCOUNT_MS = 3_000
const LIMITS_MS = 10_000
const QUOTE_MS = 3_000

/** data.account is null before it is opened; nothing is asked for guests. Live between the answers. */
export function useMargin() {
  const session = useSession()
  const on = session.status === 'user' && !session.operator
  const live = useChannel(on ? marginChannel : undefined)
  const asked = useQuery({
    queryKey: keyOf('GET /margin'),
    queryFn: ({ signal }) => call('GET /margin', { signal }),
    enabled: on,
    refetchInterval: ACCOUNT_MS,
    staleTime: STALE.live,
  })
  const known = asked.data?.account
  const told = live.status === 'live' && live.data.asOf > (asked.data?.asOf ?? 0) ? live.data.account : undefined
  const account = useMemo(() => (known && told ? { ...known, ...told } : known), [known, told])
  const { error, isLoading, refetch } = asked
  return { data: account === undefined ? undefined : { account }, error, isLoading, refetch }
}

export const useMarginLimits = () =>
  useQuery({
    queryKey: keyOf('GET /margin/limits'),
    queryFn: ({ signal }) => call('GET /margin/limits', { signal }),
    refetchInterval: LIMITS_MS,
    staleTime: STALE.live,
  })

/** Everything that a booking changes is asked for again. */
export function useMarginRefreshed(): () => void {
  const client = useQueryClient()
  return useCallback(() => {
    for (const path of ['GET /margin', 'GET /margin/limits', 'GET /lending/pools', 'GET /me/balances'] as const)
      void client.invalidateQueries({ queryKey: keyOf(path) })
  }, [client])
}

export interface QuoteState {
  quote: MarginQuote | undefined
  /** why the server would refuse it now */
  refusal: unknown
}

/** @param change undefined while there is nothing to ask; the same object while nothing was typed */
export function useMarginQuote(change: MarginChange | undefined): QuoteState {
  const settled = useSettled(change)
  const signedIn = useSession().status === 'user'
  const answer = useQuery({
    queryKey: keyOf('POST /margin/quote', settled),
    queryFn: ({ signal }) => call('POST /margin/quote', { body: settled as MarginChange, signal }),
    enabled: signedIn && settled !== undefined,
    refetchInterval: QUOTE_MS,
    staleTime: 0,
    gcTime: 10_000,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const current = change !== undefined && settled === change && signedIn
  return {
    quote: current && !answer.isPlaceholderData && !answer.error ? answer.data : undefined,
    refusal: current ? answer.error : undefined,
  }
}
