/** The end of a video's hold: captured or given back once, whatever happened between. A restart may come before any of these is written down, so each can be asked again. */

import { credits, lco } from '../../base/money.ts'
import type { CallFacts, Unrecovered } from '../../engine/command.ts'
import { type UsageVector, usageVector } from '../../engine/metering/rates.ts'
import { type Bill, billMembers } from '../call/headers.ts'
import type { MoneyPort } from '../ports.ts'
import type { VideoBill, VideoJob, VideoPlace } from './job.ts'

export type Money = Pick<MoneyPort, 'capture' | 'release'>

export interface VideoEnd {
  /** UTC ms. */
  readonly now: number
  readonly outcome: string
  readonly status: number
  readonly error?: string
  readonly quarantined?: boolean
}

export type CaptureResult =
  /** null: it was captured before, and what it cost is in the records alone. */
  | { readonly kind: 'captured'; readonly bill: VideoBill | null }
  /** Its time was up: the hold had been given back. */
  | { readonly kind: 'expired' }

export function usageOf(seconds: number): UsageVector {
  return usageVector({ milliseconds: Math.ceil(seconds * 1_000), calls: 1 })
}

/** Durable when it settles. Rejects while the core takes no commands. */
export async function captureVideo(
  money: Money,
  { job, place, seconds }: { readonly job: VideoJob; readonly place: VideoPlace; readonly seconds: number },
  end: VideoEnd,
): Promise<CaptureResult> {
  const { callId } = job
  const { cardId } = place
  const usage = usageOf(seconds)
  const facts = factsOf(job, end)
  const answer = await money.capture({ callId, cardId, usage, facts, unrecovered: [] })
  if (answer.ok) {
    const { captured, mined, available, quota } = answer.result
    const bill: Bill = {
      ...{ cost: captured, mined, balance: available },
      ...{ charge: 'metered', reason: null, quota: quota?.remaining },
    }
    return { kind: 'captured', bill: withCall(job, bill) }
  }
  if (answer.code !== 'hold_not_found') throw new Error(`the core refused a video's capture: ${answer.code}`)
  // A hold that the calendar gave back is known as aborted and takes its cost; a captured one is not known any more.
  const released = await money.release({ callId, facts, unrecovered: [{ cardId, usage }] })
  return released.ok ? { kind: 'expired' } : { kind: 'captured', bill: null }
}

/** Durable when it settles, also when the hold has ended before. Rejects while the core takes no commands. */
export async function releaseVideo(
  money: Money,
  job: VideoJob,
  end: VideoEnd & { readonly unrecovered?: readonly Unrecovered[] },
): Promise<VideoBill> {
  const { callId } = job
  const answer = await money.release({ callId, facts: factsOf(job, end), unrecovered: end.unrecovered ?? [] })
  const balance = answer.ok ? answer.result.available : credits(0)
  return withCall(job, { cost: credits(0), mined: lco(0), balance, charge: 'free', reason: end.error ?? end.outcome })
}

function withCall({ callId }: VideoJob, bill: Bill): VideoBill {
  const { balance: _balance, quota_remaining: _quota, ...members } = billMembers(bill)
  return { call_id: callId, ...members }
}

function factsOf(job: VideoJob, { now, outcome, status, error, quarantined = false }: VideoEnd): CallFacts {
  return {
    latencyMs: Math.max(0, Math.round(now - job.createdAt)),
    firstTokenMs: null,
    dialect: 'openai',
    stream: false,
    status,
    outcome,
    estimated: false,
    quarantined,
    ...(error === undefined ? {} : { error }),
  }
}
