/** Who is signed in and the actions that change it. Identity's endpoints are under /api/auth, the account under /api/v1/me. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from './client.ts'
import { socket } from './live.ts'
import { type Answer, call } from './platform.ts'
import { queryClient } from './queries.ts'

export type Me = Answer<'GET /me'>

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Me | null> => {
    // Asked first because it answers null for guests; /me would be a 401 in every guest's console.
    const session = await request<{ user: unknown } | null>('GET', '/api/auth/get-session', { signal })
    return session ? call('GET /me', { signal }) : null
  },
  staleTime: 60_000,
})

export type SessionState = { status: 'loading' } | { status: 'guest' } | { status: 'user'; me: Me; operator: boolean }

/** A guest also when the server can't be asked: public pages stay usable, private ones show the error. */
export function useSession(): SessionState {
  const { data, isPending } = useQuery(sessionQuery)
  if (data) return { status: 'user', me: data, operator: data.operator }
  return isPending ? { status: 'loading' } : { status: 'guest' }
}

/** After sign-in, sign-up, set-up and sign-out: nothing of the previous person stays in memory. */
export async function sessionChanged(): Promise<void> {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
  await queryClient.refetchQueries({ queryKey: ['session'] })
  socket.reconnect()
}

export async function signOut(): Promise<void> {
  await request('POST', '/api/auth/sign-out', { body: {} })
  await sessionChanged()
}
