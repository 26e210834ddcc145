/** lx book, trades: the market as everybody sees it. */
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { percent, table, timeText } from '../show.ts'
import { whole } from '../values.ts'

export function marketCommands(parent: Command, context: () => Context): void {
  parent
    .command('book')
    .description('The order book of LCO/CREDIT, best prices in the middle, and the last day.')
    .option('--limit <n>', 'levels a side', whole, 10)
    .action((options: { readonly limit: number }) => book(context(), options.limit))
  parent
    .command('trades')
    .description('Public trades, newest first.')
    .option('--limit <n>', 'how many', whole, 20)
    .action((options: { readonly limit: number }) => trades(context(), options.limit))
}

async function book(context: Context, limit: number): Promise<void> {
  const api = context.api(null)
  const [market, depth] = [await api.call('market.get', {}), await api.call('market.depth', { query: { limit } })]
  const { up, down, faint, strong } = context.paints
  const columns = [{ head: '' }, { head: 'price CR', right: true }, { head: 'LCO', right: true }]
  const rows = [
    ...depth.asks.toReversed().map(([price, quantity]) => [down('ask'), price, quantity]),
    ...depth.bids.map(([price, quantity]) => [up('bid'), price, quantity]),
  ]
  const state = [
    !market.trading && 'trading is stopped',
    market.pausedUntil !== null && `paused until ${timeText(market.pausedUntil)}`,
    market.frozen && 'no live mark price',
  ]
  context.show({ market, depth }, () =>
    [
      `${strong(market.last ?? '–')} last  ${market.mark ?? '–'} mark  ${percent(market.changeBps, true)} 24 h  ${market.volume24h} LCO 24 h`,
      table(columns, rows, context.paints),
      ...state.filter((text) => text !== false).map((text) => faint(text)),
    ].join('\n'),
  )
}

async function trades(context: Context, limit: number): Promise<void> {
  const page = await context.api(null).call('market.trades', { query: { limit } })
  const { up, down } = context.paints
  const columns = [
    { head: 'time' },
    { head: 'taker' },
    { head: 'price CR', right: true },
    { head: 'LCO', right: true },
    { head: 'CR', right: true },
    { head: '' },
  ]
  const rows = page.items.map((trade) => [
    timeText(trade.at),
    trade.takerSide === 'buy' ? up('buy') : down('sell'),
    trade.price,
    trade.quantity,
    trade.notional,
    trade.source === 'buyback' ? 'buyback' : '',
  ])
  context.show(page, () => table(columns, rows, context.paints))
}
