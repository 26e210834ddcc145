/** What the AI SDK's language models answer, as parts and usage of ours. */
import type {
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider'
import { isObject } from '../../body/parse.ts'
import type { Finish, Part } from '../../generation/part.ts'
import { CountReader, type UsageReading } from '../../usage/reading.ts'
import type { StreamParts, WholeParts } from '../../wires/wire.ts'

interface Generated {
  readonly content: readonly LanguageModelV4Content[]
  readonly finishReason: LanguageModelV4FinishReason
  readonly usage: LanguageModelV4Usage
}

export function wholeParts({ content, finishReason, usage }: Generated): WholeParts {
  const tools = new ToolIndex()
  const parts = content.flatMap((piece) => partsOfContent(piece, tools))
  parts.push({ type: 'finish', finish: finishOf(finishReason, tools) })
  return { parts, usage: usageOf(usage), error: undefined }
}

/** Reads one stream's parts in order; undefined for what says nothing. */
export function streamParts(): (part: LanguageModelV4StreamPart) => StreamParts | undefined {
  const tools = new ToolIndex()
  return (part) => {
    switch (part.type) {
      case 'finish': {
        const finish: Part = { type: 'finish', finish: finishOf(part.finishReason, tools) }
        return { parts: [finish], usage: usageOf(part.usage), error: undefined, ends: true }
      }
      case 'error':
        return said([], messageOf(part.error))
      default: {
        const parts = partsOfStream(part, tools)
        return parts.length > 0 ? said(parts) : undefined
      }
    }
  }
}

function said(parts: readonly Part[], error?: string): StreamParts {
  return {
    parts,
    usage: undefined,
    error: error === undefined ? undefined : { message: error, code: null },
    ends: false,
  }
}

/** Tool calls are counted in the order they begin. */
class ToolIndex {
  readonly #ids = new Map<string, number>()

  get any(): boolean {
    return this.#ids.size > 0
  }

  begin(id: string): number {
    this.#ids.set(id, this.#ids.size)
    return this.#ids.size - 1
  }

  find(id: string): number | undefined {
    return this.#ids.get(id)
  }
}

type OtherStreamPart = Exclude<LanguageModelV4StreamPart, { type: 'finish' | 'error' }>

function partsOfStream(part: OtherStreamPart, tools: ToolIndex): Part[] {
  switch (part.type) {
    case 'text-delta':
      return [{ type: 'text', text: part.delta }]
    case 'reasoning-delta':
      return [{ type: 'reasoning', text: part.delta }, ...reasoningEnd(part.providerMetadata)]
    case 'reasoning-end':
      return reasoningEnd(part.providerMetadata)
    case 'tool-input-start':
      return part.providerExecuted ? [] : [toolCall(tools.begin(part.id), part.id, part.toolName)]
    case 'tool-input-delta':
      return toolInput(tools.find(part.id), part.delta)
    case 'tool-call':
      // Announced by its input already, unless the provider gives calls whole.
      return tools.find(part.toolCallId) === undefined ? partsOfContent(part, tools) : []
    case 'file':
    case 'source':
      return partsOfContent(part, tools)
    default:
      return []
  }
}

function partsOfContent(content: LanguageModelV4Content, tools: ToolIndex): Part[] {
  switch (content.type) {
    case 'text':
      return [{ type: 'text', text: content.text }]
    case 'reasoning':
      return [{ type: 'reasoning', text: content.text }, ...reasoningEnd(content.providerMetadata)]
    case 'tool-call': {
      if (content.providerExecuted) return []
      const index = tools.begin(content.toolCallId)
      const signature = signatureIn(content.providerMetadata)
      const call = toolCall(index, content.toolCallId, content.toolName)
      return [signature === undefined ? call : { ...call, signature }, ...toolInput(index, content.input)]
    }
    case 'file':
      return content.data.type === 'data'
        ? [{ type: 'file', mediaType: content.mediaType, base64: base64Of(content.data.data) }]
        : []
    case 'source':
      return content.sourceType === 'url'
        ? [{ type: 'source', url: content.url, ...(content.title === undefined ? {} : { title: content.title }) }]
        : []
    default:
      return []
  }
}

function toolCall(index: number, id: string, name: string): Extract<Part, { type: 'tool-call' }> {
  return { type: 'tool-call', index, id, name }
}

function toolInput(index: number | undefined, text: string): Part[] {
  return index === undefined || text === '' ? [] : [{ type: 'tool-input', index, text }]
}

function base64Of(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('base64')
}

/** A signature closes the thoughts before it, whichever provider's name it stands under. */
function reasoningEnd(metadata: SharedV4ProviderMetadata | undefined): Part[] {
  const signature = signatureIn(metadata) ?? detailSignature(metadata)
  const opaque = textIn(metadata, 'redactedData')
  if (signature === undefined && opaque === undefined) return []
  return [
    {
      type: 'reasoning-end',
      ...(signature === undefined ? {} : { signature }),
      ...(opaque === undefined ? {} : { opaque }),
    },
  ]
}

function signatureIn(metadata: SharedV4ProviderMetadata | undefined): string | undefined {
  return textIn(metadata, 'signature') ?? textIn(metadata, 'thoughtSignature')
}

/** OpenRouter's package tells thoughts as a list of details. */
function detailSignature(metadata: SharedV4ProviderMetadata | undefined): string | undefined {
  const details = metadata?.['openrouter']?.['reasoning_details']
  const signed = Array.isArray(details) ? details.filter(isObject).findLast(({ signature }) => signature) : undefined
  return typeof signed?.['signature'] === 'string' ? signed['signature'] : undefined
}

function textIn(metadata: SharedV4ProviderMetadata | undefined, name: string): string | undefined {
  for (const own of Object.values(metadata ?? {})) {
    const value = own?.[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** Some providers have no word for a finish with tool calls. */
function finishOf({ unified }: LanguageModelV4FinishReason, tools: ToolIndex): Finish {
  if (tools.any && (unified === 'stop' || unified === 'other')) return 'tool-calls'
  return unified === 'interrupted' ? 'other' : unified
}

/** Their input excludes nothing and names its parts; what is not told is unknown, never 0. */
function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): UsageReading | undefined {
  const counts = new CountReader()
  const input = inputOf(inputTokens, counts)
  const output = outputOf(outputTokens, counts)
  return input || output ? { input, output, quarantined: counts.bent } : undefined
}

function inputOf(tokens: LanguageModelV4Usage['inputTokens'], counts: CountReader): UsageReading['input'] {
  const cacheRead = counts.count(tokens.cacheRead) ?? 0
  const cacheWrite5m = counts.count(tokens.cacheWrite) ?? 0
  const total = counts.count(tokens.total)
  const fresh = counts.count(tokens.noCache) ?? (total === undefined ? undefined : total - cacheRead - cacheWrite5m)
  if (fresh === undefined) return undefined
  if (fresh < 0) counts.bent = true
  return { input: Math.max(0, fresh), cacheRead, cacheWrite5m, cacheWrite1h: 0, inputAudio: 0, inputImage: 0 }
}

function outputOf(tokens: LanguageModelV4Usage['outputTokens'], counts: CountReader): UsageReading['output'] {
  const total = counts.count(tokens.total)
  const text = counts.count(tokens.text)
  if (total === undefined && text === undefined) return undefined
  const whole = total ?? text ?? 0
  const reasoning = counts.part(tokens.reasoning, whole)
  return { output: whole - reasoning, reasoning, outputAudio: 0, outputImage: 0 }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The upstream reported an error.'
}
