/** The public answers that several parts of the page share. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'

/** Seconds old at most while somebody looks. */
const FRESH = { staleTime: STALE.live, refetchInterval: STALE.live }
/** Weeks that can be chosen in the flow picture: a quarter. */
const WEEKS = 13

export const useSupply = () =>
  useQuery({
    queryKey: keyOf('GET /transparency/supply'),
    queryFn: ({ signal }) => call('GET /transparency/supply', { signal }),
    ...FRESH,
  })

export const useTreasury = () =>
  useQuery({
    queryKey: keyOf('GET /transparency/treasury'),
    queryFn: ({ signal }) => call('GET /transparency/treasury', { signal }),
    ...FRESH,
  })

export const useChain = () =>
  useQuery({
    queryKey: keyOf('GET /transparency/chain'),
    queryFn: ({ signal }) => call('GET /transparency/chain', { signal }),
    ...FRESH,
  })

export const useNewestWeeks = () =>
  useQuery({
    queryKey: keyOf('GET /transparency/weeks', 'quarter'),
    queryFn: ({ signal }) => call('GET /transparency/weeks', { query: { limit: WEEKS }, signal }),
    staleTime: STALE.settings,
  })

export const useNewestBuybacks = () =>
  useQuery({
    queryKey: keyOf('GET /transparency/buybacks', 'quarter'),
    queryFn: ({ signal }) => call('GET /transparency/buybacks', { query: { limit: WEEKS }, signal }),
    staleTime: STALE.settings,
  })
