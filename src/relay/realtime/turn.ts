/** One paid piece of a session, a response or a transcription: credits held before it is passed on, captured or given back once. */
import type { Credits } from '../../base/money.ts'
import type { CallFacts, Unrecovered } from '../../engine/command.ts'
import type { UsageVector } from '../../engine/metering/rates.ts'
import type { AttemptSpan, CallSpan } from '../../telemetry/traces.ts'
import type { Bill, ChargeKind } from '../call/headers.ts'
import { capture, release } from '../call/settle.ts'
import type { Candidate, Principal } from '../ports.ts'
import { asProblem, rejectionProblem } from '../problem.ts'
import { newCallId, type ServeParts, tokensOf } from '../serve.ts'
import type { MeteredUsage } from '../usage/meter.ts'

export type TurnParts = Pick<ServeParts, 'money' | 'bootId' | 'rates' | 'meter' | 'log' | 'settings' | 'tracer'>

export interface TurnInput {
  readonly principal: Principal
  readonly maxCost: Credits | undefined
  /** The name the caller used. */
  readonly model: string
  readonly candidate: Candidate
  readonly bound: UsageVector
  /** The caller's own trace, as it came with the session. */
  readonly traceparent: string | undefined
}

export interface TurnEnd {
  readonly outcome: string
  readonly status: number
  /** Name of the failure that the client was told; left out when there was none. */
  readonly error?: string | undefined
}

export interface Captured extends TurnEnd, MeteredUsage {
  readonly charge: ChargeKind
  readonly reason: string | null
}

export interface Released extends TurnEnd {
  readonly reason: string
  /** What the upstream charges for it all the same. */
  readonly used?: UsageVector | undefined
  /** That was counted here: the upstream has not said it. */
  readonly estimated?: boolean
}

type Used = Pick<Captured, 'usage' | 'charge' | 'estimated'>

const unused = { usage: [], estimated: false }

export class Turn {
  readonly id = newCallId()
  readonly #parts: TurnParts
  readonly #input: TurnInput
  readonly #startedAt = performance.now()
  readonly #span: CallSpan | undefined
  readonly #upstream: AttemptSpan | undefined
  #firstAt: number | null = null

  private constructor(parts: TurnParts, input: TurnInput) {
    this.#parts = parts
    this.#input = input
    const { model, traceparent, candidate } = input
    const about = { callId: this.id, kind: candidate.model.kind, dialect: 'openai', model, stream: true, traceparent }
    this.#span = parts.tracer?.begin({ ...about, agoMs: 0 })
    const { name, provider } = candidate.channel
    this.#upstream = this.#span?.attempt({ channel: name, provider, model: candidate.model.upstream })
  }

  /** Settles once the hold is durable. Throws a Problem when it is refused. */
  static async open(parts: TurnParts, input: TurnInput): Promise<Turn> {
    const turn = new Turn(parts, input)
    try {
      await turn.#hold()
      return turn
    } catch (error) {
      const problem = asProblem(error)
      turn.#close({ outcome: 'refused', status: problem.status, error: problem.code }, { ...unused, charge: 'free' })
      throw problem
    }
  }

  async #hold(): Promise<void> {
    const { money, bootId } = this.#parts
    const { principal, candidate, bound, maxCost } = this.#input
    const answer = await money.authorize({
      bootId,
      callId: this.id,
      account: principal.account,
      keyId: principal.keyId,
      cardIds: [candidate.card.cardId],
      bound,
      ...(maxCost === undefined ? {} : { maxCost }),
    })
    if (!answer.ok) throw rejectionProblem(answer.code, answer.detail)
  }

  get candidate(): Candidate {
    return this.#input.candidate
  }

  /** The first content goes to the client. */
  delivers(): void {
    this.#firstAt ??= performance.now()
  }

  /** Durable when it settles. Rejects only when the core takes no more commands. */
  async capture(end: Captured): Promise<Bill> {
    const { usage, charge, reason } = end
    const bill = await capture(this.#parts, {
      capture: {
        callId: this.id,
        cardId: this.#input.candidate.card.cardId,
        usage,
        facts: this.#facts(end, end),
        unrecovered: [],
      },
      charge,
      reason,
    })
    this.#record(end, { usage, charge: bill.charge, estimated: end.estimated })
    return bill
  }

  async release(end: Released): Promise<Bill> {
    const { cardId } = this.#input.candidate.card
    const unrecovered: Unrecovered[] = end.used ? [{ cardId, usage: end.used }] : []
    const { estimated = false } = end
    const facts = this.#facts(end, { estimated, quarantined: false })
    const bill = await release(this.#parts, { callId: this.id, facts, unrecovered, reason: end.reason })
    this.#record(end, { ...unused, charge: 'free' })
    return bill
  }

  #facts({ outcome, status, error }: TurnEnd, { estimated, quarantined }: Omit<MeteredUsage, 'usage'>): CallFacts {
    return {
      latencyMs: Math.round(performance.now() - this.#startedAt),
      firstTokenMs: this.#firstAt === null ? null : Math.round(this.#firstAt - this.#startedAt),
      dialect: 'openai',
      stream: true,
      status,
      outcome,
      estimated,
      quarantined,
      ...(error === undefined ? {} : { error }),
    }
  }

  #close({ outcome, status, error }: TurnEnd, { usage, charge, estimated }: Used): void {
    const code = error ?? null
    const { input: inputTokens, output: outputTokens } = tokensOf(usage)
    this.#upstream?.end({ delivered: this.#firstAt !== null, code, status: null })
    this.#span?.end({ status, outcome, charge, inputTokens, outputTokens, estimated, code })
  }

  #record(end: TurnEnd, used: Used): void {
    this.#close(end, used)
    const { usage, charge, estimated } = used
    const { rates, meter } = this.#parts
    const { principal, model, candidate } = this.#input
    const tokens = tokensOf(usage)
    rates.spend(principal, tokens.input + tokens.output)
    meter.call({
      dialect: 'openai',
      model,
      channel: candidate.channel.name,
      outcome: end.outcome,
      charge,
      seconds: (performance.now() - this.#startedAt) / 1000,
      firstTokenSeconds: this.#firstAt === null ? null : (this.#firstAt - this.#startedAt) / 1000,
      inputTokens: tokens.input,
      outputTokens: tokens.output,
      estimated,
    })
  }
}

interface Spent {
  /** Throws when the channel offers the model no more. */
  readonly candidate: () => Candidate
  readonly usage: UsageVector
}

/** Books what an upstream did for a piece that nobody could be made to pay. Never rejects. */
export async function bookCost({ money, log }: TurnParts, { candidate, usage }: Spent): Promise<void> {
  try {
    const { cardId } = candidate().card
    const answer = await money.cost({ ref: `refused-${newCallId()}`, cardId, usage })
    if (!answer.ok) log.warn('the cost of a refused piece of a session was not booked', { code: answer.code })
  } catch (error) {
    log.warn('the cost of a refused piece of a session was not booked', { error })
  }
}
