/** What an upstream answers, piece by piece and whatever its dialect. A whole answer is a list of pieces that are complete. */

export type Finish = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other'

export type Part =
  | { readonly type: 'text'; readonly text: string }
  /** A refusal where the dialect keeps it apart from text. */
  | { readonly type: 'refusal'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  /** Closes the thoughts before it. */
  | { readonly type: 'reasoning-end'; readonly signature?: string; readonly opaque?: string; readonly id?: string }
  /** Begins a tool call; `index` counts the tool calls of an answer from 0. */
  | {
      readonly type: 'tool-call'
      readonly index: number
      readonly id: string
      readonly name: string
      readonly signature?: string
    }
  /** More of the JSON text of the tool call with this index. */
  | { readonly type: 'tool-input'; readonly index: number; readonly text: string }
  | { readonly type: 'file'; readonly mediaType: string; readonly base64: string }
  | { readonly type: 'source'; readonly url: string; readonly title?: string }
  | { readonly type: 'finish'; readonly finish: Finish; readonly stopSequence?: string }
