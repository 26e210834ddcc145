/** lx admin clock, switch, parameter: the operator's controls over the economy. Channels and prices are in channels.ts. */
import type { Command } from 'commander'
import { type ProductName, productNames } from '../../contract/system.ts'
import type { Context } from '../context.ts'
import { plain, table, timeText } from '../show.ts'
import { choice, duration } from '../values.ts'

const states = ['on', 'off'] as const

export function adminCommands(admin: Command, context: () => Context): void {
  admin
    .command('clock')
    .description('The test clock.')
    .command('advance')
    .description('Move it; everything due on the way is done.')
    .argument('<duration>', 'how far: 30s, 12h, 7d', duration)
    .action((advanceMs: number) => advance(context(), advanceMs))
  admin
    .command('switch')
    .description('Stop or start a product. Public, with its reason.')
    .argument('<product>', productNames.join(', '), choice(productNames))
    .argument('<state>', states.join(' or '), choice(states))
    .requiredOption('--reason <text>', 'why, for everybody to read')
    .action((product: ProductName, state: (typeof states)[number], options: { readonly reason: string }) =>
      turn(context(), { product, on: state === 'on', ...options }),
    )
  const parameter = admin.command('parameter').description('The numbers of the economy.')
  parameter
    .command('list')
    .description('All of them with bounds.')
    .argument('[part]', 'only those whose name holds this')
    .action((part: string | undefined) => parameters(context(), part ?? ''))
  parameter
    .command('set')
    .description('Change one within its bounds. Public, with its reason.')
    .argument('<key>', 'its name')
    .argument('<value>', 'in the unit that the list shows')
    .requiredOption('--reason <text>', 'why, for everybody to read')
    .action((key: string, value: string, options: { readonly reason: string }) =>
      setParameter(context(), key, { value, ...options }),
    )
}

async function advance(context: Context, advanceMs: number): Promise<void> {
  const { now } = await context.own().call('admin.clock.advance', { body: { advanceMs } })
  context.show({ now }, () => `It is ${timeText(now)}.`)
}

async function turn(
  context: Context,
  { product, on, reason }: { readonly product: ProductName; readonly on: boolean; readonly reason: string },
): Promise<void> {
  // Typing the product's name as an argument is the confirmation that the web asks for.
  const result = await context
    .own()
    .call('admin.switches.set', { params: { product }, body: { on, reason, confirm: product } })
  context.show(result, () => `${product} is ${on ? 'running' : 'stopped'}.`)
}

async function parameters(context: Context, part: string): Promise<void> {
  const { items } = await context.api().call('transparency.parameters', {})
  const found = items.filter(({ key }) => key.includes(part))
  const right = (head: string) => ({ head, right: true })
  const columns = [
    { head: 'parameter' },
    right('value'),
    { head: 'unit' },
    right('from'),
    right('to'),
    right('default'),
  ]
  const rows = found.map((one) => [one.key, one.value, one.unit, one.min, one.max, one.default])
  context.show({ items: found }, () => table(columns, rows, context.paints))
}

async function setParameter(
  context: Context,
  key: string,
  body: { readonly value: string; readonly reason: string },
): Promise<void> {
  const result = await context.own().call('admin.parameters.set', { params: { key }, body })
  context.show(result, () => `${plain(result.key)} is ${result.value} ${result.unit}, was ${result.before}.`)
}
