/** Errors in OpenAI's shape: `{"error": {message, type, param, code}}`. */
import type { Problem } from '../../problem.ts'

export function openAiError(problem: Problem): string {
  return JSON.stringify({ error: openAiErrorObject(problem) })
}

export function openAiErrorObject(problem: Problem): Readonly<Record<string, string | null>> {
  return { message: problem.message, type: typeOf(problem), param: problem.param, code: problem.code }
}

export function openAiErrorEvent(problem: Problem): string {
  return `data: ${openAiError(problem)}\n\n`
}

function typeOf({ status }: Problem): string {
  if (status === 401) return 'authentication_error'
  if (status === 402) return 'insufficient_quota'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  if (status === 501) return 'not_supported_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}
