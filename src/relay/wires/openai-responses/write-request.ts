/** A generation as a responses request. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import { toDataUrl } from '../../generation/data-url.ts'
import type {
  FilePart,
  Generation,
  Message,
  ReasoningPart,
  TextPart,
  ToolCallPart,
} from '../../generation/generation.ts'
import type { Addressee } from '../wire.ts'
import { sealThought } from './sealed.ts'

export function writeResponsesRequest(generation: Generation, to: Addressee): JsonObject {
  const { tools, toolChoice, json, reasoning } = generation
  return compact({
    model: to.model,
    input: generation.messages.flatMap(itemsOf),
    tools: tools.length > 0 ? tools.map(toolOf) : undefined,
    tool_choice: typeof toolChoice === 'object' ? { type: 'function', name: toolChoice.tool } : toolChoice,
    parallel_tool_calls: generation.parallelTools,
    max_output_tokens: generation.maxOutput,
    temperature: generation.temperature,
    top_p: generation.topP,
    text: json && { format: formatOf(json) },
    reasoning: reasoning && compact({ effort: reasoning.effort, summary: reasoning.visible ? 'auto' : undefined }),
    include: ['reasoning.encrypted_content'],
    user: generation.user,
    store: false,
    stream: to.stream ? true : undefined,
  })
}

function itemsOf(message: Message): JsonObject[] {
  switch (message.role) {
    case 'system':
      return [{ type: 'message', role: 'developer', content: message.content.map(inputPart) }]
    case 'user':
      return [{ type: 'message', role: 'user', content: message.content.map(inputPart) }]
    case 'tool':
      return message.content.map(({ id, content }) => ({
        type: 'function_call_output',
        call_id: id,
        output: content.every((part) => part.type === 'text')
          ? content.map((part) => part.text).join('\n')
          : content.map(inputPart),
      }))
    case 'assistant':
      return message.content.flatMap(assistantItem)
  }
}

function inputPart(part: TextPart | FilePart): JsonObject {
  if (part.type === 'text') return { type: 'input_text', text: part.text }
  const { mediaType, data, name, detail } = part
  const url = 'base64' in data ? toDataUrl({ mediaType, base64: data.base64 }) : 'url' in data ? data.url : ''
  if (mediaType.startsWith('image/')) return { type: 'input_image', image_url: url, detail: detail ?? 'auto' }
  if ('base64' in data) return { type: 'input_file', file_data: url, filename: name ?? 'file' }
  return { type: 'input_file', file_url: url }
}

function assistantItem(part: TextPart | FilePart | ReasoningPart | ToolCallPart): JsonObject[] {
  switch (part.type) {
    case 'text':
      return [
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: part.text, annotations: [] }] },
      ]
    case 'tool-call':
      return [{ type: 'function_call', call_id: part.id, name: part.name, arguments: part.input }]
    case 'reasoning':
      return thoughtItem(part)
    case 'file':
      return []
  }
}

/** Thoughts that nothing vouches for mean nothing to the model. */
function thoughtItem({ text, id, ...thought }: ReasoningPart): JsonObject[] {
  const sealed = sealThought(thought)
  if (sealed === undefined) return []
  const summary = text === '' ? [] : [{ type: 'summary_text', text }]
  return [compact({ type: 'reasoning', id, summary, encrypted_content: sealed })]
}

function toolOf({ name, description, schema, strict }: Generation['tools'][number]): JsonObject {
  return compact({ type: 'function', name, description, parameters: schema, strict: strict ?? false })
}

function formatOf({ name, description, schema, strict }: NonNullable<Generation['json']>): JsonObject {
  if (!schema) return { type: 'json_object' }
  return compact({ type: 'json_schema', name: name ?? 'answer', description, schema, strict })
}
