/** /status and /setup. */
import type { Status } from '../../contract/system.ts'
import { RULES_VERSION } from '../../engine/engine.ts'
import { switchesView } from '../../engine/views.ts'
import { historyState } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import type { RoutesOf } from '../request.ts'

export function systemRoutes(deps: RouteDeps): RoutesOf<'status' | 'setup'> {
  const { identity } = deps
  return {
    'status.get': () => wireStatus(deps),

    'setup.status': async () => ({ needed: await identity.setup.needed() }),

    'setup.create': async ({ body, address, headers, setHeader }) => {
      const { token, email, password, name } = body
      const made = await identity.completeSetup(token, { email, password, name }, { headers, address })
      if (!made.ok) throw new Refusal(made.code)
      const { person, cookies } = made.value
      setHeader('set-cookie', [...cookies])
      const cookie = cookies.map((line) => line.split(';', 1)[0]).join('; ')
      const session = await identity.sessions.find({ cookie })
      if (!session) throw new Error('the operator that was just made can not sign in')
      return { account: session.account, email: person.email, name: person.name, roles: [...person.roles] }
    },
  }
}

/** Also what the live channel `system` carries. */
export async function wireStatus(deps: RouteDeps): Promise<Status> {
  const { core, identity, instance, live } = deps
  const switches = await core.read(switchesView)
  const { state, lag } = historyState(deps)
  const { seq, durableSeq, now, failed, virtualClock } = core.status()
  return {
    name: 'L-Exchange',
    version: instance.version,
    rulesVersion: RULES_VERSION,
    simulation: instance.simulation,
    demo: instance.demo,
    state: failed ? 'stopped' : live.state(),
    needsSetup: await identity.setup.needed(),
    now,
    virtualClock,
    sequence: { applied: seq, durable: durableSeq },
    startedAt: instance.startedAt,
    switches: { ...switches },
    history: { state, lag },
    signUp: { email: true, providers: [] },
  }
}
