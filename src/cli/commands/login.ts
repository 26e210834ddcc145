/** lx login, sign-up, logout, whoami, status: which server, who, and what state it is in. */
import { hostname } from 'node:os'
import type { Command } from 'commander'
import { type Scope, scopes } from '../../contract/endpoint.ts'
import type { Api } from '../client.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { type NewAccountOptions, type PasswordOptions, type SignedIn, withNewAccount, withSession } from '../session.ts'
import { facts, plain, timeText } from '../show.ts'
import { choicesOf, duration, list } from '../values.ts'

interface KeyOptions {
  readonly scopes: Scope[]
  readonly expires: number | null
  readonly admin?: boolean
  readonly ips?: string[]
}
type LoginOptions = KeyOptions & PasswordOptions

const userScopes: Scope[] = scopes.filter((scope) => scope !== 'admin')

export function loginCommands(parent: Command, context: () => Context): void {
  parent
    .command('login')
    .description(
      'Sign in with e-mail and password and keep a key of this machine’s own; or keep the key given with --key.',
    )
    .option('--email <address>', 'who signs in; asked for when left out')
    .option('--password-stdin', 'take the password from standard input')
    .option('--scopes <list>', `what the key may do: ${scopes.join(', ')}`, choicesOf(scopes), userScopes)
    .option('--expires <duration>', 'how long the key works', duration, duration('90d'))
    .option('--admin', 'operators: a key that may administer, from this machine’s addresses or those of --ips')
    .option('--ips <list>', 'addresses or ranges that the key may be used from', list)
    .action((options: LoginOptions) => login(context(), options))
  parent
    .command('sign-up')
    .description('Make an account, where the server lets people, and keep a key of this machine’s own.')
    .option('--email <address>', 'what to sign in with; asked for when left out')
    .option('--name <name>', 'what to be called')
    .option('--password-stdin', 'take the password from standard input')
    .option('--scopes <list>', `what the key may do: ${userScopes.join(', ')}`, choicesOf(userScopes), userScopes)
    .option('--expires <duration>', 'how long the key works', duration, duration('90d'))
    .action((options: KeyOptions & NewAccountOptions) => signUp(context(), options))
  parent
    .command('logout')
    .description('Forget the key of this server; --revoke also ends it, which takes the password.')
    .option('--revoke', 'end the key at the server first')
    .option('--email <address>', 'who signs in for that')
    .option('--password-stdin', 'take the password from standard input')
    .action((options: PasswordOptions & { readonly revoke?: boolean }) => logout(context(), options))
  parent
    .command('whoami')
    .description('Whose key this is and what it may do.')
    .action(() => whoami(context()))
  parent
    .command('status')
    .description('State, mode, clock and switches of the server.')
    .action(() => status(context()))
}

async function login(context: Context, options: LoginOptions): Promise<void> {
  const { logins, url, key } = context
  if (key !== undefined && key !== logins.find(url)?.key) {
    const me = await context.own().call('me.get', {})
    logins.put(url, { key, keyId: me.keyId, email: me.email })
    return context.show(
      { url, keyId: me.keyId, account: me.account },
      () => `Key ${me.keyId} of account ${me.account} is kept for ${url}.`,
    )
  }
  await withSession(context, options, (session) => keepKey(context, session, options))
}

async function signUp(context: Context, options: KeyOptions & NewAccountOptions): Promise<void> {
  const { signUp: open } = await context.api(null).call('status.get', {})
  if (!open.email) throw new CliFailure('refused', `${context.url} takes no new accounts. Ask its operator.`)
  await withNewAccount(context, options, (session) => keepKey(context, session, options))
}

/** Makes a key for this machine in place of the one it had, and says so. */
async function keepKey(context: Context, { email, api }: SignedIn, options: KeyOptions): Promise<void> {
  const { logins, url, terminal } = context
  const before = logins.find(url)
  const allowedIps = options.ips ?? (options.admin ? ownAddresses(url) : null)
  const now = (await api.call('status.get', {})).now
  const fresh = await api.call('keys.create', {
    body: {
      name: `lx on ${hostname()}`.slice(0, 64),
      scopes: options.admin ? [...new Set([...options.scopes, 'admin' as const])] : options.scopes,
      expiresAt: options.expires === null ? null : now + options.expires,
      allowedIps,
    },
  })
  logins.put(url, { key: fresh.secret, keyId: fresh.keyId, email })
  await replace(api, before?.email === email ? before.keyId : null)
  context.show(
    { url, email, keyId: fresh.keyId, scopes: fresh.scopes, expiresAt: fresh.expiresAt, file: logins.path },
    () =>
      [
        `Signed in to ${url} as ${email}.`,
        `Key ${fresh.keyId} may ${fresh.scopes.join(', ')} until ${timeText(fresh.expiresAt)}.`,
      ].join('\n'),
  )
  if (!context.json) terminal.note(`It is kept in ${logins.path}.\n`)
}

/** The key that an earlier login of the same person left on this machine. */
async function replace(api: Api, keyId: number | null): Promise<void> {
  if (keyId !== null) await api.call('keys.revoke', { params: { keyId } }).catch(() => undefined)
}

/** A key with the scope admin needs an address list; for a server on this machine it is known. */
function ownAddresses(url: string): string[] {
  const { hostname: host } = new URL(url)
  if (['127.0.0.1', 'localhost', '[::1]'].includes(host)) return ['127.0.0.0/8', '::1']
  throw new CliFailure(
    'usage',
    'A key that may administer works from named addresses only: give --ips, such as --ips 203.0.113.7',
  )
}

async function logout(context: Context, options: PasswordOptions & { readonly revoke?: boolean }): Promise<void> {
  const { logins, url } = context
  const known = logins.find(url)
  if (!known) return context.show({ url, removed: false }, () => `There is no key for ${url}.`)
  const { keyId } = known
  if (options.revoke) {
    if (keyId === null)
      throw new CliFailure('usage', 'This key was not made by lx login; revoke it with lx keys revoke.')
    await withSession(context, options, ({ api }) => api.call('keys.revoke', { params: { keyId } }))
  }
  logins.remove(url)
  const rest =
    options.revoke || keyId === null ? '' : ` The key works until it expires; lx keys revoke ${keyId} ends it.`
  context.show(
    { url, removed: true, revoked: options.revoke ?? false },
    () => `The key for ${url} is forgotten.${rest}`,
  )
}

async function whoami(context: Context): Promise<void> {
  const me = await context.own().call('me.get', {})
  context.show({ url: context.url, ...me }, () =>
    facts(
      [
        ['server', context.url],
        ['account', String(me.account)],
        ['e-mail', me.email ?? context.logins.find(context.url)?.email ?? null],
        ['roles', me.roles.join(', ')],
        ['tier', me.tier],
        ['key', me.keyId === null ? null : String(me.keyId)],
        ['scopes', me.scopes.join(', ')],
        ['suspended', me.suspended ? 'yes' : null],
      ],
      context.paints,
    ),
  )
}

async function status(context: Context): Promise<void> {
  const state = await context.api(null).call('status.get', {})
  const stopped = Object.entries(state.switches).filter(([, on]) => !on)
  context.show({ url: context.url, ...state }, () =>
    facts(
      [
        ['server', context.url],
        ['name', `${plain(state.name)} ${plain(state.version)}, rules ${state.rulesVersion}`],
        ['state', state.state],
        ['mode', state.simulation ? 'simulation: all money is simulated' : 'live'],
        ['clock', `${timeText(state.now)}${state.virtualClock ? ' (virtual)' : ''}`],
        ['commands', `${state.sequence.applied} applied, ${state.sequence.durable} durable`],
        ['stopped', stopped.length === 0 ? null : stopped.map(([product]) => product).join(', ')],
        ['setup', state.needsSetup ? 'no operator yet: use the link that the server printed' : null],
      ],
      context.paints,
    ),
  )
}
