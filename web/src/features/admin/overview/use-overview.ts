/** The overview's answer, a few seconds old at most while an operator looks. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { type Range, spanOf } from './range.ts'

export type Overview = Answer<'GET /admin/overview'>

const EVERY_MS = 5_000

export const useOverview = (range: Range) =>
  useQuery({
    queryKey: keyOf('GET /admin/overview', range),
    queryFn: ({ signal }) => call('GET /admin/overview', { query: spanOf(range, Date.now()), signal }),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  })
