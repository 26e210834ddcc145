/** One response of the sandbox's realtime model as a list of events: text or tones, and the usage at its end. Time is in socket.ts. */
import type { JsonObject } from '../../../body/parse.ts'
import { spokenTokens } from '../../../realtime/audio.ts'
import { compose } from '../compose.ts'
import { type Magic, readMagic } from '../magic.ts'
import { type SandboxSession, textTokens } from './session.ts'
import { tone } from './sound.ts'

export interface ResponseAsk {
  readonly id: string
  readonly itemId: string
  /** The `response` member of the client's event. */
  readonly asked: JsonObject
}

export interface Step {
  readonly event: JsonObject
  readonly content: boolean
}

/** How one response goes: what is sent, and what is known when it is stopped in the middle. */
export class SandboxResponse {
  readonly #session: SandboxSession
  readonly #ask: ResponseAsk
  readonly magic: Magic
  readonly #speaks: boolean
  readonly #words: readonly string[]
  readonly #cut: boolean
  readonly #read: { readonly text: number; readonly audio: number }
  readonly #cached: { readonly text: number; readonly audio: number }
  #said = ''
  #audioBytes = 0

  constructor(session: SandboxSession, ask: ResponseAsk) {
    this.#session = session
    this.#ask = ask
    const { magic, rest } = readMagic(session.prompt)
    this.magic = magic
    this.#speaks = session.speaks(ask.asked)
    this.#read = { ...session.length }
    this.#cached = session.cached
    session.cached = { ...session.length }
    const all = magic.empty ? [] : wordsOf(compose(rest, 0, magic.long && (magic.long[0] ?? 300)).text)
    const most = session.maxOutput(ask.asked)
    const fits = most === 'inf' ? all.length : wordsWithin(all, most, this.#speaks ? session.outputFormat : null)
    this.#words = all.slice(0, fits)
    this.#cut = fits < all.length
  }

  *steps(): Generator<Step> {
    const { id, itemId } = this.#ask
    const { beta } = this.#session
    const place = { response_id: id, item_id: itemId, output_index: 0, content_index: 0 }
    const part = this.#speaks
      ? { type: beta ? 'audio' : 'output_audio', transcript: '' }
      : { type: beta ? 'text' : 'output_text', text: '' }
    const item = { id: itemId, type: 'message', status: 'in_progress', role: 'assistant', content: [] }
    yield plain({ type: 'response.created', response: this.#object('in_progress') })
    yield plain({ type: 'response.output_item.added', response_id: id, output_index: 0, item })
    yield plain({ type: 'response.content_part.added', ...place, part })
    const out = beta ? 'response.' : 'response.output_'
    for (const word of this.#words) {
      this.#said += word
      const delta = this.#speaks ? 'audio_transcript.delta' : 'text.delta'
      yield { event: { type: `${out}${delta}`, ...place, delta: word }, content: true }
      if (!this.#speaks) continue
      const sound = tone(word, this.#session.outputFormat)
      this.#audioBytes += sound.length
      yield { event: { type: `${out}audio.delta`, ...place, delta: sound.toString('base64') }, content: true }
    }
    if (this.#speaks) yield plain({ type: `${out}audio.done`, ...place })
    const whole = this.#speaks ? { transcript: this.#said } : { text: this.#said }
    yield plain({ type: `${out}${this.#speaks ? 'audio_transcript' : 'text'}.done`, ...place, ...whole })
    yield plain({ type: 'response.content_part.done', ...place, part: { ...part, ...whole } })
    yield plain({ type: 'response.output_item.done', response_id: id, output_index: 0, item: this.#item() })
    yield plain(this.done(this.#cut ? 'incomplete' : 'completed'))
  }

  /** The event that ends it now. */
  done(status: 'completed' | 'incomplete' | 'cancelled' | 'failed'): JsonObject {
    const { length } = this.#session
    length.text += textTokens(this.#said)
    length.audio += this.#spoken
    const usage = this.magic.nousage || status === 'failed' ? {} : { usage: this.#usage() }
    return { type: 'response.done', response: { ...this.#object(status), ...usage } }
  }

  #object(status: string): JsonObject {
    const { id, asked } = this.#ask
    const beside = asked['conversation'] === 'none'
    return {
      object: 'realtime.response',
      id,
      status,
      status_details: detailsOf(status),
      output: status === 'in_progress' ? [] : [this.#item()],
      conversation_id: beside ? null : `conv_${this.#session.id}`,
      [this.#session.beta ? 'modalities' : 'output_modalities']: this.#speaks ? ['audio'] : ['text'],
      max_output_tokens: this.#session.maxOutput(asked),
      metadata: asked['metadata'] ?? null,
    }
  }

  #item(): JsonObject {
    const { beta } = this.#session
    const content = this.#speaks
      ? { type: beta ? 'audio' : 'output_audio', transcript: this.#said }
      : { type: beta ? 'text' : 'output_text', text: this.#said }
    return { id: this.#ask.itemId, type: 'message', status: 'completed', role: 'assistant', content: [content] }
  }

  get #spoken(): number {
    return spokenTokens(this.#audioBytes, this.#session.outputFormat)
  }

  #usage(): JsonObject {
    if (this.magic.badusage) return { input_tokens: -5, output_tokens: 9e12, total_tokens: 3 }
    const read = this.#read
    const cached = this.#cached
    const [text, audio] = [textTokens(this.#said), this.#spoken]
    const [input, output] = [read.text + read.audio, text + audio]
    return {
      total_tokens: input + output,
      input_tokens: input,
      output_tokens: output,
      input_token_details: {
        text_tokens: read.text,
        audio_tokens: read.audio,
        image_tokens: 0,
        cached_tokens: cached.text + cached.audio,
        cached_tokens_details: { text_tokens: cached.text, audio_tokens: cached.audio, image_tokens: 0 },
      },
      output_token_details: { text_tokens: text, audio_tokens: audio },
    }
  }
}

function detailsOf(status: string): JsonObject | null {
  if (status === 'incomplete') return { type: 'incomplete', reason: 'max_output_tokens' }
  if (status === 'cancelled') return { type: 'cancelled', reason: 'client_cancelled' }
  if (status !== 'failed') return null
  return {
    type: 'failed',
    error: { type: 'sandbox_error', code: 'asked_for', message: 'The prompt asked for this error.' },
  }
}

function plain(event: JsonObject): Step {
  return { event, content: false }
}

function wordsOf(text: string): readonly string[] {
  return text.match(/\s*\S+/g) ?? []
}

/** How many words fit into so many tokens. */
function wordsWithin(words: readonly string[], most: number, format: string | null): number {
  let said = ''
  let bytes = 0
  for (const [index, word] of words.entries()) {
    said += word
    if (format !== null) bytes += tone(word, format).length
    if (textTokens(said) + (format === null ? 0 : spokenTokens(bytes, format)) > most) return index
  }
  return words.length
}
