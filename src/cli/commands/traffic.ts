/** lx admin traffic, ways, alerts, quarantine: what operators see of calls. */
import type { Command } from 'commander'
import { trafficGroupings } from '../../contract/admin-traffic.ts'
import type { ItemOf } from '../../contract/index.ts'
import type { Context } from '../context.ts'
import { plain, table, timeText, trimmed } from '../show.ts'
import { choice, duration, whole } from '../values.ts'

type Grouping = (typeof trafficGroupings)[number]

interface SpanOptions {
  readonly last: number
  readonly channel?: number
  readonly model?: string
}

export function trafficCommands(admin: Command, context: () => Context): void {
  const ranged = (command: Command): Command =>
    command
      .option('--last <duration>', 'how far back', duration, duration('7d'))
      .option('--channel <id>', 'only this channel', whole)
      .option('--model <name>', 'only this model')
  ranged(admin.command('traffic').description('Calls, failures, latency and realised margin.'))
    .option('--by <group>', trafficGroupings.join(', '), choice(trafficGroupings), 'channel' as Grouping)
    .action((options: SpanOptions & { readonly by: Grouping }) => traffic(context(), options))
  ranged(admin.command('ways').description('Ways of calls that some upstream failed.')).action((options: SpanOptions) =>
    ways(context(), options),
  )
  const alerts = admin.command('alerts').description('What the server finds wrong.')
  alerts
    .command('list')
    .description('Now; with --ended also before.')
    .option('--ended', 'with those that have ended')
    .action((options: { readonly ended?: boolean }) => listAlerts(context(), options.ended ?? false))
  alerts
    .command('acknowledge')
    .description('Say that you look after one.')
    .argument('<alert-id>', 'its number', whole)
    .option('--note <text>', 'what for')
    .action((alertId: number, options: Note) => acknowledge(context(), alertId, options))
  const quarantine = admin.command('quarantine').description('Calls whose reported usage was bent.')
  quarantine
    .command('list')
    .description('Those nobody has looked at; with --all the others too.')
    .option('--all', 'with the reviewed ones')
    .action((options: { readonly all?: boolean }) => listQuarantine(context(), options.all ?? false))
  quarantine
    .command('review')
    .description('Mark one as looked at.')
    .argument('<call-id>', 'of the call')
    .option('--note <text>', 'what it was')
    .action((callId: string, options: Note) => review(context(), callId, options))
}

interface Note {
  readonly note?: string
}

async function spanOf(context: Context, { last, channel, model }: SpanOptions) {
  const { now } = await context.own().call('status.get', {})
  return {
    from: Math.max(0, now - last),
    ...(channel === undefined ? {} : { channelId: channel }),
    ...(model === undefined ? {} : { model }),
  }
}

const right = (head: string) => ({ head, right: true })
const times = ({ p50, p95 }: { readonly p50: number | null; readonly p95: number | null }): string =>
  p50 === null ? '–' : `${p50} / ${p95}`

async function traffic(context: Context, options: SpanOptions & { readonly by: Grouping }): Promise<void> {
  const { by } = options
  const query = { ...(await spanOf(context, options)), by }
  const answer = await context.own().call('admin.traffic', { query })
  const columns = [
    { head: by },
    ...['calls', 'failed', 'failed tries', 'retried', 'ms p50 / p95', 'first token'].map(right),
    ...['revenue CR', 'cost CR', 'unrecovered CR', 'margin CR'].map(right),
    { head: 'failures' },
  ]
  const rows = answer.items.map((row) => [
    nameOf(row, by),
    ...[row.calls, row.failed, row.failedTries, row.retried].map(String),
    times(row.latencyMs),
    times(row.firstTokenMs),
    ...[row.revenue, row.cost, row.unrecovered, row.margin].map(trimmed),
    row.failures.map(({ code, tries, told }) => `${code} ${Math.max(tries, told)}`).join(', '),
  ])
  context.show(answer, () => table(columns, rows, context.paints))
}

function nameOf({ channelId, channelName, model, at }: ItemOf<'admin.traffic'>, by: Grouping): string {
  if (by === 'hour' || by === 'day') return timeText(at)
  const channel = channelId === null ? 'not delivered' : plain(channelName ?? `channel ${channelId}`)
  if (by === 'model') return plain(model ?? '')
  return by === 'channel' ? channel : `${channel} ${plain(model ?? '')}`
}

async function ways(context: Context, options: SpanOptions): Promise<void> {
  const answer = await context.own().call('admin.ways', { query: await spanOf(context, options) })
  const rows = answer.items.map(({ model, calls, steps }) => [
    String(calls),
    plain(model),
    steps
      .map(({ channelId, channelName, code }) => `${plain(channelName ?? String(channelId))} ${code ?? 'delivered'}`)
      .join(' → '),
  ])
  context.show(answer, () => table([right('calls'), { head: 'model' }, { head: 'way' }], rows, context.paints))
}

async function listAlerts(context: Context, ended: boolean): Promise<void> {
  const answer = await context.own().call('admin.alerts.list', { query: { ended } })
  const columns = [
    right('id'),
    ...['severity', 'what', 'about', 'value', 'since', 'ended', 'by'].map((head) => ({ head })),
  ]
  const rows = answer.items.map((alert) => [
    String(alert.alertId),
    alert.severity,
    alert.rule,
    plain(alert.subject),
    plain(alert.value),
    timeText(alert.since),
    alert.endedAt === null ? '' : timeText(alert.endedAt),
    alert.acknowledged === null ? '' : `#${alert.acknowledged.by ?? '–'}`,
  ])
  context.show(answer, () => table(columns, rows, context.paints))
}

async function acknowledge(context: Context, alertId: number, { note }: Note): Promise<void> {
  const body = note === undefined ? {} : { note }
  const alert = await context.own().call('admin.alerts.acknowledge', { params: { alertId }, body })
  context.show(alert, () => `Alert ${alert.alertId} (${alert.rule}) is yours.`)
}

async function listQuarantine(context: Context, all: boolean): Promise<void> {
  const answer = await context.own().call('admin.quarantine.list', { query: { open: !all, limit: 200 } })
  const columns = ['when', 'call', 'channel', 'model', 'reported', 'booked CR', 'reviewed'].map((head) => ({ head }))
  const rows = answer.items.map((row) => [
    timeText(row.at),
    row.callId,
    plain(row.channelName ?? String(row.channelId ?? '–')),
    plain(row.model),
    plain(row.reported ?? '–'),
    trimmed(row.charged),
    row.review === null ? '' : timeText(row.review.at),
  ])
  context.show(answer, () => table(columns, rows, context.paints))
}

async function review(context: Context, callId: string, { note }: Note): Promise<void> {
  const body = note === undefined ? {} : { note }
  const call = await context.own().call('admin.quarantine.review', { params: { callId }, body })
  context.show(call, () => `${call.callId} is reviewed.`)
}
