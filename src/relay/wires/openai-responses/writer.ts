/** Parts as responses and their events: items open and close one after another, and the last event has them all. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { Finish, Part } from '../../generation/part.ts'
import { inputTotal, outputTotal, type UsageReading } from '../../usage/reading.ts'
import type { About, AnswerWriter } from '../wire.ts'
import { sealThought } from './sealed.ts'

export function responsesWriter(about: About): AnswerWriter {
  const stream = new Items(about)
  return {
    whole(parts, usage) {
      const items = new Items(about)
      for (const part of parts) items.write(part)
      items.close()
      return items.response(items.status, usage)
    },
    push: (parts) => stream.begin() + parts.map((part) => stream.write(part)).join(''),
    end(usage) {
      const closing = stream.begin() + stream.close()
      return closing + stream.event(`response.${stream.status}`, { response: stream.response(stream.status, usage) })
    },
  }
}

const reasons: Readonly<Partial<Record<Finish, string>>> = {
  length: 'max_output_tokens',
  'content-filter': 'content_filter',
}

type Item = { readonly id: string; readonly type: string; [member: string]: unknown }

class Items {
  readonly #about: About
  readonly #output: Item[] = []
  readonly #calls = new Map<number, Item>()
  #sequence = 0
  #begun = false
  #open: Item | undefined
  #text = ''
  #finish: Finish | undefined

  constructor(about: About) {
    this.#about = about
  }

  get status(): 'completed' | 'incomplete' {
    return this.#finish !== undefined && reasons[this.#finish] !== undefined ? 'incomplete' : 'completed'
  }

  response(status: 'in_progress' | 'completed' | 'incomplete', usage: UsageReading | undefined): JsonObject {
    const { id, model, created } = this.#about
    const reason = this.#finish && reasons[this.#finish]
    return {
      id: `resp_${id}`,
      object: 'response',
      created_at: created,
      status,
      error: null,
      incomplete_details: reason === undefined ? null : { reason },
      instructions: null,
      metadata: {},
      model,
      output: status === 'in_progress' ? [] : this.#output,
      parallel_tool_calls: true,
      previous_response_id: null,
      store: false,
      temperature: null,
      tool_choice: 'auto',
      tools: [],
      top_p: null,
      text: { format: { type: 'text' } },
      truncation: 'disabled',
      usage: usage ? usageOf(usage) : null,
    }
  }

  event(type: string, more: JsonObject): string {
    const text = JSON.stringify({ type, sequence_number: this.#sequence++, ...more })
    return `event: ${type}\ndata: ${text}\n\n`
  }

  begin(): string {
    if (this.#begun) return ''
    this.#begun = true
    const response = this.response('in_progress', undefined)
    return this.event('response.created', { response }) + this.event('response.in_progress', { response })
  }

  write(part: Part): string {
    switch (part.type) {
      case 'text':
        return this.#say(part.text, { type: 'output_text', text: '', annotations: [], logprobs: [] })
      case 'refusal':
        return this.#say(part.text, { type: 'refusal', refusal: '' })
      case 'reasoning':
        return this.#think(part.text)
      case 'reasoning-end': {
        const sealed = sealThought(part)
        if (sealed === undefined && this.#open?.type !== 'reasoning') return ''
        const opened = this.#open?.type === 'reasoning' ? '' : this.#openThought()
        if (sealed !== undefined && this.#open) this.#open['encrypted_content'] = sealed
        return opened + this.close()
      }
      case 'tool-call': {
        const closed = this.close()
        const { index, id, name } = part
        const item = this.#add('fc', 'function_call', { call_id: id, name, arguments: '', status: 'in_progress' })
        this.#calls.set(index, item)
        return closed + this.event('response.output_item.added', { output_index: this.#last, item })
      }
      case 'tool-input':
        return this.#argue(part.index, part.text)
      case 'finish':
        this.#finish = part.finish
        return this.close()
      default:
        return ''
    }
  }

  /** Ends the item that is open. */
  close(): string {
    const item = this.#open
    if (!item) return ''
    this.#open = undefined
    if (item['status'] !== undefined) item['status'] = 'completed'
    const ended = this.#ended(item)
    this.#text = ''
    return ended + this.event('response.output_item.done', { output_index: this.#last, item })
  }

  get #last(): number {
    return this.#output.length - 1
  }

  #add(prefix: string, type: string, members: JsonObject): Item {
    const item: Item = { id: `${prefix}_${this.#about.id}_${this.#output.length}`, type, ...members }
    this.#output.push(item)
    this.#open = item
    return item
  }

  #say(text: string, part: JsonObject & { readonly type: string }): string {
    let written = ''
    if (this.#partOf('message')?.['type'] !== part.type) {
      written += this.close()
      const item = this.#add('msg', 'message', { status: 'in_progress', role: 'assistant', content: [] })
      written += this.event('response.output_item.added', { output_index: this.#last, item: { ...item, content: [] } })
      item['content'] = [{ ...part }]
      written += this.event('response.content_part.added', { ...this.#place(item), content_index: 0, part })
    }
    const item = this.#open as Item
    this.#text += text
    const type = part.type === 'refusal' ? 'response.refusal.delta' : 'response.output_text.delta'
    const logprobs = part.type === 'refusal' ? {} : { logprobs: [] }
    return written + this.event(type, { ...this.#place(item), content_index: 0, delta: text, ...logprobs })
  }

  #think(text: string): string {
    const opened = this.#open?.type === 'reasoning' ? '' : this.close() + this.#openThought()
    const item = this.#open as Item
    let begun = ''
    if (this.#text === '') {
      const part = { type: 'summary_text', text: '' }
      begun = this.event('response.reasoning_summary_part.added', { ...this.#place(item), summary_index: 0, part })
    }
    this.#text += text
    const delta = { ...this.#place(item), summary_index: 0, delta: text }
    return opened + begun + this.event('response.reasoning_summary_text.delta', delta)
  }

  #openThought(): string {
    const closed = this.close()
    const item = this.#add('rs', 'reasoning', { summary: [] })
    return closed + this.event('response.output_item.added', { output_index: this.#last, item: { ...item } })
  }

  #argue(index: number, text: string): string {
    const item = this.#calls.get(index)
    if (!item || item !== this.#open) return ''
    item['arguments'] = String(item['arguments']) + text
    return this.event('response.function_call_arguments.delta', { ...this.#place(item), delta: text })
  }

  #place(item: Item): JsonObject {
    return { item_id: item.id, output_index: this.#output.indexOf(item) }
  }

  /** The one content part of the open item, when it is of this type. */
  #partOf(type: string): JsonObject | undefined {
    if (this.#open?.type !== type) return undefined
    const content = this.#open['content']
    return Array.isArray(content) ? (content[0] as JsonObject) : undefined
  }

  /** The events that say that an item's content is complete, and the item with that content. */
  #ended(item: Item): string {
    const place = this.#place(item)
    const text = this.#text
    if (item.type === 'function_call') {
      if (item['arguments'] === '') item['arguments'] = '{}'
      return this.event('response.function_call_arguments.done', {
        ...place,
        name: item['name'],
        arguments: item['arguments'],
      })
    }
    if (item.type === 'reasoning') {
      if (text === '') return ''
      const part = { type: 'summary_text', text }
      item['summary'] = [part]
      const at = { ...place, summary_index: 0 }
      return (
        this.event('response.reasoning_summary_text.done', { ...at, text }) +
        this.event('response.reasoning_summary_part.done', { ...at, part })
      )
    }
    const at = { ...place, content_index: 0 }
    const [before] = item['content'] as JsonObject[]
    if (before?.['type'] === 'refusal') {
      const part = { ...before, refusal: text }
      item['content'] = [part]
      return (
        this.event('response.refusal.done', { ...at, refusal: text }) +
        this.event('response.content_part.done', { ...at, part })
      )
    }
    const part = { ...before, text }
    item['content'] = [part]
    return (
      this.event('response.output_text.done', { ...at, text, logprobs: [] }) +
      this.event('response.content_part.done', { ...at, part })
    )
  }
}

/** Totals include what is cached and reasoned. */
function usageOf({ input, output }: UsageReading): JsonObject {
  const [read, written] = [input ? inputTotal(input) : 0, output ? outputTotal(output) : 0]
  return {
    input_tokens: read,
    input_tokens_details: compact({
      cached_tokens: input?.cacheRead ?? 0,
      cache_write_tokens: (input?.cacheWrite5m ?? 0) + (input?.cacheWrite1h ?? 0),
    }),
    output_tokens: written,
    output_tokens_details: { reasoning_tokens: output?.reasoning ?? 0 },
    total_tokens: read + written,
  }
}
