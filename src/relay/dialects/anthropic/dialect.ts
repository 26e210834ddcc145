/** The Anthropic dialect: errors and models in its shapes. */
import type { OfferedModel } from '../../ports.ts'
import type { Problem } from '../../problem.ts'
import type { Dialect } from '../dialect.ts'

export const anthropic: Dialect = {
  name: 'anthropic',
  comments: true,
  errorBody: errorJson,
  errorEvent: (problem, callId) => `event: error\ndata: ${errorJson(problem, callId)}\n\n`,
  models: (models) => {
    const data = models.map(modelObject)
    return JSON.stringify({ data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null })
  },
  model: (model) => JSON.stringify(modelObject(model)),
}

function errorJson(problem: Problem, callId: string | null): string {
  return JSON.stringify({
    type: 'error',
    error: { type: typeOf(problem), message: problem.message, code: problem.code, ...detailsOf(problem) },
    request_id: callId,
  })
}

/** By these the official client goes on without a thread. */
function detailsOf({ code, param }: Problem) {
  if (code !== 'thread_unsupported_request') return {}
  return { details: { error_code: code, unsupported: [param ?? 'thread'] } }
}

function typeOf({ status }: Problem): string {
  if (status === 401) return 'authentication_error'
  if (status === 402) return 'billing_error'
  if (status === 403) return 'permission_error'
  if (status === 404) return 'not_found_error'
  if (status === 413) return 'request_too_large'
  if (status === 429) return 'rate_limit_error'
  if (status === 503) return 'overloaded_error'
  if (status === 504) return 'timeout_error'
  return status >= 500 ? 'api_error' : 'invalid_request_error'
}

function modelObject(model: OfferedModel) {
  return {
    type: 'model',
    id: model.model,
    display_name: model.model,
    created_at: '1970-01-01T00:00:00Z',
    max_input_tokens: model.contextLength,
    max_tokens: model.maxOutput,
  }
}
