/** The quote of one response of a new realtime session: what its settings and what was said before it come to. */
import { modelField } from '../body/fields.ts'
import type { JsonObject } from '../body/parse.ts'
import type { CallRequest } from '../call/kind.ts'
import { limitsOf } from '../call/limits.ts'
import type { Candidate } from '../ports.ts'
import { type Amount, Context, heardFor, ownAmount, settingsAmount, sum } from '../realtime/context.ts'
import { responseBound } from '../realtime/state.ts'
import type { CallBound } from '../usage/bound.ts'
import { type OutputUsage, plainInput, plainOutput } from '../usage/reading.ts'
import { secondsIn } from './stated.ts'
import { USUAL_OUTPUT } from './usual.ts'

interface Session {
  readonly request: Pick<CallRequest, 'model' | 'countInput' | 'likely'>
  readonly bound: CallBound
}

/** `{"model", "instructions", "tools", "input": [items], "seconds", "max_output_tokens", "output_modalities"}` */
export function sessionQuote(value: JsonObject, candidates: readonly Candidate[], defaultMaxOutput: number): Session {
  const limits = limitsOf(candidates, defaultMaxOutput)
  const reads = readsOf(value, limits.imageTokens)
  const bound = responseBound(limits, { reads, response: value, most: null })
  const countInput = () => Math.min(reads.likely, bound.input)
  const likely = () => ({
    input: { ...plainInput(countInput()), inputAudio: bound.inputAudio },
    output: said(bound),
    exact: false,
  })
  return { request: { model: modelField(value), countInput, likely }, bound }
}

/** A usual answer, spoken where it may be. */
function said({ output, outputAudio }: CallBound): OutputUsage {
  const usual = Math.min(output, USUAL_OUTPUT)
  return outputAudio ? { ...plainOutput(0), outputAudio: usual } : plainOutput(usual)
}

function readsOf(value: JsonObject, imageTokens: number): Amount {
  const heard = value['seconds'] === undefined ? 0 : secondsIn(value)
  const { model: _model, seconds: _seconds, instructions, tools, prompt, ...response } = value
  const settings = settingsAmount({ session: { instructions, tools, prompt } })
  const items = ownAmount(response, { format: 'pcm16', imageTokens })
  return [settings, items, heardFor(heard)].reduce(sum, new Context().amount)
}
