/** lx balance, faucet, usage, models: what you have, what you spent, what things cost. */
import type { Command } from 'commander'
import { refusalOf } from '../client.ts'
import type { Context } from '../context.ts'
import { facts, percent, perMillion, plain, table, timeText, trimmed } from '../show.ts'
import { choice, duration, whole } from '../values.ts'

const groupings = ['day', 'model', 'key'] as const

export function walletCommands(parent: Command, context: () => Context): void {
  parent
    .command('balance')
    .description('Your credits and LCO with every lock split out.')
    .action(() => balance(context()))
  parent
    .command('faucet')
    .description('Draw simulated credits; without an amount: what it still gives today.')
    .argument('[CR]', 'how much')
    .option('--dry-run', 'only say what it would do')
    .action((amount: string | undefined, options: { readonly dryRun?: boolean }) =>
      faucet(context(), amount, options.dryRun ?? false),
    )
  parent
    .command('usage')
    .description('Your calls summed up by day, model or key.')
    .option('--by <group>', groupings.join(', '), choice(groupings), 'day' as const)
    .option('--last <duration>', 'how far back', duration, duration('30d'))
    .option('--model <name>', 'only this model')
    .option('--key <id>', 'only this key; 0 is calls without one', whole)
    .option('--csv', 'as CSV')
    .action((options: UsageOptions) => (options.csv ? usageCsv(context(), options) : usage(context(), options)))
  parent
    .command('models')
    .description('Prices in CR per million tokens: list, yours, and yours less the LCO it mines.')
    .action(() => models(context()))
}

async function balance(context: Context): Promise<void> {
  const { paints } = context
  const own = await context.own().call('me.balances', {})
  const lines = (name: string, purposes: Readonly<Record<string, string>>) =>
    Object.entries(purposes)
      .filter(([purpose, amount]) => purpose === 'available' || (purpose !== 'total' && /[1-9]/.test(amount)))
      .map(([purpose, amount]): [string, string] => [`${name} ${purpose}`, amount])
  context.show(own, () =>
    facts(
      [
        ['CR', paints.strong(own.credits.total)],
        ...lines('  ', own.credits),
        ['LCO', paints.strong(own.lco.total)],
        ...lines('  ', own.lco),
      ],
      paints,
    ),
  )
}

async function faucet(context: Context, amount: string | undefined, dryRun: boolean): Promise<void> {
  const api = context.own()
  if (amount === undefined || dryRun) {
    const state = await api.call('faucet.get', {})
    const wish = amount === undefined ? null : `would draw ${amount} CR`
    return context.show({ ...state, ...(amount !== undefined && { dryRun: true, amount }) }, () =>
      facts(
        [
          ['dry run', wish],
          ['faucet', state.enabled ? 'on' : 'off: not in simulation mode'],
          ['left today', `${trimmed(state.leftToday)} of ${trimmed(state.dailyCap)} CR`],
          ['resets', timeText(state.resetsAt)],
        ],
        context.paints,
      ),
    )
  }
  const drawn = await api.call('faucet.draw', { body: { amount } })
  context.show(
    drawn,
    () => `${drawn.amount} CR drawn. Available: ${drawn.available} CR. Left today: ${drawn.leftToday} CR.`,
  )
}

interface UsageOptions {
  readonly by: (typeof groupings)[number]
  readonly last: number
  readonly model?: string
  readonly key?: number
  readonly csv?: boolean
}

async function usageQuery(context: Context, { by, last, model, key }: UsageOptions) {
  const { now } = await context.own().call('status.get', {})
  const only = { ...(model === undefined ? {} : { model }), ...(key === undefined ? {} : { keyId: key }) }
  return { by, from: Math.max(0, now - last), ...only }
}

/** The server's own file, as it is. */
async function usageCsv(context: Context, options: UsageOptions): Promise<void> {
  const query = Object.entries({ ...(await usageQuery(context, options)), format: 'csv' })
  const search = new URLSearchParams(query.map(([name, value]) => [name, String(value)]))
  const answer = await context.ownHttp().send(`/api/v1/usage?${search}`, { method: 'GET' })
  if (!answer.ok) throw await refusalOf(answer)
  const csv = await answer.text()
  context.show({ csv }, () => csv.trimEnd())
}

async function usage(context: Context, options: UsageOptions): Promise<void> {
  const { by } = options
  const api = context.own()
  const sums = await api.call('usage.get', { query: await usageQuery(context, options) })
  const number = (head: string) => ({ head, right: true })
  const columns = [
    { head: by },
    number('calls'),
    number('failed'),
    number('input'),
    number('output'),
    number('spent CR'),
    number('mined LCO'),
  ]
  const row = (label: string, sum: (typeof sums)['total']) =>
    [label, sum.calls, sum.failed, sum.inputTokens, sum.outputTokens, sum.spent, sum.mined].map(String)
  const label = (item: (typeof sums)['items'][number]) =>
    by === 'day' ? new Date(Number(item.group)).toISOString().slice(0, 10) : plain(item.label)
  context.show(sums, () => {
    const rows = sums.items.map((item) => row(label(item), item))
    return table(columns, rows.length > 0 ? [...rows, row('total', sums.total)] : [], context.paints)
  })
}

async function models(context: Context): Promise<void> {
  const prices = await context.api().call('models.list', {})
  const number = (head: string) => ({ head, right: true })
  const columns = [
    { head: 'model' },
    { head: 'kind' },
    number('list in'),
    number('list out'),
    number('yours in'),
    number('yours out'),
    number('net in'),
    number('net out'),
    { head: '' },
  ]
  const rows = prices.items.map(({ model, kind, list, yours, net, available, eligible }) => [
    plain(model),
    kind,
    ...[list, yours, net].flatMap((rates) => [perMillion(rates[0]?.rates.input), perMillion(rates[0]?.rates.output)]),
    [available ? '' : 'unavailable', eligible ? '' : 'mines nothing'].filter(Boolean).join(', '),
  ])
  context.show(prices, () => {
    const share = prices.rateBps === null ? 'cost price' : `${percent(prices.rateBps)} of list`
    const about = `Tier ${prices.tier} pays ${share}. 1 CR mines ${trimmed(prices.lcoPerCredit)} LCO now.`
    return `${table(columns, rows, context.paints)}\n${context.paints.faint(about)}`
  })
}
