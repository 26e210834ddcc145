/** Parts as generateContent answers and chunks. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { Finish, Part } from '../../generation/part.ts'
import { inputTotal, outputTotal, type UsageReading } from '../../usage/reading.ts'
import { parsedObject } from '../members.ts'
import type { About, AnswerWriter } from '../wire.ts'

const reasons: Readonly<Record<Finish, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
  error: 'OTHER',
  other: 'OTHER',
}

export function generateWriter({ id, model }: About): AnswerWriter {
  const stream = new Pieces()
  const named = { modelVersion: model, responseId: id }
  const candidate = (parts: readonly JsonObject[], reason: string | undefined): JsonObject =>
    compact({ content: { role: 'model', parts }, finishReason: reason, index: 0 })
  const event = (value: JsonObject): string => `data: ${JSON.stringify(value)}\n\n`
  return {
    whole(parts, usage) {
      const pieces = new Pieces()
      const written = joined([...pieces.of(parts), ...pieces.close()])
      return { candidates: [candidate(written, pieces.reason ?? 'STOP')], ...named, ...usageMember(usage) }
    },
    push(parts) {
      const written = stream.of(parts)
      return written.length === 0 ? '' : event({ candidates: [candidate(written, undefined)], ...named })
    },
    end: (usage) =>
      event({ candidates: [candidate(stream.close(), stream.reason ?? 'STOP')], ...named, ...usageMember(usage) }),
  }
}

/** Prompt with what was cached, candidates without thoughts, as Gemini counts them. */
function usageMember(usage: UsageReading | undefined): JsonObject {
  if (!usage) return {}
  const { input, output } = usage
  const [prompt, total] = [input ? inputTotal(input) : 0, output ? outputTotal(output) : 0]
  const reasoning = output?.reasoning ?? 0
  return {
    usageMetadata: compact({
      promptTokenCount: prompt,
      cachedContentTokenCount: input?.cacheRead || undefined,
      candidatesTokenCount: total - reasoning,
      thoughtsTokenCount: reasoning || undefined,
      totalTokenCount: prompt + total,
    }),
  }
}

/** Parts of content in order; a call is written when its input is complete. */
class Pieces {
  reason: string | undefined
  #call: { id: string; name: string; text: string; signature: string | undefined } | undefined

  of(parts: readonly Part[]): JsonObject[] {
    return parts.flatMap((part) => this.#piece(part))
  }

  /** The call that is still open. */
  close(): JsonObject[] {
    if (!this.#call) return []
    const { id, name, text, signature } = this.#call
    this.#call = undefined
    return [{ functionCall: { id, name, args: parsedObject(text) ?? {} }, ...compact({ thoughtSignature: signature }) }]
  }

  #piece(part: Part): JsonObject[] {
    switch (part.type) {
      case 'text':
      case 'refusal':
        return [...this.close(), { text: part.text }]
      case 'reasoning':
        return [...this.close(), { text: part.text, thought: true }]
      case 'reasoning-end':
        return part.signature === undefined ? [] : [{ text: '', thought: true, thoughtSignature: part.signature }]
      case 'tool-call': {
        const closed = this.close()
        this.#call = { id: part.id, name: part.name, text: '', signature: part.signature }
        return closed
      }
      case 'tool-input':
        if (this.#call) this.#call.text += part.text
        return []
      case 'file':
        return [...this.close(), { inlineData: { mimeType: part.mediaType, data: part.base64 } }]
      case 'finish':
        this.reason = reasons[part.finish]
        return this.close()
      case 'source':
        return []
    }
  }
}

/** Neighbouring texts of a whole answer are one; a signature joins the thoughts it belongs to. */
function joined(pieces: readonly JsonObject[]): JsonObject[] {
  const list: JsonObject[] = []
  for (const piece of pieces) {
    const last = list.at(-1)
    const alike = last && 'text' in last && 'text' in piece && last['thought'] === piece['thought']
    if (alike && last['thoughtSignature'] === undefined)
      list[list.length - 1] = { ...last, ...piece, text: `${String(last['text'])}${String(piece['text'])}` }
    else list.push(piece)
  }
  return list
}
