/** When operators are alerted: each rule as a function of what the server knows of itself. Remembering and acknowledging is in alerts.ts. */
import { formatCredits } from '../../base/decimal.ts'
import type { Credits } from '../../base/money.ts'
import type { AlertRule } from '../../contract/admin-traffic.ts'

export interface ChannelState {
  readonly id: number
  readonly name: string
  readonly keys: number
  /** Keys that their circuit breaker pauses. */
  readonly paused: number
}

/** Of the last ten minutes. */
export interface ChannelTries {
  readonly name: string
  readonly tries: number
  readonly failed: number
}

/** In µCR: the pool at the mark, and what the platform earned with the first ten. */
export interface WarState {
  readonly round: number
  readonly pool: Credits
  readonly margin: Credits
}

export interface Reading {
  readonly channels: readonly ChannelState[]
  readonly tries: readonly ChannelTries[]
  /** Of the last 24 hours, by channel and model; null while history can not tell. */
  readonly margins: readonly { readonly channel: number; readonly model: string; readonly margin: Credits }[] | null
  /** Models that callers have asked for in the last hour and that have no price. */
  readonly unpriced: readonly string[]
  /** Calls of the last 24 hours whose usage was bent and that nobody has reviewed; null while history can not tell. */
  readonly quarantined: number | null
  /** Rounds of Compute Wars that can still be judged: the closed one until it is settled, the running one in its second half. */
  readonly wars: readonly WarState[]
  readonly history: { readonly lag: number; readonly failed: boolean }
  /** Anything but 0 is a fault. */
  readonly imbalance: { readonly credits: number; readonly lco: number }
}

export interface Finding {
  readonly rule: AlertRule
  readonly severity: 'warning' | 'critical'
  /** A channel or a model; empty for the instance. */
  readonly subject: string
  readonly channel: number | null
  readonly model: string | null
  readonly value: string
  readonly limit: string
}

/** Fewer tries say nothing of a channel. */
const ENOUGH_TRIES = 20
const FAILED_PERCENT = 20
const MOST_QUARANTINED = 5
const MOST_LAG = 20_000

const instance = { subject: '', channel: null, model: null }

export function findings(reading: Reading): Finding[] {
  return [
    ...reading.channels.flatMap(breakers),
    ...reading.tries.flatMap((tries) => errorRate(tries, reading.channels)),
    ...(reading.margins ?? []).flatMap(margin),
    ...reading.unpriced.map(unpriced),
    ...quarantine(reading),
    ...reading.wars.flatMap(washing),
    ...history(reading),
    ...imbalance(reading),
  ]
}

function breakers({ id, name, keys, paused }: ChannelState): Finding[] {
  if (paused === 0) return []
  const down = paused === keys
  return [
    {
      ...{ rule: down ? 'channel_down' : 'breaker_open', severity: down ? 'critical' : 'warning' },
      ...{ subject: name, channel: id, model: null, value: `${paused}`, limit: `${keys}` },
    },
  ]
}

function errorRate({ name, tries, failed }: ChannelTries, channels: readonly ChannelState[]): Finding[] {
  if (tries < ENOUGH_TRIES || failed * 100 < tries * FAILED_PERCENT) return []
  const channel = channels.find((one) => one.name === name)?.id ?? null
  const value = `${Math.floor((failed * 100) / tries)} %`
  return [
    {
      ...{ rule: 'error_rate_high', severity: 'warning', subject: name, channel, model: null },
      ...{ value, limit: `${FAILED_PERCENT} %` },
    },
  ]
}

function margin({ channel, model, margin: amount }: NonNullable<Reading['margins']>[number]): Finding[] {
  if (amount >= 0 || model === '') return []
  const subject = channel === 0 ? model : `${channel}/${model}`
  return [
    {
      ...{ rule: 'margin_negative', severity: 'warning', subject, channel: channel || null, model },
      ...{ value: `${formatCredits(amount)} CR`, limit: '0 CR' },
    },
  ]
}

function unpriced(model: string): Finding {
  return { rule: 'model_unpriced', severity: 'warning', subject: model, channel: null, model, value: '', limit: '' }
}

function quarantine({ quarantined }: Reading): Finding[] {
  if (quarantined === null || quarantined < MOST_QUARANTINED) return []
  const figures = { value: `${quarantined}`, limit: `${MOST_QUARANTINED}` }
  return [{ rule: 'quarantine_growing', severity: 'warning', ...instance, ...figures }]
}

function washing({ round, pool, margin }: WarState): Finding[] {
  if (pool <= Math.max(0, margin)) return []
  const value = margin > 0 ? (pool / margin).toFixed(2) : '∞'
  return [{ rule: 'war_pays_wash', severity: 'warning', ...instance, subject: `#${round}`, value, limit: '1' }]
}

function history({ history: { lag, failed } }: Reading): Finding[] {
  const figures = { value: `${lag}`, limit: `${MOST_LAG}` }
  if (failed) return [{ rule: 'history_stopped', severity: 'critical', ...instance, ...figures }]
  return lag > MOST_LAG ? [{ rule: 'history_lagging', severity: 'warning', ...instance, ...figures }] : []
}

function imbalance({ imbalance: { credits, lco } }: Reading): Finding[] {
  if (credits === 0 && lco === 0) return []
  const value = `${credits} µCR, ${lco} units of LCO`
  return [{ rule: 'ledger_imbalance', severity: 'critical', ...instance, value, limit: '0' }]
}
