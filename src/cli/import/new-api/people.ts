/** Users of new-api and their tokens as people here with credits and keys. Clients keep their keys. Pure. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { formatCredits } from '../../../base/decimal.ts'
import type { Credits } from '../../../base/money.ts'
import { foreignSecret, IMPORTED_KEYS, importedHash } from '../../../contract/admin-imports.ts'
import { modelName } from '../../../contract/values.ts'
import { creditsOf, type RatioTables } from './prices.ts'
import type { TokenRow, UserRow } from './rows.ts'

export interface KeyPlan {
  readonly reference: number
  readonly secret: string
  readonly name: string
  /** UTC ms. */
  readonly expiresAt: number | null
  /** CR. */
  readonly budget: string | null
  readonly allowedModels: readonly string[] | null
  readonly allowedIps: readonly string[] | null
}

export interface PersonPlan {
  readonly reference: number
  readonly email: string
  readonly name: string
  /** null: only a link from an operator lets the person in. */
  readonly passwordHash: string | null
  /** CR. */
  readonly credits: string
  readonly group: string
  readonly suspended: boolean
  readonly keys: readonly KeyPlan[]
  readonly notes: readonly string[]
}

export interface PeopleTerms {
  readonly tables: RatioTables
  /** Seconds since 1970: tokens that expired before are left behind. */
  readonly now: number
  /** Behind the user's name where there is no e-mail address. */
  readonly domain: string
}

/** Undefined for who was deleted. */
export function personPlan(user: UserRow, tokens: readonly TokenRow[], terms: PeopleTerms): PersonPlan | undefined {
  if (user.deleted) return undefined
  const notes: string[] = []
  if (user.quota < 0) notes.push('owes, which is not carried over')
  if (user.operator) notes.push('was an administrator, is a plain user here')
  const passwordHash = importedHash.safeParse(user.passwordHash).success ? user.passwordHash : null
  if (passwordHash === null)
    notes.push('has no password that comes over: make a link with lx admin users reset-password')
  return {
    reference: user.id,
    email: emailOf(user, { ...terms, notes }),
    name: lineOf(user.displayName || user.username, `user ${user.id}`),
    passwordHash,
    credits: creditText(user.quota, terms.tables),
    group: user.group,
    suspended: !user.enabled,
    keys: keysOf(tokens, { ...terms, user, notes }),
    notes,
  }
}

interface Noted extends PeopleTerms {
  readonly notes: string[]
}

function emailOf({ email, username, id }: UserRow, { domain, notes }: Noted): string {
  if (z.email().max(254).safeParse(email).success) return email
  const local = username
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .replace(/\.{2,}/g, '.')
  notes.push('has no e-mail address: signs in with a made-up one')
  return `${local === '' ? `user-${id}` : `${local}-${id}`}@${domain}`
}

function keysOf(
  tokens: readonly TokenRow[],
  { user, ...terms }: Noted & { readonly user: UserRow },
): readonly KeyPlan[] {
  const plans: KeyPlan[] = []
  const left = new Map<string, number>()
  for (const token of tokens) {
    const plan = keyPlan(token, { ...terms, user })
    if (typeof plan === 'string') left.set(plan, (left.get(plan) ?? 0) + 1)
    else if (plans.length < IMPORTED_KEYS) plans.push(plan)
    else left.set(`more than ${IMPORTED_KEYS}`, (left.get(`more than ${IMPORTED_KEYS}`) ?? 0) + 1)
  }
  for (const [why, count] of left) terms.notes.push(`${count} ${count === 1 ? 'key' : 'keys'} left behind: ${why}`)
  return plans
}

/** Why it stays behind, instead of a plan. */
function keyPlan(token: TokenRow, terms: Noted & { readonly user: UserRow }): KeyPlan | string {
  if (token.deleted || !token.enabled) return 'not in use'
  if (token.expiresAt !== null && token.expiresAt <= terms.now) return 'expired'
  if (token.remainingQuota !== null && token.remainingQuota <= 0) return 'used up'
  const secret = token.key.startsWith('sk-') ? token.key : `sk-${token.key}`
  if (!foreignSecret.safeParse(secret).success) return 'its form is not taken here'
  const models = token.models?.filter((model) => modelName.safeParse(model).success).slice(0, 200) ?? null
  if (models?.length === 0) return 'none of its models has a name that is taken here'
  const addresses = token.addresses.filter(isRange).slice(0, 100)
  if (token.addresses.length > 0 && addresses.length === 0) return 'its addresses are not understood'
  if (token.group !== '' && token.group !== terms.user.group)
    terms.notes.push(`the key “${lineOf(token.name, 'key')}” used the group ${token.group}, here it has its owner’s`)
  return {
    reference: token.id,
    secret,
    name: lineOf(token.name, `token ${token.id}`),
    expiresAt: token.expiresAt === null ? null : token.expiresAt * 1_000,
    budget: token.remainingQuota === null ? null : creditText(token.remainingQuota, terms.tables),
    allowedModels: models,
    allowedIps: addresses.length === 0 ? null : addresses,
  }
}

function creditText(quota: number, tables: RatioTables): string {
  return formatCredits(creditsOf(quota, tables) as Credits)
}

/** An address, or a range as address/bits. */
function isRange(text: string): boolean {
  const [address = '', bits, more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32))
}

/** One line of at most 64 characters. */
function lineOf(text: string, otherwise: string): string {
  const plain = text
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ')
    .trim()
    .slice(0, 64)
    .trim()
  return plain === '' ? otherwise : plain
}
