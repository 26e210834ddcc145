/** Accounts that owe and the risk reserve, as operators see them, at the mark or as if it had moved. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Answer, call, keyOf } from '../../../api/platform.ts'

export type AdminMargin = Answer<'GET /admin/margin'>

const REFRESH_MS = 5_000

/** @param percent whole per cents by which the mark is thought to have moved */
export const useAtRisk = (percent: number) =>
  useQuery({
    queryKey: keyOf('GET /admin/margin', percent),
    queryFn: ({ signal }) =>
      call('GET /admin/margin', { query: percent === 0 ? {} : { stressBps: percent * 100 }, signal }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
