/** One paid piece of a session, a response or a transcription: credits held before it is passed on, captured or given back once. */
import type { Credits } from '../../base/money.ts'
import type { CallFacts, Unrecovered } from '../../engine/command.ts'
import type { UsageVector } from '../../engine/metering/rates.ts'
import type { Bill, ChargeKind } from '../call/headers.ts'
import { capture, release } from '../call/settle.ts'
import type { Candidate, Principal } from '../ports.ts'
import { asProblem, rejectionProblem } from '../problem.ts'
import { newCallId, type ServeParts, tokensOf } from '../serve.ts'
import type { MeteredUsage } from '../usage/meter.ts'

export type TurnParts = Pick<ServeParts, 'money' | 'bootId' | 'rates' | 'meter' | 'log' | 'settings'>

export interface TurnInput {
  readonly principal: Principal
  readonly maxCost: Credits | undefined
  /** The name the caller used. */
  readonly model: string
  readonly candidate: Candidate
  readonly bound: UsageVector
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
}

export class Turn {
  readonly id = newCallId()
  readonly #parts: TurnParts
  readonly #input: TurnInput
  readonly #startedAt = performance.now()
  #firstAt: number | null = null

  private constructor(parts: TurnParts, input: TurnInput) {
    this.#parts = parts
    this.#input = input
  }

  /** Settles once the hold is durable. Throws a Problem when it is refused. */
  static async open(parts: TurnParts, input: TurnInput): Promise<Turn> {
    const turn = new Turn(parts, input)
    const { principal, candidate, bound, maxCost } = input
    const answer = await parts.money
      .authorize({
        bootId: parts.bootId,
        callId: turn.id,
        account: principal.account,
        keyId: principal.keyId,
        cardIds: [candidate.card.cardId],
        bound,
        ...(maxCost === undefined ? {} : { maxCost }),
      })
      .catch((error: unknown) => {
        throw asProblem(error)
      })
    if (!answer.ok) throw rejectionProblem(answer.code, answer.detail)
    return turn
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
    const facts = this.#facts(end, { estimated: false, quarantined: false })
    const bill = await release(this.#parts, { callId: this.id, facts, unrecovered, reason: end.reason })
    this.#record(end, { usage: [], charge: 'free', estimated: false })
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

  #record({ outcome }: TurnEnd, { usage, charge, estimated }: Pick<Captured, 'usage' | 'charge' | 'estimated'>): void {
    const { rates, meter } = this.#parts
    const { principal, model, candidate } = this.#input
    const tokens = tokensOf(usage)
    rates.spend(principal, tokens.input + tokens.output)
    meter.call({
      dialect: 'openai',
      model,
      channel: candidate.channel.name,
      outcome,
      charge,
      seconds: (performance.now() - this.#startedAt) / 1000,
      firstTokenSeconds: this.#firstAt === null ? null : (this.#firstAt - this.#startedAt) / 1000,
      inputTokens: tokens.input,
      outputTokens: tokens.output,
      estimated,
    })
  }
}
