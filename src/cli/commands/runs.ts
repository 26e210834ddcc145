/** lx runs list, open, show, close: spend envelopes for agents. */
import type { Command } from 'commander'
import type { Run } from '../../contract/runs.ts'
import type { Context } from '../context.ts'
import { facts, plain, table, timeText, trimmed } from '../show.ts'
import { duration, list, whole } from '../values.ts'

interface OpenOptions {
  readonly for?: number
  readonly name?: string
  readonly models?: string[]
}

export function runCommands(parent: Command, context: () => Context): void {
  const runs = parent
    .command('runs')
    .description('Spend envelopes for agents: a reserved budget with a key of its own.')
  runs
    .command('list')
    .description('Your runs, newest first.')
    .option('--open', 'without those that are closed')
    .option('--limit <n>', 'how many', whole, 50)
    .action((options: { readonly open?: boolean; readonly limit: number }) => listRuns(context(), options))
  runs
    .command('open')
    .description('Reserve a budget. The key that spends it is printed.')
    .argument('<CR>', 'the budget; it leaves your available credits until the run is closed')
    .option('--for <duration>', 'how long it lasts; an hour when left out, 30d at most', duration)
    .option('--name <text>', 'what the run is for')
    .option('--models <list>', 'the only models it may call', list)
    .action((budget: string, options: OpenOptions) => open(context(), budget, options))
  runs
    .command('show')
    .description('One run: what it has spent, and on how many calls.')
    .argument('<run-id>', 'its number', whole)
    .action((runId: number) => show(context(), runId))
  runs
    .command('close')
    .description('Close a run. What is left is available again when its last call has ended.')
    .argument('<run-id>', 'its number', whole)
    .action((runId: number) => close(context(), runId))
}

/** The largest page that the server gives. */
const PAGE = 200

async function listRuns(context: Context, wish: { readonly open?: boolean; readonly limit: number }): Promise<void> {
  const api = context.own()
  const items: Run[] = []
  let cursor: string | undefined
  do {
    const limit = Math.max(1, Math.min(PAGE, wish.limit - items.length))
    const query = { open: wish.open ?? false, limit, ...(cursor !== undefined && { cursor }) }
    const page = await api.call('runs.list', { query })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && items.length < wish.limit)
  const columns = [
    { head: 'id', right: true },
    ...['name', 'key', 'status'].map((head) => ({ head })),
    ...['budget CR', 'spent CR', 'held CR', 'left CR'].map((head) => ({ head, right: true })),
    { head: 'expires' },
  ]
  const rows = items.map((run) => [
    String(run.runId),
    plain(run.name),
    run.hint,
    run.status,
    ...[run.budget, run.spent, run.held, run.left].map(trimmed),
    timeText(run.expiresAt),
  ])
  context.show({ items }, () => table(columns, rows, context.paints))
}

async function open(context: Context, budget: string, options: OpenOptions): Promise<void> {
  const { for: lifeMs, name, models } = options
  const opened = await context.own().call('runs.open', {
    body: {
      budget,
      ...(name !== undefined && { name }),
      ...(models !== undefined && { models }),
      ...(lifeMs !== undefined && { expiresInSeconds: Math.max(1, Math.floor(lifeMs / 1_000)) }),
    },
  })
  // The secret alone on standard output: KEY=$(lx runs open 0.50).
  context.show(opened, () => opened.secret)
  if (context.json) return
  const { runId, expiresAt } = opened
  context.terminal.note(
    `Run ${runId} has ${trimmed(opened.budget)} CR until ${timeText(expiresAt)}. Keep its key now.\n`,
  )
}

async function show(context: Context, runId: number): Promise<void> {
  const run = await context.own().call('runs.get', { params: { runId } })
  const { usage } = run
  context.show(run, () =>
    facts(
      [
        ['run', `${run.runId} ${plain(run.name)}`],
        ['status', run.status],
        ['key', run.hint],
        ['models', run.models === null ? 'all' : run.models.map(plain).join(', ')],
        ['opened', timeText(run.createdAt)],
        ['expires', timeText(run.expiresAt)],
        ...(['budget', 'spent', 'held', 'left', 'returned'] as const).map((part) => [part, `${run[part]} CR`] as const),
        ['calls', usage.failed === 0 ? String(usage.calls) : `${usage.calls}, ${usage.failed} of them free`],
        ['tokens', `${usage.inputTokens} in, ${usage.outputTokens} out`],
        ['mined', `${usage.mined} LCO`],
      ],
      context.paints,
    ),
  )
}

async function close(context: Context, runId: number): Promise<void> {
  const run = await context.own().call('runs.close', { params: { runId } })
  context.show(run, () => {
    const spent = `${trimmed(run.spent)} of ${trimmed(run.budget)} CR spent`
    return run.status === 'closed'
      ? `Run ${run.runId} is closed: ${spent}, ${trimmed(run.returned)} CR are available again.`
      : `Run ${run.runId} is closing: ${spent}; what is left comes back when its last call has ended.`
  })
}
