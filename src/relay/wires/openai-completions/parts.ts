/** Text completions and their chunks as parts. Only the first choice: more can not be translated. */
import type { JsonObject } from '../../body/parse.ts'
import type { Finish, Part } from '../../generation/part.ts'
import { objectsIn, parsedObject, stringIn } from '../members.ts'
import { errorOf, usageIn } from '../openai-chat/response.ts'
import type { PartReader, WholeParts } from '../wire.ts'

export function partsOfCompletion(value: JsonObject): WholeParts | undefined {
  const [choice] = objectsIn(value, 'choices')
  const error = errorOf(value)
  if (!choice) return error && { parts: [], usage: undefined, error }
  const finish: Part = { type: 'finish', finish: finishOf(stringIn(choice, 'finish_reason') ?? 'stop') }
  return { parts: [...textIn(choice), finish], usage: usageIn(value, value['choices']), error: undefined }
}

export function completionPartReader(): PartReader {
  return {
    read(data) {
      if (data === '[DONE]') return { parts: [], usage: undefined, error: undefined, ends: true }
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const value = parsedObject(data)
      if (!value) return 'malformed'
      const [choice] = objectsIn(value, 'choices')
      const parts = choice ? textIn(choice) : []
      const reason = choice && stringIn(choice, 'finish_reason')
      if (reason) parts.push({ type: 'finish', finish: finishOf(reason) })
      return { parts, usage: usageIn(value, value['choices']), error: choice ? undefined : errorOf(value), ends: false }
    },
  }
}

function textIn(choice: JsonObject): Part[] {
  const text = stringIn(choice, 'text') ?? ''
  return text === '' ? [] : [{ type: 'text', text }]
}

function finishOf(reason: string): Finish {
  if (reason === 'stop' || reason === 'length') return reason
  return reason === 'content_filter' ? 'content-filter' : 'other'
}
