/** A finished call as the wire shows it, straight from its event. From history it is made in history.ts. */
import { formatCredits, formatLco, formatPico } from '../../base/decimal.ts'
import type { Credits, Lco, Millis, Pico } from '../../base/money.ts'
import type { CallSummary } from '../../contract/calls.ts'
import type { CallCapturedEvent, CallEndedEvent, Event } from '../../engine/event.ts'
import { type Bucket, buckets, type UsageVector } from '../../engine/metering/rates.ts'
import { wireUsage } from './rates.ts'

/** undefined for events that end no call. `keyName` is the caller's to fill in. */
export function callOfEvent(event: Event, at: Millis): CallSummary | undefined {
  if (event.type === 'call.captured') return captured(event, at)
  if (event.type === 'call.released' || event.type === 'call.aborted') return free(event, at)
  return undefined
}

function captured(event: CallCapturedEvent, at: Millis): CallSummary {
  const { input, output } = tokens(event.usage)
  return {
    ...facts(event, at),
    state: 'captured',
    usage: wireUsage(event.usage),
    inputTokens: input,
    outputTokens: output,
    tier: event.tier,
    service: event.service,
    list: formatPico(event.list),
    charged: formatCredits(event.captured),
    mined: formatLco(event.mined),
  }
}

function free(event: CallEndedEvent, at: Millis): CallSummary {
  return {
    ...facts(event, at),
    state: event.type === 'call.released' ? 'released' : 'aborted',
    usage: {},
    inputTokens: 0,
    outputTokens: 0,
    tier: null,
    service: null,
    list: formatPico(0 as Pico),
    charged: formatCredits(0 as Credits),
    mined: formatLco(0 as Lco),
  }
}

function facts({ callId, keyId, model, facts: known, type }: CallCapturedEvent | CallEndedEvent, at: Millis) {
  return {
    ...{ callId, at, keyId, keyName: null, model },
    dialect: known?.dialect ?? null,
    stream: known?.stream ?? false,
    outcome: known?.outcome ?? (type === 'call.aborted' ? 'aborted' : 'released'),
    status: known?.status ?? null,
    error: known?.error ?? null,
    latencyMs: known?.latencyMs ?? null,
    firstTokenMs: known?.firstTokenMs ?? null,
    estimated: known?.estimated ?? false,
  }
}

const inputs: readonly Bucket[] = ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'inputAudio', 'inputImage']
const outputs: readonly Bucket[] = ['output', 'reasoning', 'outputAudio', 'outputImage']

function tokens(usage: UsageVector): { readonly input: number; readonly output: number } {
  const sum = (names: readonly Bucket[]) =>
    buckets.reduce((total, bucket, i) => total + (names.includes(bucket) ? (usage[i] ?? 0) : 0), 0)
  return { input: sum(inputs), output: sum(outputs) }
}
