/** A responses request as a generation: what another dialect will be asked. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import { dataUrl } from '../../generation/data-url.ts'
import type {
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
import { numberIn, objectIn, objectsIn, stringIn } from '../members.ts'
import { openThought } from './sealed.ts'

export function generationOfResponses(value: JsonObject): Generation {
  const instructions = stringIn(value, 'instructions')
  return {
    messages: [
      ...(instructions ? [{ role: 'system', content: [{ type: 'text', text: instructions }] } as const] : []),
      ...messagesOf(value['input']),
    ],
    tools: objectsIn(value, 'tools').map(toolOf),
    ...compact({
      toolChoice: toolChoiceOf(value['tool_choice']),
      parallelTools: value['parallel_tool_calls'] === false ? false : undefined,
      maxOutput: numberIn(value, 'max_output_tokens'),
      temperature: numberIn(value, 'temperature'),
      topP: numberIn(value, 'top_p'),
      json: jsonOf(objectIn(objectIn(value, 'text') ?? {}, 'format')),
      reasoning: reasoningOf(objectIn(value, 'reasoning')),
      user: stringIn(value, 'user') ?? stringIn(value, 'safety_identifier'),
    }),
  }
}

/** Items follow one another; those of one turn become one message. */
function messagesOf(input: unknown): Message[] {
  if (typeof input === 'string') return [{ role: 'user', content: [{ type: 'text', text: input }] }]
  const names = new Map<string, string>()
  const messages: Message[] = []
  for (const item of objectsIn({ input }, 'input')) {
    const next = messageOf(item, names)
    const last = messages.at(-1)
    if (next.role === 'assistant' && last?.role === 'assistant')
      messages[messages.length - 1] = { role: 'assistant', content: [...last.content, ...next.content] }
    else if (next.role === 'tool' && last?.role === 'tool')
      messages[messages.length - 1] = { role: 'tool', content: [...last.content, ...next.content] }
    else messages.push(next)
  }
  return messages
}

function messageOf(item: JsonObject, names: Map<string, string>): Message {
  switch (item['type'] ?? 'message') {
    case 'message':
      return spoken(item)
    case 'reasoning':
      return { role: 'assistant', content: [thoughtOf(item)] }
    case 'function_call': {
      const call = callOf(item)
      names.set(call.id, call.name)
      return { role: 'assistant', content: [call] }
    }
    case 'function_call_output': {
      const id = stringIn(item, 'call_id') ?? ''
      const content = contentOf(item['output'])
      return {
        role: 'tool',
        content: [{ type: 'tool-result', id, name: names.get(id) ?? id, content, isError: false }],
      }
    }
    default:
      throw unsupported('input', `Items of the type ${String(item['type']).slice(0, 40)}`)
  }
}

function unsupported(param: string, what: string): Problem {
  return new Problem('unsupported_value', { param, message: `${what} are not supported by this model.` })
}

function spoken(item: JsonObject): Message {
  const content = contentOf(item['content'])
  const { role } = item
  if (role === 'system' || role === 'developer')
    return { role: 'system', content: content.filter((part) => part.type === 'text') }
  if (role === 'user') return { role, content }
  if (role === 'assistant') return { role, content }
  throw new Problem('invalid_field', { param: 'input', message: 'A message has an unknown role.' })
}

function thoughtOf(item: JsonObject): ReasoningPart {
  const text = [...objectsIn(item, 'summary'), ...objectsIn(item, 'content')].map(
    (part) => stringIn(part, 'text') ?? '',
  )
  const thought = openThought(stringIn(item, 'encrypted_content'))
  return {
    type: 'reasoning',
    text: text.join(''),
    ...thought,
    ...compact({ id: thought.opaque ? stringIn(item, 'id') : undefined }),
  }
}

function callOf(item: JsonObject): ToolCallPart {
  const id = stringIn(item, 'call_id') ?? stringIn(item, 'id') ?? ''
  return { type: 'tool-call', id, name: stringIn(item, 'name') ?? '', input: stringIn(item, 'arguments') || '{}' }
}

function contentOf(content: unknown): (TextPart | FilePart)[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return objectsIn({ content }, 'content').flatMap((part): (TextPart | FilePart)[] => {
    const text = stringIn(part, 'text') ?? stringIn(part, 'refusal')
    if (text !== undefined) return [{ type: 'text', text }]
    if (part['type'] === 'input_image') return [imageOf(part)]
    if (part['type'] === 'input_file') return [fileOf(part)]
    throw unsupported('input', `Parts of the type ${String(part['type']).slice(0, 40)}`)
  })
}

function imageOf(part: JsonObject): FilePart {
  const url = stringIn(part, 'image_url')
  if (url === undefined) throw unsupported('input', 'Files by id')
  const detail = stringIn(part, 'detail')
  return { ...fileAt(url, 'image/*'), ...compact({ detail: detail === 'auto' ? undefined : detail }) }
}

function fileOf(part: JsonObject): FilePart {
  const url = stringIn(part, 'file_data') ?? stringIn(part, 'file_url')
  if (url === undefined) throw unsupported('input', 'Files by id')
  return { ...fileAt(url, 'application/pdf'), ...compact({ name: stringIn(part, 'filename') }) }
}

function fileAt(url: string, mediaType: string): FilePart {
  const data = dataUrl(url)
  if (data) return { type: 'file', mediaType: data.mediaType, data: { base64: data.base64 } }
  return { type: 'file', mediaType, data: { url } }
}

function toolOf(tool: JsonObject): Tool {
  if (tool['type'] !== 'function') throw unsupported('tools', 'Built-in tools')
  return {
    name: stringIn(tool, 'name') ?? '',
    schema: objectIn(tool, 'parameters') ?? { type: 'object', properties: {} },
    ...compact({
      description: stringIn(tool, 'description'),
      strict: typeof tool['strict'] === 'boolean' ? tool['strict'] : undefined,
    }),
  }
}

function toolChoiceOf(choice: unknown): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice
  const tool = stringIn(objectIn({ choice }, 'choice') ?? {}, 'name')
  return tool === undefined ? undefined : { tool }
}

function jsonOf(format: JsonObject | undefined): Generation['json'] {
  if (format?.['type'] === 'json_object') return {}
  if (format?.['type'] !== 'json_schema') return undefined
  return compact({
    name: stringIn(format, 'name'),
    description: stringIn(format, 'description'),
    schema: objectIn(format, 'schema'),
    strict: typeof format['strict'] === 'boolean' ? format['strict'] : undefined,
  })
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const

function reasoningOf(wish: JsonObject | undefined): ReasoningWish | undefined {
  if (!wish) return undefined
  const effort = efforts.find((known) => known === wish['effort'])
  const visible = typeof wish['summary'] === 'string' ? true : undefined
  return effort === undefined && visible === undefined ? undefined : compact({ effort, visible })
}
