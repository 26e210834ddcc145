/** People who come over from another gateway: made once for each of its numbers, with the password they had. Their credits and keys are booked elsewhere. */
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { People, Person } from './people.ts'
import type { Result } from './result.ts'
import { storedRoles } from './roles.ts'
import type { IdentityTables } from './schema.ts'

export interface ImportedPerson {
  /** Which gateway, and the person's number there. */
  readonly origin: string
  readonly reference: string
  readonly email: string
  readonly name: string
  /** bcrypt; null lets the person in by a link from an operator only. */
  readonly passwordHash: string | null
}

export interface Imports {
  /** Whoever came over before is found again, whatever their address is by now. An address that somebody signed up with is refused: nobody gets another's credits by being first. */
  bring(person: ImportedPerson): Promise<Result<Brought, 'email_taken'>>
  /** Everything about the person has come over: from now on it is theirs and the operators' to change. */
  finish(person: Pick<ImportedPerson, 'origin' | 'reference'>): Promise<void>
}

export interface Brought {
  readonly person: Person
  readonly created: boolean
  /** False: an earlier try may have stopped in the middle. */
  readonly finished: boolean
}

export function createImports({
  db,
  people,
}: {
  readonly db: Kysely<IdentityTables>
  readonly people: Pick<People, 'find' | 'findByEmail'>
}): Imports {
  /** The mark comes first: a crash in the middle is mended by bringing the same person again. */
  async function mark({
    origin,
    reference,
  }: ImportedPerson): Promise<{ readonly id: string; readonly finished: boolean }> {
    const values = { origin, reference, userId: randomUUID().replaceAll('-', ''), finished: 0 }
    await db
      .insertInto('importedPerson')
      .values(values)
      .onConflict((conflict) => conflict.columns(['origin', 'reference']).doNothing())
      .execute()
    const { userId, finished } = await db
      .selectFrom('importedPerson')
      .select(['userId', 'finished'])
      .where('origin', '=', origin)
      .where('reference', '=', reference)
      .executeTakeFirstOrThrow()
    return { id: userId, finished: finished === 1 }
  }

  async function make(id: string, { email, name, passwordHash }: ImportedPerson): Promise<void> {
    const now = new Date().toISOString()
    const dates = { createdAt: now, updatedAt: now }
    const user = { id, name, email: email.toLowerCase(), emailVerified: 0, image: null, ...dates }
    await db
      .insertInto('user')
      .values({ ...user, roles: storedRoles([]), disabled: 0 })
      .execute()
    await db
      .insertInto('account')
      .values({
        id: randomUUID(),
        accountId: id,
        providerId: 'credential',
        userId: id,
        password: passwordHash,
        ...dates,
      })
      .execute()
  }

  return {
    async bring(given) {
      const { id, finished } = await mark(given)
      const before = await people.find(id)
      if (before) return { ok: true, value: { person: before, created: false, finished } }
      if (await people.findByEmail(given.email)) return { ok: false, code: 'email_taken' }
      await make(id, given)
      const person = await people.find(id)
      if (!person) throw new Error('a person that was just brought over is gone')
      return { ok: true, value: { person, created: true, finished: false } }
    },
    async finish({ origin, reference }) {
      await db
        .updateTable('importedPerson')
        .set({ finished: 1 })
        .where('origin', '=', origin)
        .where('reference', '=', reference)
        .execute()
    },
  }
}
