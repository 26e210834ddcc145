/** lx amend, replace, cancel-after, lists: what becomes of orders, and orders that depend on one another. */
import type { Command } from 'commander'
import type { Order, OrderList } from '../../contract/orders.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { orderInWords, orderWords } from '../order-words.ts'
import { table, timeText } from '../show.ts'
import { choice, duration, whole } from '../values.ts'

const kinds = ['oco', 'oto', 'otoco'] as const

interface ReplaceOptions {
  readonly anyway?: boolean
  readonly yes?: boolean
}

export function orderChangeCommands(parent: Command, context: () => Context): void {
  parent
    .command('amend')
    .description('Make a limit order smaller; its rest keeps its place in the queue.')
    .argument('<order>', 'an order id, or client:<your own id>')
    .argument('<LCO>', 'of the whole order, what has traded included')
    .action((orderId: string, quantity: string) => amend(context(), orderId, quantity))
  parent
    .command('replace')
    .description('Cancel an order and place another in one step.')
    .argument('<order>', 'an order id, or client:<your own id>')
    .argument('<words...>', orderWords)
    .option('--anyway', 'place the new order also when there is nothing to cancel')
    .option('-y, --yes', 'do not ask')
    .action((orderId: string, words: string[], options: ReplaceOptions) =>
      replace(context(), { orderId, words: words.join(' '), ...options }),
    )
  parent
    .command('cancel-after')
    .description('Cancel all orders some time from now unless this is called again.')
    .argument('[duration]', 'from 1s to 1d, or off; shows when it is left out')
    .action((text?: string) => cancelAfter(context(), text))
  listCommands(parent, context)
}

function listCommands(parent: Command, context: () => Context): void {
  const lists = parent.command('lists').description('Orders that depend on one another.')
  lists
    .command('list')
    .description('Your order lists, newest first.')
    .option('--done', 'those that bind nothing any more instead of the open ones')
    .option('--limit <n>', 'how many', whole, 50)
    .action((options: { readonly done?: boolean; readonly limit: number }) => listAll(context(), options))
  lists
    .command('place')
    .description('Place them all, or none.')
    .argument(
      '<kind>',
      'oco: two of one side and quantity, one cancels the other · oto: a limit order and the one that follows it · otoco: a limit order and the two of an oco',
      choice(kinds),
    )
    .argument('<orders...>', `each in quotes: ${orderWords}`)
    .option('--client-id <text>', 'your own list id: the same id never places twice')
    .option('-y, --yes', 'do not ask')
    .action(
      (
        kind: (typeof kinds)[number],
        orders: string[],
        options: { readonly clientId?: string; readonly yes?: boolean },
      ) => placeList(context(), { kind, orders, ...options }),
    )
  lists
    .command('show')
    .description('One list with its orders.')
    .argument('<list>', 'a list id, or client:<your own id>')
    .action((listId: string) => showList(context(), listId))
  lists
    .command('cancel')
    .description('Cancel every order that a list still binds.')
    .argument('<list>', 'a list id, or client:<your own id>')
    .action((listId: string) => cancelList(context(), listId))
}

/** Whoever sits there agrees first. */
async function agreed(context: Context, what: string, yes: boolean | undefined): Promise<void> {
  if (yes || context.json || !context.terminal.interactive) return
  context.terminal.note(`${what}\n`)
  if (!/^y(es)?$/i.test(await context.terminal.ask('Place it? [y/N] ')))
    throw new CliFailure('refused', 'Nothing was placed.')
}

async function amend(context: Context, orderId: string, quantity: string): Promise<void> {
  const changed = await context.own().call('orders.amend', { params: { orderId }, body: { quantity } })
  const { order } = changed
  context.show(changed, () => `Order ${order.orderId} is of ${order.quantity} LCO now, ${order.filledQuantity} traded.`)
}

async function replace(
  context: Context,
  { orderId, words, anyway, yes }: ReplaceOptions & { readonly orderId: string; readonly words: string },
): Promise<void> {
  const place = orderInWords(words)
  await agreed(context, `Instead of order ${orderId}: ${words}`, yes)
  const mode = anyway ? 'allow_failure' : 'stop_on_failure'
  const replaced = await context.own().call('orders.replace', { body: { cancel: orderId, place, mode } })
  const { canceled, placed } = replaced
  if (!placed?.ok) {
    const problem = placed === null ? (canceled.ok ? undefined : canceled.problem) : placed.problem
    const gone = canceled.ok ? `Order ${canceled.order.orderId} is canceled. ` : ''
    throw new CliFailure('refused', `${gone}Nothing was placed: ${problem?.title ?? ''} (${problem?.code ?? ''})`)
  }
  context.show(replaced, () => {
    const gone = canceled.ok
      ? `Order ${canceled.order.orderId} is canceled`
      : `There was nothing to cancel (${canceled.problem.code})`
    return `${gone}. Order ${placed.order.orderId} is ${placed.order.status}, ${placed.order.filledQuantity} LCO traded.`
  })
}

async function cancelAfter(context: Context, text: string | undefined): Promise<void> {
  const api = context.own()
  const timer =
    text === undefined
      ? await api.call('orders.timer', {})
      : await api.call('orders.cancelAfter', { body: { ms: text === 'off' ? 0 : duration(text) } })
  context.show(timer, () =>
    timer.at === null
      ? 'No timer is set.'
      : `All orders are canceled at ${timeText(timer.at)}, unless it is set again.`,
  )
}

async function listAll(context: Context, options: { readonly done?: boolean; readonly limit: number }): Promise<void> {
  const status = options.done ? ('done' as const) : ('open' as const)
  const page = await context.own().call('orderLists.list', { query: { status, limit: options.limit } })
  const columns = [
    { head: 'id', right: true },
    ...['kind', 'status', 'orders', 'placed', 'client id'].map((head) => ({ head })),
  ]
  const rows = page.items.map((list) => [
    ...[String(list.listId), list.kind, list.status],
    list.orders.map(({ orderId, status: now }) => `${orderId} ${now}`).join(', '),
    ...[timeText(list.placedAt), list.clientListId ?? ''],
  ])
  context.show(page, () => table(columns, rows, context.paints))
}

async function placeList(
  context: Context,
  asked: {
    readonly kind: (typeof kinds)[number]
    readonly orders: readonly string[]
    readonly clientId?: string
    readonly yes?: boolean
  },
): Promise<void> {
  const { kind, clientId } = asked
  const orders = asked.orders.map(orderInWords)
  await agreed(context, `${kind}: ${asked.orders.join(' · ')}`, asked.yes)
  const body = { kind, orders, ...(clientId !== undefined && { clientListId: clientId }) }
  const placed = await context.own().call('orderLists.place', { body })
  const again = placed.repeated ? '\nIt had been placed before.' : ''
  context.show(placed, () => `${ordersOf(context, placed.list)}${again}`)
}

async function showList(context: Context, listId: string): Promise<void> {
  const { list } = await context.own().call('orderLists.get', { params: { listId } })
  context.show({ list }, () => ordersOf(context, list))
}

async function cancelList(context: Context, listId: string): Promise<void> {
  const canceled = await context.own().call('orderLists.cancel', { params: { listId } })
  context.show(canceled, () => ordersOf(context, canceled.list))
}

function ordersOf(context: Context, { listId, kind, status, orders }: OrderList): string {
  const columns = [
    { head: 'id', right: true },
    ...['side', 'LCO', 'price CR', 'waits for', 'status'].map((head) => ({ head })),
  ]
  const row = ({ orderId, side, quantity, price, trigger, status: now }: Order) => [
    ...[String(orderId), side, quantity ?? '–', price ?? '–'],
    trigger === null ? '' : (trigger.price ?? `${trigger.trailBps} bps`),
    now,
  ]
  return `List ${listId} (${kind}) is ${status}.\n${table(columns, orders.map(row), context.paints)}`
}
