/** lx admin users, audit: people, their groups, sessions and lost passwords, and the record of what operators did. */
import type { Command } from 'commander'
import { type AuditOutcome, auditOutcomes } from '../../contract/audit.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { plain, table, timeText, trimmed } from '../show.ts'
import { choice, list, whole } from '../values.ts'
import { showSessions } from './sessions.ts'

interface Reason {
  readonly reason?: string
}

export function peopleCommands(admin: Command, context: () => Context): void {
  const users = admin.command('users').description('People. <who> is an account’s number or an e-mail address.')
  users
    .command('list')
    .description('Newest first.')
    .argument('[part]', 'only those whose e-mail or name holds this')
    .action((part: string | undefined) => listUsers(context(), part))
  users
    .command('sessions')
    .description('Where a person is signed in.')
    .argument('<who>', 'whose')
    .action((who: string) => sessions(context(), who))
  users
    .command('sign-out')
    .description('End the sessions of a person. Keys stay.')
    .argument('<who>', 'whose')
    .option('--session <id>', 'this one alone')
    .option('--reason <text>', 'why, for the record')
    .action((who: string, options: Reason & { readonly session?: string }) => signOut(context(), who, options))
  users
    .command('reset-password')
    .description('Make a link, valid once and for a day, with which a person sets a new password.')
    .argument('<who>', 'whose')
    .option('--reason <text>', 'why, for the record')
    .action((who: string, options: Reason) => resetPassword(context(), who, options))
  users
    .command('groups')
    .description('Set the groups of an account; channels may serve some groups only. Without groups: none.')
    .argument('<who>', 'whose')
    .argument('[groups]', 'their names, separated by commas', list)
    .option('--reason <text>', 'why, for the record')
    .action((who: string, groups: string[] | undefined, options: Reason) =>
      setGroups(context(), who, { groups: groups ?? [], ...options }),
    )
  admin
    .command('audit')
    .description('What operators did and tried, newest first.')
    .option('--action <name>', 'only this, such as treasury.fund, or all of a thing, such as treasury')
    .option('--actor <account>', 'only of this operator', whole)
    .option('--target <text>', 'only about this')
    .option('--outcome <name>', auditOutcomes.join(', '), choice(auditOutcomes))
    .option('--limit <n>', 'how many', whole, 20)
    .action((options: AuditOptions) => audit(context(), options))
}

async function listUsers(context: Context, search: string | undefined): Promise<void> {
  const query = { limit: 200, ...(search === undefined ? {} : { search }) }
  const { items, nextCursor } = await context.own().call('admin.users.list', { query })
  const columns = ['account', 'e-mail', 'name', 'roles', 'since'].map((head) => ({ head, right: head === 'account' }))
  const money = [{ head: 'CR', right: true }, { head: 'LCO', right: true }, { head: 'groups' }, { head: 'state' }]
  const rows = items.map((user) => [
    String(user.account ?? '–'),
    plain(user.email),
    plain(user.name),
    user.roles.join(','),
    timeText(user.createdAt),
    user.credits === null ? '–' : trimmed(user.credits),
    user.lco === null ? '–' : trimmed(user.lco),
    plain(user.groups.join(', ')),
    user.suspended ? 'suspended' : '',
  ])
  context.show({ items, nextCursor }, () => table([...columns, ...money], rows, context.paints))
  if (nextCursor !== null && !context.json)
    context.terminal.note('There are more: name a part of the e-mail or name.\n')
}

/** The account behind a number or an e-mail address. */
async function accountOf(context: Context, who: string): Promise<number> {
  if (/^\d{1,15}$/.test(who)) return Number(who)
  const { items } = await context.own().call('admin.users.list', { query: { search: who, limit: 200 } })
  const found = items.find(({ email }) => email.toLowerCase() === who.toLowerCase())
  if (!found) throw new CliFailure('refused', `Nobody has the e-mail address ${plain(who)}.`)
  if (found.account === null) throw new CliFailure('refused', `${plain(who)} has never been signed in.`)
  return found.account
}

async function sessions(context: Context, who: string): Promise<void> {
  const params = { account: await accountOf(context, who) }
  const { items } = await context.own().call('admin.users.sessions.list', { params })
  showSessions(context, items)
}

async function signOut(
  context: Context,
  who: string,
  { session, ...query }: Reason & { readonly session?: string },
): Promise<void> {
  const account = await accountOf(context, who)
  const { ended } = await (session === undefined
    ? context.own().call('admin.users.sessions.endAll', { params: { account }, query })
    : context.own().call('admin.users.sessions.end', { params: { account, sessionId: session }, query }))
  context.show({ account, ended }, () => `${ended} ended.`)
}

async function resetPassword(context: Context, who: string, body: Reason): Promise<void> {
  const params = { account: await accountOf(context, who) }
  const link = await context.own().call('admin.users.resetPassword', { params, body })
  // The link alone on standard output, so that it can be handed on.
  context.show(link, () => link.url)
  if (!context.json)
    context.terminal.note(
      `Hand it over yourself: it works once, until ${timeText(link.expiresAt)}, and ends all sessions.\n`,
    )
}

async function setGroups(context: Context, who: string, body: Reason & { readonly groups: string[] }): Promise<void> {
  const params = { account: await accountOf(context, who) }
  const user = await context.own().call('admin.users.groups', { params, body })
  context.show(user, () => `${plain(user.email)} is in ${user.groups.map(plain).join(', ') || 'no group'}.`)
}

interface AuditOptions {
  readonly action?: string
  readonly actor?: number
  readonly target?: string
  readonly outcome?: AuditOutcome
  readonly limit: number
}

async function audit(context: Context, options: AuditOptions): Promise<void> {
  const { items, nextCursor } = await context.own().call('admin.audit', { query: options })
  const columns = ['when', 'who', 'what', 'about', 'asked', 'came of it', 'reason'].map((head) => ({ head }))
  const rows = items.map((entry) => [
    timeText(entry.at),
    entry.email ?? (entry.actor === null ? '–' : String(entry.actor)),
    entry.action,
    plain(entry.target),
    plain(entry.before === null ? entry.summary : `${entry.before} → ${entry.after ?? ''}`).slice(0, 80),
    entry.code ?? entry.outcome,
    plain(entry.reason ?? ''),
  ])
  context.show({ items, nextCursor }, () => table(columns, rows, context.paints))
}
