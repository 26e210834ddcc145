/** Parts as chat completions and chunks. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import { toDataUrl } from '../../generation/data-url.ts'
import type { Finish, Part } from '../../generation/part.ts'
import { inputTotal, outputTotal, type UsageReading } from '../../usage/reading.ts'
import type { About, AnswerWriter } from '../wire.ts'
import { detailOf, signatureOf } from './write-request.ts'

const finishes: Readonly<Record<Finish, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  error: 'stop',
  other: 'stop',
}

export function chatWriter({ id, model, created, showUsage }: About): AnswerWriter {
  const chunk = (choices: readonly JsonObject[], more: JsonObject = {}): string =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model, choices, ...more })}\n\n`
  const deltas = new Deltas()
  return {
    whole(parts, usage) {
      const choice = { index: 0, message: messageOf(parts), logprobs: null, finish_reason: finishIn(parts) ?? 'stop' }
      return compact({
        ...{ id, object: 'chat.completion', created, model, choices: [choice] },
        usage: usage && openAiUsageOf(usage),
      })
    },
    push(parts) {
      const finish = finishIn(parts)
      const written = deltas.of(parts).map((delta) => chunk([{ index: 0, delta, finish_reason: null }]))
      if (finish !== undefined) written.push(chunk([{ index: 0, delta: {}, finish_reason: finish }]))
      return written.join('')
    },
    end(usage) {
      const told = showUsage && usage ? chunk([], { usage: openAiUsageOf(usage) }) : ''
      return `${told}data: [DONE]\n\n`
    },
  }
}

function finishIn(parts: readonly Part[]): string | undefined {
  const finish = parts.findLast((part) => part.type === 'finish')
  return finish && finishes[finish.finish]
}

/** Totals include what is cached, written to a cache and reasoned, as OpenAI's do. */
export function openAiUsageOf({ input, output }: UsageReading): JsonObject {
  const [prompt, completion] = [input ? inputTotal(input) : 0, output ? outputTotal(output) : 0]
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: input?.cacheRead ?? 0,
      cache_write_tokens: (input?.cacheWrite5m ?? 0) + (input?.cacheWrite1h ?? 0),
      audio_tokens: input?.inputAudio ?? 0,
    },
    completion_tokens_details: {
      reasoning_tokens: output?.reasoning ?? 0,
      audio_tokens: output?.outputAudio ?? 0,
    },
  }
}

interface Thought {
  text: string
  signature?: string
  opaque?: string
  id?: string
}

function messageOf(parts: readonly Part[]): JsonObject {
  const joined = (type: 'text' | 'refusal' | 'reasoning'): string =>
    parts.map((part) => (part.type === type ? part.text : '')).join('')
  const [text, refusal, reasoning] = [joined('text'), joined('refusal'), joined('reasoning')]
  const thoughts = thoughtsIn(parts)
  const signed = thoughts.some(({ signature, opaque }) => signature !== undefined || opaque !== undefined)
  const calls = callsIn(parts)
  const images = parts.filter((part) => part.type === 'file').map(imageOf)
  const sources = parts.filter((part) => part.type === 'source').map(sourceOf)
  return compact({
    role: 'assistant',
    content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
    refusal: refusal === '' ? null : refusal,
    reasoning_content: reasoning === '' ? undefined : reasoning,
    reasoning_details: signed ? thoughts.map(detailOf) : undefined,
    tool_calls: calls.length > 0 ? calls : undefined,
    images: images.length > 0 ? images : undefined,
    annotations: sources.length > 0 ? sources : undefined,
  })
}

function thoughtsIn(parts: readonly Part[]): Thought[] {
  const thoughts: Thought[] = []
  let open: Thought | undefined
  for (const part of parts) {
    if (part.type === 'reasoning') {
      if (!open) {
        open = { text: '' }
        thoughts.push(open)
      }
      open.text += part.text
    } else if (part.type === 'reasoning-end') {
      const { type: _type, ...end } = part
      if (open && end.opaque === undefined) Object.assign(open, end)
      else thoughts.push({ text: '', ...end })
      open = undefined
    }
  }
  return thoughts
}

function callsIn(parts: readonly Part[]): JsonObject[] {
  return parts
    .filter((part) => part.type === 'tool-call')
    .map(({ index, id, name, signature }) => {
      const input = parts.map((part) => (part.type === 'tool-input' && part.index === index ? part.text : '')).join('')
      return { id, type: 'function', function: { name, arguments: input || '{}' }, ...signatureOf(signature) }
    })
}

function imageOf(part: Extract<Part, { type: 'file' }>): JsonObject {
  return { type: 'image_url', image_url: { url: toDataUrl(part) } }
}

function sourceOf({ url, title }: Extract<Part, { type: 'source' }>): JsonObject {
  return { type: 'url_citation', url_citation: compact({ url, title, start_index: 0, end_index: 0 }) }
}

/** Parts as deltas of one stream; the first names the role. */
class Deltas {
  #begun = false

  of(parts: readonly Part[]): JsonObject[] {
    const deltas = parts.flatMap((part) => this.#delta(part))
    if (this.#begun || (deltas.length === 0 && parts.length === 0)) return deltas
    this.#begun = true
    const [first = {}, ...rest] = deltas
    return [{ role: 'assistant', content: first['tool_calls'] ? null : '', ...first }, ...rest]
  }

  #delta(part: Part): JsonObject[] {
    switch (part.type) {
      case 'text':
        return [{ content: part.text }]
      case 'refusal':
        return [{ refusal: part.text }]
      case 'reasoning':
        return [{ reasoning_content: part.text }]
      case 'reasoning-end': {
        const { type: _type, ...end } = part
        // The text has gone out already; a client that puts deltas together has it.
        const detail = detailOf({ text: '', ...end })
        return end.signature === undefined && end.opaque === undefined ? [] : [{ reasoning_details: [detail] }]
      }
      case 'tool-call': {
        const { index, id, name, signature } = part
        const called = { name, arguments: '' }
        return [{ tool_calls: [{ index, id, type: 'function', function: called, ...signatureOf(signature) }] }]
      }
      case 'tool-input':
        return [{ tool_calls: [{ index: part.index, function: { arguments: part.text } }] }]
      case 'file':
        return [{ images: [imageOf(part)] }]
      case 'source':
        return [{ annotations: [sourceOf(part)] }]
      case 'finish':
        return []
    }
  }
}
