/** Tries at upstreams that failed → rows of the call, and sums by hour. Sums over calls themselves are added up in call-tally.ts. */
import type { Credits } from '../../base/money.ts'
import type { CallFacts } from '../../engine/command.ts'
import { hourStart } from '../periods.ts'
import type { HistorySchema } from '../schema.ts'
import { NOBODY } from '../tables/flag.ts'
import { wayText } from '../way.ts'
import type { CallSort } from './call-sort.ts'
import type { CommandContext } from './context.ts'

type Sums = Omit<HistorySchema['traffic_hourly'], 'hour' | 'channel' | 'model'>

/** What a row of sums starts from. */
export const noTraffic: Sums = {
  ...{ calls: 0, failed: 0, retried: 0, estimated: 0, quarantined: 0 },
  ...{ tokens_in: 0, tokens_out: 0 },
  ...{ revenue: 0 as Credits, cost: 0 as Credits, unrecovered: 0 as Credits },
}

interface FailedCall {
  /** Of calls. */
  readonly id: number
  readonly sort: CallSort
  readonly facts: CallFacts
}

export function failureRows({ rows, at }: CommandContext, { id, sort, facts }: FailedCall): void {
  const { failures = [], error } = facts
  const { model, channel: delivered } = sort
  const hour = hourStart(at)
  for (const [index, { channel, code, status, ms }] of failures.entries()) {
    rows.append('call_failures', { call: id, try: index + 1, channel, code, status, ms })
    rows.merge('failures_hourly', { hour, channel, model, code, tries: 1, told: 0 })
  }
  if (failures.length > 0) rows.merge('ways_hourly', { hour, model, way: wayText(failures, delivered), calls: 1 })
  if (error === undefined) return
  const channel = delivered ?? failures.at(-1)?.channel ?? NOBODY
  rows.merge('failures_hourly', { hour, channel, model, code: error, tries: 0, told: 1 })
}
