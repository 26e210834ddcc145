/** Message batches in Anthropic's words: requests come with the batch, and all results are one file that only the batch shows. */
import { anthropic } from '../dialects/anthropic/dialect.ts'
import { messages } from '../endpoints/kinds.ts'
import type { Batch, EndedLine, Ending } from './batch.ts'
import { type BatchForm, oneLine } from './form.ts'

export const MESSAGES = '/v1/messages'

export const anthropicForm: BatchForm = {
  name: 'anthropic',
  dialect: anthropic,
  kinds: new Map([[MESSAGES, messages]]),
  write,
  listed: false,
}

function write(_batch: Batch, line: EndedLine, ending: Ending): { readonly text: string; readonly errors: boolean } {
  const text = `{"custom_id":${JSON.stringify(line.customId)},"result":${resultOf(line, ending)}}\n`
  return { text, errors: false }
}

function resultOf({ result, ok }: EndedLine, ending: Ending): string {
  if (!result) return `{"type":"${ending === 'cancelled' ? 'canceled' : 'expired'}"}`
  const body = oneLine(result.body)
  return ok ? `{"type":"succeeded","message":${body}}` : `{"type":"errored","error":${body}}`
}
