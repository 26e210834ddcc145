/** A request for generated text, whatever dialect it was asked in: messages, tools, settings. What an upstream answers is in part.ts. */

/** How long a cached prefix lives, where the asker marked one. */
export type CacheMark = '5m' | '1h'

export interface TextPart {
  readonly type: 'text'
  readonly text: string
  readonly cache?: CacheMark
}

/** An image, a recording or a document: in base64, or where the upstream can fetch it. */
export interface FilePart {
  readonly type: 'file'
  readonly mediaType: string
  readonly data: { readonly base64: string } | { readonly url: string } | { readonly fileId: string }
  readonly name?: string
  /** OpenAI's detail of an image. */
  readonly detail?: string
  readonly cache?: CacheMark
}

/** What a model thought, as it must be given back: text, its signature, or a form that only its maker can read. */
export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  readonly signature?: string
  /** Opaque thoughts: Anthropic's redacted_thinking, OpenAI's encrypted_content. */
  readonly opaque?: string
  readonly id?: string
}

export interface ToolCallPart {
  readonly type: 'tool-call'
  readonly id: string
  readonly name: string
  /** JSON text as the model wrote it. */
  readonly input: string
  /** Gemini's thought signature. */
  readonly signature?: string
  readonly cache?: CacheMark
}

export interface ToolResultPart {
  readonly type: 'tool-result'
  readonly id: string
  /** Known where the dialect tells it, or from the call it answers. */
  readonly name: string
  readonly content: readonly (TextPart | FilePart)[]
  readonly isError: boolean
  readonly cache?: CacheMark
}

export type Message =
  | { readonly role: 'system'; readonly content: readonly TextPart[] }
  | { readonly role: 'user'; readonly content: readonly (TextPart | FilePart)[] }
  | { readonly role: 'assistant'; readonly content: readonly (TextPart | FilePart | ReasoningPart | ToolCallPart)[] }
  | { readonly role: 'tool'; readonly content: readonly ToolResultPart[] }

export interface Tool {
  readonly name: string
  readonly description?: string
  /** JSON Schema of the input. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly strict?: boolean
  readonly cache?: CacheMark
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly tool: string }

/** `none` switches thinking off; undefined leaves it to the model. */
export interface ReasoningWish {
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh'
  /** Tokens. */
  readonly budget?: number
  /** The asker wants to see the thoughts. */
  readonly visible?: boolean
}

export interface JsonFormat {
  readonly name?: string
  readonly description?: string
  /** Undefined: any JSON. */
  readonly schema?: Readonly<Record<string, unknown>>
  readonly strict?: boolean
}

export interface Generation {
  readonly messages: readonly Message[]
  readonly tools: readonly Tool[]
  readonly toolChoice?: ToolChoice
  /** False: one tool call at a time. */
  readonly parallelTools?: boolean
  readonly maxOutput?: number
  readonly temperature?: number
  readonly topP?: number
  readonly topK?: number
  readonly presencePenalty?: number
  readonly frequencyPenalty?: number
  readonly seed?: number
  readonly stop?: readonly string[]
  /** The answer must be JSON. */
  readonly json?: JsonFormat
  readonly reasoning?: ReasoningWish
  /** Who asks, as the caller names them. */
  readonly user?: string
}
