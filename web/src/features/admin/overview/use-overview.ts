/** The overview's answer, a few seconds old at most while an operator looks. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { useStatus } from '../../../api/shared.ts'
import { serverTime } from '../../../clock.ts'
import { useNow } from '../../../ui/time.tsx'
import { type Range, spanOf } from './range.ts'

export type Overview = Answer<'GET /admin/overview'>

const EVERY_MS = 5_000

/** Asks once the server's clock is known: its days are not always those of this machine. */
export function useOverview(range: Range) {
  const known = useStatus() !== undefined
  const { from } = spanOf(range, useNow())
  return useQuery({
    queryKey: keyOf('GET /admin/overview', range, from),
    queryFn: ({ signal }) => call('GET /admin/overview', { query: spanOf(range, serverTime()), signal }),
    enabled: known,
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  })
}
