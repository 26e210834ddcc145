/** Calls that ended → calls with chained receipts, daily usage, hourly model counts; the margin once the command is complete. */
import { divFloor } from '../../base/math.ts'
import { type Bps, type Credits, type Lco, PICO_PER_MICRO, type Pico } from '../../base/money.ts'
import type { CallCapturedEvent, CallEndedEvent, CallUnrecoveredEvent } from '../../engine/event.ts'
import type { UsageVector } from '../../engine/metering/rates.ts'
import { dayStart, hourStart } from '../periods.ts'
import { NO_HASH, type ReceiptBody, receiptText } from '../receipt.ts'
import type { HistorySchema } from '../schema.ts'
import { NOBODY } from '../tables/flag.ts'
import { addActivity } from './accounts.ts'
import type { CommandContext, RowBuilder } from './context.ts'

type CallRow = HistorySchema['calls']

export const callCapturedRows: RowBuilder<'call.captured'> = (event, context) => {
  const card = context.state.cards.get(event.cardId) ?? null
  writeCall(
    context,
    {
      ...position(context, event),
      status: 'captured',
      outcome: event.facts.outcome,
      card,
      usage: event.usage,
      estimated: event.facts.estimated,
      tier: event.tier,
      tierBps: event.tierBps,
      surchargeBps: event.surchargeBps,
      listPico: event.list,
      costPico: event.cost,
      chargePico: event.charge,
      carriedInPico: event.carriedIn,
      carriedOutPico: event.carriedOut,
      holdMicro: event.hold,
      capturedMicro: event.captured,
      writtenOffMicro: event.writtenOff,
      eligible: event.eligible,
      minedUnits: event.mined,
      era: event.era,
      minedFromMicro: event.minedFrom,
    },
    event,
  )
}

/** Released and aborted calls get a receipt too: it says that nothing was billed. */
export const callEndedRows: RowBuilder<'call.released' | 'call.aborted'> = (event, context) => {
  const status = event.type === 'call.released' ? 'released' : 'aborted'
  writeCall(
    context,
    {
      ...position(context, event),
      ...unbilled,
      status,
      outcome: event.facts?.outcome ?? status,
      holdMicro: event.hold,
    },
    event,
  )
}

const unbilled = {
  card: null,
  usage: [],
  estimated: false,
  tier: null,
  tierBps: 0 as Bps,
  surchargeBps: 0 as Bps,
  listPico: 0 as Pico,
  costPico: 0 as Pico,
  chargePico: 0 as Pico,
  carriedInPico: 0 as Pico,
  carriedOutPico: 0 as Pico,
  capturedMicro: 0 as Credits,
  writtenOffMicro: 0 as Credits,
  eligible: false,
  minedUnits: 0 as Lco,
  era: 0,
  minedFromMicro: 0 as Credits,
} as const

type CallEvent = CallCapturedEvent | CallEndedEvent

function position({ seq, at, state }: CommandContext, { account, callId, keyId, model }: CallEvent) {
  const head = state.heads.get(account) ?? { receipt: 0, hash: NO_HASH }
  const named = { account, callId, keyId, model, sequence: seq, at }
  return { version: 1, receipt: head.receipt + 1, previous: head.hash, ...named } as const
}

function writeCall(context: CommandContext, body: ReceiptBody, event: CallEvent): void {
  const { rows, state, seq, at } = context
  const hash = context.digest(receiptText(body))
  const channel = event.type === 'call.captured' ? event.channel : null
  state.heads.set(body.account, { receipt: body.receipt, hash })
  const row: CallRow = {
    id: ++state.call,
    seq,
    at,
    channel,
    ...billColumns(body),
    ...factColumns(event.facts),
    receipt_hash: hash,
  }
  rows.append('calls', row)
  rows.merge('receipt_heads', { account: body.account, receipt: body.receipt, hash })
  const failed = body.status === 'captured' ? 0 : 1
  const { callId, model, capturedMicro: captured } = body
  context.ended.push({ callId, channel: channel ?? NOBODY, model, captured, failed })
  usageRows(context, row, body.usage)
  addActivity(context, row.account, { calls: 1, charged: row.captured, mined: row.mined })
}

function billColumns(body: ReceiptBody) {
  return {
    call_id: body.callId,
    status: body.status,
    outcome: body.outcome,
    account: body.account,
    key_id: body.keyId ?? NOBODY,
    card: body.card?.cardId ?? null,
    model: body.model,
    tier: body.tier,
    tier_bps: body.tierBps,
    surcharge_bps: body.surchargeBps,
    usage: JSON.stringify(body.usage),
    tokens_in: tokensIn(body.usage),
    tokens_out: tokensOut(body.usage),
    list: body.listPico,
    charge: body.chargePico,
    cost: body.costPico,
    carried_in: body.carriedInPico,
    carried_out: body.carriedOutPico,
    hold: body.holdMicro,
    captured: body.capturedMicro,
    written_off: body.writtenOffMicro,
    eligible: body.eligible ? 1 : 0,
    mined: body.minedUnits,
    era: body.era,
    mined_from: body.minedFromMicro,
    estimated: body.estimated ? 1 : 0,
    receipt: body.receipt,
    previous_hash: body.previous,
  } as const
}

function factColumns(facts: CallEvent['facts']) {
  return {
    latency_ms: facts?.latencyMs ?? null,
    first_token_ms: facts?.firstTokenMs ?? null,
    dialect: facts?.dialect ?? null,
    stream: facts === null ? null : facts.stream ? 1 : 0,
    http_status: facts?.status ?? null,
    quarantined: facts?.quarantined ? 1 : 0,
  } as const
}

function usageRows({ rows, at }: CommandContext, row: CallRow, usage: UsageVector): void {
  const failed = row.status === 'captured' ? 0 : 1
  const listMicro = divFloor(row.list, PICO_PER_MICRO)
  const costMicro = divFloor(row.cost, PICO_PER_MICRO)
  rows.merge('usage_daily', {
    account: row.account,
    day: dayStart(at),
    model: row.model,
    key_id: row.key_id,
    calls: 1,
    failed,
    tokens_in: row.tokens_in,
    tokens_cached: usage[CACHE_READ] ?? 0,
    tokens_out: row.tokens_out,
    charged: row.captured,
    mined: row.mined,
    list_micro: listMicro as Credits,
    list_rest: (row.list - listMicro * PICO_PER_MICRO) as Pico,
    cost_micro: costMicro as Credits,
    cost_rest: (row.cost - costMicro * PICO_PER_MICRO) as Pico,
    latency_ms: row.latency_ms ?? 0,
    timed: row.latency_ms === null ? 0 : 1,
    first_token_ms: row.first_token_ms ?? 0,
    first_tokens: row.first_token_ms === null ? 0 : 1,
  })
  rows.merge('model_hourly', { model: row.model, hour: hourStart(at), calls: 1, failed })
}

/** What a channel cost without being billed. */
export function callUnrecoveredRows(
  { channel, model, amount }: CallUnrecoveredEvent,
  { rows, at }: CommandContext,
): void {
  const sums = { calls: 0, failed: 0, revenue: 0 as Credits, cost: 0 as Credits, unrecovered: amount }
  rows.merge('margin_daily', { day: dayStart(at), channel, model, ...sums })
}

/** Revenue and upstream cost by channel and model; a cost whose call is not of this command has channel 0. */
export function marginRows({ ended, upstream, rows, at }: CommandContext): void {
  const day = dayStart(at)
  for (const { callId, channel, model, captured, failed } of ended) {
    const cost = (upstream.get(callId) ?? 0) as Credits
    const unrecovered = 0 as Credits
    upstream.delete(callId)
    rows.merge('margin_daily', { day, channel, model, calls: 1, failed, revenue: captured, cost, unrecovered })
  }
  for (const cost of upstream.values()) {
    const sums = { calls: 0, failed: 0, revenue: 0 as Credits, cost: cost as Credits, unrecovered: 0 as Credits }
    rows.merge('margin_daily', { day, channel: NOBODY, model: '', ...sums })
  }
}

/** Buckets 0–5 go in (1 from the cache), 6–9 come out; the rest are no tokens. */
const CACHE_READ = 1
const FIRST_OUT = 6
const FIRST_OTHER = 10

function tokensIn(usage: UsageVector): number {
  return sum(usage, 0, FIRST_OUT)
}

function tokensOut(usage: UsageVector): number {
  return sum(usage, FIRST_OUT, FIRST_OTHER)
}

function sum(usage: UsageVector, from: number, to: number): number {
  let total = 0
  for (let i = from; i < to; i++) total += usage[i] ?? 0
  return total
}
