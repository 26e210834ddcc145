/** Adds up the calls of one batch by series and hour, and gives the sums to the tables that are kept by account, day, model and channel. */
import { divFloor } from '../../base/math.ts'
import { type Credits, type Lco, type Millis, PICO_PER_MICRO, type Pico } from '../../base/money.ts'
import type { CallFacts } from '../../engine/command.ts'
import type { RowSink } from '../batch.ts'
import { latencyClass } from '../latency.ts'
import { dayStart, hourStart } from '../periods.ts'
import { NOBODY } from '../tables/flag.ts'
import { tokensCached, tokensIn, tokensOut } from '../tokens.ts'
import { addActivity } from './accounts.ts'
import type { CallSeries, EndedCall } from './context.ts'

interface LatencySums {
  calls: number
  firstTokens: number
}

/** What calls of one series did within one hour. */
class Sums {
  readonly hour: Millis
  lastAt: Millis
  calls = 0
  tokensIn = 0
  tokensCached = 0
  tokensOut = 0
  charged = 0
  mined = 0
  listMicro = 0
  listRest = 0
  costMicro = 0
  costRest = 0
  /** What upstreams were booked for; `cost` above is exact. */
  booked = 0
  latencyMs = 0
  timed = 0
  firstTokenMs = 0
  firstTokens = 0
  /** Delivered calls, and their first tokens, by class of latency. */
  readonly latencies = new Map<number, LatencySums>()

  constructor(at: Millis) {
    this.hour = hourStart(at)
    this.lastAt = at
  }
}

export class CallTally {
  readonly #rows: RowSink
  readonly #sums = new Map<CallSeries, Sums>()

  constructor(rows: RowSink) {
    this.#rows = rows
  }

  add({ series, body, facts }: EndedCall, booked: Credits): void {
    const { at, usage } = body
    const sums = this.#sumsOf(series, at)
    const listMicro = divFloor(body.listPico, PICO_PER_MICRO)
    const costMicro = divFloor(body.costPico, PICO_PER_MICRO)
    sums.lastAt = at
    sums.calls += 1
    sums.tokensIn += tokensIn(usage)
    sums.tokensCached += tokensCached(usage)
    sums.tokensOut += tokensOut(usage)
    sums.charged += body.capturedMicro
    sums.mined += body.minedUnits
    sums.listMicro += listMicro
    sums.listRest += body.listPico - listMicro * PICO_PER_MICRO
    sums.costMicro += costMicro
    sums.costRest += body.costPico - costMicro * PICO_PER_MICRO
    sums.booked += booked
    if (facts === null) return
    if (series.sort.status === 'captured') addLatencies(sums.latencies, facts)
    sums.latencyMs += facts.latencyMs
    sums.timed += 1
    if (facts.firstTokenMs === null) return
    sums.firstTokenMs += facts.firstTokenMs
    sums.firstTokens += 1
  }

  /** Merges what was added into the rows. */
  finish(): void {
    for (const [series, sums] of this.#sums) this.#merge(series, sums)
    this.#sums.clear()
  }

  #sumsOf(series: CallSeries, at: Millis): Sums {
    const known = this.#sums.get(series)
    if (known?.hour === hourStart(at)) return known
    if (known !== undefined) this.#merge(series, known)
    const sums = new Sums(at)
    this.#sums.set(series, sums)
    return sums
  }

  #merge(series: CallSeries, sums: Sums): void {
    const { owner, sort } = series
    const { model, channel } = sort
    const { hour, calls } = sums
    const [charged, mined] = [sums.charged as Credits, sums.mined as Lco]
    const place = { hour, channel: channel ?? NOBODY, model }
    this.#mergeUsage(series, sums)
    this.#rows.merge('traffic_hourly', {
      ...place,
      calls,
      failed: sort.status === 'captured' ? 0 : calls,
      retried: sort.retried * calls,
      estimated: sort.estimated * calls,
      quarantined: sort.quarantined * calls,
      tokens_in: sums.tokensIn,
      tokens_out: sums.tokensOut,
      revenue: charged,
      cost: sums.booked as Credits,
      unrecovered: 0 as Credits,
    })
    for (const [index, { calls: done, firstTokens }] of sums.latencies)
      this.#rows.merge('latency_hourly', { ...place, class: index, calls: done, first_tokens: firstTokens })
    const activity = { calls, charged, mined, receipt_hash: owner.hash }
    addActivity({ at: sums.lastAt, rows: this.#rows }, owner.account, activity)
  }

  #mergeUsage({ owner, sort }: CallSeries, sums: Sums): void {
    this.#rows.merge('usage_daily', {
      account: owner.account,
      day: dayStart(sums.hour),
      model: sort.model,
      key_id: sort.key_id,
      calls: sums.calls,
      failed: sort.status === 'captured' ? 0 : sums.calls,
      tokens_in: sums.tokensIn,
      tokens_cached: sums.tokensCached,
      tokens_out: sums.tokensOut,
      charged: sums.charged as Credits,
      mined: sums.mined as Lco,
      list_micro: sums.listMicro as Credits,
      list_rest: sums.listRest as Pico,
      cost_micro: sums.costMicro as Credits,
      cost_rest: sums.costRest as Pico,
      latency_ms: sums.latencyMs,
      timed: sums.timed,
      first_token_ms: sums.firstTokenMs,
      first_tokens: sums.firstTokens,
    })
  }
}

function addLatencies(latencies: Map<number, LatencySums>, { latencyMs, firstTokenMs }: CallFacts): void {
  at(latencies, latencyMs).calls += 1
  if (firstTokenMs !== null) at(latencies, firstTokenMs).firstTokens += 1
}

function at(latencies: Map<number, LatencySums>, ms: number): LatencySums {
  const index = latencyClass(ms)
  let sums = latencies.get(index)
  if (sums === undefined) {
    sums = { calls: 0, firstTokens: 0 }
    latencies.set(index, sums)
  }
  return sums
}
