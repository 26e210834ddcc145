/** A chat completion request as a generation: what another dialect will be asked. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import { dataUrl } from '../../generation/data-url.ts'
import type {
  CacheMark,
  FilePart,
  Generation,
  Message,
  ReasoningPart,
  ReasoningWish,
  TextPart,
  Tool,
  ToolCallPart,
  ToolChoice,
} from '../../generation/generation.ts'
import { Problem } from '../../problem.ts'
import { numberIn, objectsIn, stringIn } from '../members.ts'

export function generationOfChat(value: JsonObject): Generation {
  refuse(value)
  const limit = numberIn(value, 'max_completion_tokens') ?? numberIn(value, 'max_tokens')
  return {
    messages: messagesOf(objectsIn(value, 'messages')),
    tools: toolsOf(value),
    ...compact({
      toolChoice: toolChoiceOf(value['tool_choice'] ?? value['function_call']),
      parallelTools: value['parallel_tool_calls'] === false ? false : undefined,
      maxOutput: limit,
      temperature: numberIn(value, 'temperature'),
      topP: numberIn(value, 'top_p'),
      topK: numberIn(value, 'top_k'),
      presencePenalty: numberIn(value, 'presence_penalty'),
      frequencyPenalty: numberIn(value, 'frequency_penalty'),
      seed: numberIn(value, 'seed'),
      stop: stopOf(value['stop']),
      json: jsonOf(value['response_format']),
      reasoning: reasoningOf(value),
      user: stringIn(value, 'user'),
    }),
  }
}

/** What changes the shape of the answer and no other dialect has. */
function refuse(value: JsonObject): void {
  if (value['logprobs'] === true) throw unsupported('logprobs')
  if (isObject(value['web_search_options'])) throw unsupported('web_search_options')
  const modalities = value['modalities']
  if (Array.isArray(modalities) && modalities.includes('audio')) throw unsupported('modalities')
}

function unsupported(param: string): Problem {
  return new Problem('unsupported_value', { param, message: `${param} is not supported by this model.` })
}

function messagesOf(given: readonly JsonObject[]): Message[] {
  const names = new Map<string, string>()
  const messages: Message[] = []
  for (const message of given) {
    const next = messageOf(message, names)
    const last = messages.at(-1)
    if (next.role === 'tool' && last?.role === 'tool')
      messages[messages.length - 1] = { role: 'tool', content: [...last.content, ...next.content] }
    else messages.push(next)
  }
  return messages
}

/** `names` remembers which tool a call id was for. */
function messageOf(message: JsonObject, names: Map<string, string>): Message {
  const role = message['role']
  if (role === 'system' || role === 'developer')
    return { role: 'system', content: contentOf(message['content']).filter((part) => part.type === 'text') }
  if (role === 'user') return { role, content: contentOf(message['content']) }
  if (role === 'tool' || role === 'function') {
    const id = stringIn(message, 'tool_call_id') ?? stringIn(message, 'name') ?? ''
    const name = names.get(id) ?? stringIn(message, 'name') ?? id
    const isError = message['is_error'] === true
    return {
      role: 'tool',
      content: [{ type: 'tool-result', id, name, content: contentOf(message['content']), isError }],
    }
  }
  if (role !== 'assistant')
    throw new Problem('invalid_field', { param: 'messages', message: 'A message has an unknown role.' })
  const calls = callsOf(message)
  for (const { id, name } of calls) names.set(id, name)
  return { role, content: [...reasoningParts(message), ...contentOf(message['content']), ...calls] }
}

function contentOf(content: unknown): (TextPart | FilePart)[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (!Array.isArray(content)) return []
  return content.filter(isObject).flatMap(partOf)
}

function partOf(part: JsonObject): (TextPart | FilePart)[] {
  const cache = cacheOf(part['cache_control'])
  const text = stringIn(part, 'text') ?? stringIn(part, 'refusal')
  if (text !== undefined) return [{ type: 'text', text, ...compact({ cache }) }]
  const file = fileOf(part)
  return file ? [{ ...file, ...compact({ cache }) }] : []
}

function fileOf(part: JsonObject): FilePart | undefined {
  if (part['type'] === 'image_url') {
    const image = part['image_url']
    const url = typeof image === 'string' ? image : isObject(image) ? stringIn(image, 'url') : undefined
    const detail = isObject(image) ? stringIn(image, 'detail') : undefined
    return url === undefined ? undefined : { ...fileAt(url, 'image/*'), ...compact({ detail }) }
  }
  const audio = part['input_audio']
  if (part['type'] === 'input_audio' && isObject(audio)) {
    const mediaType = `audio/${stringIn(audio, 'format') ?? 'wav'}`
    return { type: 'file', mediaType, data: { base64: stringIn(audio, 'data') ?? '' } }
  }
  const file = part['file']
  if (part['type'] !== 'file' || !isObject(file)) return undefined
  const name = stringIn(file, 'filename')
  const data = stringIn(file, 'file_data')
  if (data !== undefined) return { ...fileAt(data, 'application/pdf'), ...compact({ name }) }
  const fileId = stringIn(file, 'file_id')
  if (fileId === undefined) return undefined
  throw unsupported('file_id')
}

function fileAt(url: string, mediaType: string): FilePart {
  const data = dataUrl(url)
  return data
    ? { type: 'file', mediaType: data.mediaType, data: { base64: data.base64 } }
    : { type: 'file', mediaType, data: { url } }
}

/** As LiteLLM and OpenRouter take it: on a part of the content. */
function cacheOf(mark: unknown): CacheMark | undefined {
  if (!isObject(mark) || mark['type'] !== 'ephemeral') return undefined
  return mark['ttl'] === '1h' ? '1h' : '5m'
}

/**
 * `reasoning_details` carry what a model must get back unchanged. Put together from a stream they have the signature
 * alone, and `reasoning_content` has the text that it signs.
 */
function reasoningParts(message: JsonObject): ReasoningPart[] {
  const whole = stringIn(message, 'reasoning_content') ?? stringIn(message, 'reasoning') ?? ''
  const details = objectsIn(message, 'reasoning_details').flatMap((detail): ReasoningPart[] => {
    const [text, signature] = [stringIn(detail, 'text') ?? '', stringIn(detail, 'signature')]
    const [opaque, id] = [stringIn(detail, 'data'), stringIn(detail, 'id')]
    if (text === '' && signature === undefined && opaque === undefined) return []
    return [{ type: 'reasoning', text, ...compact({ signature, opaque, id }) }]
  })
  if (details.length === 0) return whole === '' ? [] : [{ type: 'reasoning', text: whole }]
  const bare = details.every(({ text }) => text === '')
  const signed = details.findIndex(({ signature }) => signature !== undefined)
  return bare && whole !== '' ? details.map((part, i) => (i === signed ? { ...part, text: whole } : part)) : details
}

function callsOf(message: JsonObject): ToolCallPart[] {
  const calls = objectsIn(message, 'tool_calls').flatMap((call) => {
    const called = call['function']
    if (!isObject(called)) return []
    const id = stringIn(call, 'id') ?? ''
    return [toolCall({ id, called, signature: signatureIn(call) })]
  })
  const called = message['function_call']
  if (calls.length > 0 || !isObject(called)) return calls
  return [toolCall({ id: stringIn(called, 'name') ?? '', called, signature: undefined })]
}

function toolCall({
  id,
  called,
  signature,
}: {
  id: string
  called: JsonObject
  signature: string | undefined
}): ToolCallPart {
  const input = stringIn(called, 'arguments') || '{}'
  return { type: 'tool-call', id, name: stringIn(called, 'name') ?? '', input, ...compact({ signature }) }
}

/** Where Google's own OpenAI-compatible endpoint puts a thought's signature. */
export function signatureIn(call: JsonObject): string | undefined {
  const extra = call['extra_content']
  const google = isObject(extra) ? extra['google'] : undefined
  return isObject(google) ? stringIn(google, 'thought_signature') : undefined
}

function toolsOf(value: JsonObject): Tool[] {
  const tools = objectsIn(value, 'tools').map((tool) => {
    if (tool['type'] !== 'function') throw unsupported('tools')
    return { tool: isObject(tool['function']) ? tool['function'] : {}, cache: cacheOf(tool['cache_control']) }
  })
  const functions = objectsIn(value, 'functions').map((tool) => ({ tool, cache: undefined }))
  return [...tools, ...functions].map(({ tool, cache }) => ({
    name: stringIn(tool, 'name') ?? '',
    schema: isObject(tool['parameters']) ? tool['parameters'] : { type: 'object', properties: {} },
    ...compact({
      description: stringIn(tool, 'description'),
      strict: typeof tool['strict'] === 'boolean' ? tool['strict'] : undefined,
      cache,
    }),
  }))
}

function toolChoiceOf(choice: unknown): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice
  if (!isObject(choice)) return undefined
  const named = isObject(choice['function']) ? choice['function'] : choice
  const tool = stringIn(named, 'name')
  if (tool === undefined) throw unsupported('tool_choice')
  return { tool }
}

function stopOf(stop: unknown): string[] | undefined {
  if (typeof stop === 'string') return [stop]
  return Array.isArray(stop) ? stop.filter((word) => typeof word === 'string') : undefined
}

function jsonOf(format: unknown): Generation['json'] {
  if (!isObject(format) || format['type'] === 'text') return undefined
  if (format['type'] === 'json_object') return {}
  const given = format['json_schema']
  if (format['type'] !== 'json_schema' || !isObject(given)) throw unsupported('response_format')
  const schema = given['schema']
  return compact({
    name: stringIn(given, 'name'),
    description: stringIn(given, 'description'),
    schema: isObject(schema) ? schema : undefined,
    strict: typeof given['strict'] === 'boolean' ? given['strict'] : undefined,
  })
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const

/** `reasoning_effort`, or OpenRouter's `reasoning: {effort, max_tokens}`. */
function reasoningOf(value: JsonObject): ReasoningWish | undefined {
  const wish = isObject(value['reasoning']) ? value['reasoning'] : {}
  const word = value['reasoning_effort'] ?? wish['effort']
  const effort = efforts.find((known) => known === word)
  const budget = numberIn(wish, 'max_tokens')
  return effort === undefined && budget === undefined ? undefined : compact({ effort, budget })
}
