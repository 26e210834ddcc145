/** /account/handle: the public name of the caller's own account. */
import type { HandleState } from '../../identity/names.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import type { RoutesOf } from '../request.ts'

export function nameRoutes({ identity }: RouteDeps): RoutesOf<'account.handle'> {
  return {
    'account.handle.get': async ({ caller }) => wire(identity.names.of(caller.account)),

    'account.handle.set': async ({ caller, body }) => {
      const done = await identity.names.set(caller.account, body.handle)
      if (!done.ok) throw new Refusal(done.code)
      return wire(done.value)
    },
  }
}

function wire({ handle, pseudonym, changeableAt }: HandleState) {
  return { handle, pseudonym, shown: handle ?? pseudonym, changeableAt: changeableAt === 0 ? null : changeableAt }
}
