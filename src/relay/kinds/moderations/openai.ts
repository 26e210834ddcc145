/** Moderations in OpenAI's dialect, verbatim to upstreams that speak it. Never streamed, and free or at a price for each call: no upstream tells usage. */
import { modelField } from '../../body/fields.ts'
import { isObject, type JsonBody, type JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import type { CallKind, CallRequest, WholeReading } from '../../call/kind.ts'
import { neverStreamed } from '../../call/unstreamed.ts'
import { Problem } from '../../problem.ts'
import { collectText } from '../../usage/collect-text.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import { measureMedia } from '../../wires/openai-chat/media.ts'
import { errorOf } from '../../wires/openai-chat/response.ts'

/** OpenAI's own default. */
const DEFAULT_MODEL = 'omni-moderation-latest'

export const moderations: CallKind = {
  name: 'moderations',
  modelKind: 'moderation',
  read: (raw) => callRequest(raw.json()),
}

function callRequest(body: JsonBody): CallRequest {
  const { value } = body
  const named = value['model'] !== undefined && value['model'] !== null
  const model = named ? modelField(value) : DEFAULT_MODEL
  const input = value['input']
  if (!isInput(input))
    throw new Problem('invalid_field', {
      param: 'input',
      message: 'input must be a string, or an array of strings or of text and image parts.',
    })
  return {
    model,
    stream: false,
    bound({ imageTokens }) {
      const media = measureMedia([{ content: input }], imageTokens)
      const text = body.bytes.length - media.bytes + media.tokens
      return { input: text, inputAudio: 0, output: 0, outputAudio: false, toolCalls: 0 }
    },
    countInput: (counter) => counter.count(collectText([input])),
    wire: (speaks) => speaks.find((name) => name === 'openai.moderations'),
    sending: (to) => ({
      path: '/moderations',
      contentType: 'application/json',
      body: withMembers(body, named && to.model.upstream === model ? {} : { model: to.model.upstream }),
      stream: false,
      whole: ({ value: answer }) => answer && readWhole(answer),
      streamReader: neverStreamed,
    }),
  }
}

function isInput(input: unknown): input is string | readonly (string | JsonObject)[] {
  if (typeof input === 'string') return true
  if (!Array.isArray(input) || input.length === 0) return false
  return input.every((item) => typeof item === 'string') || input.every(isObject)
}

function readWhole(value: JsonObject): WholeReading | undefined {
  const said = { text: '', reasoning: '' }
  if (Array.isArray(value['results']))
    return { ...said, usage: readOpenAiUsage(value['usage']), finish: 'stop', error: undefined }
  const error = errorOf(value)
  return error && { ...said, usage: undefined, finish: 'error', error }
}
