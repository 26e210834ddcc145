/** lx buy, sell, orders, cancel. Money moves only after the quote was shown to whoever sits there. */
import type { Command } from 'commander'
import type { Order, OrderRequest } from '../../contract/orders.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { facts, table, timeText, trimmed } from '../show.ts'
import { choice, whole } from '../values.ts'

type Side = 'buy' | 'sell'
const lives = ['gtc', 'ioc', 'fok'] as const

interface PlaceOptions {
  readonly at?: string
  readonly for?: string
  readonly tif?: (typeof lives)[number]
  readonly postOnly?: boolean
  readonly clientId?: string
  readonly stop?: string
  readonly takeProfit?: string
  readonly trail?: number
  readonly show?: string
  readonly margin?: boolean
  readonly borrow?: boolean
  readonly repay?: boolean
  readonly reduceOnly?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

export function orderCommands(parent: Command, context: () => Context): void {
  for (const side of ['buy', 'sell'] as const) {
    parent
      .command(side)
      .description(side === 'buy' ? 'Buy LCO.' : 'Sell LCO.')
      .argument('[LCO]', 'how much; left out with --for')
      .option('--at <price>', 'limit price in CR; a market order when left out')
      .option(
        '--for <CR>',
        side === 'buy'
          ? 'market order: spend at most so much, fee included'
          : 'market order: until it has brought so much before the fee',
      )
      .option('--tif <life>', 'gtc rests, ioc takes what is there, fok all or nothing', choice(lives))
      .option('--post-only', 'refuse rather than trade at once')
      .option('--stop <price>', 'stop loss: wait until a trade comes to this price')
      .option('--take-profit <price>', 'take profit: wait until a trade comes to this price')
      .option(
        '--trail <bps>',
        'wait until the price comes back so far from its best, in hundredths of a percent',
        whole,
      )
      .option('--show <LCO>', 'limit order: show no more than this in the book at a time')
      .option('--margin', 'trade with the margin account; the three that follow say so, too')
      .option('--borrow', 'margin: borrow what is lacking')
      .option('--repay', 'margin: pay the debt back with what it brings')
      .option('--reduce-only', 'margin: of no more than the position')
      .option('--client-id <text>', 'your own order id: the same id never places twice')
      .option('--dry-run', 'only quote: fills, average, fee, total')
      .option('-y, --yes', 'do not ask')
      .action((quantity: string | undefined, options: PlaceOptions) =>
        place(context(), orderOf(side, quantity, options), options),
      )
  }
  parent
    .command('orders')
    .description('Your orders, newest first.')
    .option('--done', 'the finished ones instead of the open ones')
    .option('--limit <n>', 'how many', whole, 50)
    .action((options: { readonly done?: boolean; readonly limit: number }) => orders(context(), options))
  parent
    .command('cancel')
    .description('Cancel open orders.')
    .argument('[order...]', 'order ids, or client:<your own id>')
    .option('--all', 'all of them')
    .action((ids: string[], options: { readonly all?: boolean }) => cancel(context(), ids, options.all ?? false))
}

function orderOf(side: Side, quantity: string | undefined, options: PlaceOptions): OrderRequest {
  const { at, for: quote, tif, postOnly, clientId } = options
  if ((quantity === undefined) === (quote === undefined))
    throw new CliFailure('usage', `Say how much: lx ${side} 100, or lx ${side} --for 25.`)
  const [trigger, margin] = [triggerOf(options), marginOf(options)]
  const id = clientId !== undefined && { clientOrderId: clientId }
  const common = { side, ...id, ...(trigger && { trigger }), ...(margin && { margin }) }
  if (at !== undefined) {
    if (quantity === undefined)
      throw new CliFailure('usage', 'A limit order needs a quantity of LCO: --for is for market orders.')
    return {
      type: 'limit',
      price: at,
      quantity,
      ...(tif && { timeInForce: tif }),
      ...(postOnly && { postOnly }),
      ...(options.show !== undefined && { iceberg: options.show }),
      ...common,
    }
  }
  if (tif !== undefined || postOnly || options.show !== undefined)
    throw new CliFailure('usage', '--tif, --post-only and --show are for limit orders: add --at.')
  return { type: 'market', ...(quantity === undefined ? { quote } : { quantity }), ...common }
}

/** A side effect alone says that the order is one on margin. */
function marginOf({ margin, borrow, repay, reduceOnly }: PlaceOptions): OrderRequest['margin'] {
  if (!margin && !borrow && !repay && !reduceOnly) return undefined
  return { ...(borrow && { borrow }), ...(repay && { repay }), ...(reduceOnly && { reduceOnly }) }
}

/** What the order waits for; --trail alone is a stop loss that follows at once. */
function triggerOf({ stop, takeProfit, trail }: PlaceOptions): OrderRequest['trigger'] {
  if (stop !== undefined && takeProfit !== undefined)
    throw new CliFailure('usage', 'One order waits for one price: --stop or --take-profit, not both.')
  const price = stop ?? takeProfit
  if (price === undefined && trail === undefined) return undefined
  const kind = takeProfit === undefined ? 'stop_loss' : 'take_profit'
  return { kind, ...(price !== undefined && { price }), ...(trail !== undefined && { trailBps: trail }) }
}

async function place(context: Context, order: OrderRequest, options: PlaceOptions): Promise<void> {
  const api = context.own()
  const asks = context.terminal.interactive && !options.yes && !context.json
  if (options.dryRun || asks) {
    const quote = await api.call('orders.quote', { body: order })
    const text = () =>
      facts(
        [
          [order.side, `${describe(order)}${options.dryRun ? ' (dry run, nothing is placed)' : ''}`],
          ['trades now', `${quote.quantity} LCO, ${quote.rests} LCO would rest`],
          ['average', quote.averagePrice && `${quote.averagePrice} CR, worst ${quote.worstPrice}`],
          ['fee', `${quote.fee} CR`],
          ['needs', `${quote.reserve.credits} CR, ${quote.reserve.quantity} LCO`],
          ['borrows', quote.borrows && `${quote.borrows.amount} ${quote.borrows.asset}`],
          ['total', `${quote.total} CR`],
        ],
        context.paints,
      )
    if (options.dryRun) return context.show({ dryRun: true, order, quote }, text)
    context.terminal.note(`${text()}\n`)
    if (!/^y(es)?$/i.test(await context.terminal.ask('Place it? [y/N] ')))
      throw new CliFailure('refused', 'Nothing was placed.')
  }
  const placed = await api.call('orders.place', { body: order })
  context.show(placed, () => {
    const { orderId, status, filledQuantity, averagePrice, fee } = placed.order
    const filled =
      averagePrice === null
        ? 'nothing traded yet'
        : `${filledQuantity} LCO at ${averagePrice} CR on average, fee ${fee} CR`
    return `Order ${orderId} is ${status}: ${filled}.${placed.repeated ? ' It had been placed before.' : ''}`
  })
}

function describe(order: OrderRequest): string {
  if (order.type === 'limit') return `${order.quantity} LCO at ${order.price} CR`
  return order.quantity === undefined ? `LCO for ${order.quote} CR at market` : `${order.quantity} LCO at market`
}

async function orders(context: Context, options: { readonly done?: boolean; readonly limit: number }): Promise<void> {
  const page = await context
    .own()
    .call('orders.list', { query: { status: options.done ? 'done' : 'open', limit: options.limit } })
  const { up, down } = context.paints
  const columns = [
    { head: 'id', right: true },
    { head: 'side' },
    { head: 'type' },
    { head: 'price CR', right: true },
    { head: 'LCO', right: true },
    { head: 'filled', right: true },
    { head: 'fee CR', right: true },
    { head: 'status' },
    { head: 'waits for' },
    { head: 'placed' },
    { head: 'client id' },
  ]
  const row = (order: Order) => [
    String(order.orderId),
    order.side === 'buy' ? up('buy') : down('sell'),
    order.postOnly ? 'post-only' : `${order.type} ${order.timeInForce}`,
    order.price ?? (order.averagePrice === null ? '–' : `~${order.averagePrice}`),
    order.quantity ?? (order.quote === null ? '–' : `for ${trimmed(order.quote)} CR`),
    order.filledQuantity,
    trimmed(order.fee),
    order.status,
    waitText(order),
    timeText(order.placedAt),
    order.clientOrderId ?? '',
  ]
  context.show(page, () => table(columns, page.items.map(row), context.paints))
}

/** The trigger of an order that waits for it or waited. */
function waitText({ trigger, listId }: Order): string {
  const list = listId === null ? [] : [`list ${listId}`]
  if (trigger === null) return list.join(', ')
  const { kind, price, trailBps } = trigger
  const words = [kind === 'stop_loss' ? 'stop' : 'take profit', ...(price === null ? [] : [price])]
  if (trailBps !== null) words.push(`trailing ${trailBps / 100} %`)
  return [words.join(' '), ...list].join(', ')
}

async function cancel(context: Context, ids: readonly string[], all: boolean): Promise<void> {
  if (all === ids.length > 0) throw new CliFailure('usage', 'Name the orders, or give --all.')
  const api = context.own()
  if (all) {
    const { canceled } = await api.call('orders.cancelAll', {})
    return context.show({ canceled }, () =>
      canceled.length === 0 ? 'No order was open.' : `${canceled.length} canceled: ${canceled.join(', ')}.`,
    )
  }
  const canceled: Order[] = []
  for (const orderId of ids) canceled.push((await api.call('orders.cancel', { params: { orderId } })).order)
  context.show({ canceled }, () =>
    canceled
      .map((order) => `Order ${order.orderId} is ${order.status}, ${order.filledQuantity} LCO had traded.`)
      .join('\n'),
  )
}
