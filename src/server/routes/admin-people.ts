/** /admin/users: search, suspension, roles, groups. */
import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { User } from '../../contract/admin-people.ts'
import { PAGE_LIMIT } from '../../contract/values.ts'
import type { Engine } from '../../engine/engine.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { accountByIdentity, accountView, totalsOf } from '../../engine/views.ts'
import type { AccountGroups } from '../../identity/account-groups.ts'
import type { Person } from '../../identity/people.ts'
import { book } from '../booking.ts'
import { personOf } from '../person.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import type { RoutesOf } from '../request.ts'

type PeopleRoutes = Pick<
  RoutesOf<'admin'>,
  'admin.users.list' | 'admin.users.suspend' | 'admin.users.roles' | 'admin.users.groups'
>

export function adminPeopleRoutes(deps: RouteDeps): PeopleRoutes {
  const { core, identity } = deps
  const now = () => core.now()
  const wire = (person: Person) => (engine: Engine) => wireUser(engine, person, { now: now(), groups: identity.groups })
  const shown = (person: Person): Promise<User> => core.read(wire(person))

  const known = async (account: number): Promise<Person> => {
    const person = await personOf(deps, account)
    if (!person) throw new Refusal('account_not_found')
    return person
  }

  return {
    'admin.users.list': async ({ query }) => {
      const { search, cursor, limit = PAGE_LIMIT } = query
      const page = await identity.people.search({
        limit,
        ...(search === undefined ? {} : { search }),
        ...(cursor === undefined ? {} : { after: cursor }),
      })
      const items = await core.read((engine) => page.items.map((person) => wire(person)(engine)))
      return { items, nextCursor: page.next }
    },

    'admin.users.suspend': async ({ params, body, note }) => {
      const person = await known(params.account)
      if (person.roles.includes('operator')) throw new Refusal('account_is_operator')
      const input = { account: params.account as AccountId, suspended: body.suspended, reason: body.reason }
      const before = core.peek((engine) => engine.state.accounts.get(input.account)?.suspended) ?? false
      const { confirmed } = await book(core, { type: 'account.suspend', input })
      note({ before: suspension(before), after: suspension(body.suspended), command: confirmed })
      return shown(person)
    },

    // The engine is told too: operator accounts can not trade, bet or stake.
    'admin.users.roles': async ({ params, body, note }) => {
      const { identityId, roles } = await known(params.account)
      const changed = await identity.people.setRoles(identityId, body.roles)
      if (!changed.ok) throw new Refusal(changed.code === 'not_found' ? 'account_not_found' : changed.code)
      const operator = changed.value.roles.includes('operator')
      const { confirmed } = await book(core, { type: 'account.open', input: { identity: identityId, operator } })
      note({
        before: roles.join(' '),
        after: changed.value.roles.join(' '),
        ...(confirmed.repeated ? {} : { command: confirmed }),
      })
      return shown(changed.value)
    },

    'admin.users.groups': async ({ params, body, note }) => {
      const person = await known(params.account)
      const account = params.account as AccountId
      const before = identity.groups.of(account)
      await identity.groups.set(account, body.groups)
      note({ before: before.join(' '), after: body.groups.join(' ') })
      return shown(person)
    },
  }
}

const suspension = (suspended: boolean) => (suspended ? 'suspended' : 'active')

interface Reading {
  readonly now: Parameters<typeof accountView>[2]
  readonly groups: Pick<AccountGroups, 'of'>
}

function wireUser(engine: Engine, person: Person, { now, groups }: Reading): User {
  const account = accountByIdentity(engine, person.identityId) ?? null
  const view = account === null ? undefined : accountView(engine, account, now)
  const totals = view && totalsOf(view)
  return {
    account,
    identity: person.identityId,
    email: person.email,
    name: person.name,
    roles: [...person.roles],
    groups: account === null ? [] : [...groups.of(account)],
    suspended: view?.suspended ?? false,
    createdAt: person.createdAt,
    credits: totals ? formatCredits(totals.credits) : null,
    lco: totals ? formatLco(totals.lco) : null,
    tier: view?.stake.tier ?? null,
  }
}
