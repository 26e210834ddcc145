/** lx margin: the margin account, its collateral and loans, closing it, who is near to being closed. Orders are in orders.ts. */
import type { Command } from 'commander'
import type { ResponseOf } from '../../contract/index.ts'
import { poolAssets } from '../../contract/lending.ts'
import type { MarginAccount } from '../../contract/margin.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { facts, percent, table, timeText, trimmed } from '../show.ts'
import { choice, whole } from '../values.ts'

type Asset = (typeof poolAssets)[number]
type Quote = ResponseOf<'margin.quote'>
const directions = ['in', 'out'] as const

interface Sure {
  readonly yes?: boolean
}

interface Loan {
  readonly asset: Asset
  readonly dryRun?: boolean
}

export function marginCommands(parent: Command, context: () => Context): void {
  const margin = parent.command('margin').description('Trade with borrowed money.')
  margin
    .command('show')
    .description('Your margin account: level, prices at which it is closed, debt, what is free.')
    .action(() => show(context()))
  margin
    .command('open')
    .description('Open the margin account and accept its terms.')
    .option('-y, --yes', 'do not ask')
    .action((options: Sure) => open(context(), options))
  margin
    .command('transfer')
    .description('Move CR into or out of the margin account.')
    .argument('<direction>', 'in or out', choice(directions))
    .argument('<CR>', 'how much')
    .option('--dry-run', 'only say what the level would be')
    .action((direction: (typeof directions)[number], amount: string, options: { readonly dryRun?: boolean }) =>
      transfer(context(), { direction, amount }, options.dryRun ?? false),
    )
  for (const act of ['borrow', 'repay'] as const) {
    margin
      .command(act)
      .description(act === 'borrow' ? 'Borrow CR or LCO.' : 'Pay back what is owed, interest first.')
      .argument('<amount>', act === 'borrow' ? 'how much' : 'how much, or all')
      .option('--asset <asset>', 'CR or LCO', choice(poolAssets), 'CR')
      .option('--dry-run', 'only say what the level would be')
      .action((amount: string, options: Loan) => (act === 'borrow' ? borrow : repay)(context(), amount, options))
  }
  margin
    .command('close')
    .description('Cancel the margin orders, trade the whole position away at the market, pay the debt back.')
    .option('-y, --yes', 'do not ask')
    .action((options: Sure) => close(context(), options))
  margin
    .command('ladder')
    .description('Everybody who owes, lowest level first.')
    .option('--limit <n>', 'how many', whole, 20)
    .action((options: { readonly limit: number }) => ladder(context(), options.limit))
  margin
    .command('closes')
    .description('Steps of forced closes, newest first.')
    .option('--own', 'of your account alone')
    .option('--limit <n>', 'how many', whole, 20)
    .action((options: { readonly own?: boolean; readonly limit: number }) => closes(context(), options))
}

async function show(context: Context): Promise<void> {
  const { account, asOf } = await context.own().call('margin.get', {})
  context.show({ account, asOf }, () =>
    account === null ? 'No margin account is open: lx margin open.' : accountText(account, context),
  )
}

const times = (bps: number | null): string => (bps === null ? '–' : (bps / 10_000).toFixed(4))

function accountText(account: MarginAccount, { paints }: Context): string {
  const { credits, lco, debt, borrowable, depthCap } = account
  return facts(
    [
      ['stage', account.stage],
      ['level', `${times(account.levelBps)}, ratio ${percent(account.ratioBps)}`],
      ['mark', account.mark === null ? 'none yet' : `${account.mark} CR${account.live ? '' : ', frozen'}`],
      ['closed at', account.liquidationPrice && `${account.liquidationPrice} CR`],
      ['bankrupt at', account.bankruptcyPrice && `${account.bankruptcyPrice} CR`],
      ['credits', `${credits.total} CR, ${credits.free} free`],
      ['coins', `${lco.total} LCO, ${lco.free} free`],
      ['owed', debt && `${debt.amount} ${debt.asset}, ${debt.interest} of it interest, ${yearly(debt.ratePpm)} a year`],
      ['equity', `${account.equity} CR, leverage ${times(account.leverageBps)}`],
      ['could borrow', `${trimmed(borrowable.credits)} CR or ${trimmed(borrowable.lco)} LCO`],
      ['depth allows', `${trimmed(depthCap.credits)} CR or ${trimmed(depthCap.lco)} LCO owed`],
      ['could take out', `${account.transferable} CR`],
    ],
    paints,
  )
}

function yearly(ratePpm: number): string {
  return `${(ratePpm / 10_000).toFixed(2)} %`
}

const RISKS =
  'What you borrow you owe with interest, whatever the price does. Under level 1.10 the position is sold or bought back by force,\nwith a penalty, and you can lose all that you moved in.'

async function open(context: Context, { yes }: Sure): Promise<void> {
  const api = context.own()
  const { terms } = await api.call('margin.limits', {})
  await ask(context, {
    ...(yes && { yes }),
    note: RISKS,
    question: `Accept the terms ${terms} and open the account? [y/N] `,
  })
  const result = await api.call('margin.open', { body: { terms } })
  context.show(result, () => `The margin account is open under the terms ${result.account.terms}.`)
}

interface Question extends Sure {
  readonly note: string
  readonly question: string
}

/** At a terminal; a pipe and --json are sure. */
async function ask(context: Context, { yes, note, question }: Question): Promise<void> {
  if (yes || context.json || !context.terminal.interactive) return
  context.terminal.note(`${note}\n`)
  if (!/^y(es)?$/i.test(await context.terminal.ask(question))) throw new CliFailure('refused', 'Nothing was done.')
}

type Transfer = { readonly direction: (typeof directions)[number]; readonly amount: string }

async function transfer(context: Context, body: Transfer, dryRun: boolean): Promise<void> {
  const api = context.own()
  if (dryRun) {
    const quote = await api.call('margin.quote', { body: { kind: 'transfer', transfer: body } })
    return showQuote(context, quote)
  }
  showAccount(context, await api.call('margin.transfer', { body }))
}

async function borrow(context: Context, amount: string, { asset, dryRun }: Loan): Promise<void> {
  const api = context.own()
  const loan = { asset, amount }
  if (dryRun) return showQuote(context, await api.call('margin.quote', { body: { kind: 'borrow', loan } }))
  showAccount(context, await api.call('margin.borrow', { body: loan }))
}

async function repay(context: Context, text: string, { asset, dryRun }: Loan): Promise<void> {
  const api = context.own()
  const repayment = { asset, amount: text === 'all' ? null : text }
  if (dryRun) return showQuote(context, await api.call('margin.quote', { body: { kind: 'repay', repayment } }))
  showAccount(context, await api.call('margin.repay', { body: repayment }))
}

function showAccount(context: Context, result: { readonly account: MarginAccount }): void {
  context.show(result, () => accountText(result.account, context))
}

function showQuote(context: Context, quote: Quote): void {
  const { before, after } = quote
  const pair = (name: keyof Quote['before']) => `${String(before[name] ?? '–')} → ${String(after[name] ?? '–')} CR`
  context.show({ dryRun: true, ...quote }, () =>
    facts(
      [
        ['dry run', 'nothing is booked'],
        ['level', `${times(before.levelBps)} → ${times(after.levelBps)}`],
        ['closed at', pair('liquidationPrice')],
        ['bankrupt at', pair('bankruptcyPrice')],
        ['equity', pair('equity')],
        ['owed then', after.debt && `${after.debt.amount} ${after.debt.asset}, ${yearly(after.debt.ratePpm)} a year`],
      ],
      context.paints,
    ),
  )
}

async function close(context: Context, { yes }: Sure): Promise<void> {
  const api = context.own()
  if (!yes && !context.json && context.terminal.interactive) {
    const { account } = await api.call('margin.get', {})
    const note = account === null ? 'No margin account is open.' : accountText(account, context)
    await ask(context, { note, question: 'Close the whole position at the market? [y/N] ' })
  }
  const result = await api.call('margin.close', {})
  context.show(result, () => {
    const { canceled, order, problem, repaid, account } = result
    const traded = order && `${order.side === 'sell' ? 'Sold' : 'Bought'} ${order.filledQuantity} LCO`
    const average = order?.averagePrice ? ` at ${order.averagePrice} CR on average` : ''
    const left =
      account.debt === null ? 'Nothing is owed.' : `${account.debt.amount} ${account.debt.asset} are still owed.`
    return [
      `${canceled.length} orders canceled.`,
      traded ? `${traded}${average}.` : problem ? `Nothing traded: ${problem.title}` : 'There was nothing to trade.',
      repaid === null ? left : `${trimmed(repaid)} paid back. ${left}`,
    ].join(' ')
  })
}

async function ladder(context: Context, limit: number): Promise<void> {
  const result = await context.api(null).call('margin.ladder', { query: { limit } })
  const columns = [
    ...[{ head: 'rank', right: true }, { head: 'side' }, { head: 'stage' }, { head: 'level', right: true }],
    ...[
      { head: 'closed at CR', right: true },
      { head: 'bankrupt at CR', right: true },
      { head: 'owed', right: true },
    ],
  ]
  const rows = result.items.map((row) => [
    ...[String(row.rank), row.side, row.stage, times(row.levelBps)],
    ...[row.liquidationPrice ?? '–', row.bankruptcyPrice ?? '–', `${trimmed(row.debt.amount)} ${row.debt.asset}`],
  ])
  context.show(
    result,
    () => `${result.owing} owe, ${result.closing} are being closed.\n\n${table(columns, rows, context.paints)}`,
  )
}

async function closes(
  context: Context,
  { own, limit }: { readonly own?: boolean; readonly limit: number },
): Promise<void> {
  const query = { query: { limit } }
  const result = own
    ? await context.own().call('marginRecords.ownCloses', query)
    : await context.api(null).call('marginRecords.closes', query)
  const columns = [
    ...[{ head: 'when' }, { head: 'side' }, { head: 'LCO', right: true }, { head: 'average CR', right: true }],
    ...[
      { head: 'limit CR', right: true },
      { head: 'mark CR', right: true },
      { head: 'bankrupt at CR', right: true },
    ],
    ...[
      { head: 'level', right: true },
      { head: 'then', right: true },
      { head: 'penalty CR', right: true },
    ],
  ]
  const rows = result.items.map((one) => [
    ...[timeText(one.at), one.side, one.quantity, one.averagePrice ?? '–', one.limitPrice, one.mark],
    ...[one.bankruptcyPrice ?? '–', times(one.levelBps), times(one.levelAfterBps), trimmed(one.penalty)],
  ])
  context.show(result, () => table(columns, rows, context.paints))
}
