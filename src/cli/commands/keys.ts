/** lx keys list, create, revoke. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type Scope, scopes } from '../../contract/endpoint.ts'
import type { Key } from '../../contract/keys.ts'
import type { Context } from '../context.ts'
import { type PasswordOptions, withSession } from '../session.ts'
import { plain, table, timeText, trimmed } from '../show.ts'
import { choicesOf, duration, list, whole } from '../values.ts'

interface CreateOptions extends PasswordOptions {
  readonly scopes: Scope[]
  readonly expires?: number
  readonly budget?: string
  readonly daily?: string
  readonly monthly?: string
  readonly models?: string[]
  readonly ips?: string[]
  readonly rpm?: number
  readonly tpm?: number
  readonly concurrent?: number
  readonly fit?: boolean
  readonly hmac?: boolean
  readonly ed25519?: string
}

export function keyCommands(parent: Command, context: () => Context): void {
  const keys = parent.command('keys').description('Virtual keys of your account.')
  keys
    .command('list')
    .description('Your keys, newest first.')
    .option('--all', 'with the revoked ones')
    .action((options: { readonly all?: boolean }) => listKeys(context(), options.all ?? false))
  keys
    .command('create')
    .description('Make a key. Its secret is printed once. Takes your password: keys do not make keys.')
    .argument('<name>', 'what the key is for')
    .option('--scopes <list>', `what it may do: ${scopes.join(', ')}`, choicesOf(scopes), ['relay', 'read'] as Scope[])
    .option('--expires <duration>', 'how long it works; for ever when left out', duration)
    .option('--budget <CR>', 'the most it may ever spend')
    .option('--daily <CR>', 'the most it may spend in a UTC day')
    .option('--monthly <CR>', 'the most it may spend in a UTC month')
    .option('--models <list>', 'the only models it may call', list)
    .option('--ips <list>', 'the only addresses or ranges it may be used from', list)
    .option('--rpm <n>', 'requests a minute', whole)
    .option('--tpm <n>', 'tokens a minute', whole)
    .option('--concurrent <n>', 'calls at a time', whole)
    .option('--fit', 'where the balance does not cover a longest answer, ask for as much as it does')
    .option('--hmac', 'with an API key and a secret for the exchange dialect; needs the scope trade')
    .option('--ed25519 <file>', 'the same with your Ed25519 public key, a PEM file')
    .option('--email <address>', 'who signs in')
    .option('--password-stdin', 'take the password from standard input')
    .action((name: string, options: CreateOptions) => create(context(), name, options))
  keys
    .command('revoke')
    .description('End a key at once and for ever. Takes your password.')
    .argument('<key-id>', 'its number', whole)
    .option('--email <address>', 'who signs in')
    .option('--password-stdin', 'take the password from standard input')
    .action((keyId: number, options: PasswordOptions) => revoke(context(), keyId, options))
}

async function listKeys(context: Context, includeRevoked: boolean): Promise<void> {
  const items: Key[] = []
  let cursor: string | undefined
  do {
    const page = await context
      .own()
      .call('keys.list', { query: { limit: 200, includeRevoked, ...(cursor !== undefined && { cursor }) } })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  const columns = [
    { head: 'id', right: true },
    { head: 'name' },
    { head: 'key' },
    { head: 'status' },
    { head: 'scopes' },
    { head: 'spent CR', right: true },
    { head: 'budget CR', right: true },
    { head: 'expires' },
    { head: 'last used' },
  ]
  const rows = items.map((key) => [
    String(key.keyId),
    plain(key.name),
    key.hint,
    key.status,
    key.scopes.join(','),
    trimmed(key.spent.total),
    key.budget.total === null ? '–' : trimmed(key.budget.total),
    timeText(key.expiresAt),
    timeText(key.lastUsedAt),
  ])
  context.show({ items }, () => table(columns, rows, context.paints))
}

async function create(context: Context, name: string, options: CreateOptions): Promise<void> {
  const { expires, models, ips } = options
  const made = await withSession(context, options, async ({ api }) => {
    const expiresAt = expires === undefined ? null : (await api.call('status.get', {})).now + expires
    return api.call('keys.create', {
      body: {
        name,
        scopes: options.scopes,
        expiresAt,
        allowedModels: models ?? null,
        allowedIps: ips ?? null,
        budget: { total: options.budget ?? null, daily: options.daily ?? null, monthly: options.monthly ?? null },
        limits: {
          requestsPerMinute: options.rpm ?? null,
          tokensPerMinute: options.tpm ?? null,
          concurrent: options.concurrent ?? null,
        },
        fitToBalance: options.fit ?? false,
        ...signingOf(options),
      },
    })
  })
  // The secret alone on standard output: KEY=$(lx keys create bot).
  context.show(made, () => made.secret)
  if (!context.json && made.signing)
    context.terminal.note(
      `API key ${made.signing.apiKey}${made.signingSecret === null ? '' : `\nSecret  ${made.signingSecret}`}\n`,
    )
  if (!context.json)
    context.terminal.note(`Key ${made.keyId}, ${made.scopes.join(', ')}. Keep the secret now: it is not shown again.\n`)
}

function signingOf({ hmac, ed25519 }: CreateOptions) {
  if (ed25519 !== undefined)
    return { signing: { algorithm: 'ed25519' as const, publicKey: readFileSync(ed25519, 'utf8') } }
  return hmac ? { signing: { algorithm: 'hmac' as const } } : {}
}

async function revoke(context: Context, keyId: number, options: PasswordOptions): Promise<void> {
  const key = await withSession(context, options, ({ api }) => api.call('keys.revoke', { params: { keyId } }))
  context.show(key, () => `Key ${key.keyId} (${plain(key.name)}) is revoked.`)
}
