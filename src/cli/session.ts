/** A short session with e-mail and password: what keys may not do for themselves, such as making keys. Ends with the work. */
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
  const answer = await context.http(null).send('/api/auth/sign-in/email', { method: 'POST', body: { email, password } })
  if (!answer.ok) throw await refusalOf(answer)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  await answer.body?.cancel()
  try {
    return await work({ email, api: context.api({ cookie }) })
  } finally {
    await context
      .http({ cookie })
      .send('/api/auth/sign-out', { method: 'POST', body: {} })
      .catch(() => undefined)
  }
}

async function credentials(context: Context, options: PasswordOptions): Promise<{ email: string; password: string }> {
  const { terminal, logins, url } = context
  const known = options.email ?? logins.find(url)?.email ?? undefined
  if (!terminal.interactive && !options.passwordStdin) {
    throw new CliFailure('usage', 'Nobody is there to type a password: give --email and --password-stdin.')
  }
  const email = known ?? (terminal.interactive ? await terminal.ask(`E-mail for ${url}: `) : undefined)
  if (!z.email().safeParse(email).success || email === undefined)
    throw new CliFailure('usage', 'An e-mail address is needed: --email you@example.com')
  const typed = options.passwordStdin
    ? ((await terminal.input()).split(/\r?\n/)[0] ?? '')
    : await terminal.askSecret(`Password of ${email}: `)
  if (typed === '') throw new CliFailure('usage', 'The password is empty.')
  return { email, password: typed }
}
