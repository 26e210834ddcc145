/** lx stake, unstake: the tier and the coins behind it. */
import type { Command } from 'commander'
import { formatLco, parseLco } from '../../base/decimal.ts'
import type { ResponseOf } from '../../contract/index.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { facts, percent, table, timeText, trimmed } from '../show.ts'
import { whole } from '../values.ts'

type Stake = ResponseOf<'stake.get'>

export function stakeCommands(parent: Command, context: () => Context): void {
  parent
    .command('stake')
    .description('Stake LCO for a better tier; without an amount: your stake and the ladder.')
    .argument('[LCO]', 'how much')
    .option('--dry-run', 'only say which tier it would give')
    .action((amount: string | undefined, options: { readonly dryRun?: boolean }) =>
      stake(context(), amount, options.dryRun ?? false),
    )
  parent
    .command('unstake')
    .description('Take LCO out of the stake: the tier drops at once, the coins wait.')
    .argument('[LCO]', 'how much')
    .option('--cancel <id>', 'take an unbonding back into the stake instead', whole)
    .option('--dry-run', 'only say which tier would be left')
    .action((amount: string | undefined, options: { readonly cancel?: number; readonly dryRun?: boolean }) =>
      unstake(context(), amount, options),
    )
}

async function stake(context: Context, amount: string | undefined, dryRun: boolean): Promise<void> {
  const api = context.own()
  if (amount === undefined) return showStake(context, await api.call('stake.get', {}))
  if (dryRun) return whatIf(context, await api.call('stake.get', {}), { change: lcoIn(amount) })
  const result = await api.call('stake.add', { body: { amount } })
  context.show(
    result,
    () =>
      `${result.staked} LCO staked. Tier ${result.tier}${result.nextTier === result.tier ? '' : `, ${result.nextTier} from ${timeText(result.nextTierAt)}`}.`,
  )
}

async function unstake(
  context: Context,
  amount: string | undefined,
  options: { readonly cancel?: number; readonly dryRun?: boolean },
): Promise<void> {
  const api = context.own()
  if ((amount === undefined) === (options.cancel === undefined))
    throw new CliFailure('usage', 'Give an amount, or --cancel with the id of an unbonding.')
  if (options.cancel !== undefined) {
    const result = await api.call('stake.cancel', { body: { unbondingId: options.cancel } })
    return context.show(result, () => `${result.staked} LCO are staked again.`)
  }
  const wish = amount ?? ''
  if (options.dryRun) return whatIf(context, await api.call('stake.get', {}), { change: -lcoIn(wish) })
  const result = await api.call('stake.remove', { body: { amount: wish } })
  context.show(
    result,
    () =>
      `Unbonding ${result.unbondingId} releases ${wish} LCO at ${timeText(result.releaseAt)}. ${result.staked} LCO stay staked, tier ${result.tier}.`,
  )
}

function lcoIn(text: string): number {
  const units = parseLco(text)
  if (units === undefined || units <= 0) throw new CliFailure('usage', `"${text}" is no amount of LCO.`)
  return units
}

/** The tier by the ladder; the server decides when it takes effect. */
function whatIf(context: Context, state: Stake, { change }: { readonly change: number }): void {
  const before = (parseLco(state.staked) ?? 0) + (parseLco(state.imo) ?? 0)
  const after = before + change
  const covered = change > 0 ? (parseLco(state.available) ?? 0) >= change : (parseLco(state.staked) ?? 0) >= -change
  const tier = state.ladder.findLast((step) => (parseLco(step.stake) ?? 0) <= after)?.tier ?? 'lv1'
  const staked = formatLco((before + change - (parseLco(state.imo) ?? 0)) as Parameters<typeof formatLco>[0])
  context.show({ dryRun: true, covered, staked, tierNow: state.tier, tierThen: tier }, () =>
    facts(
      [
        ['dry run', covered ? 'nothing is booked' : 'you do not have that much'],
        ['staked then', `${staked} LCO`],
        ['tier', `${state.tier} → ${tier}${change > 0 ? `, ${state.upgradeDelayMs / 3_600_000} h later` : ' at once'}`],
        ['coins wait', change < 0 ? `${state.unbondingMs / 86_400_000} days` : null],
      ],
      context.paints,
    ),
  )
}

function showStake(context: Context, state: Stake): void {
  const { paints } = context
  context.show(state, () =>
    [
      facts(
        [
          ['staked', `${state.staked} LCO`],
          ['available', `${state.available} LCO`],
          [
            'tier',
            `${state.tier}, pays ${state.rateBps === null ? 'cost price' : `${percent(state.rateBps)} of list`}`,
          ],
          ['next tier', state.nextTier === state.tier ? null : `${state.nextTier} from ${timeText(state.nextTierAt)}`],
          ...state.unbondings.map((one): [string, string] => [
            `unbonding ${one.unbondingId}`,
            `${one.amount} LCO at ${timeText(one.releaseAt)}`,
          ]),
        ],
        paints,
      ),
      table(
        [{ head: 'tier' }, { head: 'stake LCO', right: true }, { head: 'pays', right: true }],
        state.ladder.map((step) => [
          step.tier === state.tier ? paints.strong(step.tier) : step.tier,
          trimmed(step.stake),
          step.rateBps === null ? 'cost' : percent(step.rateBps),
        ]),
        paints,
      ),
    ].join('\n\n'),
  )
}
