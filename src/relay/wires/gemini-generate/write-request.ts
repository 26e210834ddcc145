/** A generation as a generateContent request. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type {
  FilePart,
  Generation,
  Message,
  ReasoningPart,
  ReasoningWish,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../generation/generation.ts'
import { parsedObject } from '../members.ts'

export function writeGenerateRequest(generation: Generation): JsonObject {
  const { tools, toolChoice, json, reasoning, stop } = generation
  const system = generation.messages.flatMap((message) => (message.role === 'system' ? message.content : []))
  const config = compact({
    maxOutputTokens: generation.maxOutput,
    temperature: generation.temperature,
    topP: generation.topP,
    topK: generation.topK,
    presencePenalty: generation.presencePenalty,
    frequencyPenalty: generation.frequencyPenalty,
    seed: generation.seed,
    stopSequences: stop && stop.length > 0 ? stop : undefined,
    responseMimeType: json ? 'application/json' : undefined,
    responseJsonSchema: json?.schema,
    thinkingConfig: reasoning && thinkingOf(reasoning),
  })
  const declared = tools.map(({ name, description, schema }) =>
    compact({ name, description, parametersJsonSchema: schema }),
  )
  return compact({
    systemInstruction: system.length > 0 ? { parts: system.map(({ text }) => ({ text })) } : undefined,
    contents: contentsOf(generation.messages),
    tools: declared.length > 0 ? [{ functionDeclarations: declared }] : undefined,
    toolConfig: toolChoice === undefined ? undefined : { functionCallingConfig: callingOf(toolChoice) },
    generationConfig: Object.keys(config).length > 0 ? config : undefined,
  })
}

const budgets: Readonly<Record<NonNullable<ReasoningWish['effort']>, number>> = {
  none: 0,
  minimal: 512,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 24_576,
}

function thinkingOf({ effort, budget, visible }: ReasoningWish): JsonObject {
  const thinkingBudget = budget ?? (effort === undefined ? undefined : budgets[effort])
  return compact({ thinkingBudget, includeThoughts: effort === 'none' ? undefined : (visible ?? true) })
}

function callingOf(choice: NonNullable<Generation['toolChoice']>): JsonObject {
  if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [choice.tool] }
  return { mode: choice === 'required' ? 'ANY' : choice.toUpperCase() }
}

/** Neighbours of one role become one content. */
function contentsOf(messages: readonly Message[]): JsonObject[] {
  const written: { role: 'user' | 'model'; parts: JsonObject[] }[] = []
  for (const message of messages) {
    if (message.role === 'system') continue
    const role = message.role === 'assistant' ? 'model' : 'user'
    const parts = message.content.flatMap(partOf)
    const last = written.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else if (parts.length > 0) written.push({ role, parts })
  }
  return written
}

function partOf(part: TextPart | FilePart | ReasoningPart | ToolCallPart | ToolResultPart): JsonObject[] {
  switch (part.type) {
    case 'text':
      return [{ text: part.text }]
    case 'file':
      return [fileOf(part)]
    case 'reasoning':
      return part.opaque === undefined
        ? [{ text: part.text, thought: true, ...compact({ thoughtSignature: part.signature }) }]
        : []
    case 'tool-call': {
      const { id, name, input, signature } = part
      return [
        { functionCall: { id, name, args: parsedObject(input) ?? {} }, ...compact({ thoughtSignature: signature }) },
      ]
    }
    case 'tool-result': {
      const { id, name, content, isError } = part
      const text = content.map((piece) => (piece.type === 'text' ? piece.text : `[${piece.mediaType}]`)).join('\n')
      return [{ functionResponse: { id, name, response: isError ? { error: text } : { output: text } } }]
    }
  }
}

function fileOf({ mediaType, data }: FilePart): JsonObject {
  if ('base64' in data) return { inlineData: { mimeType: mediaType, data: data.base64 } }
  return { fileData: { mimeType: mediaType, fileUri: 'url' in data ? data.url : data.fileId } }
}
