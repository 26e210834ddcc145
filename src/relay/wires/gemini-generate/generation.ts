/** A generateContent request as a generation: what another dialect will be asked. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
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
  ToolResultPart,
} from '../../generation/generation.ts'
import { Problem } from '../../problem.ts'
import { numberIn, objectIn, objectsIn, stringIn } from '../members.ts'

export function generationOfGenerate(value: JsonObject): Generation {
  const config = objectIn(value, 'generationConfig') ?? objectIn(value, 'generation_config') ?? {}
  const calling = objectIn(objectIn(value, 'toolConfig') ?? {}, 'functionCallingConfig')
  return {
    messages: [
      ...systemOf(value['systemInstruction'] ?? value['system_instruction']),
      ...contentsOf(value['contents']),
    ],
    tools: objectsIn(value, 'tools').flatMap(toolsOf),
    ...compact({
      toolChoice: calling && toolChoiceOf(calling),
      maxOutput: numberIn(config, 'maxOutputTokens'),
      temperature: numberIn(config, 'temperature'),
      topP: numberIn(config, 'topP'),
      topK: numberIn(config, 'topK'),
      presencePenalty: numberIn(config, 'presencePenalty'),
      frequencyPenalty: numberIn(config, 'frequencyPenalty'),
      seed: numberIn(config, 'seed'),
      stop: Array.isArray(config['stopSequences'])
        ? config['stopSequences'].filter((word) => typeof word === 'string')
        : undefined,
      json: jsonOf(config),
      reasoning: reasoningOf(objectIn(config, 'thinkingConfig')),
    }),
  }
}

function systemOf(system: unknown): Message[] {
  const text = typeof system === 'string' ? system : undefined
  const parts = isObject(system) ? objectsIn(system, 'parts') : []
  const content = text === undefined ? parts.flatMap((part) => textOf(part)) : [{ type: 'text' as const, text }]
  return content.length > 0 ? [{ role: 'system', content }] : []
}

function textOf(part: JsonObject): TextPart[] {
  const text = stringIn(part, 'text')
  return text === undefined ? [] : [{ type: 'text', text }]
}

/** Calls without ids get them by order, and results find theirs by name. */
class Calls {
  readonly #waiting: { readonly id: string; readonly name: string }[] = []
  #count = 0

  begin(name: string, given: string | undefined): string {
    const id = given ?? `call_${this.#count}`
    this.#count++
    this.#waiting.push({ id, name })
    return id
  }

  answer(name: string, given: string | undefined): string {
    const at = this.#waiting.findIndex((call) => (given === undefined ? call.name === name : call.id === given))
    const [found] = at < 0 ? [] : this.#waiting.splice(at, 1)
    return found?.id ?? given ?? name
  }
}

function contentsOf(contents: unknown): Message[] {
  if (typeof contents === 'string') return [{ role: 'user', content: [{ type: 'text', text: contents }] }]
  const list = Array.isArray(contents) ? contents.filter(isObject) : isObject(contents) ? [contents] : []
  const calls = new Calls()
  return list.flatMap((content) => messagesOf(content, calls))
}

function messagesOf(content: JsonObject, calls: Calls): Message[] {
  const parts = objectsIn(content, 'parts')
  if (content['role'] === 'model')
    return [{ role: 'assistant', content: parts.flatMap((part) => modelPart(part, calls)) }]
  const results = parts.flatMap((part) => resultOf(part, calls))
  const said = parts.flatMap((part): (TextPart | FilePart)[] => [...textOf(part), ...fileOf(part)])
  return [
    ...(results.length > 0 ? [{ role: 'tool', content: results } as const] : []),
    ...(said.length > 0 ? [{ role: 'user', content: said } as const] : []),
  ]
}

/** A signature stands on the part it belongs to: thoughts, or the call that followed them. */
function modelPart(part: JsonObject, calls: Calls): (TextPart | FilePart | ReasoningPart | ToolCallPart)[] {
  const signature = stringIn(part, 'thoughtSignature')
  const text = stringIn(part, 'text')
  if (part['thought'] === true) return [{ type: 'reasoning', text: text ?? '', ...compact({ signature }) }]
  const call = objectIn(part, 'functionCall')
  if (call) {
    const name = stringIn(call, 'name') ?? ''
    const id = calls.begin(name, stringIn(call, 'id'))
    return [{ type: 'tool-call', id, name, input: JSON.stringify(call['args'] ?? {}), ...compact({ signature }) }]
  }
  return [...textOf(part), ...fileOf(part)]
}

function resultOf(part: JsonObject, calls: Calls): ToolResultPart[] {
  const result = objectIn(part, 'functionResponse')
  if (!result) return []
  const name = stringIn(result, 'name') ?? ''
  const response = objectIn(result, 'response') ?? {}
  const error = response['error']
  const said = error ?? response['output'] ?? response['result'] ?? response
  const text = typeof said === 'string' ? said : JSON.stringify(said)
  const id = calls.answer(name, stringIn(result, 'id'))
  return [{ type: 'tool-result', id, name, content: [{ type: 'text', text }], isError: error !== undefined }]
}

function fileOf(part: JsonObject): FilePart[] {
  const inline = objectIn(part, 'inlineData') ?? objectIn(part, 'inline_data')
  const mediaType =
    inline && (stringIn(inline, 'mimeType') ?? stringIn(inline, 'mime_type') ?? 'application/octet-stream')
  if (inline && mediaType) return [{ type: 'file', mediaType, data: { base64: stringIn(inline, 'data') ?? '' } }]
  const remote = objectIn(part, 'fileData') ?? objectIn(part, 'file_data')
  if (!remote) return []
  const type = stringIn(remote, 'mimeType') ?? stringIn(remote, 'mime_type') ?? 'application/octet-stream'
  return [
    { type: 'file', mediaType: type, data: { url: stringIn(remote, 'fileUri') ?? stringIn(remote, 'file_uri') ?? '' } },
  ]
}

function toolsOf(tool: JsonObject): Tool[] {
  const declared = objectsIn(tool, 'functionDeclarations')
  if (declared.length === 0)
    throw new Problem('unsupported_value', {
      param: 'tools',
      message: 'Only functions of your own are supported by this model.',
    })
  return declared.map((declaration) => ({
    name: stringIn(declaration, 'name') ?? '',
    schema: objectIn(declaration, 'parametersJsonSchema') ?? jsonSchema(objectIn(declaration, 'parameters')),
    ...compact({ description: stringIn(declaration, 'description') }),
  }))
}

/** Gemini's schemas are JSON Schema with types in capitals. */
function jsonSchema(schema: JsonObject | undefined): JsonObject {
  return schema === undefined ? { type: 'object', properties: {} } : (lowered(schema) as JsonObject)
}

function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'type' && typeof member === 'string' ? member.toLowerCase() : lowered(member),
    ]),
  )
}

function toolChoiceOf(config: JsonObject): ToolChoice | undefined {
  const { mode, allowedFunctionNames: allowed } = config
  if (mode === 'NONE') return 'none'
  if (mode === 'ANY') {
    const [only, ...others] = Array.isArray(allowed) ? allowed : []
    return typeof only === 'string' && others.length === 0 ? { tool: only } : 'required'
  }
  return mode === 'AUTO' ? 'auto' : undefined
}

function jsonOf(config: JsonObject): Generation['json'] {
  if (config['responseMimeType'] !== 'application/json') return undefined
  const typed = objectIn(config, 'responseSchema')
  return compact({ schema: objectIn(config, 'responseJsonSchema') ?? (typed && jsonSchema(typed)) })
}

const levels: Readonly<Record<string, ReasoningWish['effort']>> = {
  MINIMAL: 'minimal',
  LOW: 'low',
  MEDIUM: 'medium',
  HIGH: 'high',
}

/** A budget of 0 switches thoughts off, −1 leaves it to the model. */
function reasoningOf(config: JsonObject | undefined): ReasoningWish | undefined {
  if (!config) return undefined
  const given = numberIn(config, 'thinkingBudget')
  if (given === 0) return { effort: 'none' }
  const level = stringIn(config, 'thinkingLevel')
  return compact({
    effort: level === undefined ? undefined : levels[level.toUpperCase()],
    budget: given !== undefined && given > 0 ? given : undefined,
    visible: config['includeThoughts'] === true ? true : undefined,
  })
}
