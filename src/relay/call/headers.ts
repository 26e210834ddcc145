/** The headers of answers: our own x-lx-… facts, cross-origin access, and the comment that carries the bill in a stream. */
import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { Credits, Lco } from '../../base/money.ts'
import type { Headers } from '../outlet/outlet.ts'
import type { Candidate } from '../ports.ts'
import type { Call } from './call.ts'

export type ChargeKind = 'metered' | 'partial' | 'free'

/** What the caller learns of the bill. */
export interface Bill {
  readonly cost: Credits
  readonly mined: Lco
  readonly balance: Credits
  readonly charge: ChargeKind
  /** Why it is partial or free. */
  readonly reason: string | null
  /** What is left of a launchpad quota, in CR of list price; left out for a model that is open to all. */
  readonly quota?: Credits | undefined
}

/** For browsers. Keys travel in headers, never in cookies, so any origin may call; what they open stays data. */
export const openHeaders: Headers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
  'x-content-type-options': 'nosniff',
}

export const preflightHeaders: Headers = {
  ...openHeaders,
  'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
  'access-control-allow-headers': '*, authorization',
  'access-control-max-age': '7200',
}

export function callHeaders(call: Call, candidate: Candidate | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'x-lx-call-id': call.id }
  if (call.fitted !== undefined) headers['x-lx-max-tokens'] = String(call.fitted)
  if (candidate && call.principal.operator) headers['x-lx-channel'] = channelLabel(candidate)
  return headers
}

export function streamHeaders(call: Call, candidate: Candidate): Headers {
  return {
    ...callHeaders(call, candidate),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  }
}

/** Of an answer that passes as bytes; what it cost follows it. */
export function byteHeaders(call: Call, candidate: Candidate, type: string): Headers {
  return {
    ...callHeaders(call, candidate),
    'content-type': type,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    trailer: billNames.join(', '),
  }
}

const billNames = [
  'x-lx-cost',
  'x-lx-mined',
  'x-lx-balance',
  'x-lx-charge',
  'x-lx-charge-reason',
  'x-lx-quota-remaining',
]

export function billHeaders(bill: Bill): Record<string, string> {
  return withBill({}, bill)
}

/** The same headers with the bill among them. */
export function withBill(headers: Record<string, string>, bill: Bill): Record<string, string> {
  headers['x-lx-cost'] = formatCredits(bill.cost)
  headers['x-lx-mined'] = formatLco(bill.mined)
  headers['x-lx-balance'] = formatCredits(bill.balance)
  headers['x-lx-charge'] = bill.charge
  if (bill.reason !== null) headers['x-lx-charge-reason'] = bill.reason
  if (bill.quota !== undefined) headers['x-lx-quota-remaining'] = formatCredits(bill.quota)
  return headers
}

/** The bill as members of an event. */
export function billMembers(bill: Bill): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(billHeaders(bill)).map(([name, value]) => [memberOf(name), value]))
}

/** `x-lx-charge-reason` as `charge_reason`. */
function memberOf(header: string): string {
  return header.slice('x-lx-'.length).replaceAll('-', '_')
}

/** One server-sent comment, which every client ignores: `: x-lx-cost=0.000120 x-lx-mined=…`. */
export function billComment(call: Call, bill: Bill): string {
  const fields = Object.entries({ 'x-lx-call-id': call.id, ...billHeaders(bill) })
  return `: ${fields.map(([name, value]) => `${name}=${value}`).join(' ')}\n\n`
}

function channelLabel({ channel }: Candidate): string {
  return `${channel.id}:${channel.name.replace(/[^\x21-\x7e]/g, '_')}`
}
