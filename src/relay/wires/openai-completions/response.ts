/** Text completions and their chunks: text, finish, usage, in-band errors. Reads only; bytes are forwarded as they came. */
import type { JsonObject } from '../../body/parse.ts'
import type { ChunkReading, StreamReader, WholeReading } from '../../call/kind.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import { numberIn, objectsIn, parsedObject, stringIn } from '../members.ts'
import { errorOf, usageIn } from '../openai-chat/response.ts'
import { type Echo, EchoFilter } from './echo.ts'

export function readCompletion(value: JsonObject, echo?: Echo): WholeReading | undefined {
  const error = errorOf(value)
  if (!Array.isArray(value['choices']))
    return error && { usage: readOpenAiUsage(value['usage']), finish: 'error', text: '', reasoning: '', error }
  const { text, finish } = saidIn(value, new EchoFilter(echo))
  return { usage: readOpenAiUsage(value['usage']), finish: finish ?? 'stop', text, reasoning: '', error: undefined }
}

/** The events of one stream. Usage that the caller did not ask for is hidden. */
export function completionStreamReader(showUsage: boolean, echo?: Echo): StreamReader {
  const filter = new EchoFilter(echo)
  return {
    ending: Buffer.from('data: [DONE]\n\n'),
    marksEnd: true,
    read(data) {
      if (data === '[DONE]') return DONE
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const value = parsedObject(data)
      if (!value) return 'malformed'
      const hasChoices = objectsIn(value, 'choices').length > 0
      const usage = usageIn(value, value['choices'])
      const { text, finish, any } = saidIn(value, filter)
      return {
        text,
        reasoning: '',
        commits: any || finish !== undefined,
        finish,
        usage,
        hidden: !showUsage && !hasChoices && usage !== undefined,
        error: hasChoices ? undefined : errorOf(value),
        ends: false,
      }
    },
  }
}

const DONE: ChunkReading = {
  text: '',
  reasoning: '',
  commits: false,
  finish: undefined,
  usage: undefined,
  hidden: false,
  error: undefined,
  ends: true,
}

/** `any`: something was said, be it only the prompt again. */
function saidIn(value: JsonObject, filter: EchoFilter) {
  let [text, any] = ['', false]
  let finish: string | undefined
  objectsIn(value, 'choices').forEach((choice, position) => {
    const said = stringIn(choice, 'text') ?? ''
    any ||= said !== ''
    text += filter.own(numberIn(choice, 'index') ?? position, said)
    finish = stringIn(choice, 'finish_reason') || finish
  })
  return { text, finish, any }
}
