/** generateContent answers and chunks as parts. Only the first candidate: more can not be translated. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { Part } from '../../generation/part.ts'
import { objectIn, objectsIn, parsedObject, stringIn } from '../members.ts'
import type { PartReader, WholeParts } from '../wire.ts'
import { finishOf, geminiError } from './response.ts'
import { readGeminiUsage } from './usage.ts'

export function partsOfGenerate(value: JsonObject): WholeParts | undefined {
  const error = geminiError(value)
  if (error) return { parts: [], usage: undefined, error }
  if (!Array.isArray(value['candidates']) && objectIn(value, 'promptFeedback') === undefined) return undefined
  const parts = new Candidate().read(value)
  return { parts, usage: readGeminiUsage(value['usageMetadata']), error: undefined }
}

export function generatePartReader(): PartReader {
  const candidate = new Candidate()
  return {
    read(data) {
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const value = parsedObject(data)
      if (!value) return 'malformed'
      const usage = readGeminiUsage(value['usageMetadata'])
      return { parts: candidate.read(value), usage, error: geminiError(value), ends: false }
    },
  }
}

class Candidate {
  #calls = 0

  read(value: JsonObject): Part[] {
    const candidates = objectsIn(value, 'candidates')
    const [candidate] = candidates
    if (!candidate) {
      const blocked = stringIn(objectIn(value, 'promptFeedback') ?? {}, 'blockReason')
      return blocked === undefined ? [] : [{ type: 'finish', finish: 'content-filter' }]
    }
    const parts = objectsIn(objectIn(candidate, 'content') ?? {}, 'parts').flatMap((part) => this.#part(part))
    parts.push(...sourcesIn(candidate))
    const reason = stringIn(candidate, 'finishReason')
    if (reason !== undefined) {
      const finish = finishOf(reason, candidates)
      parts.push({ type: 'finish', finish: finish === 'stop' && this.#calls > 0 ? 'tool-calls' : finish })
    }
    return parts
  }

  #part(part: JsonObject): Part[] {
    const signature = stringIn(part, 'thoughtSignature')
    const text = stringIn(part, 'text') ?? ''
    if (part['thought'] === true) {
      const said: Part[] = text === '' ? [] : [{ type: 'reasoning', text }]
      return signature === undefined ? said : [...said, { type: 'reasoning-end', signature }]
    }
    const call = objectIn(part, 'functionCall')
    if (call) {
      const index = this.#calls++
      const id = stringIn(call, 'id') ?? `call_${index}`
      const name = stringIn(call, 'name') ?? ''
      const input = JSON.stringify(call['args'] ?? {})
      return [
        { type: 'tool-call', index, id, name, ...compact({ signature }) },
        { type: 'tool-input', index, text: input },
      ]
    }
    const inline = objectIn(part, 'inlineData')
    if (inline) {
      const mediaType = stringIn(inline, 'mimeType') ?? 'application/octet-stream'
      return [{ type: 'file', mediaType, base64: stringIn(inline, 'data') ?? '' }]
    }
    return text === '' ? [] : [{ type: 'text', text }]
  }
}

function sourcesIn(candidate: JsonObject): Part[] {
  return objectsIn(objectIn(candidate, 'groundingMetadata') ?? {}, 'groundingChunks').flatMap((chunk): Part[] => {
    const web = objectIn(chunk, 'web')
    const url = web && stringIn(web, 'uri')
    return url ? [{ type: 'source', url, ...compact({ title: web && stringIn(web, 'title') }) }] : []
  })
}
