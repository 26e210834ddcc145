/** Sessions and lost passwords, for their owner and for operators. Signing in and out is the identity store's. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { count, listOf, pathId, reason, time } from './values.ts'

export const session = z
  .object({
    sessionId: z.string(),
    createdAt: time.meta({ description: 'of the sign-in' }),
    usedAt: time.meta({ description: 'last use, to within a day' }),
    expiresAt: time.meta({ description: 'moves on with use, until 90 days after the sign-in' }),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    current: z.boolean().meta({ description: 'the one that asks' }),
  })
  .meta({ id: 'Session' })
export type SessionEntry = z.infer<typeof session>

const sessionId = z
  .string()
  .max(64)
  .regex(/^[\w-]+$/)
const ended = z.object({ ended: count.meta({ description: 'sessions that this ended' }) })
const accountParams = z.strictObject({ account: pathId })
const reasonQuery = z.strictObject({ reason: reason.optional() })
const resetToken = z.string().min(1).max(200)
const tokenErrors = ['reset_token_invalid', 'reset_token_used', 'reset_token_expired'] as const
const password = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => text.isWellFormed(), 'well-formed text')

export const sessionEndpoints = table(
  endpoint({
    id: 'me.sessions.list',
    method: 'GET',
    path: '/me/sessions',
    summary: 'Where you are signed in, newest first',
    auth: 'session',
    response: listOf(session),
  }),
  endpoint({
    id: 'me.sessions.endOthers',
    method: 'DELETE',
    path: '/me/sessions',
    summary: 'Sign out everywhere but here',
    auth: 'session',
    response: ended,
  }),
  endpoint({
    id: 'me.sessions.end',
    method: 'DELETE',
    path: '/me/sessions/{sessionId}',
    summary: 'Sign out there',
    auth: 'session',
    params: z.strictObject({ sessionId }),
    response: ended,
    errors: ['session_not_found'],
  }),
  endpoint({
    id: 'passwordReset.check',
    method: 'POST',
    path: '/password-reset/check',
    summary: 'Whose password the token of a link sets, and until when',
    description: 'Changes nothing. The token is in the body because addresses are written down on the way.',
    auth: 'public',
    body: z.strictObject({ token: resetToken }),
    response: z.object({ email: z.string(), expiresAt: time }),
    errors: tokenErrors,
  }),
  endpoint({
    id: 'passwordReset.complete',
    method: 'POST',
    path: '/password-reset',
    summary: 'Set a new password with the token of a link from an operator',
    description: 'The token works once. All sessions of the person end; keys stay. Sign in with the new password.',
    auth: 'public',
    audit: { action: 'password.reset' },
    body: z.strictObject({ token: resetToken, password }),
    response: z.object({ email: z.string() }),
    errors: [...tokenErrors, 'weak_password'],
  }),
  endpoint({
    id: 'admin.users.sessions.list',
    method: 'GET',
    path: '/admin/users/{account}/sessions',
    summary: 'Where a person is signed in, newest first',
    auth: 'operator',
    params: accountParams,
    response: listOf(session),
    errors: ['account_not_found'],
  }),
  endpoint({
    id: 'admin.users.sessions.endAll',
    method: 'DELETE',
    path: '/admin/users/{account}/sessions',
    summary: 'Sign a person out everywhere',
    auth: 'operator',
    audit: { action: 'session.end', target: ['account'] },
    params: accountParams,
    query: reasonQuery,
    response: ended,
    errors: ['account_not_found'],
  }),
  endpoint({
    id: 'admin.users.sessions.end',
    method: 'DELETE',
    path: '/admin/users/{account}/sessions/{sessionId}',
    summary: 'End one session of a person',
    auth: 'operator',
    audit: { action: 'session.end', target: ['account', 'sessionId'] },
    params: z.strictObject({ account: pathId, sessionId }),
    query: reasonQuery,
    response: ended,
    errors: ['account_not_found', 'session_not_found'],
  }),
  endpoint({
    id: 'admin.users.resetPassword',
    method: 'POST',
    path: '/admin/users/{account}/password-reset',
    summary: 'Make a link with which a person who lost the password sets a new one',
    description: 'Works once, for 24 hours; a newer link ends the one before. Hand it over yourself: nothing is sent.',
    auth: 'operator',
    audit: { action: 'password.link', target: ['account'] },
    status: 201,
    params: accountParams,
    body: z.strictObject({ reason: reason.optional() }),
    response: z.object({ url: z.string(), expiresAt: time }),
    errors: ['account_not_found'],
  }),
)
