/** lx imo: offerings of scarce models, locking staked coins, own quotas; announcing and ending them as an operator. */
import type { Command } from 'commander'
import { formatLco, parseLco } from '../../base/decimal.ts'
import type { ResponseOf } from '../../contract/index.ts'
import { afterwardsModes, offeringModes } from '../../contract/offerings.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { facts, table, timeText, trimmed } from '../show.ts'
import { choice, whole } from '../values.ts'

type Offering = ResponseOf<'offerings.list'>['items'][number]
type Position = ResponseOf<'offerings.mine'>['items'][number]

interface AnnounceOptions {
  readonly total: string
  readonly from: string
  readonly mode: Offering['mode']
  readonly cap?: number
  readonly afterwards: Offering['afterwards']
}

const right = true

export function imoCommands(parent: Command, context: () => Context): void {
  const imo = parent.command('imo').description('The launchpad: scarce models shared out to those who lock staked LCO.')
  imo
    .command('list', { isDefault: true })
    .description('Offerings, and with a key what you have locked and may use.')
    .action(() => list(context()))
  imo
    .command('show')
    .description('One offering: terms, what happened, who got how much.')
    .argument('<offering>', 'its number', whole)
    .action((id: number) => show(context(), id))
  imo
    .command('lock')
    .description('Lock staked LCO in an offering until its quotas end.')
    .argument('<offering>', 'its number', whole)
    .argument('<LCO>', 'how much')
    .option('--dry-run', 'only say whether it would be possible')
    .action((id: number, amount: string, { dryRun }: { readonly dryRun?: boolean }) =>
      lock(context(), { id, amount, dryRun: dryRun ?? false }),
    )
  imo
    .command('announce')
    .description('Operators: announce an offering; its model is closed to all from now on.')
    .argument('<model>', 'as callers name it')
    .requiredOption('--total <CR>', 'shared out to all, in CR of list price')
    .requiredOption('--from <time>', 'when locks begin, UTC, e.g. 2026-01-05T12:00Z')
    .option('--mode <mode>', 'how locks score', choice(offeringModes), 'time_weighted')
    .option('--cap <bps>', 'most for one account in basis points; else as the parameters say', whole)
    .option('--afterwards <what>', 'the model after its end', choice(afterwardsModes), 'closed')
    .action((model: string, options: AnnounceOptions) => announce(context(), model, options))
  for (const [name, text] of [
    ['cancel', 'Operators: cancel an offering before its window has ended; locks are released.'],
    ['open', 'Operators: let anybody call the model once the use window has ended.'],
  ] as const)
    imo
      .command(name)
      .description(text)
      .argument('<offering>', 'its number', whole)
      .requiredOption('--reason <text>', 'public, for good')
      .action((id: number, { reason }: { readonly reason: string }) => act(context(), name, { id, reason }))
}

async function list(context: Context): Promise<void> {
  const { items } = await context.api(null).call('offerings.list', {})
  const mine = context.key !== undefined ? (await context.own().call('offerings.mine', {})).items : []
  const own = (id: number): Position | undefined => mine.find(({ offeringId }) => offeringId === id)
  context.show({ items, mine }, () =>
    items.length === 0
      ? 'No offerings yet.'
      : table(
          [
            ...[{ head: 'no.', right }, { head: 'model' }, { head: 'phase' }, { head: 'until' }],
            ...[
              { head: 'total CR', right },
              { head: 'locked LCO', right },
            ],
            ...[
              { head: 'yours LCO', right },
              { head: 'quota left CR', right },
            ],
          ],
          items.map((offering) => [
            String(offering.offeringId),
            offering.model,
            offering.phase,
            timeText(endOf(offering)),
            trimmed(offering.total),
            trimmed(offering.locked),
            trimmed(own(offering.offeringId)?.locked ?? '0'),
            own(offering.offeringId)?.remaining ?? '',
          ]),
          context.paints,
        ),
  )
}

function endOf({ phase, subscribeFrom, subscribeUntil, activeUntil }: Offering): number {
  if (phase === 'announced') return subscribeFrom
  return phase === 'subscribe' ? subscribeUntil : activeUntil
}

async function show(context: Context, id: number): Promise<void> {
  const api = context.api(null)
  const params = { offeringId: id }
  const offering = await api.call('offerings.get', { params })
  const { items: shares } = await api.call('offerings.allocation', { params, query: { limit: 200 } })
  context.show({ offering, shares }, () =>
    [
      facts(
        [
          ['model', offering.model],
          ['phase', `${offering.phase} until ${timeText(endOf(offering))}`],
          ['total', `${offering.total} CR of list price, at most ${offering.cap} CR for one account`],
          ['scores', offering.mode],
          ['locked', `${offering.locked} LCO by ${offering.lockers}`],
          ['unallocated', offering.unallocated === null ? 'not known yet' : `${offering.unallocated} CR`],
          ['afterwards', offering.afterwards],
          ...offering.acts.map(
            ({ at, kind, reason }) => [kind, `${timeText(at)}${reason === null ? '' : ` ${reason}`}`] as const,
          ),
        ],
        context.paints,
      ),
      ...(shares.length === 0
        ? []
        : [
            table(
              [
                ...[{ head: 'rank', right }, { head: 'name' }, { head: 'locked LCO', right }],
                ...[
                  { head: 'weight', right },
                  { head: 'quota CR', right },
                  { head: 'used CR', right },
                ],
              ],
              shares.map(({ rank, name, locked, weight, quota, used }) => [
                ...[String(rank), name, trimmed(locked), String(weight), quota, used],
              ]),
              context.paints,
            ),
          ]),
    ].join('\n\n'),
  )
}

interface Lock {
  readonly id: number
  readonly amount: string
  readonly dryRun: boolean
}

async function lock(context: Context, { id, amount, dryRun }: Lock): Promise<void> {
  const api = context.own()
  const params = { offeringId: id }
  if (!dryRun) {
    const result = await api.call('offerings.lock', { params, body: { amount } })
    return context.show(
      result,
      () => `${result.locked} LCO locked with weight ${result.weight}. ${result.staked} LCO could still be locked.`,
    )
  }
  const units = parseLco(amount)
  if (units === undefined) throw new CliFailure('usage', `${amount} is no amount of LCO.`)
  const { staked, items } = await api.call('offerings.mine', {})
  const own = items.find(({ offeringId }) => offeringId === id)
  const possible = own !== undefined && own.weightNow > 0 && units <= (parseLco(staked) ?? 0)
  context.show({ dryRun: true, possible, position: own ?? null, staked }, () =>
    facts(
      [
        ['dry run', possible ? 'nothing is locked' : 'this would be refused'],
        ['would lock', `${formatLco(units)} LCO of ${staked} LCO staked`],
        ['weight', own === undefined ? 'no such live offering' : String(own.weightNow)],
      ],
      context.paints,
    ),
  )
}

async function announce(context: Context, model: string, options: AnnounceOptions): Promise<void> {
  const subscribeFrom = Date.parse(options.from)
  if (Number.isNaN(subscribeFrom)) throw new CliFailure('usage', `${options.from} is no time.`)
  const { total, mode, afterwards, cap } = options
  const terms = { model, total, mode, afterwards, subscribeFrom }
  const result = await context
    .own()
    .call('admin.offerings.announce', { body: cap === undefined ? terms : { ...terms, capBps: cap } })
  context.show(
    result,
    () => `Offering ${result.offeringId} of ${model} is announced: locks from ${timeText(result.subscribeFrom)}.`,
  )
}

async function act(
  context: Context,
  name: 'cancel' | 'open',
  { id, reason }: { readonly id: number; readonly reason: string },
): Promise<void> {
  const api = context.own()
  const request = { params: { offeringId: id }, body: { reason } }
  const result =
    name === 'cancel'
      ? await api.call('admin.offerings.cancel', request)
      : await api.call('admin.offerings.open', request)
  context.show(result, () =>
    name === 'cancel'
      ? `Offering ${id} is canceled; its locks are released.`
      : `${result.model} is open to all once the use window has ended.`,
  )
}
