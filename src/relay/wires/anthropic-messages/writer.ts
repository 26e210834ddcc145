/** Parts as messages and their events. */
import type { JsonObject } from '../../body/parse.ts'
import type { Finish, Part } from '../../generation/part.ts'
import type { UsageReading } from '../../usage/reading.ts'
import { outputTotal } from '../../usage/reading.ts'
import { parsedObject } from '../members.ts'
import type { About, AnswerWriter } from '../wire.ts'

const reasons: Readonly<Record<Finish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  error: 'end_turn',
  other: 'end_turn',
}

export function messagesWriter(about: About): AnswerWriter {
  const stream = new MessageStream(about)
  return {
    whole(parts, usage) {
      const blocks = new Blocks()
      for (const part of parts) blocks.add(part)
      return { ...messageOf(about), content: blocks.list(), ...stopOf(parts), usage: usageOf(usage) }
    },
    push: (parts) => parts.map((part) => stream.write(part)).join(''),
    end: (usage) => stream.end(usage),
  }
}

function messageOf({ id, model }: About): JsonObject {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model }
}

function stopOf(parts: readonly Part[]): JsonObject {
  const finish = parts.findLast((part) => part.type === 'finish')
  if (finish?.stopSequence !== undefined) return { stop_reason: 'stop_sequence', stop_sequence: finish.stopSequence }
  return { stop_reason: reasons[finish?.finish ?? 'stop'], stop_sequence: null }
}

/** Input without what caches gave and took, as Anthropic counts it. */
function usageOf(usage: UsageReading | undefined): JsonObject {
  const { input, output } = usage ?? {}
  const [short, long] = [input?.cacheWrite5m ?? 0, input?.cacheWrite1h ?? 0]
  return {
    input_tokens: (input?.input ?? 0) + (input?.inputAudio ?? 0) + (input?.inputImage ?? 0),
    cache_creation_input_tokens: short + long,
    cache_read_input_tokens: input?.cacheRead ?? 0,
    cache_creation: { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long },
    output_tokens: output ? outputTotal(output) : 0,
  }
}

type Block = { type: string; [member: string]: unknown }

/** Content blocks of a whole message. */
class Blocks {
  readonly #blocks: Block[] = []
  readonly #inputs = new Map<number, { block: Block; text: string }>()
  #open: Block | undefined

  list(): Block[] {
    for (const { block, text } of this.#inputs.values()) block['input'] = parsedObject(text) ?? {}
    return this.#blocks
  }

  add(part: Part): void {
    switch (part.type) {
      case 'text':
      case 'refusal':
        return this.#append('text', 'text', part.text)
      case 'reasoning':
        return this.#append('thinking', 'thinking', part.text)
      case 'reasoning-end':
        return this.#endThought(part)
      case 'tool-call': {
        const block = { type: 'tool_use', id: part.id, name: part.name, input: {} }
        this.#blocks.push(block)
        this.#inputs.set(part.index, { block, text: '' })
        this.#open = undefined
        return
      }
      case 'tool-input': {
        const call = this.#inputs.get(part.index)
        if (call) call.text += part.text
        return
      }
      default:
        return
    }
  }

  #append(type: string, member: string, text: string): void {
    if (this.#open?.type !== type) {
      this.#open = type === 'thinking' ? { type, thinking: '', signature: '' } : { type, text: '' }
      this.#blocks.push(this.#open)
    }
    this.#open[member] = String(this.#open[member]) + text
  }

  #endThought({ signature, opaque }: Extract<Part, { type: 'reasoning-end' }>): void {
    if (opaque !== undefined) this.#blocks.push({ type: 'redacted_thinking', data: opaque })
    else if (this.#open?.type === 'thinking') this.#open['signature'] = signature ?? ''
    else if (signature !== undefined) this.#blocks.push({ type: 'thinking', thinking: '', signature })
    this.#open = undefined
  }
}

const event = (type: string, more: JsonObject): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`

/** The events of one streamed message: blocks open and close one after another. */
class MessageStream {
  readonly #about: About
  #begun = false
  #index = -1
  #open: 'text' | 'thinking' | 'tool_use' | undefined
  #call = -1
  #finish: Extract<Part, { type: 'finish' }> | undefined

  constructor(about: About) {
    this.#about = about
  }

  write(part: Part): string {
    switch (part.type) {
      case 'text':
      case 'refusal':
        return this.#in('text', { type: 'text', text: '' }) + this.#delta({ type: 'text_delta', text: part.text })
      case 'reasoning':
        return this.#thinking() + this.#delta({ type: 'thinking_delta', thinking: part.text })
      case 'reasoning-end':
        return this.#endThought(part)
      case 'tool-call': {
        this.#call = part.index
        return (
          this.#close() + this.#openBlock('tool_use', { type: 'tool_use', id: part.id, name: part.name, input: {} })
        )
      }
      case 'tool-input':
        // Blocks do not interleave here: input of a call that is closed has nowhere to go.
        return part.index === this.#call && this.#open === 'tool_use'
          ? this.#delta({ type: 'input_json_delta', partial_json: part.text })
          : ''
      case 'finish':
        this.#finish = part
        return this.#close()
      default:
        return ''
    }
  }

  end(usage: UsageReading | undefined): string {
    const delta = stopOf(this.#finish ? [this.#finish] : [])
    const closing = event('message_delta', { delta, usage: usageOf(usage) }) + event('message_stop', {})
    return this.#begin() + this.#close() + closing
  }

  #begin(): string {
    if (this.#begun) return ''
    this.#begun = true
    const message = {
      ...messageOf(this.#about),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: usageOf(undefined),
    }
    return event('message_start', { message })
  }

  #in(type: 'text' | 'thinking', block: JsonObject): string {
    return this.#open === type ? '' : this.#close() + this.#openBlock(type, block)
  }

  #thinking(): string {
    return this.#in('thinking', { type: 'thinking', thinking: '', signature: '' })
  }

  #endThought({ signature, opaque }: Extract<Part, { type: 'reasoning-end' }>): string {
    if (opaque !== undefined) {
      const block = { type: 'redacted_thinking', data: opaque }
      return this.#close() + this.#openBlock('thinking', block) + this.#close()
    }
    if (signature === undefined) return this.#open === 'thinking' ? this.#close() : ''
    return this.#thinking() + this.#delta({ type: 'signature_delta', signature }) + this.#close()
  }

  #openBlock(type: 'text' | 'thinking' | 'tool_use', block: JsonObject): string {
    this.#index++
    this.#open = type
    return this.#begin() + event('content_block_start', { index: this.#index, content_block: block })
  }

  #delta(delta: JsonObject): string {
    return event('content_block_delta', { index: this.#index, delta })
  }

  #close(): string {
    if (this.#open === undefined) return ''
    this.#open = undefined
    return event('content_block_stop', { index: this.#index })
  }
}
