/** A generation as a messages request. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
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
import { parsedObject } from '../members.ts'
import type { Addressee } from '../wire.ts'

/** Thoughts cost output, so a budget must leave room for an answer. */
const LEAST_BUDGET = 1_024

export function writeMessagesRequest(generation: Generation, to: Addressee): JsonObject {
  const { tools, stop, json, reasoning, user } = generation
  const limit = generation.maxOutput ?? to.maxOutput
  const thinking = reasoning && thinkingOf(reasoning, limit)
  const system = generation.messages.flatMap((message) => (message.role === 'system' ? message.content : []))
  return compact({
    model: to.model,
    max_tokens: limit,
    system: system.length > 0 ? system.map(textOf) : undefined,
    messages: merged(generation.messages),
    tools: tools.length > 0 ? tools.map(toolOf) : undefined,
    tool_choice: tools.length > 0 ? choiceOf(generation) : undefined,
    // With thoughts the sampling is the model's own.
    temperature: thinking ? undefined : clamped(generation.temperature),
    top_p: thinking ? undefined : generation.topP,
    top_k: thinking ? undefined : generation.topK,
    stop_sequences: stop && stop.length > 0 ? stop : undefined,
    thinking,
    output_config: json?.schema ? { format: { type: 'json_schema', schema: json.schema } } : undefined,
    metadata: user === undefined ? undefined : { user_id: user },
    stream: to.stream ? true : undefined,
  })
}

/** Others go up to 2. */
function clamped(temperature: number | undefined): number | undefined {
  return temperature === undefined ? undefined : Math.min(1, temperature)
}

const budgets: Readonly<Record<NonNullable<ReasoningWish['effort']>, number>> = {
  none: 0,
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
}

/** Undefined where no thoughts are wanted or none fit. */
function thinkingOf({ effort, budget }: ReasoningWish, limit: number): JsonObject | undefined {
  if (effort === 'none') return undefined
  const wanted = budget ?? (effort === undefined ? 0 : budgets[effort])
  const most = Math.min(wanted, limit - LEAST_BUDGET)
  return most >= LEAST_BUDGET ? { type: 'enabled', budget_tokens: most } : undefined
}

/** Roles alternate: neighbours of one role become one message. */
function merged(messages: readonly Message[]): JsonObject[] {
  const written: { role: 'user' | 'assistant'; content: JsonObject[] }[] = []
  for (const message of messages) {
    if (message.role === 'system') continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const content = message.content.flatMap(blockOf)
    const last = written.at(-1)
    if (last?.role === role) last.content.push(...content)
    else if (content.length > 0) written.push({ role, content })
  }
  return written
}

function blockOf(part: TextPart | FilePart | ReasoningPart | ToolCallPart | ToolResultPart): JsonObject[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [textOf(part)]
    case 'file':
      return [fileOf(part)]
    case 'reasoning':
      return reasoningOf(part)
    case 'tool-call': {
      const { id, name, input, cache } = part
      return [{ type: 'tool_use', id, name, input: parsedObject(input) ?? {}, ...markOf(cache) }]
    }
    case 'tool-result': {
      const { id, content, isError, cache } = part
      const blocks = content.flatMap(blockOf)
      return [
        compact({
          type: 'tool_result',
          tool_use_id: id,
          content: blocks,
          is_error: isError ? true : undefined,
          ...markOf(cache),
        }),
      ]
    }
  }
}

/** Thoughts without a signature are another model's; they are refused here and so left out. */
function reasoningOf({ text, signature, opaque }: ReasoningPart): JsonObject[] {
  if (opaque !== undefined) return [{ type: 'redacted_thinking', data: opaque }]
  return signature === undefined ? [] : [{ type: 'thinking', thinking: text, signature }]
}

function textOf({ text, cache }: TextPart): JsonObject {
  return { type: 'text', text, ...markOf(cache) }
}

function markOf(cache: CacheMark | undefined): JsonObject {
  if (cache === undefined) return {}
  return { cache_control: cache === '1h' ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' } }
}

function fileOf({ mediaType, data, name, cache }: FilePart): JsonObject {
  if (mediaType === 'text/plain' && 'base64' in data) {
    const source = { type: 'text', media_type: 'text/plain', data: Buffer.from(data.base64, 'base64').toString('utf8') }
    return { type: 'document', source, ...compact({ title: name }), ...markOf(cache) }
  }
  const source =
    'base64' in data
      ? { type: 'base64', media_type: mediaType, data: data.base64 }
      : { type: 'url', url: 'url' in data ? data.url : '' }
  const type = mediaType.startsWith('image/') ? 'image' : 'document'
  return { type, source, ...(type === 'document' ? compact({ title: name }) : {}), ...markOf(cache) }
}

function toolOf({ name, description, schema, strict, cache }: Tool): JsonObject {
  return compact({ name, description, input_schema: schema, strict, ...markOf(cache) })
}

function choiceOf({ toolChoice, parallelTools }: Generation): JsonObject | undefined {
  const single = parallelTools === false ? { disable_parallel_tool_use: true } : {}
  if (toolChoice === undefined) return parallelTools === false ? { type: 'auto', ...single } : undefined
  if (toolChoice === 'none') return { type: 'none' }
  if (typeof toolChoice === 'object') return { type: 'tool', name: toolChoice.tool, ...single }
  return { type: toolChoice === 'required' ? 'any' : 'auto', ...single }
}
