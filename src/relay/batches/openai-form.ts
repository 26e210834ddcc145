/** Batches in OpenAI's words: lines of a file name method, path and body; results and errors become a file each. */
import { isObject } from '../body/parse.ts'
import type { RawBody } from '../body/raw.ts'
import { openAi } from '../dialects/openai/dialect.ts'
import { chat, completions, embeddings, responses } from '../endpoints/kinds.ts'
import { moderations } from '../kinds/moderations/openai.ts'
import { Problem } from '../problem.ts'
import type { Batch, EndedLine, Ending } from './batch.ts'
import { type BatchForm, type LineFault, MAX_CUSTOM_ID, oneLine, type ReadLine } from './form.ts'

export const openAiForm: BatchForm = {
  name: 'openai',
  dialect: openAi,
  kinds: new Map([
    ['/v1/chat/completions', chat],
    ['/v1/completions', completions],
    ['/v1/responses', responses],
    ['/v1/embeddings', embeddings],
    ['/v1/moderations', moderations],
  ]),
  read,
  write,
  listed: true,
}

function read(line: RawBody, endpoint: string): ReadLine | LineFault {
  try {
    const { value, bytes, members } = line.json()
    const { custom_id: customId, method, url, body } = value
    if (typeof customId !== 'string' || customId === '' || customId.length > MAX_CUSTOM_ID)
      return fault('custom_id', `custom_id must be a string of 1 to ${MAX_CUSTOM_ID} characters.`)
    if (method !== 'POST') return fault('method', 'method must be POST.')
    if (url !== endpoint) return fault('url', `url must be the endpoint of the batch, ${endpoint}.`)
    if (!isObject(body)) return fault('body', 'body must be an object.')
    if (typeof body['model'] !== 'string') return fault('body.model', 'model must be a string.')
    if (body['stream'] === true) return fault('body.stream', 'A batch is not streamed.')
    if (body['background'] === true) return fault('body.background', 'A batch is in the background already.')
    const span = members.spans.get('body')
    return { customId, request: bytes.subarray(span?.start, span?.end) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { code: 'invalid_json_line', message: error.message, param: null }
  }
}

function fault(param: string, message: string): LineFault {
  return { code: 'invalid_request', message, param }
}

function write(batch: Batch, line: EndedLine, ending: Ending): { readonly text: string; readonly errors: boolean } {
  const { result, ok } = line
  const id = `batch_req_${batch.id.replace(/^batch_/, '')}${line.position}`
  const head = `{"id":${JSON.stringify(id)},"custom_id":${JSON.stringify(line.customId)}`
  if (!result) return { text: `${head},"response":null,"error":${JSON.stringify(undone(ending))}}\n`, errors: true }
  const response = `{"status_code":${result.status},"request_id":${JSON.stringify(result.callId ?? '')},"body":${oneLine(result.body)}}`
  return { text: `${head},"response":${response},"error":null}\n`, errors: !ok }
}

function undone(ending: Ending): { readonly code: string; readonly message: string } {
  return ending === 'cancelled'
    ? { code: 'batch_cancelled', message: 'This request was not made, because the batch was cancelled.' }
    : { code: 'batch_expired', message: 'This request could not be made before the completion window expired.' }
}
