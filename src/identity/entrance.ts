/** Everything under /api/auth that the outside may reach: allow-listed paths, checked bodies, lock-outs and limits, then better-auth. */
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { MAX_PASSWORD, MIN_PASSWORD } from '../contract/password.ts'
import { line } from '../contract/values.ts'
import type { Log } from '../telemetry/log.ts'
import type { IdentityMeter } from '../telemetry/metrics.ts'
import type { AttemptRule, Attempts } from './attempts.ts'
import { ADDRESS_HEADER, AUTH_BASE, type Auth, HOST_HEADER } from './auth.ts'
import { addressGroup } from './client-address.ts'
import { lockouts, signInCounts } from './lockouts.ts'
import { isWeakPassword } from './password.ts'
import type { Session, Sessions } from './sessions.ts'

export interface AuthRequest {
  readonly method: string
  /** Path with query, from /api/auth on. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body?: string
  /** The client's, from clientAddress(). */
  readonly address: string
}

export interface AuthAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** One Set-Cookie header each. */
  readonly cookies: readonly string[]
  readonly body: string
}

const minutes = (count: number): number => count * 60_000

/** All requests of one address to one path, good or bad. */
const pace: AttemptRule = { limit: 120, windowMs: minutes(1) }
const newAccounts: AttemptRule = { limit: 60, windowMs: minutes(1) }

const wellFormed = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((text) => text.isWellFormed(), 'well-formed text')
const email = z.email().max(254)
const bodies = {
  signUp: z.strictObject({ email, password: wellFormed(1000), name: line(64), rememberMe: z.boolean().optional() }),
  signIn: z.strictObject({ email, password: wellFormed(1000), rememberMe: z.boolean().optional() }),
  changePassword: z
    .strictObject({ currentPassword: wellFormed(1000), newPassword: wellFormed(1000) })
    // Whoever changes a password wants everybody else out.
    .transform((body) => ({ ...body, revokeOtherSessions: true })),
  updateUser: z.strictObject({ name: line(64) }),
  empty: z.strictObject({}),
}

/** What is not here does not exist for the outside: no social sign-in, no mail flows, no change of address, no lists of session tokens. */
const paths = new Map<string, z.ZodType | null>([
  ['POST /sign-up/email', bodies.signUp],
  ['POST /sign-in/email', bodies.signIn],
  ['POST /sign-out', bodies.empty],
  ['GET /get-session', null],
  ['POST /change-password', bodies.changePassword],
  ['POST /update-user', bodies.updateUser],
])

interface EntranceOptions {
  readonly auth: Auth
  readonly sessions: Sessions
  readonly attempts: Attempts
  readonly log: Log
  readonly meter: IdentityMeter
}

/** Answers one request under /api/auth. Bodies are the caller's to bound. Never rejects for what a client sent. */
export function createEntrance(options: EntranceOptions): (request: AuthRequest) => Promise<AuthAnswer> {
  const { auth, sessions, attempts, log } = options

  return async (request) => {
    const path = request.path.slice(AUTH_BASE.length).split('?')[0] ?? ''
    const name = `${request.method} ${path}`
    const schema = paths.get(name)
    if (schema === undefined || !request.path.startsWith(AUTH_BASE))
      return refusal(404, 'NOT_FOUND', 'Nothing is here.')
    const wait = attempts.take(
      `${name}|${addressGroup(request.address)}`,
      path === '/sign-up/email' ? newAccounts : pace,
    )
    if (wait > 0) return tooMany(wait)
    const body = readBody(schema, request)
    if (!body.ok) return body.answer
    try {
      if (path === '/sign-in/email') return await signIn(options, request, body.value)
      const weak = weakPassword(body.value)
      if (weak) return weak
      const caller = schema ? await sessions.find(request.headers).catch(() => null) : null
      if (path === '/change-password' && caller)
        return await changePassword(options, request, { body: body.value, caller })
      const answer = await forward(auth, request, body.value)
      if (caller) sessions.forget(caller.identityId)
      return answer
    } catch (error) {
      log.error('an authentication request failed', { path, error })
      return refusal(500, 'INTERNAL_ERROR', 'Something broke on our side.')
    }
  }
}

/** Locked or not is decided before anything is looked up. */
async function signIn(
  { auth, attempts, meter }: EntranceOptions,
  request: AuthRequest,
  body: unknown,
): Promise<AuthAnswer> {
  const counted = signInCounts(bodies.signIn.parse(body).email, request.address)
  const wait = attempts.takeAll(counted)
  if (wait > 0) {
    meter.signIn('locked')
    return tooMany(wait)
  }
  const answer = await forward(auth, request, body)
  if (answer.status === 200) {
    for (const [key] of counted) attempts.giveBack(key)
    attempts.forgive(counted[0][0])
  }
  // Before the answer: a restart in between gives no further guesses.
  await attempts.keep(counted.map(([key]) => key))
  meter.signIn(answer.status === 200 ? 'ok' : 'refused')
  return answer
}

/** A stolen session must not be able to try passwords. */
async function changePassword(
  options: EntranceOptions,
  request: AuthRequest,
  known: { readonly body: unknown; readonly caller: Session },
): Promise<AuthAnswer> {
  const { identityId } = known.caller
  const key = `change|${identityId}`
  const wait = options.attempts.take(key, lockouts.pair)
  if (wait > 0) return tooMany(wait)
  const answer = await forward(options.auth, request, known.body)
  if (answer.status === 200) options.attempts.forgive(key)
  await options.attempts.keep([key])
  options.sessions.forget(identityId)
  return answer
}

function weakPassword(body: unknown): AuthAnswer | undefined {
  const fields = z
    .object({
      password: z.string().optional(),
      newPassword: z.string().optional(),
      email: z.string().optional(),
      name: z.string().optional(),
    })
    .safeParse(body)
  const password = fields.data?.newPassword ?? fields.data?.password
  if (password === undefined) return undefined
  const about = {
    ...(fields.data?.email && { email: fields.data.email }),
    ...(fields.data?.name && { name: fields.data.name }),
  }
  if (!isWeakPassword(password, about)) return undefined
  return refusal(
    400,
    'WEAK_PASSWORD',
    `Choose a password of ${MIN_PASSWORD} to ${MAX_PASSWORD} characters that is hard to guess.`,
  )
}

type Body = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly answer: AuthAnswer }

function readBody(schema: z.ZodType | null, request: AuthRequest): Body {
  if (schema === null) return { ok: true, value: undefined }
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (request.body && type !== 'application/json')
    return { ok: false, answer: refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json.') }
  const parsed = schema.safeParse(parseJson(request.body || '{}'))
  if (parsed.success) return { ok: true, value: parsed.data }
  const problem = parsed.error.issues[0]
  return {
    ok: false,
    answer: refusal(
      400,
      'VALIDATION_FAILED',
      `${problem?.path.join('.') || 'body'}: ${problem?.message ?? 'not valid'}`,
    ),
  }
}

/** undefined, which no schema takes, for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const passedOn = [
  'cookie',
  'origin',
  'referer',
  'user-agent',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
] as const

/** The origin that auth.ts always trusts: its base address. */
const ownOrigin = (auth: Auth): string => new URL(auth.options.baseURL).origin

async function forward(auth: Auth, request: AuthRequest, body: unknown): Promise<AuthAnswer> {
  const headers = new Headers({ [ADDRESS_HEADER]: request.address })
  if (request.headers.host) headers.set(HOST_HEADER, request.headers.host)
  for (const name of passedOn) {
    const value = request.headers[name]
    if (typeof value === 'string') headers.set(name, value.slice(0, name === 'user-agent' ? 300 : 8_000))
  }
  // Browsers always say where a change comes from. Who says nothing is no browser, and better-auth would refuse its cookie.
  if (!headers.has('origin') && !headers.has('referer') && !headers.has('sec-fetch-site'))
    headers.set('origin', ownOrigin(auth))
  const init: RequestInit = { method: request.method, headers }
  if (body !== undefined) {
    headers.set('content-type', 'application/json')
    init.body = JSON.stringify(body)
  }
  // Only the path is the client's: the query could name redirects, and no path here takes one.
  const response = await auth.handler(new Request(new URL(request.path.split('?')[0] ?? '/', 'http://localhost'), init))
  if (response.status === 503) return busy
  if (response.status >= 500)
    throw new Error(`better-auth answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
  const answered: Record<string, string> = { 'cache-control': 'no-store' }
  const type = response.headers.get('content-type')
  if (type) answered['content-type'] = type
  return {
    status: response.status,
    headers: answered,
    cookies: response.headers.getSetCookie(),
    body: await response.text(),
  }
}

function refusal(status: number, code: string, message: string): AuthAnswer {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return { status, headers, cookies: [], body: JSON.stringify({ code, message }) }
}

function retryAfter(seconds: number, answer: AuthAnswer): AuthAnswer {
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } }
}

function tooMany(waitMs: number): AuthAnswer {
  return retryAfter(Math.ceil(waitMs / 1000), refusal(429, 'TOO_MANY_REQUESTS', 'Too many attempts. Try again later.'))
}

const busy = retryAfter(2, refusal(503, 'OVERLOADED', 'Too many people sign in at this moment. Try again.'))
