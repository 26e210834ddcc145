/** A messages request as a generation: what another dialect will be asked. */
import { isObject, type JsonObject } from '../../body/parse.ts'
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
  ToolChoice,
  ToolResultPart,
} from '../../generation/generation.ts'
import { Problem } from '../../problem.ts'
import { numberIn, objectIn, objectsIn, stringIn } from '../members.ts'

export function generationOfMessages(value: JsonObject): Generation {
  const choice = objectIn(value, 'tool_choice')
  const names = new Map<string, string>()
  return {
    messages: [
      ...systemOf(value['system']),
      ...objectsIn(value, 'messages').flatMap((message) => messagesOf(message, names)),
    ],
    tools: objectsIn(value, 'tools').map(toolOf),
    ...compact({
      toolChoice: choice && toolChoiceOf(choice),
      parallelTools: choice?.['disable_parallel_tool_use'] === true ? false : undefined,
      maxOutput: numberIn(value, 'max_tokens'),
      temperature: numberIn(value, 'temperature'),
      topP: numberIn(value, 'top_p'),
      topK: numberIn(value, 'top_k'),
      stop: Array.isArray(value['stop_sequences'])
        ? value['stop_sequences'].filter((word) => typeof word === 'string')
        : undefined,
      json: jsonOf(value),
      reasoning: reasoningOf(value),
      user: stringIn(objectIn(value, 'metadata') ?? {}, 'user_id'),
    }),
  }
}

function systemOf(system: unknown): Message[] {
  const content = contentOf(system).filter((part) => part.type === 'text')
  return content.length > 0 ? [{ role: 'system', content }] : []
}

type Content = TextPart | FilePart | ReasoningPart | ToolCallPart | ToolResultPart

/** A user's message may carry results of tools before what they say; the results come first. */
function messagesOf(message: JsonObject, names: Map<string, string>): Message[] {
  const content = message['content']
  const parts: Content[] =
    typeof content === 'string'
      ? contentOf(content)
      : objectsIn(message, 'content').flatMap((block) => partOf(block, names))
  const results = parts.filter((part) => part.type === 'tool-result')
  const said = parts.filter((part) => part.type === 'text' || part.type === 'file')
  if (message['role'] === 'assistant')
    return [{ role: 'assistant', content: parts.filter((part) => part.type !== 'tool-result') }]
  if (message['role'] === 'system') return [{ role: 'system', content: said.filter((part) => part.type === 'text') }]
  if (message['role'] !== 'user')
    throw new Problem('invalid_field', { param: 'messages', message: 'A message has an unknown role.' })
  return [
    ...(results.length > 0 ? [{ role: 'tool', content: results } as const] : []),
    ...(said.length > 0 ? [{ role: 'user', content: said } as const] : []),
  ]
}

function contentOf(content: unknown): (TextPart | FilePart)[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (!Array.isArray(content)) return []
  return content
    .filter(isObject)
    .flatMap((block) => partOf(block, new Map()))
    .filter((part) => part.type === 'text' || part.type === 'file')
}

function partOf(block: JsonObject, names: Map<string, string>): Content[] {
  const cache = cacheOf(block['cache_control'])
  switch (block['type']) {
    case 'text':
      return [{ type: 'text', text: stringIn(block, 'text') ?? '', ...compact({ cache }) }]
    case 'image':
    case 'document':
      return [{ ...fileOf(block), ...compact({ cache }) }]
    case 'thinking':
      return [
        {
          type: 'reasoning',
          text: stringIn(block, 'thinking') ?? '',
          ...compact({ signature: stringIn(block, 'signature') || undefined }),
        },
      ]
    case 'redacted_thinking':
      return [{ type: 'reasoning', text: '', ...compact({ opaque: stringIn(block, 'data') }) }]
    case 'tool_use': {
      const [id, name] = [stringIn(block, 'id') ?? '', stringIn(block, 'name') ?? '']
      names.set(id, name)
      return [{ type: 'tool-call', id, name, input: JSON.stringify(block['input'] ?? {}), ...compact({ cache }) }]
    }
    case 'tool_result': {
      const id = stringIn(block, 'tool_use_id') ?? ''
      const isError = block['is_error'] === true
      const content = contentOf(block['content'])
      return [{ type: 'tool-result', id, name: names.get(id) ?? id, content, isError, ...compact({ cache }) }]
    }
    default:
      throw new Problem('unsupported_value', {
        param: 'messages',
        message: `Content of the type ${String(block['type']).slice(0, 40)} is not supported by this model.`,
      })
  }
}

function fileOf(block: JsonObject): FilePart {
  const source = objectIn(block, 'source') ?? {}
  const name = stringIn(block, 'title')
  const isImage = block['type'] === 'image'
  const mediaType = stringIn(source, 'media_type') ?? (isImage ? 'image/*' : 'application/pdf')
  const data = stringIn(source, 'data') ?? ''
  if (source['type'] === 'text') {
    return {
      type: 'file',
      mediaType: 'text/plain',
      data: { base64: Buffer.from(data).toString('base64') },
      ...compact({ name }),
    }
  }
  if (source['type'] === 'base64') return { type: 'file', mediaType, data: { base64: data }, ...compact({ name }) }
  const url = stringIn(source, 'url')
  if (url === undefined)
    throw new Problem('unsupported_value', {
      param: 'messages',
      message: 'This source of a file is not supported by this model.',
    })
  return { type: 'file', mediaType, data: { url }, ...compact({ name }) }
}

function cacheOf(mark: unknown): CacheMark | undefined {
  if (!isObject(mark) || mark['type'] !== 'ephemeral') return undefined
  return mark['ttl'] === '1h' ? '1h' : '5m'
}

function toolOf(tool: JsonObject): Tool {
  const { type } = tool
  if (type !== undefined && type !== null && type !== 'custom')
    throw new Problem('unsupported_value', {
      param: 'tools',
      message: 'Only tools of your own are supported by this model.',
    })
  return {
    name: stringIn(tool, 'name') ?? '',
    schema: objectIn(tool, 'input_schema') ?? { type: 'object', properties: {} },
    ...compact({
      description: stringIn(tool, 'description'),
      strict: typeof tool['strict'] === 'boolean' ? tool['strict'] : undefined,
      cache: cacheOf(tool['cache_control']),
    }),
  }
}

function toolChoiceOf(choice: JsonObject): ToolChoice | undefined {
  if (choice['type'] === 'auto' || choice['type'] === 'none') return choice['type']
  if (choice['type'] === 'any') return 'required'
  const tool = stringIn(choice, 'name')
  return tool === undefined ? undefined : { tool }
}

function jsonOf(value: JsonObject): Generation['json'] {
  const format = objectIn(objectIn(value, 'output_config') ?? {}, 'format') ?? objectIn(value, 'output_format')
  return format?.['type'] === 'json_schema' ? compact({ schema: objectIn(format, 'schema') }) : undefined
}

const efforts: Readonly<Record<string, ReasoningWish['effort']>> = {
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
  max: 'xhigh',
}

function reasoningOf(value: JsonObject): ReasoningWish | undefined {
  const thinking = objectIn(value, 'thinking')
  const word = objectIn(value, 'output_config')?.['effort']
  const effort = typeof word === 'string' ? efforts[word] : undefined
  if (thinking?.['type'] === 'disabled') return { effort: 'none' }
  const budget = thinking?.['type'] === 'enabled' ? numberIn(thinking, 'budget_tokens') : undefined
  const visible = thinking === undefined ? undefined : true
  if (effort === undefined && budget === undefined && visible === undefined) return undefined
  return compact({ effort, budget, visible })
}
