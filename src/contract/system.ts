/** Service state, first-run setup and the sign-up endpoints of the identity store. */
import { z } from 'zod'
import { roles } from './account.ts'
import { endpoint, table } from './endpoint.ts'
import { MAX_PASSWORD, MIN_PASSWORD } from './password.ts'
import { count, id, line, time } from './values.ts'

/** Products with a kill switch. Equal to the engine's list (tested). */
export const productNames = [
  'relay',
  'mining',
  'trading',
  'borrowing',
  'prediction',
  'launchpad',
  'governance',
] as const
export const product = z.enum(productNames)
export type ProductName = (typeof productNames)[number]
/** true = running */
export const switches = z.record(product, z.boolean())

export const status = z
  .object({
    name: z.string(),
    version: z.string(),
    rulesVersion: count,
    simulation: z.boolean().meta({ description: 'all money is simulated' }),
    demo: z.boolean().meta({ description: 'labelled bots are running' }),
    state: z.enum(['running', 'draining', 'stopped']),
    needsSetup: z.boolean(),
    now: time.meta({ description: 'clock of the sequencer' }),
    virtualClock: z.boolean(),
    sequence: z.object({ applied: count, durable: count }),
    startedAt: time,
    switches,
    history: z
      .object({ state: z.enum(['current', 'behind', 'stopped']), lag: count })
      .meta({ description: 'lists, charts and statistics; lag = booked commands that they do not show yet' }),
    signUp: z.object({ email: z.boolean(), providers: z.array(z.string()) }),
  })
  .meta({ id: 'Status' })
export type Status = z.infer<typeof status>

const password = z
  .string()
  .min(MIN_PASSWORD)
  .max(MAX_PASSWORD)
  .refine((text) => text.isWellFormed(), 'well-formed text')
const email = z.email().max(254)
const person = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  emailVerified: z.boolean(),
  createdAt: z.string().meta({ description: 'ISO 8601' }),
})

export const systemEndpoints = table(
  endpoint({
    id: 'status.get',
    method: 'GET',
    path: '/status',
    summary: 'Mode, version, clock, switches',
    auth: 'public',
    response: status,
  }),
  endpoint({
    id: 'setup.status',
    method: 'GET',
    path: '/setup/status',
    summary: 'Whether the first operator is still to be made',
    auth: 'public',
    response: z.object({ needed: z.boolean() }),
  }),
  endpoint({
    id: 'setup.create',
    method: 'POST',
    path: '/setup',
    summary: 'Make the first operator with the printed token; signs in',
    auth: 'public',
    audit: { action: 'setup.create', target: ['email'], says: ['name'] },
    status: 201,
    body: z.strictObject({ token: z.string().min(1).max(200), email, password, name: line(64) }),
    response: z.object({ account: id, email: z.string(), name: z.string(), roles: z.array(z.enum(roles)) }),
    errors: ['setup_not_needed', 'setup_token_invalid', 'email_taken', 'weak_password'],
  }),
)

/** Answered by the identity store itself; listed so that the document describes sign-up too. */
export const identityEndpoints = table(
  endpoint({
    id: 'auth.signUp',
    method: 'POST',
    path: '/api/auth/sign-up/email',
    summary: 'Make an account with email and password; signs in',
    description: 'Sets the session cookie. The error form of this path is {code, message}.',
    auth: 'public',
    body: z.object({ email, password, name: line(64) }),
    response: z.object({ token: z.string().nullable(), user: person }),
  }),
  endpoint({
    id: 'auth.signIn',
    method: 'POST',
    path: '/api/auth/sign-in/email',
    summary: 'Sign in with email and password',
    description: 'Sets the session cookie. The error form of this path is {code, message}.',
    auth: 'public',
    body: z.object({ email, password: z.string(), rememberMe: z.boolean().optional() }),
    response: z.object({ token: z.string().nullable(), user: person }),
  }),
  endpoint({
    id: 'auth.signOut',
    method: 'POST',
    path: '/api/auth/sign-out',
    summary: 'End the session',
    auth: 'public',
    body: z.object({}),
    response: z.object({ success: z.boolean() }),
  }),
)
