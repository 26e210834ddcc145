/** The price list as the server answers it, fresh enough for the best bid to be meant. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'

export const useModels = () =>
  useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.live,
    refetchInterval: STALE.settings,
  })
