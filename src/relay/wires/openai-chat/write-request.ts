/** A generation as a chat completion request. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import { toDataUrl } from '../../generation/data-url.ts'
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
  ToolResultPart,
} from '../../generation/generation.ts'
import type { Addressee } from '../wire.ts'

export function writeChatRequest(generation: Generation, to: Addressee): JsonObject {
  const { tools, toolChoice, stop, json, reasoning } = generation
  const effort = reasoning && effortOf(reasoning)
  return compact({
    model: to.model,
    messages: generation.messages.flatMap(messagesOf),
    tools: tools.length > 0 ? tools.map(toolOf) : undefined,
    tool_choice:
      typeof toolChoice === 'object' ? { type: 'function', function: { name: toolChoice.tool } } : toolChoice,
    parallel_tool_calls: generation.parallelTools,
    [limitName(to.model, effort)]: generation.maxOutput,
    temperature: generation.temperature,
    top_p: generation.topP,
    top_k: generation.topK,
    presence_penalty: generation.presencePenalty,
    frequency_penalty: generation.frequencyPenalty,
    seed: generation.seed,
    stop: stop && stop.length > 0 ? stop : undefined,
    response_format: json && formatOf(json),
    reasoning_effort: effort,
    user: generation.user,
    stream: to.stream ? true : undefined,
    stream_options: to.stream && to.streamUsage ? { include_usage: true } : undefined,
  })
}

/** Models that reason refuse the older name, servers that imitate OpenAI know no other. */
function limitName(model: string, effort: string | undefined): string {
  return effort !== undefined || /^(o\d|gpt-5)/.test(model) ? 'max_completion_tokens' : 'max_tokens'
}

/** A budget of thoughts has no word here; the nearest effort stands for it. */
function effortOf({ effort, budget }: ReasoningWish): string | undefined {
  if (effort !== undefined || budget === undefined) return effort
  if (budget <= 2_048) return 'low'
  return budget <= 8_192 ? 'medium' : 'high'
}

function messagesOf(message: Message): JsonObject[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: contentOf(message.content) }]
    case 'user':
      return [{ role: 'user', content: contentOf(message.content) }]
    case 'tool':
      return message.content.map(resultOf)
    case 'assistant':
      return [assistantOf(message.content)]
  }
}

/** One plain text is a string; servers that imitate OpenAI know lists less well. */
function contentOf(parts: readonly (TextPart | FilePart)[]): string | JsonObject[] {
  const [first] = parts
  if (parts.length === 1 && first?.type === 'text' && first.cache === undefined) return first.text
  return parts.map((part) => (part.type === 'text' ? textOf(part) : fileOf(part)))
}

function textOf({ text, cache }: TextPart): JsonObject {
  return { type: 'text', text, ...markOf(cache) }
}

function markOf(cache: CacheMark | undefined): JsonObject {
  if (cache === undefined) return {}
  return { cache_control: cache === '1h' ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' } }
}

function fileOf({ mediaType, data, name, detail, cache }: FilePart): JsonObject {
  const mark = markOf(cache)
  if (mediaType.startsWith('audio/') && 'base64' in data) {
    return {
      type: 'input_audio',
      input_audio: { data: data.base64, format: mediaType.slice('audio/'.length) },
      ...mark,
    }
  }
  const url = 'base64' in data ? toDataUrl({ mediaType, base64: data.base64 }) : 'url' in data ? data.url : ''
  if (mediaType.startsWith('image/')) return { type: 'image_url', image_url: compact({ url, detail }), ...mark }
  return { type: 'file', file: compact({ filename: name, file_data: url }), ...mark }
}

/** Files in a tool's result have no place here; their text has. */
function resultOf({ id, content, isError }: ToolResultPart): JsonObject {
  const text = content.map((part) => (part.type === 'text' ? part.text : `[${part.mediaType}]`)).join('\n')
  return compact({ role: 'tool', tool_call_id: id, content: text, is_error: isError ? true : undefined })
}

function assistantOf(parts: readonly (TextPart | FilePart | ReasoningPart | ToolCallPart)[]): JsonObject {
  const said = parts.filter((part) => part.type === 'text')
  const thoughts = parts.filter((part) => part.type === 'reasoning')
  const calls = parts.filter((part) => part.type === 'tool-call')
  const text = thoughts.map((part) => part.text).join('')
  const signed = thoughts.some(({ signature, opaque }) => signature !== undefined || opaque !== undefined)
  return compact({
    role: 'assistant',
    content: said.length > 0 ? said.map((part) => part.text).join('') : null,
    reasoning_content: text === '' ? undefined : text,
    reasoning_details: signed ? thoughts.map(detailOf) : undefined,
    tool_calls: calls.length > 0 ? calls.map(callOf) : undefined,
  })
}

export function detailOf({ text, signature, opaque, id }: Omit<ReasoningPart, 'type'>): JsonObject {
  if (opaque !== undefined) return compact({ type: 'reasoning.encrypted', data: opaque, id })
  return compact({ type: 'reasoning.text', text, signature, id })
}

function callOf({ id, name, input, signature }: ToolCallPart): JsonObject {
  return { id, type: 'function', function: { name, arguments: input }, ...signatureOf(signature) }
}

export function signatureOf(signature: string | undefined): JsonObject {
  return signature === undefined ? {} : { extra_content: { google: { thought_signature: signature } } }
}

function toolOf({ name, description, schema, strict, cache }: Tool): JsonObject {
  return { type: 'function', function: compact({ name, description, parameters: schema, strict }), ...markOf(cache) }
}

function formatOf({ name, description, schema, strict }: NonNullable<Generation['json']>): JsonObject {
  if (!schema) return { type: 'json_object' }
  return { type: 'json_schema', json_schema: compact({ name: name ?? 'answer', description, schema, strict }) }
}
