/** How much a conversation holds: as last reported, and what was added since. A bound that is never too low, and an estimate for when nothing is reported. */
import { isObject, type JsonObject } from '../body/parse.ts'
import { collectText } from '../usage/collect-text.ts'
import { roughTokens } from '../usage/count.ts'
import type { RealtimeUsage } from '../usage/realtime-usage.ts'
import { objectIn, objectsIn, stringIn } from '../wires/members.ts'
import { base64Bytes, heardSeconds, heardTokens } from './audio.ts'

/** Tokens. */
export interface Amount {
  /** Never below what any tokenizer makes of it. */
  readonly most: number
  /** About. */
  readonly likely: number
  /** Of speech, beside the others. */
  readonly audio: number
}

export const nothing: Amount = { most: 0, likely: 0, audio: 0 }

/** Roles, ids and separators around an item. */
const AROUND = 64
/** What a session begins with: instructions that an upstream sets where the client sets none. */
const DEFAULT_INSTRUCTIONS = 1_000

export class Context {
  /** Before the response that runs now. */
  #before: Amount = { most: DEFAULT_INSTRUCTIONS, likely: 300, audio: 0 }
  /** Since that response began: it has not read this. */
  #since: Amount = nothing

  get amount(): Amount {
    return sum(this.#before, this.#since)
  }

  add(amount: Amount): void {
    this.#since = sum(this.#since, amount)
  }

  /** A response begins: it reads what is here now. */
  begin(): void {
    this.#before = this.amount
    this.#since = nothing
  }

  /** A response has ended; what it wrote is part of the conversation. */
  reported({ context }: RealtimeUsage): void {
    if (!context) return
    const text = Math.max(0, context.tokens - context.audio)
    this.#before = { most: text, likely: text, audio: context.audio }
  }
}

export function sum(a: Amount, b: Amount): Amount {
  return { most: a.most + b.most, likely: a.likely + b.likely, audio: a.audio + b.audio }
}

/** By its length. */
export function heardFor(seconds: number): Amount {
  return { most: 0, likely: 0, audio: heardSeconds(seconds) }
}

export function heard(bytes: number, format: string): Amount {
  return { most: 0, likely: 0, audio: heardTokens(bytes, format) }
}

function written(text: string): Amount {
  return { most: Buffer.byteLength(text), likely: Math.ceil(roughTokens(text)), audio: 0 }
}

interface Measures {
  readonly format: string
  readonly imageTokens: number
}

/** An item as a client adds it: its texts, sounds and pictures. */
export function itemAmount(item: JsonObject, measures: Measures): Amount {
  let amount: Amount = { most: AROUND, likely: 4, audio: 0 }
  for (const part of objectsIn(item, 'content')) amount = sum(amount, partAmount(part, measures))
  const { content: _content, ...rest } = item
  return sum(amount, written(collectText([rest])))
}

function partAmount(part: JsonObject, { format, imageTokens }: Measures): Amount {
  const audio = stringIn(part, 'audio')
  const isImage = part['type'] === 'input_image'
  const { audio: _audio, image_url: _image, ...rest } = part
  const text = written(collectText([rest]))
  const image = isImage ? { most: imageTokens, likely: imageTokens, audio: 0 } : nothing
  return sum(sum(text, image), audio === undefined ? nothing : heard(base64Bytes(audio), format))
}

/** What a response is given of its own: instructions, tools, input in the conversation's place. */
export function ownAmount(response: JsonObject | undefined, measures: Measures): Amount {
  if (!response) return nothing
  const { input, ...rest } = response
  const items = Array.isArray(input) ? input.filter(isObject) : []
  return items.reduce((all, item) => sum(all, itemAmount(item, measures)), written(collectText([rest])))
}

/** What a session's settings add: instructions and tools. */
export function settingsAmount(event: JsonObject): Amount {
  const session = objectIn(event, 'session')
  return session ? written(collectText([session['instructions'], session['tools'], session['prompt']])) : nothing
}
