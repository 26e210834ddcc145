/** The sandbox's end of a realtime session: a socket inside the process that answers in time and fails on demand. */
import type { JsonObject } from '../../../body/parse.ts'
import { Problem } from '../../../problem.ts'
import { durationMs, heardTokens } from '../../../realtime/audio.ts'
import { objectIn, parsedObject, stringIn } from '../../../wires/members.ts'
import type { MessageSocket, SocketRequest, SocketSink } from '../../provider.ts'
import { hashOf } from '../compose.ts'
import { SandboxResponse, type Step } from './response.ts'
import { SandboxSession, textTokens } from './session.ts'
import { isLoud } from './sound.ts'

/** Silence after speech that ends a turn. */
const SILENCE_MS = 500
const STALL_AFTER = 2
/** Bytes of sound that may wait to be committed: about 15 minutes. */
const MAX_WAITING = 48 * 1024 * 1024

interface Running {
  readonly response: SandboxResponse
  readonly steps: Iterator<Step>
  pieces: number
}

export class SandboxSocket implements MessageSocket {
  readonly #sink: SocketSink
  readonly #session: SandboxSession
  readonly #pieceMs: number
  #made = 0
  #running: Running | undefined
  #timer: NodeJS.Timeout | undefined
  #paused = false
  #over = false
  #waiting = 0
  /** Of speech in what waits, and of the silence after it; ms. */
  #speech: { readonly startMs: number; silentMs: number } | undefined
  #heardMs = 0

  constructor(
    request: SocketRequest,
    sink: SocketSink,
    options: { readonly pieceMs: number; readonly known: boolean },
  ) {
    this.#sink = sink
    this.#pieceMs = options.pieceMs
    const model = new URLSearchParams(request.path.slice(request.path.indexOf('?'))).get('model') ?? ''
    const beta = request.headers['openai-beta']?.includes('realtime') ?? false
    this.#session = new SandboxSession(`sess_${hashOf(model).toString(36)}`, { model, beta })
    setImmediate(() => {
      if (this.#over) return
      if (!options.known) return this.#sink.refused(404, undefined)
      this.#sink.open()
      this.#say({ type: 'session.created', session: this.#session.object })
    })
  }

  send(data: Buffer | string): boolean {
    const event = parsedObject(data.toString())
    setImmediate(() => {
      if (!this.#over && event) this.#hear(event)
    })
    return true
  }

  pause(): void {
    this.#paused = true
    clearTimeout(this.#timer)
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#schedule()
  }

  silentMs(): number {
    return 0
  }

  close(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }

  #say(event: JsonObject): void {
    if (!this.#over) this.#sink.message(Buffer.from(JSON.stringify({ event_id: this.#id('event'), ...event })))
  }

  #id(kind: string): string {
    this.#made++
    return `${kind}_${this.#session.id}_${this.#made}`
  }

  #hear(event: JsonObject): void {
    switch (event['type']) {
      case 'session.update':
        this.#session.update(objectIn(event, 'session') ?? {})
        return this.#say({ type: 'session.updated', session: this.#session.object })
      case 'conversation.item.create':
        return this.#item(objectIn(event, 'item') ?? {})
      case 'input_audio_buffer.append':
        return this.#sound(Buffer.from(stringIn(event, 'audio') ?? '', 'base64'))
      case 'input_audio_buffer.clear':
        this.#waiting = 0
        this.#speech = undefined
        return this.#say({ type: 'input_audio_buffer.cleared' })
      case 'input_audio_buffer.commit':
        if (this.#waiting === 0) return this.#refuse(event, 'The buffer is empty.', 'input_audio_buffer_commit_empty')
        return this.#commit()
      case 'response.create':
        if (this.#running)
          return this.#refuse(event, 'A response is running.', 'conversation_already_has_active_response')
        return this.#respond(objectIn(event, 'response') ?? {})
      case 'response.cancel':
        if (!this.#running) return this.#refuse(event, 'No response is running.', 'response_cancel_not_active')
        return this.#cancel()
      default:
        return this.#refuse(event, 'The sandbox does not know this event.', 'unknown_event')
    }
  }

  #refuse(event: JsonObject, message: string, code: string): void {
    const error = { type: 'invalid_request_error', code, message, param: null, event_id: event['event_id'] ?? null }
    this.#say({ type: 'error', error })
  }

  #item(given: JsonObject): void {
    const item = { id: this.#id('item'), object: 'realtime.item', status: 'completed', ...given }
    this.#session.add(given)
    this.#added(item)
  }

  #added(item: JsonObject): void {
    if (this.#session.beta) return this.#say({ type: 'conversation.item.created', previous_item_id: null, item })
    this.#say({ type: 'conversation.item.added', previous_item_id: null, item })
    this.#say({ type: 'conversation.item.done', previous_item_id: null, item })
  }

  #sound(bytes: Buffer): void {
    const { inputFormat, detectsVoice } = this.#session
    this.#waiting = Math.min(this.#waiting + bytes.length, MAX_WAITING)
    const ms = durationMs(bytes.length, inputFormat)
    this.#heardMs += ms
    if (!detectsVoice) return
    if (isLoud(bytes)) {
      if (!this.#speech) {
        this.#speech = { startMs: this.#heardMs - ms, silentMs: 0 }
        this.#say({ type: 'input_audio_buffer.speech_started', audio_start_ms: this.#heardMs - ms, item_id: '' })
        if (this.#running) this.#cancel()
      }
      this.#speech.silentMs = 0
      return
    }
    if (!this.#speech) return
    this.#speech.silentMs += ms
    if (this.#speech.silentMs < SILENCE_MS) return
    this.#speech = undefined
    this.#say({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: this.#heardMs, item_id: '' })
    this.#commit()
    if (!this.#running) this.#respond({})
  }

  #commit(): void {
    const id = this.#id('item')
    const { inputFormat, transcriber, length } = this.#session
    const bytes = this.#waiting
    const ms = durationMs(bytes, inputFormat)
    this.#waiting = 0
    length.audio += heardTokens(bytes, inputFormat)
    this.#session.prompt = `I heard ${ms} ms of sound.`
    this.#say({ type: 'input_audio_buffer.committed', previous_item_id: null, item_id: id })
    const content = [{ type: 'input_audio', transcript: null }]
    this.#added({ id, object: 'realtime.item', type: 'message', status: 'completed', role: 'user', content })
    if (transcriber !== undefined) this.#transcribe(id, { bytes, ms, transcriber })
  }

  #transcribe(
    item_id: string,
    heard: { readonly bytes: number; readonly ms: number; readonly transcriber: string },
  ): void {
    const transcript = `Sound of ${heard.ms} ms.`
    const type = 'conversation.item.input_audio_transcription'
    const place = { item_id, content_index: 0 }
    const audio = heardTokens(heard.bytes, this.#session.inputFormat)
    const written = textTokens(transcript)
    const usage = {
      type: 'tokens',
      total_tokens: audio + written,
      input_tokens: audio,
      input_token_details: { text_tokens: 0, audio_tokens: audio },
      output_tokens: written,
    }
    this.#say({ type: `${type}.delta`, ...place, delta: transcript })
    this.#say({ type: `${type}.completed`, ...place, transcript, usage })
  }

  #respond(asked: JsonObject): void {
    const response = new SandboxResponse(this.#session, { id: this.#id('resp'), itemId: this.#id('item'), asked })
    this.#running = { response, steps: response.steps(), pieces: 0 }
    this.#schedule()
  }

  #cancel(): void {
    const running = this.#running
    this.#running = undefined
    clearTimeout(this.#timer)
    if (running) this.#say(running.response.done('cancelled'))
  }

  #schedule(): void {
    if (this.#over || this.#paused || !this.#running) return
    const { slow } = this.#running.response.magic
    const waitMs = slow ? Math.min(slow[0] ?? 200, 5_000) : this.#pieceMs
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#next(), waitMs)
  }

  /** Events up to and with the next piece of content. */
  #next(): void {
    const running = this.#running
    if (!running || this.#over) return
    for (;;) {
      const step = running.steps.next()
      if (step.done) {
        this.#running = undefined
        return
      }
      const { event, content } = step.value
      if (event['type'] === 'response.done') this.#running = undefined
      this.#say(event)
      if (event['type'] === 'response.done' && running.response.magic.doubleusage) this.#say(event)
      if (event['type'] === 'response.created' && running.response.magic.error) return this.#fail(running)
      if (content) break
    }
    running.pieces++
    if (!this.#misbehaves(running)) this.#schedule()
  }

  #fail({ response }: Running): void {
    this.#running = undefined
    this.#say(response.done('failed'))
  }

  /** True when the prompt wanted the response to go no further. */
  #misbehaves({ response, pieces }: Running): boolean {
    const { cut, stall, malformed } = response.magic
    if (malformed && pieces >= STALL_AFTER) this.#sink.message(Buffer.from('{"type": "response.output_te'))
    if (cut && pieces >= (cut[0] ?? 1)) {
      this.#over = true
      this.#sink.fail(new Problem('upstream_cut'))
    }
    return this.#over || (stall !== undefined && pieces >= STALL_AFTER)
  }
}
