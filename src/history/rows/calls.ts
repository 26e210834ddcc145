/** Calls that ended → calls with chained receipts and the series they are in; their sums once the command is complete. */
import { add, type Bps, type Credits, type Lco, type Pico } from '../../base/money.ts'
import type { CallCapturedEvent, CallEndedEvent, CallUnrecoveredEvent } from '../../engine/event.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { hourStart } from '../periods.ts'
import { NO_HASH, type ReceiptBody } from '../receipt.ts'
import type { HistorySchema } from '../schema.ts'
import { NOBODY } from '../tables/flag.ts'
import { type CallSort, callSortText, trafficText } from './call-sort.ts'
import type { AccountCalls, CallSeries, CardRates, CommandContext, ProjectionState, RowBuilder } from './context.ts'
import { receiptLine } from './receipt-line.ts'
import { failureRows, noTraffic } from './traffic.ts'

export const callCapturedRows: RowBuilder<'call.captured'> = (event, context) => {
  const card = context.state.cards.get(event.cardId) ?? null
  const body: ReceiptBody = {
    ...position(context, event),
    status: 'captured',
    outcome: event.facts.outcome,
    card,
    usage: event.usage,
    estimated: event.facts.estimated,
    tier: event.tier,
    tierBps: event.tierBps,
    surchargeBps: event.surchargeBps,
    service: event.service,
    serviceBps: event.serviceBps,
    listPico: event.list,
    costPico: event.cost,
    chargePico: event.charge,
    carriedInPico: event.carriedIn,
    carriedOutPico: event.carriedOut,
    holdMicro: event.hold,
    capturedMicro: event.captured,
    writtenOffMicro: event.writtenOff,
    ...(event.promo > 0 ? { promoMicro: event.promo } : {}),
    eligible: event.eligible,
    minedUnits: event.mined,
    era: event.era,
    minedFromMicro: event.minedFrom,
  }
  writeCall(context, { body, card, event })
}

/** Released and aborted calls get a receipt too: it says that nothing was billed. */
export const callEndedRows: RowBuilder<'call.released' | 'call.aborted'> = (event, context) => {
  const status = event.type === 'call.released' ? 'released' : 'aborted'
  const outcome = event.facts?.outcome ?? status
  const body: ReceiptBody = { ...position(context, event), ...unbilled, status, outcome, holdMicro: event.hold }
  writeCall(context, { body, card: null, event })
}

const unbilled = {
  card: null,
  usage: [],
  estimated: false,
  tier: null,
  tierBps: 0 as Bps,
  surchargeBps: 0 as Bps,
  service: null,
  serviceBps: 0 as Bps,
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
  const { receipt, hash } = accountCalls(state, account)
  const named = { account, callId, keyId, model, sequence: seq, at }
  return { version: 1, receipt: receipt + 1, previous: hash, ...named } as const
}

function accountCalls({ accounts }: ProjectionState, account: AccountId): AccountCalls {
  let calls = accounts.get(account)
  if (calls === undefined) {
    calls = { account, receipt: 0, hash: NO_HASH, series: new Map() }
    accounts.set(account, calls)
  }
  return calls
}

interface Ended {
  readonly body: ReceiptBody
  readonly card: CardRates | null
  readonly event: CallEvent
}

function writeCall(context: CommandContext, { body, card, event }: Ended): void {
  const { rows, state } = context
  const usage = JSON.stringify(body.usage)
  const hash = context.digest(receiptLine({ body, card: card === null ? 'null' : card.text, usage }))
  const series = seriesOf(context, accountCalls(state, body.account), sortOf(body, event))
  series.owner.receipt = body.receipt
  series.owner.hash = hash
  const id = ++state.call
  rows.append('calls', callRow(body, event, { id, series: series.series, usage, receipt_hash: hash }))
  rows.list({ account: body.account, series: series.series, item: id })
  rows.list({ account: NOBODY, series: series.traffic, item: id })
  context.ended.push({ body, facts: event.facts, series })
  if (event.facts?.error !== undefined || event.facts?.failures !== undefined)
    failureRows(context, { id, sort: series.sort, facts: event.facts })
}

function sortOf(body: ReceiptBody, event: CallEvent): CallSort {
  const { facts } = event
  return {
    key_id: body.keyId ?? NOBODY,
    model: body.model,
    status: body.status,
    outcome: body.outcome,
    card: body.card?.cardId ?? null,
    channel: event.type === 'call.captured' ? event.channel : null,
    tier: body.tier,
    tier_bps: body.tierBps,
    surcharge_bps: body.surchargeBps,
    service: body.service,
    service_bps: body.serviceBps,
    eligible: body.eligible ? 1 : 0,
    era: body.era,
    estimated: body.estimated ? 1 : 0,
    quarantined: facts?.quarantined ? 1 : 0,
    dialect: facts?.dialect ?? null,
    stream: facts === null ? null : facts.stream ? 1 : 0,
    http_status: facts?.status ?? null,
    error: facts?.error ?? null,
    retried: facts?.failures === undefined ? 0 : 1,
  }
}

function seriesOf(context: CommandContext, owner: AccountCalls, sort: CallSort): CallSeries {
  const name = callSortText(sort)
  let found = owner.series.get(name)
  if (found === undefined) {
    const traffic = trafficSeries(context, sort)
    found = { owner, sort, series: ++context.state.series, traffic }
    owner.series.set(name, found)
    context.rows.append('call_series', { id: found.series, account: owner.account, ...sort })
  }
  return found
}

function trafficSeries({ state, rows }: CommandContext, sort: CallSort): number {
  const name = trafficText(sort)
  let series = state.traffic.get(name)
  if (series === undefined) {
    series = ++state.series
    state.traffic.set(name, series)
    const { model, channel, status, outcome, error, retried, quarantined } = sort
    rows.append('traffic_series', { id: series, model, channel, status, outcome, error, retried, quarantined })
  }
  return series
}

type CallRow = HistorySchema['calls']

function callRow(
  body: ReceiptBody,
  { facts }: CallEvent,
  { id, series, usage, receipt_hash }: Pick<CallRow, 'id' | 'series' | 'usage' | 'receipt_hash'>,
): CallRow {
  return {
    id,
    call_id: body.callId,
    seq: body.sequence,
    at: body.at,
    series,
    usage,
    list: body.listPico,
    charge: body.chargePico,
    cost: body.costPico,
    carried_in: body.carriedInPico,
    carried_out: body.carriedOutPico,
    hold: body.holdMicro,
    captured: body.capturedMicro,
    written_off: body.writtenOffMicro,
    promo: body.promoMicro ?? (0 as Credits),
    mined: body.minedUnits,
    mined_from: body.minedFromMicro,
    latency_ms: facts?.latencyMs ?? null,
    first_token_ms: facts?.firstTokenMs ?? null,
    receipt: body.receipt,
    receipt_hash,
  }
}

/** What a channel cost without being billed. */
export function callUnrecoveredRows(
  { channel, model, amount }: CallUnrecoveredEvent,
  { rows, at }: CommandContext,
): void {
  rows.merge('traffic_hourly', { ...noTraffic, hour: hourStart(at), channel, model, unrecovered: amount })
}

/** Once the command is complete: sums over its calls. A cost whose call did not end in it has channel 0. */
export function endedRows({ ended, upstream, tally, rows, at }: CommandContext): void {
  const costs = new Map<string, Credits>()
  for (const [callId, amount] of upstream) costs.set(callId, add(costs.get(callId) ?? (0 as Credits), amount))
  for (const call of ended) {
    tally.add(call, costs.get(call.body.callId) ?? (0 as Credits))
    costs.delete(call.body.callId)
  }
  for (const cost of costs.values()) {
    rows.merge('traffic_hourly', { ...noTraffic, hour: hourStart(at), channel: NOBODY, model: '', cost })
  }
}
