/** One-time links with which people who lost their password set a new one. An operator makes and hands them over; nothing is sent. */
import { createHash, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Attempts } from './attempts.ts'
import { addressGroup } from './client-address.ts'
import { forgiveSignIns } from './lockouts.ts'
import { isWeakPassword } from './password.ts'
import type { People, Person } from './people.ts'
import type { Result } from './result.ts'
import type { IdentityTables } from './schema.ts'

type TokenRefusal = 'reset_token_invalid' | 'reset_token_used' | 'reset_token_expired' | 'rate_limited'
export type ResetRefusal = TokenRefusal | 'weak_password'

export interface ResetLink {
  readonly person: Person
  readonly expiresAt: number
}

export interface PasswordResets {
  /** A fresh token, 43 characters, in place of any earlier one of this person. Only its hash is stored. */
  issue(identityId: string): Promise<{ readonly token: string; readonly expiresAt: number }>
  /** Whose password the token sets, and until when. Changes nothing; wrong tokens count as in `complete`. */
  check(token: string, address: string): Promise<Result<ResetLink, TokenRefusal>>
  /** Sets the password, ends the token and all sessions of its person. A token works once; wrong ones are limited per address. */
  complete(token: string, password: string, address: string): Promise<Result<Person, ResetRefusal>>
  /** Forgets tokens that ran out more than a week ago: until then their holders are told so. */
  sweep(): Promise<void>
}

const VALID_MS = 24 * 3_600_000
const REMEMBERED_MS = 7 * 24 * 3_600_000
const wrongTokens = { limit: 10, windowMs: 15 * 60_000 }

interface ResetOptions {
  readonly db: Kysely<IdentityTables>
  readonly people: Pick<People, 'find' | 'setPassword'>
  readonly attempts: Attempts
  readonly now: () => number
}

/** The stored links, by the hash of their token. */
function storedLinks({ db, people, now }: Omit<ResetOptions, 'attempts'>) {
  const mark = (hash: string, usedAt: number | null) =>
    db.updateTable('passwordReset').set({ usedAt }).where('hash', '=', hash)
  return {
    /** Who holds the token is told why it does not work; who guesses learns nothing. */
    async find(hash: string): Promise<Result<ResetLink, TokenRefusal>> {
      const row = await db.selectFrom('passwordReset').selectAll().where('hash', '=', hash).executeTakeFirst()
      const person = row && (await people.find(row.userId))
      if (!person) return { ok: false, code: 'reset_token_invalid' }
      if (row.usedAt !== null) return { ok: false, code: 'reset_token_used' }
      if (row.expiresAt <= now()) return { ok: false, code: 'reset_token_expired' }
      return { ok: true, value: { person, expiresAt: row.expiresAt } }
    },
    /** True for the one caller who presents the token first. */
    async claim(hash: string): Promise<boolean> {
      const { numUpdatedRows } = await mark(hash, now()).where('usedAt', 'is', null).executeTakeFirst()
      return numUpdatedRows === 1n
    },
    async giveBack(hash: string): Promise<void> {
      await mark(hash, null).execute()
    },
  }
}

export function createPasswordResets(options: ResetOptions): PasswordResets {
  const { db, people, attempts, now } = options
  const links = storedLinks(options)

  return {
    async issue(identityId) {
      const token = randomBytes(32).toString('base64url')
      const [createdAt, expiresAt] = [now(), now() + VALID_MS]
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('passwordReset').where('userId', '=', identityId).execute()
        const row = { hash: hashOf(token), userId: identityId, createdAt, expiresAt, usedAt: null }
        await tx.insertInto('passwordReset').values(row).execute()
      })
      return { token, expiresAt }
    },
    async check(token, address) {
      const source = sourceOf(address)
      if (attempts.take(source, wrongTokens) > 0) return { ok: false, code: 'rate_limited' }
      const found = await links.find(hashOf(token))
      if (found.ok || found.code !== 'reset_token_invalid') attempts.giveBack(source)
      await attempts.keep([source])
      return found
    },
    async complete(token, password, address) {
      const source = sourceOf(address)
      if (attempts.take(source, wrongTokens) > 0) return { ok: false, code: 'rate_limited' }
      await attempts.keep([source])
      const hash = hashOf(token)
      const found = await links.find(hash)
      if (!found.ok) return found
      const { person } = found.value
      if (isWeakPassword(password, person)) return { ok: false, code: 'weak_password' }
      if (!(await links.claim(hash))) return { ok: false, code: 'reset_token_used' }
      try {
        const changed = await people.setPassword(person.identityId, password)
        if (!changed.ok) throw new Error(`a password that was good is refused: ${changed.code}`)
      } catch (error) {
        await links.giveBack(hash)
        throw error
      }
      attempts.forgive(source)
      await attempts.keep([source])
      await forgiveSignIns(attempts, person.email, address)
      return { ok: true, value: person }
    },
    async sweep() {
      await db
        .deleteFrom('passwordReset')
        .where('expiresAt', '<=', now() - REMEMBERED_MS)
        .execute()
    },
  }
}

const sourceOf = (address: string): string => `reset|${addressGroup(address)}`
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
