/** What the order would do now: the server's quote, and until it comes or for guests an estimate from the book on the screen. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { BookView } from '../../../api/channels.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { useSession } from '../../../api/session.ts'
import { useSettled } from '../../../ui/settled.ts'
import type { MarketRules } from '../pair.ts'
import { termsOf } from './check.ts'
import { type Estimate, estimateOrder } from './estimate.ts'
import type { OrderRequest } from './form.ts'

/** The book moves on; a quote is asked again this often while the form stays filled. */
const REFRESH_MS = 3_000

export interface Preview {
  estimate: Estimate | undefined
  /** why the server would refuse it now */
  refusal: unknown
}

export interface PreviewInput {
  order: OrderRequest | undefined
  rules: MarketRules | undefined
  book: BookView | undefined
  /** false while a rule is broken: the server need not be asked */
  ask: boolean
}

export function usePreview({ order, rules, book, ask }: PreviewInput): Preview {
  const signedIn = useSession().status === 'user'
  const settled = useSettled(ask ? order : undefined)
  const quote = useQuery({
    queryKey: keyOf('POST /orders/quote', settled),
    queryFn: ({ signal }) => call('POST /orders/quote', { body: settled as OrderRequest, signal }),
    enabled: signedIn && settled !== undefined,
    refetchInterval: REFRESH_MS,
    staleTime: 0,
    gcTime: 10_000,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const local = useMemo(
    () => (order && rules && book ? estimateOrder(order, book, termsOf(rules)) : undefined),
    [order, rules, book],
  )
  const current = order !== undefined && settled === order && ask && signedIn
  const data = current && !quote.isPlaceholderData && !quote.error ? quote.data : undefined
  return {
    estimate: data ?? local,
    refusal: current ? quote.error : undefined,
  }
}
