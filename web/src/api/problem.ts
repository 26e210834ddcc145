/** The text a person reads for a problem, in their language when its code is known. */
import { hasText, textNow } from '../i18n/index.ts'
import { ApiProblem } from './client.ts'

export interface ProblemText {
  title: string
  detail: string | undefined
  traceId: string | undefined
}

export function problemText(error: unknown): ProblemText {
  if (!(error instanceof ApiProblem))
    return { title: textNow('errors:unexpected'), detail: undefined, traceId: undefined }
  const known = `errors:${error.code}`
  if (hasText(known)) return { title: textNow(known), detail: undefined, traceId: error.traceId }
  const byStatus = `errors:http_${error.status}`
  if (hasText(byStatus) && error.title.startsWith('HTTP '))
    return { title: textNow(byStatus), detail: error.detail, traceId: error.traceId }
  return { title: error.title, detail: error.detail, traceId: error.traceId }
}
