/** The dead man's switch of the account: when it fires by the server's clock, setting it, and what is left. No drawing. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useSession } from '../../../api/session.ts'
import { onClock, serverTime } from '../../../clock.ts'

/** Seconds; the core's own bounds. */
export const WAIT_SECONDS = { least: 1, most: 86_400 }

const KEY = keyOf('GET /orders/cancel-after')
/** Other programs of the same account may set it too. */
const REFRESH_MS = 15_000

type Timer = Answer<'GET /orders/cancel-after'>

export interface DeadMan {
  /** UTC ms; null: off; undefined: not known yet */
  at: number | null | undefined
  /** 0 switches it off */
  set: (seconds: number) => Promise<Timer>
  pending: boolean
}

export function useDeadMan(): DeadMan {
  const client = useQueryClient()
  const signedIn = useSession().status === 'user'
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call('GET /orders/cancel-after', { signal }),
    enabled: signedIn,
    staleTime: STALE.live,
    refetchInterval: REFRESH_MS,
  })
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (seconds: number) => call('POST /orders/cancel-after', { body: { ms: seconds * 1000 } }),
    onSuccess: ({ at }) => client.setQueryData<Timer>(KEY, { at }),
  })
  const at = data?.at
  const over = useSecondsLeft(at ?? undefined) === 0
  useEffect(() => {
    if (over) void client.invalidateQueries({ queryKey: KEY })
  }, [over, client])
  return { at, set: mutateAsync, pending: isPending }
}

/** Whole seconds until then, rounded up, never below 0; undefined without a moment. */
export function useSecondsLeft(at: number | undefined): number | undefined {
  return useSyncExternalStore(onSecond, () =>
    at === undefined ? undefined : Math.max(0, Math.ceil((at - serverTime()) / 1000)),
  )
}

function onSecond(listener: () => void): () => void {
  const timer = setInterval(listener, 250)
  const leave = onClock(listener)
  return () => {
    clearInterval(timer)
    leave()
  }
}

/** 0:09, 5:00, 1:00:00 */
export function clockText(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`
}
