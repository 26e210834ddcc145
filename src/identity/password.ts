/** Passwords: which are too weak, and hashing that can not take the machine over. The hash itself is better-auth's scrypt. */
import { compare } from 'bcryptjs'
import { hashPassword, verifyPassword } from 'better-auth/crypto'

export const MIN_PASSWORD = 10
export const MAX_PASSWORD = 128

/** Ten characters or more and still among the first that anybody tries. */
const common = new Set(
  (
    'password12 password123 password1234 passw0rd123 p@ssword123 qwertyuiop qwerty1234 qwerty12345 qwerty123456 1q2w3e4r5t 1qaz2wsx3edc ' +
    'iloveyou12 iloveyou123 welcome123 welcome1234 letmein123 administrator admin12345 admin123456 changeme123 abcdefghij abcdefghijk abc1234567 ' +
    'football123 baseball123 superman123 princess123 sunshine123 monkey12345 dragon12345 trustno1trustno1 zaq12wsxcde3 asdfghjkl1 asdfghjkl123'
  ).split(' '),
)

/** True when the password is short, long, one repeated piece, a run of digits or letters, common, or the person's own name or address. */
export function isWeakPassword(
  password: string,
  about: { readonly email?: string; readonly name?: string } = {},
): boolean {
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD) return true
  const plain = password.toLowerCase()
  if (common.has(plain) || /^(.{1,4})\1+.{0,3}$/.test(plain) || isRun(plain)) return true
  const email = about.email?.toLowerCase() ?? ''
  return [email, email.split('@')[0] ?? '', about.name?.toLowerCase() ?? ''].some(
    (own) => own.length > 3 && plain.replaceAll(own, '').length < 4,
  )
}

/** 1234567890, abcdefghij, 0987654321: each character one after, or one before, the last; digits go round. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((_, index) => text.charCodeAt(index + 1) - text.charCodeAt(index))
  return [1, -1].some((step) => steps.every((found) => (found - step) % 10 === 0))
}

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
