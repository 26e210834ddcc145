/** Answers that several admin pages share. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'

export const useChannels = () =>
  useQuery({
    queryKey: keyOf('GET /admin/channels'),
    queryFn: ({ signal }) => call('GET /admin/channels', { signal }),
    staleTime: STALE.list,
  })

export const useCards = () =>
  useQuery({
    queryKey: keyOf('GET /admin/models'),
    queryFn: ({ signal }) => call('GET /admin/models', { signal }),
    staleTime: STALE.list,
  })
