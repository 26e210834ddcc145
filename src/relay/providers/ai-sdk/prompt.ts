/** A request of ours as the AI SDK's language models take it. Pure; what only some providers understand goes into their own options. */
import type {
  JSONObject,
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ToolChoice,
  LanguageModelV4ToolResultOutput,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider'
import { isObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type {
  CacheMark,
  FilePart,
  Generation,
  Message,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../generation/generation.ts'

type AssistantMessage = Extract<LanguageModelV4Message, { role: 'assistant' }>
type AssistantPart = AssistantMessage['content'][number]
type JsonSchema = LanguageModelV4FunctionTool['inputSchema']

export function callOptions(generation: Generation, maxOutput: number): LanguageModelV4CallOptions {
  const { temperature, topP, topK, presencePenalty, frequencyPenalty, seed } = generation
  const { tools, toolChoice, json, reasoning, stop } = generation
  return {
    prompt: generation.messages.map(messageOf) satisfies LanguageModelV4Prompt,
    maxOutputTokens: generation.maxOutput ?? maxOutput,
    ...compact({ temperature, topP, topK, presencePenalty, frequencyPenalty, seed }),
    ...(stop && stop.length > 0 ? { stopSequences: [...stop] } : {}),
    ...(tools.length > 0 ? { tools: tools.map(toolOf) } : {}),
    ...(toolChoice === undefined ? {} : { toolChoice: choiceOf(toolChoice) }),
    ...(json ? { responseFormat: { type: 'json' as const, ...jsonOf(json) } } : {}),
    ...(reasoning?.effort === undefined ? {} : { reasoning: reasoning.effort }),
    ...(reasoning?.budget === undefined ? {} : { providerOptions: budgetOptions(reasoning.budget) }),
  }
}

function jsonOf({ schema, name, description }: NonNullable<Generation['json']>) {
  return compact({ schema: schema as JsonSchema | undefined, name, description })
}

function toolOf({
  name,
  description,
  schema,
  strict,
  cache,
}: Generation['tools'][number]): LanguageModelV4FunctionTool {
  return {
    type: 'function',
    name,
    inputSchema: schema as JsonSchema,
    ...compact({ description, strict }),
    ...cacheOptions(cache),
  }
}

function choiceOf(choice: NonNullable<Generation['toolChoice']>): LanguageModelV4ToolChoice {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.tool }
}

function messageOf(message: Message): LanguageModelV4Message {
  switch (message.role) {
    case 'system':
      return {
        role: 'system',
        content: message.content.map(({ text }) => text).join('\n'),
        ...cacheOptions(message.content.findLast(({ cache }) => cache)?.cache),
      }
    case 'user':
      return { role: 'user', content: message.content.map(contentOf) }
    case 'assistant':
      return { role: 'assistant', content: message.content.flatMap(assistantParts) }
    case 'tool':
      return { role: 'tool', content: message.content.map(resultOf) }
  }
}

function contentOf(part: TextPart | FilePart) {
  if (part.type === 'text') return { type: 'text' as const, text: part.text, ...cacheOptions(part.cache) }
  return fileOf(part)
}

function fileOf({ mediaType, data, name, cache }: FilePart): LanguageModelV4FilePart {
  return { type: 'file', mediaType, data: dataOf(data), ...compact({ filename: name }), ...cacheOptions(cache) }
}

function dataOf(data: FilePart['data']): LanguageModelV4FilePart['data'] {
  if ('base64' in data) return { type: 'data', data: data.base64 }
  return { type: 'url', url: new URL('url' in data ? data.url : `file:///${encodeURIComponent(data.fileId)}`) }
}

function assistantParts(part: TextPart | FilePart | ReasoningPart | ToolCallPart): AssistantPart[] {
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.text, ...cacheOptions(part.cache) }]
    case 'file':
      return [fileOf(part)]
    case 'reasoning':
      return [{ type: 'reasoning', text: part.text, ...signatureOptions(part.signature, part) }]
    case 'tool-call': {
      const { id: toolCallId, name: toolName, signature } = part
      return [{ type: 'tool-call', toolCallId, toolName, input: inputOf(part.input), ...signatureOptions(signature) }]
    }
  }
}

/** What a model wrote may be cut short; providers want an object. */
function inputOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function resultOf({ id, name, content, isError, cache }: ToolResultPart) {
  return {
    type: 'tool-result' as const,
    toolCallId: id,
    toolName: name,
    output: outputOf(content, isError),
    ...cacheOptions(cache),
  }
}

function outputOf(content: ToolResultPart['content'], isError: boolean): LanguageModelV4ToolResultOutput {
  const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  if (isError) return { type: 'error-text', value: text }
  if (content.every(({ type }) => type === 'text')) return { type: 'text', value: text }
  const value = content.map((part) =>
    part.type === 'text'
      ? { type: 'text' as const, text: part.text }
      : { type: 'file' as const, mediaType: part.mediaType, data: dataOf(part.data) },
  )
  return { type: 'content', value }
}

interface Options {
  readonly providerOptions?: SharedV4ProviderOptions
}

/** Each provider reads its own name and passes over the others'. */
function cacheOptions(cache: CacheMark | undefined): Options {
  if (cache === undefined) return {}
  const cacheControl = { type: 'ephemeral', ttl: cache }
  return {
    providerOptions: {
      anthropic: { cacheControl },
      bedrock: { cachePoint: { type: 'default' } },
      openrouter: { cacheControl },
    },
  }
}

function signatureOptions(signature: string | undefined, reasoning?: ReasoningPart): Options {
  const opaque = reasoning?.opaque
  if (signature === undefined && opaque === undefined) return {}
  const signed = compact({ signature, redactedData: opaque })
  const thought = compact({ thoughtSignature: signature })
  return {
    providerOptions: {
      ...{ anthropic: signed, bedrock: signed, google: thought, vertex: thought },
      ...(reasoning && signature !== undefined
        ? { openrouter: { reasoning_details: [detailOf(reasoning.text, signature)] } }
        : {}),
    },
  }
}

function detailOf(text: string, signature: string): JSONObject {
  return { type: 'reasoning.text', text, signature }
}

function budgetOptions(budget: number): SharedV4ProviderOptions {
  return {
    bedrock: { reasoningConfig: { type: 'enabled', budgetTokens: budget } },
    google: { thinkingConfig: { thinkingBudget: budget } },
    vertex: { thinkingConfig: { thinkingBudget: budget } },
    anthropic: { thinking: { type: 'enabled', budgetTokens: budget } },
  }
}
