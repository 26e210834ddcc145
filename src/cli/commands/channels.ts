/** lx admin channels, models: upstreams and what their models cost. */
import type { Command } from 'commander'
import { type Channel, providers } from '../../contract/admin-channels.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { perMillion, plain, table, timeText } from '../show.ts'
import { choice, list, whole } from '../values.ts'

interface AddOptions {
  readonly provider: (typeof providers)[number]
  readonly baseUrl?: string
  readonly models?: string[]
  readonly secretStdin?: boolean
  readonly priority?: number
  readonly weight?: number
  readonly allowPrivate?: boolean
}

export function channelCommands(admin: Command, context: () => Context): void {
  const channels = admin.command('channels').description('Upstreams that serve models.')
  channels
    .command('list')
    .description('All channels and their health.')
    .action(() => listChannels(context()))
  channels
    .command('add')
    .description('Add an upstream. Its models are offered once they have a price: lx admin models seed.')
    .argument('<name>', 'what you call it')
    .option('--provider <kind>', providers.join(', '), choice(providers), 'openai' as const)
    .option('--base-url <address>', 'up to and with the version: https://api.example.com/v1')
    .option('--models <list>', 'names that callers use; caller=upstream where they differ', list)
    .option('--secret-stdin', 'take the secret keys from standard input, one a line')
    .option('--priority <n>', 'higher is tried first', whole)
    .option('--weight <n>', 'share among equals', whole)
    .option('--allow-private', 'the address may be in a private network')
    .action((name: string, options: AddOptions) => add(context(), name, options))
  channels
    .command('test')
    .description('Send one small request and say what came back.')
    .argument('<channel-id>', 'its number', whole)
    .option('--model <name>', 'with this model')
    .action((channelId: number, options: { readonly model?: string }) => test(context(), channelId, options.model))
  const models = admin.command('models').description('Price cards.')
  models
    .command('list')
    .description('All prices in force, CR per million tokens.')
    .action(() => listCards(context()))
  models
    .command('seed')
    .description('Price the models of a channel from the offline price list.')
    .argument('<channel-id>', 'its number', whole)
    .option('--models <list>', 'only these', list)
    .option('--markup <bps>', 'list price over cost; 15000 is 1.50', whole)
    .action((channelId: number, options: { readonly models?: string[]; readonly markup?: number }) =>
      seed(context(), channelId, options),
    )
}

async function listChannels(context: Context): Promise<void> {
  const { items } = await context.own().call('admin.channels.list', {})
  const columns = [
    { head: 'id', right: true },
    { head: 'name' },
    { head: 'provider' },
    { head: 'health' },
    { head: 'models' },
    { head: 'priority', right: true },
    { head: 'keys', right: true },
    { head: 'last test' },
    { head: 'address' },
  ]
  const rows = items.map((one) => [
    String(one.channelId),
    plain(one.name),
    one.provider,
    one.enabled ? one.health : 'off',
    modelText(one),
    String(one.priority),
    String(one.secrets.length),
    probeText(one),
    one.baseUrl ?? '',
  ])
  context.show({ items }, () => table(columns, rows, context.paints))
}

function probeText({ probe }: Channel): string {
  if (probe === null) return ''
  return `${timeText(probe.at)} ${probe.ok ? `ok, ${probe.latencyMs} ms` : (probe.code ?? 'failed')}`
}

function modelText({ models }: Channel): string {
  const priced = models.filter(({ cardId }) => cardId !== null).length
  return priced === models.length ? String(priced) : `${priced} of ${models.length} priced`
}

async function add(context: Context, name: string, options: AddOptions): Promise<void> {
  const { provider, baseUrl, models = [], priority, weight, allowPrivate } = options
  const secrets = options.secretStdin ? (await context.terminal.input()).split(/\s+/).filter(Boolean) : []
  if (options.secretStdin && secrets.length === 0) throw new CliFailure('usage', 'Standard input held no secret.')
  const channel = await context.own().call('admin.channels.create', {
    body: {
      name,
      provider,
      models: models.map((entry) => {
        const [model = '', upstream] = entry.split('=')
        return { model, ...(upstream !== undefined && { upstream }) }
      }),
      ...(baseUrl !== undefined && { baseUrl }),
      ...(secrets.length > 0 && { secrets }),
      ...(priority !== undefined && { priority }),
      ...(weight !== undefined && { weight }),
      ...(allowPrivate && { allowPrivate }),
    },
  })
  context.show(
    channel,
    () =>
      `Channel ${channel.channelId} (${plain(channel.name)}) is added, ${modelText(channel)}. Next: lx admin models seed ${channel.channelId}`,
  )
}

async function test(context: Context, channelId: number, model: string | undefined): Promise<void> {
  const result = await context
    .own()
    .call('admin.channels.test', { params: { channelId }, body: { ...(model !== undefined && { model }) } })
  const text = `${result.model ?? 'no model'}: ${result.ok ? 'works' : 'failed'}, status ${result.status ?? '–'}, ${result.latencyMs} ms${result.detail === null ? '' : `, ${plain(result.detail)}`}`
  if (!result.ok && !context.json) throw new CliFailure('refused', text)
  context.show(result, () => text)
}

async function listCards(context: Context): Promise<void> {
  const { items } = await context.own().call('admin.models.list', {})
  const right = (head: string) => ({ head, right: true })
  const columns = [
    right('card'),
    { head: 'channel' },
    { head: 'model' },
    right('cost in'),
    right('cost out'),
    right('list in'),
    right('list out'),
    { head: 'warnings' },
  ]
  const rows = items.map((one) => [
    String(one.cardId),
    plain(one.channelName ?? String(one.channelId)),
    plain(one.model),
    ...[one.cost, one.list].flatMap((rates) => [perMillion(rates[0]?.rates.input), perMillion(rates[0]?.rates.output)]),
    one.warnings.join(', '),
  ])
  context.show({ items }, () => table(columns, rows, context.paints))
}

async function seed(
  context: Context,
  channelId: number,
  options: { readonly models?: string[]; readonly markup?: number },
): Promise<void> {
  const { models, markup } = options
  const result = await context.own().call('admin.models.seed', {
    body: { channelId, ...(models && { models }), ...(markup !== undefined && { markupBps: markup }) },
  })
  context.show(result, () => {
    const priced = `${result.published.length} priced: ${result.published.map(({ model }) => plain(model)).join(', ') || '–'}.`
    return result.unknown.length === 0
      ? priced
      : `${priced}\nNot in the price list: ${result.unknown.map(plain).join(', ')}.`
  })
}
