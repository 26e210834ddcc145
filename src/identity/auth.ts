/** better-auth as this program uses it: e-mail and password, sessions in SQL, nothing sent anywhere. What reaches it is decided in entrance.ts. */
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import type { Kysely } from 'kysely'
import { MAX_PASSWORD, MIN_PASSWORD } from '../contract/password.ts'
import type { Log } from '../telemetry/log.ts'
import { HashingBusy, type PasswordHashing } from './password.ts'
import type { IdentityTables } from './schema.ts'

export const AUTH_BASE = '/api/auth'
/** Set by the entrance alone; whatever a client sends under these names is dropped. */
export const ADDRESS_HEADER = 'x-lx-address'
export const HOST_HEADER = 'x-lx-host'

/** A session ends when it was not used for so long; sessions.ts moves the end on. Without "remember me" better-auth makes it a day. */
export const SESSION_SECONDS = 14 * 24 * 3600

export interface AuthOptions {
  readonly db: Kysely<IdentityTables>
  /** Signs cookies: 64 hexadecimal digits. */
  readonly secret: string
  /** The origin that people type, when it is known. Decides secure cookies. */
  readonly publicUrl: string | null
  readonly trustedOrigins: readonly string[]
  readonly hashing: PasswordHashing
  readonly log: Log
}

export type Auth = ReturnType<typeof createAuth>

export function createAuth(options: AuthOptions) {
  const { db, log, publicUrl, hashing } = options
  return betterAuth({
    appName: 'L-Exchange',
    database: { db, type: 'sqlite', transaction: false },
    baseURL: publicUrl ?? 'http://localhost',
    basePath: AUTH_BASE,
    // As a list, so that no variable of the environment can add or replace one.
    secrets: [{ version: 1, value: options.secret }],
    trustedOrigins: (request) => sameOrigins(options, request?.headers.get(HOST_HEADER) ?? null),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: MAX_PASSWORD,
      password: {
        hash: (password) => orBusy(hashing.hash(password)),
        verify: (input) => orBusy(hashing.verify(input)),
      },
      revokeSessionsOnPasswordReset: true,
    },
    user: {
      additionalFields: {
        roles: { type: 'string', required: true, defaultValue: '', input: false },
        disabled: { type: 'boolean', required: true, defaultValue: false, input: false },
      },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    databaseHooks: { session: { create: { before: ({ userId }) => refuseDisabled(db, userId) } } },
    // The entrance counts attempts and requests itself, by address group and by account.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'lx',
      useSecureCookies: publicUrl?.startsWith('https://') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER], ipv6Subnet: 128 },
      database: { validateSchema: false },
    },
    // Refusals still become answers; anything else comes out as what it is, instead of being printed to the console.
    onAPIError: { throw: true },
    telemetry: { enabled: false },
    logger: {
      // At 'warn' or above it would also print refusals to the console, past this function.
      level: 'info',
      // Anybody on the network can cause its warnings and errors; what is our fault shows as status 500 in the entrance.
      log: (level, message, ...details) =>
        log[level === 'error' ? 'warn' : 'debug'](`better-auth: ${message}`, { details }),
    },
  })
}

async function orBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof HashingBusy
      ? new APIError('SERVICE_UNAVAILABLE', { code: 'OVERLOADED', message: error.message })
      : error
  }
}

async function refuseDisabled(db: Kysely<IdentityTables>, userId: string): Promise<void> {
  const user = await db.selectFrom('user').select('disabled').where('id', '=', userId).executeTakeFirst()
  if (user?.disabled)
    throw new APIError('FORBIDDEN', {
      code: 'ACCOUNT_DISABLED',
      message: 'This account is disabled. Ask the operator.',
    })
}

/** The origins whose pages may act on a session: the public one, else that of the request's own host; and the configured ones. */
export function sameOrigins(options: Pick<AuthOptions, 'publicUrl' | 'trustedOrigins'>, host: string | null): string[] {
  const own =
    options.publicUrl === null ? (host === null ? [] : [`http://${host}`, `https://${host}`]) : [options.publicUrl]
  return [...own, ...options.trustedOrigins]
}
