/** Refusals of the relay in the reader's language, by code; unknown ones in the relay's own words. */
import { hasText, textNow } from '../../i18n/index.ts'
import type { ReplyProblem } from './reply.ts'

export type { ReplyProblem }

export async function parseProblem(response: Response): Promise<ReplyProblem> {
  const text = await response.text()
  try {
    const { error } = JSON.parse(text) as { error?: Partial<ReplyProblem> }
    if (error?.code) return { code: error.code, message: error.message ?? '' }
  } catch {
    // Not the relay's own answer (a proxy's page); the status says enough.
  }
  return { code: `http_${response.status}`, message: text.slice(0, 300) }
}

export function relayProblemText({ code, message }: ReplyProblem): string {
  if (hasText(`playground:problem.${code}`)) return textNow(`playground:problem.${code}`)
  if (hasText(`errors:${code}`)) return textNow(`errors:${code}`)
  return message || code
}
