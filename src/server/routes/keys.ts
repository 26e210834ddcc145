/** /keys: virtual keys. The secret is in the answer of create and nowhere else. */
import { formatCredits } from '../../base/decimal.ts'
import type { Credits, Millis } from '../../base/money.ts'
import type { BodyOf } from '../../contract/index.ts'
import type { Key } from '../../contract/keys.ts'
import { PAGE_LIMIT } from '../../contract/values.ts'
import type { KeyBudget } from '../../engine/command.ts'
import type { KeyResult, OwnKey } from '../../identity/keys/keys.ts'
import { isPublicKey, type NewSigning } from '../../identity/keys/signing.ts'
import type { Caller } from '../caller.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal, refusalOf } from '../problem.ts'
import { creditsIn } from '../render/amounts.ts'
import type { RoutesOf } from '../request.ts'

export function keyRoutes({ core, keys }: RouteDeps): RoutesOf<'keys'> {
  const shown = (key: OwnKey): Key => wireKey(key, keys.signing.of(key.profile.hash) ?? null, core.now())
  return {
    'keys.list': async ({ caller, query }) => {
      const limit = query.limit ?? PAGE_LIMIT
      const before = beforeId(query.cursor)
      const revoked = query.includeRevoked ?? false
      const found = await keys.list(caller.account, {
        limit: limit + 1,
        revoked,
        ...(before === undefined ? {} : { before }),
      })
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return { items: items.map(shown), nextCursor: found.length > limit && last ? String(last.profile.keyId) : null }
    },

    'keys.create': async ({ caller, body }) => {
      const settings = {
        name: body.name,
        scopes: body.scopes ?? ['relay', 'read'],
        allowedModels: body.allowedModels ?? null,
        allowedIps: body.allowedIps ?? null,
        limits: {
          requestsPerMinute: body.limits?.requestsPerMinute ?? null,
          tokensPerMinute: body.limits?.tokensPerMinute ?? null,
          concurrent: body.limits?.concurrent ?? null,
        },
        fitToBalance: body.fitToBalance ?? false,
      }
      const wish = body.signing && signingOf(body.signing)
      if (wish && !settings.scopes.includes('trade')) throw new Refusal('signing_needs_trade')
      if (wish && wish.publicKey !== null && !isPublicKey(wish.publicKey)) throw new Refusal('public_key_refused')
      const terms = { expiresAt: (body.expiresAt ?? null) as Millis | null, budget: budgetIn(body.budget) }
      const made = taken(await keys.create(ownerOf(caller), settings, terms))
      const signing = wish && (await keys.signing.add(made.profile.hash, wish))
      return { ...shown(made), secret: made.secret, signingSecret: signing?.secret ?? null }
    },

    'keys.get': async ({ caller, params }) => {
      const key = await keys.find(caller.account, params.keyId)
      if (!key) throw new Refusal('key_not_found')
      return shown(key)
    },

    // What is left out stays, null takes a limit away.
    'keys.update': async ({ caller, params, body }) => {
      const { budget, expiresAt, ...change } = body
      const amounts = budget && Object.fromEntries(Object.entries(budget).map(([part, text]) => [part, amountIn(text)]))
      const owner = ownerOf(caller)
      const terms = { budget: amounts, expiresAt: expiresAt as Millis | null | undefined }
      return shown(taken(await keys.update(owner, params.keyId, { ...change, ...terms })))
    },

    'keys.revoke': async ({ caller, params }) => shown(taken(await keys.revoke(caller.account, params.keyId))),
  }
}

function signingOf(wish: NonNullable<BodyOf<'keys.create'>['signing']>): NewSigning {
  return { algorithm: wish.algorithm, publicKey: wish.algorithm === 'ed25519' ? wish.publicKey : null }
}

function ownerOf({ account, operator }: Caller) {
  return { account, operator }
}

function taken<T>(result: KeyResult<T>): T {
  if (result.ok) return result.value
  throw result.code === 'forbidden' ? new Refusal('forbidden') : refusalOf({ code: result.code, detail: result.detail })
}

/** Throws invalid_cursor. */
export function beforeId(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  if (!/^\d{1,15}$/.test(cursor)) throw new Refusal('invalid_cursor')
  return Number(cursor)
}

function budgetIn(budget: BodyOf<'keys.create'>['budget']): KeyBudget {
  const part = (text: string | null | undefined) => amountIn(text ?? null)
  return { total: part(budget?.total), daily: part(budget?.daily), monthly: part(budget?.monthly) }
}

/** null is no limit; undefined changes nothing. */
function amountIn<T extends null | undefined>(text: string | T): Credits | T {
  return typeof text === 'string' ? creditsIn(text) : text
}

function wireKey({ profile, record }: OwnKey, signing: Key['signing'], now: number): Key {
  const text = (credits: Credits | null) => (credits === null ? null : formatCredits(credits))
  const { budget, spent, held, expiresAt, revoked } = record
  return {
    keyId: profile.keyId,
    name: profile.name,
    hint: profile.hint,
    status: revoked ? 'revoked' : expiresAt !== null && expiresAt <= now ? 'expired' : 'active',
    scopes: [...profile.scopes],
    createdAt: profile.createdAt,
    lastUsedAt: profile.lastUsedAt,
    expiresAt,
    budget: { total: text(budget.total), daily: text(budget.daily), monthly: text(budget.monthly) },
    spent: {
      total: formatCredits(spent.total),
      daily: formatCredits(spent.daily),
      monthly: formatCredits(spent.monthly),
    },
    held: formatCredits(held),
    allowedModels: profile.allowedModels && [...profile.allowedModels],
    allowedIps: profile.allowedIps && [...profile.allowedIps],
    limits: { ...profile.limits },
    fitToBalance: profile.fitToBalance,
    signing,
  }
}
