/** What every dialect can say without a call: errors, in-band errors, the list of models. Requests and responses are in the dialect's folder. */
import type { OfferedModel } from '../ports.ts'
import type { Problem } from '../problem.ts'

export const dialectNames = ['openai', 'anthropic', 'gemini'] as const
export type DialectName = (typeof dialectNames)[number]

export interface Dialect {
  readonly name: DialectName
  /** JSON body of an error response. */
  errorBody(problem: Problem, callId: string | null): string
  /** Its clients pass over comments in a stream, so that the bill can be told in one. */
  readonly comments: boolean
  /** One server-sent event that ends a stream as failed. */
  errorEvent(problem: Problem, callId: string | null): string
  /** JSON body of the list of models. */
  models(models: readonly OfferedModel[]): string
  /** JSON body of one model. */
  model(model: OfferedModel): string
}
