/** Which channels may hold a session. */
import type { Candidate, Principal } from '../ports.ts'
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
