/** The operator's view of people: search, roles, disabling, and making an operator without a browser. Signing in is elsewhere. */
import { type Expression, type Kysely, type SqlBool, sql } from 'kysely'
import type { Auth } from './auth.ts'
import { isWeakPassword } from './password.ts'
import type { Result } from './result.ts'
import { type Role, rolesOf, storedRoles } from './roles.ts'
import type { IdentityTables } from './schema.ts'
import type { OpenAccount } from './sessions.ts'

export interface Person {
  readonly identityId: string
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly disabled: boolean
  /** UTC ms of the machine's clock. */
  readonly createdAt: number
}

export interface NewPerson {
  readonly email: string
  readonly password: string
  readonly name: string
}

export interface PersonPage {
  readonly items: readonly Person[]
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null
}

export interface People {
  /** Newest first; `search` matches any part of e-mail or name, without case. */
  search(query: { readonly search?: string; readonly after?: string; readonly limit: number }): Promise<PersonPage>
  find(identityId: string): Promise<Person | null>
  findByEmail(email: string): Promise<Person | null>
  count(): Promise<number>
  countOperators(): Promise<number>
  /** Refuses to take the role from the last operator. The engine account and the next request see the new roles. */
  setRoles(identityId: string, roles: readonly Role[]): Promise<Result<Person, 'not_found' | 'last_operator'>>
  /** A disabled person can not sign in; their sessions end at once. */
  setDisabled(identityId: string, disabled: boolean): Promise<Result<Person, 'not_found' | 'last_operator'>>
  /** For people who lost theirs: there is no mail. Ends all their sessions. */
  setPassword(identityId: string, password: string): Promise<Result<Person, 'not_found' | 'weak_password'>>
  create(person: NewPerson, roles: readonly Role[]): Promise<Result<Person, 'email_taken' | 'weak_password'>>
  /** Makes sure that this operator exists. The password of somebody who exists already stays. */
  ensureOperator(email: string, password: string): Promise<Result<Person, 'weak_password'>>
}

interface PeopleOptions {
  readonly db: Kysely<IdentityTables>
  readonly auth: Auth
  readonly openAccount: OpenAccount
  readonly forget: (identityId: string) => void
}

export function createPeople(options: PeopleOptions): People {
  const read = reads(options.db)
  const change = changes(options, read)
  return { ...read, ...change, ...creation(options, { ...read, ...change }) }
}

function reads(db: Kysely<IdentityTables>) {
  const one = async (column: 'id' | 'email', value: string): Promise<Person | null> => {
    const row = await db.selectFrom('user').selectAll().where(column, '=', value).executeTakeFirst()
    return row ? toPerson(row) : null
  }
  const count = async (where?: Expression<SqlBool>): Promise<number> => {
    const query = db.selectFrom('user').select((eb) => eb.fn.countAll<number>().as('n'))
    return (await (where ? query.where(where) : query).executeTakeFirstOrThrow()).n
  }
  return {
    find: (identityId: string) => one('id', identityId),
    findByEmail: (email: string) => one('email', email.toLowerCase()),
    count: () => count(),
    countOperators: () =>
      count(sql<SqlBool>`${sql.ref('disabled')} = 0 and ' ' || ${sql.ref('roles')} || ' ' like '% operator %'`),
    async search({ search, after, limit }: Parameters<People['search']>[0]): Promise<PersonPage> {
      let query = db
        .selectFrom('user')
        .selectAll()
        .orderBy('createdAt', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
      if (search) {
        const part = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
        query = query.where(
          sql<SqlBool>`(lower("email") like ${part} escape '\\' or lower("name") like ${part} escape '\\')`,
        )
      }
      const last =
        after === undefined
          ? undefined
          : await db.selectFrom('user').selectAll().where('id', '=', after).executeTakeFirst()
      if (last) query = query.where(sql<SqlBool>`("createdAt", "id") < (${last.createdAt}, ${last.id})`)
      const rows = await query.execute()
      const items = rows.slice(0, limit).map(toPerson)
      return { items, next: rows.length > limit ? (items.at(-1)?.identityId ?? null) : null }
    },
  }
}

function changes({ db, auth, openAccount, forget }: PeopleOptions, read: ReturnType<typeof reads>) {
  async function change(
    identityId: string,
    values: { roles?: string; disabled?: number },
  ): Promise<Result<Person, 'not_found' | 'last_operator'>> {
    // One statement looks and changes, so two operators can not demote each other at the same moment.
    const keepsOne = sql<SqlBool>`(' ' || "roles" || ' ' not like '% operator %' or exists (select 1 from "user" as "other" where "other"."id" <> ${identityId} and "other"."disabled" = 0 and ' ' || "other"."roles" || ' ' like '% operator %'))`
    const staysOperator =
      values.disabled !== 1 && (values.roles === undefined || rolesOf(values.roles).includes('operator'))
    let update = db
      .updateTable('user')
      .set({ ...values, updatedAt: new Date().toISOString() })
      .where('id', '=', identityId)
    if (!staysOperator) update = update.where(keepsOne)
    const { numUpdatedRows } = await update.executeTakeFirst()
    const person = await read.find(identityId)
    forget(identityId)
    if (!person) return { ok: false, code: 'not_found' }
    return numUpdatedRows === 0n ? { ok: false, code: 'last_operator' } : { ok: true, value: person }
  }

  const endSessions = async (identityId: string): Promise<void> => {
    await db.deleteFrom('session').where('userId', '=', identityId).execute()
    forget(identityId)
  }

  async function setRoles(identityId: string, roles: readonly Role[]) {
    const result = await change(identityId, { roles: storedRoles(roles) })
    if (result.ok) await openAccount({ identityId, operator: result.value.roles.includes('operator') })
    return result
  }

  return {
    setRoles,
    async setDisabled(identityId: string, disabled: boolean) {
      const result = await change(identityId, { disabled: disabled ? 1 : 0 })
      if (result.ok && disabled) await endSessions(identityId)
      return result
    },
    async setPassword(identityId: string, password: string): Promise<Result<Person, 'not_found' | 'weak_password'>> {
      const person = await read.find(identityId)
      if (!person) return { ok: false, code: 'not_found' }
      if (isWeakPassword(password, person)) return { ok: false, code: 'weak_password' }
      const context = await auth.$context
      await context.internalAdapter.updatePassword(identityId, await context.password.hash(password))
      await endSessions(identityId)
      return { ok: true, value: person }
    },
  }
}

function creation({ auth }: PeopleOptions, known: Pick<People, 'find' | 'findByEmail' | 'setRoles'>) {
  async function create(
    person: NewPerson,
    roles: readonly Role[],
  ): Promise<Result<Person, 'email_taken' | 'weak_password'>> {
    if (isWeakPassword(person.password, person)) return { ok: false, code: 'weak_password' }
    if (await known.findByEmail(person.email)) return { ok: false, code: 'email_taken' }
    const { internalAdapter, password } = await auth.$context
    const hash = await password.hash(person.password)
    const fields = {
      email: person.email.toLowerCase(),
      name: person.name,
      emailVerified: false,
      roles: storedRoles(roles),
      disabled: false,
    }
    const user = await internalAdapter.createUser(fields, { method: 'admin' })
    await internalAdapter.linkAccount({ userId: user.id, providerId: 'credential', accountId: user.id, password: hash })
    const made = await known.find(user.id)
    if (!made) throw new Error('a person that was just made is gone')
    return { ok: true, value: made }
  }

  return {
    create,
    async ensureOperator(email: string, password: string): Promise<Result<Person, 'weak_password'>> {
      const existing = await known.findByEmail(email)
      if (!existing) {
        const made = await create({ email, password, name: email.split('@')[0] ?? 'operator' }, ['operator'])
        if (made.ok || made.code === 'weak_password') return made.ok ? made : { ok: false, code: 'weak_password' }
        throw new Error('the operator’s address was taken by somebody at this very moment')
      }
      const roles = await known.setRoles(existing.identityId, [...existing.roles, 'operator'])
      return roles.ok ? roles : { ok: true, value: existing }
    },
  }
}

function toPerson(row: {
  id: string
  email: string
  name: string
  roles: string
  disabled: number
  createdAt: string
}): Person {
  return {
    identityId: row.id,
    email: row.email,
    name: row.name,
    roles: rolesOf(row.roles),
    disabled: row.disabled === 1,
    createdAt: Date.parse(row.createdAt),
  }
}
