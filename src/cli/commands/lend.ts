/** lx lend, unlend: money in the lending pools. */
import type { Command } from 'commander'
import { formatDecimal, parseDecimal } from '../../base/decimal.ts'
import type { ResponseOf } from '../../contract/index.ts'
import { poolAssets } from '../../contract/lending.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { facts, table, timeText, trimmed } from '../show.ts'
import { choice } from '../values.ts'

type Pool = ResponseOf<'lending.pools'>['items'][number]
type Position = ResponseOf<'lending.get'>['items'][number]
type Asset = Pool['asset']

interface LendOptions {
  readonly asset: Asset
  readonly dryRun?: boolean
}

export function lendCommands(parent: Command, context: () => Context): void {
  parent
    .command('lend')
    .description(
      'Lend CR or LCO to its pool for interest; without an amount: the pools, and with a key what you have lent.',
    )
    .argument('[amount]', 'how much')
    .option('--asset <asset>', 'CR or LCO', choice(poolAssets), 'CR')
    .option('--dry-run', 'only say what the pool is like')
    .action((amount: string | undefined, options: LendOptions) => lend(context(), amount, options))
  parent
    .command('unlend')
    .description('Take out what you have lent: at once as far as the pool has cash, the rest waits its turn.')
    .argument('[amount]', 'how much, or all')
    .option('--asset <asset>', 'CR or LCO', choice(poolAssets), 'CR')
    .option('--cancel', 'take back the withdrawal that waits instead')
    .option('--dry-run', 'only say what would be paid at once')
    .action((amount: string | undefined, options: LendOptions & { readonly cancel?: boolean }) =>
      unlend(context(), amount, options),
    )
}

async function lend(context: Context, amount: string | undefined, { asset, dryRun }: LendOptions): Promise<void> {
  if (amount === undefined) return showPools(context)
  if (dryRun) return wouldLend(context, asset, amount)
  const result = await context.own().call('lending.lend', { body: { asset, amount } })
  context.show(result, () => `You have lent ${result.lent} ${asset}. ${result.available} ${asset} are available.`)
}

async function unlend(
  context: Context,
  amount: string | undefined,
  { asset, cancel, dryRun }: LendOptions & { readonly cancel?: boolean },
): Promise<void> {
  if ((amount === undefined) !== (cancel ?? false)) throw new CliFailure('usage', 'Give an amount or all, or --cancel.')
  const api = context.own()
  if (amount === undefined) {
    const result = await api.call('lending.cancel', { body: { asset } })
    return context.show(result, () => `Nothing waits any more: ${result.lent} ${asset} are lent.`)
  }
  if (dryRun) return wouldPay(context, asset, amount)
  const result = await api.call('lending.withdraw', { body: { asset, amount: amount === 'all' ? null : amount } })
  context.show(
    result,
    () =>
      `${result.paid} ${asset} are available again, ${result.waiting} ${asset} wait their turn. ${result.lent} ${asset} stay lent.`,
  )
}

const perYear = (ppm: number): string => `${(ppm / 10_000).toFixed(2)} %`

async function poolOf(context: Context, asset: Asset): Promise<Pool> {
  const { items } = await context.api(null).call('lending.pools', {})
  const pool = items.find((one) => one.asset === asset)
  if (!pool) throw new CliFailure('network', `The server has no pool for ${asset}.`)
  return pool
}

async function wouldLend(context: Context, asset: Asset, amount: string): Promise<void> {
  const units = unitsIn(asset, amount)
  const [pool, position] = [await poolOf(context, asset), await ownIn(context, asset)]
  const covered = unitsIn(asset, position.available) >= units
  context.show({ dryRun: true, covered, pool }, () =>
    facts(
      [
        ['dry run', covered ? 'nothing is booked' : 'you do not have that much'],
        ['lenders earn', `${perYear(pool.supplyRatePpm)} a year now, ${perYear(pool.utilisationPpm)} is lent out`],
        ['free to take out', `${pool.cash} ${asset}`],
      ],
      context.paints,
    ),
  )
}

async function wouldPay(context: Context, asset: Asset, amount: string): Promise<void> {
  const [pool, position] = [await poolOf(context, asset), await ownIn(context, asset)]
  const lent = unitsIn(asset, position.lent)
  const asked = amount === 'all' ? lent : unitsIn(asset, amount)
  const paid = pool.waiting.count > 0 ? 0 : Math.min(asked, unitsIn(asset, pool.cash))
  const text = (units: number) => `${formatDecimal(units, decimalsOf(asset))} ${asset}`
  const covered = asked <= lent
  context.show({ dryRun: true, covered, pool }, () =>
    facts(
      [
        ['dry run', covered ? 'nothing is booked' : `you have lent ${text(lent)}`],
        ['paid at once', text(paid)],
        ['would wait', text(asked - paid)],
        ['before it', `${pool.waiting.amount} ${asset}`],
      ],
      context.paints,
    ),
  )
}

async function ownIn(context: Context, asset: Asset): Promise<Position> {
  const { items } = await context.own().call('lending.get', {})
  const position = items.find((one) => one.asset === asset)
  if (!position) throw new CliFailure('network', `The server has no pool for ${asset}.`)
  return position
}

const decimalsOf = (asset: Asset): number => (asset === 'CR' ? 6 : 8)

function unitsIn(asset: Asset, text: string): number {
  const units = parseDecimal(text, decimalsOf(asset))
  if (units === undefined || units < 0) throw new CliFailure('usage', `"${text}" is no amount of ${asset}.`)
  return units
}

async function showPools(context: Context): Promise<void> {
  const { items: pools } = await context.api(null).call('lending.pools', {})
  const own = context.key === undefined ? [] : (await context.own().call('lending.get', {})).items
  const { paints } = context
  const right = true
  const shown = own.filter(({ lent, waiting }) => Number(lent) > 0 || Number(waiting) > 0)
  context.show({ pools, own }, () =>
    [
      table(
        [
          ...[{ head: 'pool' }, { head: 'lenders earn', right }, { head: 'borrowers pay', right }],
          ...[
            { head: 'lent out', right },
            { head: 'in the pool', right },
            { head: 'free', right },
          ],
          { head: 'waits', right },
        ],
        pools.map((pool) => [
          ...[pool.asset, perYear(pool.supplyRatePpm), perYear(pool.borrowRatePpm), perYear(pool.utilisationPpm)],
          ...[trimmed(pool.supplied), trimmed(pool.cash), trimmed(pool.waiting.amount)],
        ]),
        paints,
      ),
      ...(shown.length === 0
        ? []
        : [
            table(
              [
                ...[{ head: 'yours' }, { head: 'lent', right }, { head: 'earned', right }],
                ...[{ head: 'waits', right }, { head: 'since' }],
              ],
              shown.map((one) => [
                ...[one.asset, trimmed(one.lent), trimmed(one.earned), trimmed(one.waiting)],
                one.waitingSince === null ? '' : timeText(one.waitingSince),
              ]),
              paints,
            ),
          ]),
    ].join('\n\n'),
  )
}
