/** The secret of a virtual key: how it looks, its hash at rest, and what of it may be shown again. Stores nothing. */
import { hash, randomBytes } from 'node:crypto'

const PREFIX = 'sk-lx-'
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62^43 > 2^256 */
const LENGTH = 43
const shape = new RegExp(`^${PREFIX}[0-9A-Za-z]{${LENGTH}}$`)

/** `sk-lx-` and 43 letters and digits: 256 random bits; and its hash. */
export function newSecret(): { readonly secret: string; readonly hash: string } {
  let rest = BigInt(`0x${randomBytes(32).toString('hex')}`)
  let digits = ''
  for (let place = 0; place < LENGTH; place++) {
    digits = DIGITS.charAt(Number(rest % 62n)) + digits
    rest /= 62n
  }
  const secret = PREFIX + digits
  return { secret, hash: hash('sha256', secret, 'hex') }
}

/** SHA-256, hex: with 256 random bits in the secret no salt or stretching is needed. undefined for what is no key of ours. */
export function hashSecret(secret: string): string | undefined {
  return shape.test(secret) ? hash('sha256', secret, 'hex') : undefined
}

/** `sk-lx-3fA…9Qz`: enough to recognise a key, 220 bits short of guessing it. */
export function hintOf(secret: string): string {
  return `${secret.slice(0, PREFIX.length + 3)}…${secret.slice(-3)}`
}
