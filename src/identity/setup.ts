/** The one-time token with which the first operator is made in a browser. Printing the link is the caller's. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Attempts } from './attempts.ts'
import { addressGroup } from './client-address.ts'
import type { NewPerson, People, Person } from './people.ts'
import type { Result } from './result.ts'
import type { IdentityTables } from './schema.ts'

export type SetupRefusal = 'setup_not_needed' | 'setup_token_invalid' | 'email_taken' | 'weak_password' | 'rate_limited'

export interface Setup {
  /** True until an operator exists. */
  needed(): Promise<boolean>
  /** A fresh token, 43 characters, in place of any earlier one; null when an operator exists. Only its hash is stored. */
  issue(): Promise<string | null>
  /** Makes the operator and ends the token. A token works once; wrong ones are limited per address. */
  complete(token: string, person: NewPerson, address: string): Promise<Result<Person, SetupRefusal>>
}

const wrongTokens = { limit: 10, windowMs: 15 * 60_000 }

export function createSetup(options: {
  readonly db: Kysely<IdentityTables>
  readonly people: People
  readonly attempts: Attempts
  readonly now: () => number
}): Setup {
  const { db, people, attempts, now } = options
  const needed = async () => (await people.countOperators()) === 0

  /** True for the one caller who presents the token first. */
  async function claim(token: string): Promise<boolean> {
    const stored = await db.selectFrom('setupToken').select('hash').where('usedAt', 'is', null).executeTakeFirst()
    if (!stored || !equalHashes(stored.hash, hashOf(token))) return false
    const claimed = await db
      .updateTable('setupToken')
      .set({ usedAt: now() })
      .where('hash', '=', stored.hash)
      .where('usedAt', 'is', null)
      .executeTakeFirst()
    return claimed.numUpdatedRows === 1n
  }

  const unclaim = (token: string) =>
    db.updateTable('setupToken').set({ usedAt: null }).where('hash', '=', hashOf(token)).execute()

  return {
    needed,
    async issue() {
      const wanted = await needed()
      await db.deleteFrom('setupToken').execute()
      if (!wanted) return null
      const token = randomBytes(32).toString('base64url')
      await db
        .insertInto('setupToken')
        .values({ hash: hashOf(token), createdAt: now(), usedAt: null })
        .execute()
      return token
    },
    async complete(token, person, address) {
      if (!(await needed())) return { ok: false, code: 'setup_not_needed' }
      const source = `setup|${addressGroup(address)}`
      if (attempts.take(source, wrongTokens) > 0) return { ok: false, code: 'rate_limited' }
      await attempts.keep([source])
      if (!(await claim(token))) return { ok: false, code: 'setup_token_invalid' }
      attempts.forgive(source)
      await attempts.keep([source])
      try {
        const made = await people.create(person, ['operator'])
        if (!made.ok) await unclaim(token)
        return made
      } catch (error) {
        await unclaim(token)
        throw error
      }
    },
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const equalHashes = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other))
