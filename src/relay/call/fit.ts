/** Where a balance does not cover a model's longest answer, and the key wants it so: asks for as long an answer as it does. */
import type { Candidate, Principal, QuotePort } from '../ports.ts'
import { boundVector, type CallBound } from '../usage/bound.ts'
import type { CallRequest, ModelLimits } from './kind.ts'

export interface FitInput {
  readonly principal: Principal
  readonly asked: CallRequest
  readonly candidates: readonly Candidate[]
  readonly limits: ModelLimits
}

export interface Fitted {
  readonly request: CallRequest
  readonly bound: CallBound
  /** Tokens, where the answer was limited here. */
  readonly fitted: number | undefined
}

/** Never touches a limit that the caller has set. What is too dear even for one token is left, to be refused as it is. */
export function fitToBalance(
  { quotes }: { readonly quotes: Pick<QuotePort, 'hold' | 'spendable'> },
  input: FitInput,
): Fitted {
  const { principal, asked, candidates, limits } = input
  const bound = asked.bound(limits)
  const whole: Fitted = { request: asked, bound, fitted: undefined }
  if (!principal.fitToBalance || !asked.limitedTo || bound.output === 0) return whole
  const cards = candidates.map(({ card }) => card)
  const cardIds = cards.map(({ cardId }) => cardId)
  const { account } = principal
  const spendable = quotes.spendable(principal)
  const affordable = (output: number): boolean => {
    const usage = boundVector({ ...bound, output }, cards)
    const hold = quotes.hold({ account, cardIds, usage, services: asked.services })
    return hold !== undefined && hold <= spendable
  }
  if (affordable(bound.output) || !affordable(1)) return whole
  const output = most(affordable, bound.output)
  const request = asked.limitedTo(output)
  return { request, bound: request.bound(limits), fitted: output }
}

/** The most that holds, where 1 does and `above` does not. */
function most(holds: (count: number) => boolean, above: number): number {
  let [low, high] = [1, above]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}
