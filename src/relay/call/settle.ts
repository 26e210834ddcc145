/** Books how a call ended: captures what was delivered or releases the hold. The only writer of a call's end. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Credits, credits, type Lco, lco } from '../../base/money.ts'
import type { CallCapture, CallFacts, CommandType, Unrecovered } from '../../engine/command.ts'
import type { RejectionCode } from '../../engine/rejections.ts'
import type { Log } from '../../telemetry/log.ts'
import type { Answer, MoneyPort } from '../ports.ts'
import type { RelaySettings } from '../settings.ts'
import type { Bill, ChargeKind } from './headers.ts'

export interface SettleParts {
  readonly money: Pick<MoneyPort, 'capture' | 'release'>
  readonly log: Log
  readonly settings: Pick<RelaySettings, 'captureRetryMs'>
}

export interface CaptureInput {
  readonly capture: CallCapture
  readonly charge: ChargeKind
  readonly reason: string | null
}

/**
 * Durable when it settles. A hold that has ended meanwhile (a silent boot) makes the call free; what it cost the platform
 * is booked by a release instead. Rejects only when the core takes no more commands.
 */
export function capture(parts: SettleParts, input: CaptureInput): Promise<Bill> {
  return insist(parts, () => parts.money.capture(input.capture)).then((answer) => {
    if (!answer.ok) return uncaptured(parts, input.capture, answer.code)
    const { captured, mined, available, quota } = answer.result
    const { charge, reason } = input
    return { cost: captured, mined, balance: available, charge, reason, quota: quota?.remaining }
  })
}

function uncaptured(parts: SettleParts, capture: CallCapture, code: RejectionCode): Promise<Bill> {
  const { callId, facts, cardId, usage, service = 'standard' } = capture
  parts.log.error('a delivered call could not be captured', { callId, code })
  return release(parts, {
    callId,
    facts,
    unrecovered: [...capture.unrecovered, { cardId, usage, service }],
    reason: code === 'hold_not_found' ? 'hold_expired' : code,
  })
}

export interface ReleaseInput {
  readonly callId: string
  readonly facts: CallFacts
  readonly unrecovered: readonly Unrecovered[]
  readonly reason: string
}

/** Gives the whole hold back. A core that takes no commands is logged, not thrown: the hold ends with the boot. */
export async function release(parts: SettleParts, { reason, ...input }: ReleaseInput): Promise<Bill> {
  try {
    const answer = await insist(parts, () => parts.money.release(input))
    if (answer.ok)
      return { ...freeBill(reason), balance: answer.result.available, quota: answer.result.quota?.remaining }
    parts.log.error('a hold could not be released', { callId: input.callId, code: answer.code })
  } catch (error) {
    parts.log.error('a hold could not be released', { callId: input.callId, error })
  }
  return freeBill(reason)
}

function freeBill(reason: string): Bill {
  return { cost: credits(0) as Credits, mined: lco(0) as Lco, balance: credits(0), charge: 'free', reason }
}

/** An overloaded core is asked again until it takes the command or time is up: what was delivered must be booked. */
function insist<T extends CommandType>(parts: SettleParts, submit: () => Promise<Answer<T>>): Promise<Answer<T>> {
  const deadline = performance.now() + parts.settings.captureRetryMs
  return submit().catch((error: unknown) => again(submit, error, deadline))
}

async function again<T>(submit: () => Promise<T>, refused: unknown, deadline: number): Promise<T> {
  let last = refused
  for (let waitMs = 20; isOverload(last) && performance.now() <= deadline; waitMs = Math.min(waitMs * 2, 1_000)) {
    await sleep(waitMs)
    try {
      return await submit()
    } catch (error) {
      last = error
    }
  }
  throw last
}

function isOverload(error: unknown): boolean {
  return error instanceof Error && error.name === 'Overloaded'
}
