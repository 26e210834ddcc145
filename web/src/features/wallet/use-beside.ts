/** What I have lent and what I owe on margin: asked for beside the balances, which do not have it. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { type Asset, type Beside, besideOf } from './lines.ts'

/** Interest grows all the time; nobody reads it more often. */
const REFRESH_MS = 10_000

/** Undefined where there is nothing, and until it is known. */
export function useBeside(): (asset: Asset) => Beside | undefined {
  const session = useSession()
  const on = session.status === 'user' && !session.operator
  const often = { enabled: on, refetchInterval: REFRESH_MS, staleTime: STALE.live }
  const lending = useQuery({
    queryKey: keyOf('GET /lending'),
    queryFn: ({ signal }) => call('GET /lending', { signal }),
    ...often,
  })
  const margin = useQuery({
    queryKey: keyOf('GET /margin'),
    queryFn: ({ signal }) => call('GET /margin', { signal }),
    ...often,
  })
  const [positions, account] = [lending.data?.items, margin.data?.account]
  return (asset) =>
    positions === undefined || account === undefined ? undefined : besideOf(asset, positions, account?.debt ?? null)
}
