/** The secret of a virtual key: how it looks, its hash at rest, and what of it may be shown again. Stores nothing. */
import { hash, randomBytes } from 'node:crypto'

const PREFIX = 'sk-lx-'
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62^43 > 2^256 */
const LENGTH = 43
const shape = new RegExp(`^${PREFIX}[0-9A-Za-z]{${LENGTH}}$`)
/** Keys that came over from other gateways: at least 190 random bits. */
const foreign = /^sk-[0-9A-Za-z]{32,124}$/

/** `sk-lx-` and 43 letters and digits: 256 random bits; and its hash. */
export function newSecret(): { readonly secret: string; readonly hash: string } {
  return secretOf(randomBytes(32))
}

/** The secret that these 256 bits make: the same for the same. */
export function secretOf(bits: Buffer): { readonly secret: string; readonly hash: string } {
  let rest = BigInt(`0x${bits.toString('hex')}`)
  let digits = ''
  for (let place = 0; place < LENGTH; place++) {
    digits = DIGITS.charAt(Number(rest % 62n)) + digits
    rest /= 62n
  }
  const secret = PREFIX + digits
  return { secret, hash: hash('sha256', secret, 'hex') }
}

/** SHA-256, hex: with 256 random bits in the secret no salt or stretching is needed. undefined for what can be no key here. */
export function hashSecret(secret: string): string | undefined {
  return shape.test(secret) || foreign.test(secret) ? hash('sha256', secret, 'hex') : undefined
}

/** `sk-lx-3fA…9Qz`: enough to recognise a key, 220 bits short of guessing it. */
export function hintOf(secret: string): string {
  const shown = secret.startsWith(PREFIX) ? PREFIX.length + 3 : 6
  return `${secret.slice(0, shown)}…${secret.slice(-3)}`
}
