/** lx gov: proposals, own power, proposing and voting; veto and decision as an operator. Hiding a text is in the web app and the API. */
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { proposalFilters, voteChoices } from '../../contract/governance.ts'
import type { ResponseOf } from '../../contract/index.ts'
import type { Context } from '../context.ts'
import { facts, plain, table, timeText, trimmed } from '../show.ts'
import { choice, whole } from '../values.ts'

type Proposal = ResponseOf<'governance.list'>['items'][number]
type Filter = (typeof proposalFilters)[number]
type Choice = (typeof voteChoices)[number]
interface Change {
  readonly key: string
  readonly value: string
}
interface Draft {
  readonly title: string
  readonly body: string
  readonly set: readonly Change[]
}

const right = true

export function govCommands(parent: Command, context: () => Context): void {
  const gov = parent.command('gov').description('Governance: Whales change parameters by vote.')
  const proposal = ['<proposal>', 'its number', whole] as const
  gov
    .command('list', { isDefault: true })
    .description('Proposals, newest first.')
    .option('--status <status>', proposalFilters.join(', '), choice(proposalFilters), 'all')
    .action(({ status }: { readonly status: Filter }) => list(context(), status))
  gov
    .command('show')
    .description('One proposal: its text, changes, tally and every step.')
    .argument(...proposal)
    .action((id: number) => show(context(), id))
  gov
    .command('power')
    .description('Your voting power, and the votes that wait for you.')
    .action(() => power(context()))
  gov
    .command('propose')
    .description('Propose changes of parameters, or a resolution in words, with a bond.')
    .requiredOption('--title <text>', 'one line')
    .requiredOption('--body <text>', 'why')
    .option('--set <key=value>', 'a parameter and its new value; again for up to 8', change, [])
    .action((draft: Draft) => propose(context(), draft))
  gov
    .command('vote')
    .description('Vote on a proposal: final. The stake behind it stays staked until the vote ends.')
    .argument(...proposal)
    .argument('<choice>', voteChoices.join(', '), choice(voteChoices))
    .action((id: number, wanted: Choice) => vote(context(), id, wanted))
  operatorCommands(gov, context)
}

function operatorCommands(gov: Command, context: () => Context): void {
  const proposal = ['<proposal>', 'its number', whole] as const
  gov
    .command('veto')
    .description('Operators: end a proposal before it is executed.')
    .argument(...proposal)
    .requiredOption('--reason <text>', 'public, for good')
    .option('--abuse', 'burn its bond', false)
    .action((id: number, options: { readonly reason: string; readonly abuse: boolean }) => veto(context(), id, options))
  for (const [name, accept, text] of [
    ['accept', true, 'Operators: accept what an advisory vote was about; it still waits its timelock.'],
    ['decline', false, 'Operators: decline what an advisory vote was about.'],
  ] as const)
    gov
      .command(name)
      .description(text)
      .argument(...proposal)
      .requiredOption('--reason <text>', 'public, for good')
      .action((id: number, { reason }: { readonly reason: string }) => decide(context(), id, { accept, reason }))
}

/** One more `key=value`. */
function change(text: string, before: readonly Change[]): Change[] {
  const [key, value, ...rest] = text.split('=')
  if (!key || !value || rest.length > 0) throw new InvalidArgumentError('Write it as market.takerFee=25.')
  return [...before, { key, value }]
}

function changesText(changes: Proposal['changes']): string {
  return changes.map(({ key, before, after }) => `${key} ${trimmed(before)} → ${trimmed(after)}`).join(', ')
}

async function list(context: Context, status: Filter): Promise<void> {
  const { items } = await context.api(null).call('governance.list', { query: { status, limit: 100 } })
  const columns = [
    ...[{ head: 'no.', right }, { head: 'title' }, { head: 'changes' }, { head: 'status' }],
    ...['yes', 'no', 'abstain'].map((head) => ({ head, right })),
    { head: 'goes on' },
  ]
  const rows = items.map(({ proposalId, title, changes, status: now, tally, dueAt }) => [
    ...[String(proposalId), plain(title), changes.length === 0 ? 'in words' : changesText(changes), now],
    ...[tally.yes, tally.no, tally.abstain].map(String),
    dueAt === null ? '' : timeText(dueAt),
  ])
  context.show({ items }, () => (items.length === 0 ? 'No such proposals.' : table(columns, rows, context.paints)))
}

function needText({ majority, money, voters, snapshot }: Proposal): string {
  const share = `${majority.strict ? 'more than' : 'at least'} ${majority.bps / 100} % yes`
  const quorum = snapshot === null ? '40 % of the power' : `${snapshot.quorum} of ${snapshot.total}`
  return `${voters} voters, ${quorum}, ${share}${money ? ' (moves money)' : ''}`
}

async function show(context: Context, proposalId: number): Promise<void> {
  const found = await context.api(null).call('governance.get', { params: { proposalId } })
  const { text, tally, steps, snapshot, dueAt, status } = found
  context.show(found, () =>
    [
      facts(
        [
          ['title', text.hidden === null ? plain(text.title) : `hidden: ${plain(text.hidden.reason)}`],
          ['by', `${found.proposer}, bond ${trimmed(found.bond)} LCO${found.burned ? ', burned' : ''}`],
          ['changes', found.changes.length === 0 ? 'none: a resolution in words' : changesText(found.changes)],
          ['status', dueAt === null ? status : `${status} until ${timeText(dueAt)}`],
          ['votes', `${tally.yes} yes, ${tally.no} no, ${tally.abstain} abstain, of ${tally.voters} voters`],
          ['needs', snapshot?.advisory ? 'nothing: too few Whales, the operator decides' : needText(found)],
          ...(found.defeat === null ? [] : ([['defeated by', found.defeat]] as const)),
          ...(found.failure === null ? [] : ([['failed', `${found.failure.key}: ${found.failure.code}`]] as const)),
          ['text', plain(text.body)],
        ],
        context.paints,
      ),
      table(
        [{ head: 'when' }, { head: 'step' }, { head: 'reason' }],
        steps.map((step) => [timeText(step.at), step.status, plain(step.reason ?? '')]),
        context.paints,
      ),
    ].join('\n\n'),
  )
}

async function power(context: Context): Promise<void> {
  const own = await context.own().call('governance.own', {})
  const waiting = own.votes.filter((one) => one.choice === null && one.power > 0)
  context.show(own, () =>
    facts(
      [
        ['power now', own.whale ? String(own.power) : '0: no Whale'],
        ['locked by votes', `${own.locked} LCO`],
        ['your proposals', String(own.proposals)],
        [
          'you may vote on',
          waiting.map((one) => `${one.proposalId} with ${one.power}`).join(', ') || 'nothing at the moment',
        ],
      ],
      context.paints,
    ),
  )
}

async function propose(context: Context, { title, body, set }: Draft): Promise<void> {
  const made = await context.own().call('governance.propose', { body: { title, body, changes: [...set] } })
  context.show(
    made,
    () =>
      `Proposal ${made.proposalId}: ${trimmed(made.bond)} LCO bonded. The vote begins at ${timeText(made.votingAt)}.`,
  )
}

async function vote(context: Context, proposalId: number, wanted: Choice): Promise<void> {
  const done = await context.own().call('governance.vote', { params: { proposalId }, body: { choice: wanted } })
  context.show(done, () => `Voted ${wanted} with ${done.power}. The stake stays until ${timeText(done.lockedUntil)}.`)
}

async function veto(
  context: Context,
  proposalId: number,
  body: { readonly reason: string; readonly abuse: boolean },
): Promise<void> {
  const done = await context.own().call('admin.governance.veto', { params: { proposalId }, body })
  context.show(done, () => `Vetoed proposal ${proposalId}. Its bond was ${body.abuse ? 'burned' : 'returned'}.`)
}

async function decide(
  context: Context,
  proposalId: number,
  body: { readonly accept: boolean; readonly reason: string },
): Promise<void> {
  const done = await context.own().call('admin.governance.decide', { params: { proposalId }, body })
  const { executesAt } = done
  const said = body.accept ? 'Accepted' : 'Declined'
  context.show(done, () =>
    executesAt === null ? `${said} proposal ${proposalId}.` : `${said}: executed at ${timeText(executesAt)}.`,
  )
}
