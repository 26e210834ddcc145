/** lx wars: the standings, the own place, closed rounds, and the champion's choice. */
import type { Command } from 'commander'
import type { ResponseOf } from '../../contract/index.ts'
import { warPerks } from '../../contract/wars.ts'
import type { Context } from '../context.ts'
import { facts, table, timeText, trimmed } from '../show.ts'
import { choice, whole } from '../values.ts'

type Perk = (typeof warPerks)[number]
type Standing = ResponseOf<'wars.get'>['standings'][number]

interface WarOptions {
  readonly round?: number
  readonly rounds?: boolean
  readonly choose?: Perk
}

export function warCommands(parent: Command, context: () => Context): void {
  parent
    .command('wars')
    .description('Compute Wars: the standings and prizes of this week, and with a key your place.')
    .option('--rounds', 'closed rounds instead')
    .option('--round <n>', 'one closed round: prizes, exclusions with reasons', whole)
    .option('--choose <perk>', `as champion: ${warPerks.join(' or ')}`, choice(warPerks))
    .action((options: WarOptions) => wars(context(), options))
}

async function wars(context: Context, { round, rounds, choose }: WarOptions): Promise<void> {
  if (choose !== undefined) return chosen(context, choose)
  if (round !== undefined) return one(context, round)
  if (rounds) return past(context)
  const state = await context.api().call('wars.get', {})
  const own = context.key !== undefined ? await context.own().call('wars.own', {}) : null
  const { paints } = context
  context.show({ ...state, own }, () =>
    [
      facts(
        [
          ['round', `${state.roundId}, closes ${timeText(state.endsAt)}`],
          ['war pool', `${trimmed(state.pool)} LCO`],
          ['players', String(state.players)],
          ['warning', state.ratio.paysWash ? 'the pool is worth more than the first ten pay in margin' : null],
          [
            'you',
            own === null ? null : own.rank === null ? `${own.name}, no score yet` : `${own.name}, rank ${own.rank}`,
          ],
          ['to the next', own?.gap == null ? null : `${own.gap} CR`],
          [
            'choose',
            own?.choice ? `your perk by ${timeText(own.choice.until)}: lx wars --choose ${warPerks[0]}` : null,
          ],
        ],
        paints,
      ),
      standings(state.standings, context),
    ].join('\n\n'),
  )
}

function standings(rows: readonly Standing[], { paints }: Context): string {
  return table(
    [
      { head: 'rank', right: true },
      { head: 'name' },
      { head: 'score CR', right: true },
      { head: 'prize LCO', right: true },
    ],
    rows.map(({ rank, name, score, prize }) => [String(rank), name, trimmed(score), trimmed(prize)]),
    paints,
  )
}

async function chosen(context: Context, perk: Perk): Promise<void> {
  const result = await context.own().call('wars.choose', { body: { perk } })
  const what = perk === 'free_calls' ? `Free calls worth ${result.grant} CR` : 'No limit on calls at a time'
  context.show(result, () => `${what} until ${timeText(result.endsAt)}.`)
}

async function past(context: Context): Promise<void> {
  const page = await context.api().call('wars.rounds.list', {})
  context.show(page, () =>
    table(
      [{ head: 'round', right: true }, { head: 'closed' }, { head: 'champion' }, { head: 'paid LCO', right: true }],
      page.items.map(({ roundId, closedAt, champion, paid }) => [
        String(roundId),
        timeText(closedAt),
        champion ?? '–',
        paid === null ? '–' : trimmed(paid),
      ]),
      context.paints,
    ),
  )
}

async function one(context: Context, roundId: number): Promise<void> {
  const round = await context.api().call('wars.rounds.get', { params: { roundId } })
  context.show(round, () =>
    [
      standings(round.prizes, context),
      ...round.reviews.map(({ name, kind, reason }) => `${name} ${kind}: ${reason}`),
    ].join('\n'),
  )
}
