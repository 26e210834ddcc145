/** Chat completion responses and stream chunks: content, finish, usage, in-band errors. Reads only; bytes are forwarded as they came. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import type { ChunkReading, UpstreamMessage, WholeReading } from '../../call/kind.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import type { UsageReading } from '../../usage/reading.ts'
import { deliveredTier } from '../../usage/service-tiers.ts'

export function readChatResponse(value: JsonObject): WholeReading | undefined {
  const choices = value['choices']
  const error = errorOf(value)
  if (!Array.isArray(choices))
    return error && { usage: readOpenAiUsage(value['usage']), finish: 'error', text: '', reasoning: '', error }
  const pieces = new Pieces()
  for (const choice of choices) if (isObject(choice)) pieces.read(choice, choice['message'])
  return {
    usage: readOpenAiUsage(value['usage']),
    service: deliveredTier(value['service_tier']),
    finish: pieces.finish ?? 'stop',
    text: pieces.text,
    reasoning: pieces.reasoning,
    error: undefined,
  }
}

export function readChatChunk(data: string): ChunkReading | 'malformed' {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return 'malformed'
  }
  if (!isObject(value)) return 'malformed'
  const choices = value['choices']
  const pieces = new Pieces()
  const hasChoices = Array.isArray(choices) && choices.length > 0
  if (hasChoices) for (const choice of choices) if (isObject(choice)) pieces.read(choice, choice['delta'])
  const usage = usageIn(value, choices)
  return {
    text: pieces.text,
    reasoning: pieces.reasoning,
    commits: pieces.content || pieces.finish !== undefined,
    finish: pieces.finish,
    usage,
    service: deliveredTier(value['service_tier']),
    hidden: !hasChoices && usage !== undefined,
    error: hasChoices ? undefined : errorOf(value),
    ends: false,
  }
}

/** Some upstreams put usage inside the choice, or under a vendor's name. */
export function usageIn(value: JsonObject, choices: unknown): UsageReading | undefined {
  const direct = value['usage']
  if (direct !== undefined && direct !== null) return readOpenAiUsage(direct)
  const vendor = value['x_groq']
  if (isObject(vendor)) return readOpenAiUsage(vendor['usage'])
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined
  return isObject(first) ? readOpenAiUsage(first['usage']) : undefined
}

/** What the choices of one response or chunk carry. */
class Pieces {
  text = ''
  reasoning = ''
  finish: string | undefined
  content = false

  read(choice: JsonObject, message: unknown): void {
    const finish = choice['finish_reason']
    if (typeof finish === 'string' && finish !== '') this.finish = finish
    if (!isObject(message)) return
    this.#addText(message['content'])
    this.#addText(message['refusal'])
    this.#addReasoning(message['reasoning_content'] ?? message['reasoning'])
    const tools = message['tool_calls']
    if (Array.isArray(tools)) for (const tool of tools) this.#addFunction(tool)
    if (isObject(message['function_call'])) this.#addFunction({ function: message['function_call'] })
    const audio = message['audio']
    if (isObject(audio)) {
      this.content = true
      this.#addText(audio['transcript'])
    }
  }

  #addText(value: unknown): void {
    if (typeof value === 'string' && value !== '') {
      this.text += value
      this.content = true
    } else if (Array.isArray(value)) {
      for (const part of value) if (isObject(part)) this.#addText(part['text'])
    }
  }

  #addReasoning(value: unknown): void {
    if (typeof value !== 'string' || value === '') return
    this.reasoning += value
    this.content = true
  }

  #addFunction(tool: unknown): void {
    if (!isObject(tool)) return
    this.content = true
    const called = tool['function']
    if (!isObject(called)) return
    this.#addText(called['name'])
    this.#addText(called['arguments'])
  }
}

/** An error object or text where a response should be. */
export function errorOf(value: JsonObject): UpstreamMessage | undefined {
  const error = value['error']
  if (typeof error === 'string' && error !== '') return { message: error, code: null }
  if (!isObject(error)) return undefined
  const message = error['message']
  const code = error['code'] ?? error['type']
  return {
    message: typeof message === 'string' ? message : 'The upstream reported an error.',
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : null,
  }
}
