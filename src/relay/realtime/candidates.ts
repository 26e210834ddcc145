/** Which channels may hold a session. */
import { Rejection } from '../../engine/rejections.ts'
import type { Candidate, Principal } from '../ports.ts'
import { rejectionProblem } from '../problem.ts'
import { candidatesFor, type ServeParts } from '../serve.ts'

/** The priced channels that may hold a session with a model; refuses when there is none. */
export function sessionCandidates(
  parts: Pick<ServeParts, 'channels' | 'providers' | 'meter'>,
  principal: Principal,
  model: string,
): readonly Candidate[] {
  return candidatesFor(
    parts,
    { principal, kind: { modelKind: 'realtime' } },
    { model, wire: (speaks) => speaks.find((name) => name === 'openai.realtime') },
  )
}

/** A session reaches its upstream before anything is held: whoever may not call the model at all is refused before that. */
export async function checkOpenTo(
  { quotes }: Pick<ServeParts, 'quotes'>,
  { account }: Principal,
  candidates: readonly Candidate[],
): Promise<void> {
  const quote = await quotes.quote({ account, cardIds: candidates.map(({ card }) => card.cardId), usage: [] })
  if (quote instanceof Rejection) throw rejectionProblem(quote.code, quote.detail)
}
