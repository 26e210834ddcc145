/** /me/sessions, /admin/users/…/sessions, lost passwords. Signing in and out is identity's own. */
import type { SessionEntry } from '../../contract/sessions.ts'
import type { Person } from '../../identity/people.ts'
import type { SessionInfo } from '../../identity/session-list.ts'
import { personOf } from '../person.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import type { RoutesOf } from '../request.ts'

type OwnRoutes = RoutesOf<'me.sessions' | 'passwordReset'>
type OperatorRoutes = RoutesOf<'admin.users.sessions'> & Pick<RoutesOf<'admin.users'>, 'admin.users.resetPassword'>

export function sessionRoutes(deps: RouteDeps): OwnRoutes & OperatorRoutes {
  return { ...ownRoutes(deps), ...operatorRoutes(deps) }
}

function ownRoutes({ identity }: RouteDeps): OwnRoutes {
  const { sessionList } = identity
  return {
    'me.sessions.list': async ({ caller }) => {
      const { identityId, sessionId } = caller.session ?? missing('session_required')
      return { items: (await sessionList.of(identityId)).map((one) => wireSession(one, sessionId)) }
    },

    'me.sessions.endOthers': async ({ caller }) => {
      const { identityId, sessionId } = caller.session ?? missing('session_required')
      return { ended: await sessionList.endAll(identityId, sessionId) }
    },

    'me.sessions.end': async ({ caller, params }) => {
      const { identityId } = caller.session ?? missing('session_required')
      if (!(await sessionList.end(identityId, params.sessionId))) throw new Refusal('session_not_found')
      return { ended: 1 }
    },

    'passwordReset.check': async ({ body, address }) => {
      const found = await identity.passwordResets.check(body.token, address)
      if (!found.ok) throw new Refusal(found.code)
      const { person, expiresAt } = found.value
      return { email: person.email, expiresAt }
    },

    'passwordReset.complete': async ({ body, address, note }) => {
      const done = await identity.passwordResets.complete(body.token, body.password, address)
      if (!done.ok) throw new Refusal(done.code)
      note({ target: done.value.email })
      return { email: done.value.email }
    },
  }
}

function operatorRoutes(deps: RouteDeps): OperatorRoutes {
  const { sessionList, passwordResets } = deps.identity
  const known = async (account: number): Promise<Person> =>
    (await personOf(deps, account)) ?? missing('account_not_found')
  return {
    'admin.users.sessions.list': async ({ params }) => {
      const { identityId } = await known(params.account)
      return { items: (await sessionList.of(identityId)).map((one) => wireSession(one, null)) }
    },

    'admin.users.sessions.endAll': async ({ params }) => {
      const { identityId } = await known(params.account)
      return { ended: await sessionList.endAll(identityId) }
    },

    'admin.users.sessions.end': async ({ params }) => {
      const { identityId } = await known(params.account)
      if (!(await sessionList.end(identityId, params.sessionId))) throw new Refusal('session_not_found')
      return { ended: 1 }
    },

    'admin.users.resetPassword': async ({ params, headers }) => {
      const { identityId } = await known(params.account)
      const { token, expiresAt } = await passwordResets.issue(identityId)
      const base = deps.instance.publicUrl ?? `http://${headers.host}`
      return { url: `${base}/reset-password?token=${token}`, expiresAt }
    },
  }
}

function missing(code: 'account_not_found' | 'session_required'): never {
  throw new Refusal(code)
}

function wireSession(info: SessionInfo, own: string | null): SessionEntry {
  return { ...info, current: info.sessionId === own }
}
