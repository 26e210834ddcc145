/** lx sessions, reset-password: where somebody is signed in, and a new password for who lost theirs. What operators do about it is in people.ts. */
import type { Command } from 'commander'
import type { SessionEntry } from '../../contract/sessions.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { newPassword, type PasswordOptions, withSession } from '../session.ts'
import { plain, table, timeText } from '../show.ts'

export function sessionCommands(parent: Command, context: () => Context): void {
  const sessions = parent.command('sessions').description('Browsers in which you are signed in. Takes your password.')
  sessions
    .command('list')
    .description('Where you are signed in, newest first.')
    .option('--email <address>', 'who signs in')
    .option('--password-stdin', 'take the password from standard input')
    .action((options: PasswordOptions) => listOwn(context(), options))
  sessions
    .command('end')
    .description('Sign out there; everywhere when no session is named. Keys stay.')
    .argument('[session-id]', 'which one')
    .option('--email <address>', 'who signs in')
    .option('--password-stdin', 'take the password from standard input')
    .action((sessionId: string | undefined, options: PasswordOptions) => endOwn(context(), sessionId, options))
  parent
    .command('reset-password')
    .description('Set a new password with the link that an operator gave you.')
    .argument('<link>', 'the link, or its token')
    .option('--password-stdin', 'take the new password from standard input')
    .action((link: string, options: PasswordOptions) => reset(context(), link, options))
}

async function listOwn(context: Context, options: PasswordOptions): Promise<void> {
  const { items } = await withSession(context, options, ({ api }) => api.call('me.sessions.list', {}))
  // The one that was opened to ask is gone by now.
  showSessions(
    context,
    items.filter(({ current }) => !current),
  )
}

async function endOwn(context: Context, sessionId: string | undefined, options: PasswordOptions): Promise<void> {
  const { ended } = await withSession(context, options, ({ api }) =>
    sessionId === undefined
      ? api.call('me.sessions.endOthers', {})
      : api.call('me.sessions.end', { params: { sessionId } }),
  )
  context.show({ ended }, () => `${ended} ended.`)
}

async function reset(context: Context, link: string, options: PasswordOptions): Promise<void> {
  const token = URL.canParse(link) ? new URL(link).searchParams.get('token') : link
  if (!token) throw new CliFailure('usage', 'This link has no token in it.')
  const password = await newPassword(context, options)
  const { email } = await context.api(null).call('passwordReset.complete', { body: { token, password } })
  context.show({ email }, () => `The password of ${email} is set, and all sessions have ended. Next: lx login`)
}

export function showSessions(context: Context, items: readonly SessionEntry[]): void {
  const columns = ['session', 'signed in', 'last used', 'until', 'address', 'browser'].map((head) => ({ head }))
  const rows = items.map((one) => [
    one.sessionId,
    ...[one.createdAt, one.usedAt, one.expiresAt].map(timeText),
    one.address ?? '–',
    plain(one.userAgent ?? '–').slice(0, 60),
  ])
  context.show({ items }, () => table(columns, rows, context.paints))
}
