/** Passwords: hashing that can not take the machine over. The hash itself is better-auth's scrypt; which passwords are too weak is the contract's. */
import { compare } from 'bcryptjs'
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import { passwordFaults } from '../contract/password.ts'

export const isWeakPassword = (...asked: Parameters<typeof passwordFaults>): boolean =>
  passwordFaults(...asked).length > 0

/** Too many passwords wait to be hashed; the caller is told to come back. */
export class HashingBusy extends Error {
  override readonly name = 'HashingBusy'
}

/** scrypt takes 16 MB and tens of ms on the thread pool that files and name look-ups share: two at a time leave half of it. */
const PARALLEL = 2
const WAITING = 64

export interface PasswordHashing {
  hash(password: string): Promise<string>
  verify(input: { readonly hash: string; readonly password: string }): Promise<boolean>
}

/** Hashing with at most two at work and 64 waiting; beyond that it rejects with HashingBusy. */
export function passwordHashing(
  scrypt: PasswordHashing = { hash: hashPassword, verify: verifyEither },
): PasswordHashing {
  let running = 0
  const waiting: (() => void)[] = []

  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < PARALLEL) running++
    else if (waiting.length >= WAITING) throw new HashingBusy('too many passwords to hash')
    else await new Promise<void>((go) => waiting.push(go))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }

  return { hash: (password) => run(() => scrypt.hash(password)), verify: (input) => run(() => scrypt.verify(input)) }
}

/** People who came over from another gateway keep the bcrypt hash they had until they change their password. */
function verifyEither(input: Parameters<PasswordHashing['verify']>[0]): Promise<boolean> {
  return input.hash.startsWith('$2') ? compare(input.password, input.hash) : verifyPassword(input)
}
