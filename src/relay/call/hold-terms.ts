/** What the core is asked to hold for a call: told by the same words when it is quoted and when it is made. */
import type { CallAuthorize } from '../../engine/command.ts'
import type { Candidate } from '../ports.ts'
import { boundVector, type CallBound } from '../usage/bound.ts'
import type { AskedServices } from '../usage/service-tiers.ts'
import type { CallRequest } from './kind.ts'

export interface Holding {
  readonly candidates: readonly Candidate[]
  readonly bound: CallBound
  readonly request: Pick<CallRequest, 'services'>
}

export function holdTerms({
  candidates,
  bound,
  request: { services },
}: Holding): Pick<CallAuthorize, 'cardIds' | 'bound'> & { readonly services?: AskedServices } {
  const cards = candidates.map(({ card }) => card)
  return {
    cardIds: cards.map(({ cardId }) => cardId),
    bound: boundVector(bound, cards),
    ...(services === undefined ? {} : { services }),
  }
}
