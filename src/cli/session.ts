/** A short session with e-mail and password, of an account that is there or made for it: what keys may not do for themselves, such as making keys. Ends with the work. */
import { z } from 'zod'
import type { Api } from './client.ts'
import { refusalOf } from './client.ts'
import type { Context } from './context.ts'
import { CliFailure } from './failure.ts'

export interface PasswordOptions {
  readonly email?: string
  /** The password is the first line of standard input. */
  readonly passwordStdin?: boolean
}

/** Who signed in, and the API in their name. */
export interface SignedIn {
  readonly email: string
  readonly api: Api
}

/** Signs in, does the work, signs out, whatever the work does. */
export async function withSession<T>(
  context: Context,
  options: PasswordOptions,
  work: (session: SignedIn) => Promise<T>,
): Promise<T> {
  const { email, password } = await credentials(context, options)
  return inSession(context, { path: '/api/auth/sign-in/email', body: { email, password } }, work)
}

export interface NewAccountOptions extends PasswordOptions {
  readonly name?: string
}

/** Makes the account, does the work, signs out. */
export async function withNewAccount<T>(
  context: Context,
  options: NewAccountOptions,
  work: (session: SignedIn) => Promise<T>,
): Promise<T> {
  const { terminal } = context
  const { email, password } = await credentials(context, { ...options, fresh: true })
  const typed = options.name ?? (terminal.interactive ? await terminal.ask('Name: ') : '')
  const body = { email, password, name: typed || (email.split('@')[0] ?? email) }
  return inSession(context, { path: '/api/auth/sign-up/email', body }, work)
}

interface Entry {
  readonly path: string
  readonly body: { readonly email: string; readonly password: string; readonly name?: string }
}

async function inSession<T>(
  context: Context,
  { path, body }: Entry,
  work: (session: SignedIn) => Promise<T>,
): Promise<T> {
  const answer = await context.http(null).send(path, { method: 'POST', body })
  if (!answer.ok) throw await refusalOf(answer)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  await answer.body?.cancel()
  try {
    return await work({ email: body.email, api: context.api({ cookie }) })
  } finally {
    await context
      .http({ cookie })
      .send('/api/auth/sign-out', { method: 'POST', body: {} })
      .catch(() => undefined)
  }
}

interface Asked extends PasswordOptions {
  /** A password that nobody has typed before: it is asked for twice. */
  readonly fresh?: boolean
}

async function credentials(context: Context, options: Asked): Promise<{ email: string; password: string }> {
  const { terminal, logins, url } = context
  const known = options.email ?? (options.fresh ? undefined : (logins.find(url)?.email ?? undefined))
  if (!terminal.interactive && !options.passwordStdin) {
    throw new CliFailure('usage', 'Nobody is there to type a password: give --email and --password-stdin.')
  }
  const email = known ?? (terminal.interactive ? await terminal.ask(`E-mail for ${url}: `) : undefined)
  if (!z.email().safeParse(email).success || email === undefined)
    throw new CliFailure('usage', 'An e-mail address is needed: --email you@example.com')
  const password = options.fresh
    ? await newPassword(context, options)
    : await passwordOf(context, options, `Password of ${email}: `)
  return { email, password }
}

async function passwordOf({ terminal }: Context, options: PasswordOptions, question: string): Promise<string> {
  const typed = options.passwordStdin
    ? ((await terminal.input()).split(/\r?\n/)[0] ?? '')
    : await terminal.askSecret(question)
  if (typed === '') throw new CliFailure('usage', 'The password is empty.')
  return typed
}

/** Asked for twice where a person types it. */
export async function newPassword(context: Context, options: Pick<PasswordOptions, 'passwordStdin'>): Promise<string> {
  if (!context.terminal.interactive && !options.passwordStdin)
    throw new CliFailure('usage', 'Nobody is there to type a password: give --password-stdin.')
  const typed = await passwordOf(context, options, 'New password, at least 10 characters: ')
  if (!options.passwordStdin && (await context.terminal.askSecret('Once more: ')) !== typed)
    throw new CliFailure('usage', 'The two passwords differ.')
  return typed
}
