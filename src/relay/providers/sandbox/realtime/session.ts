/** What the sandbox remembers of one realtime session: its settings in the form they were set in, and how long the conversation is. */
import { isObject, type JsonObject } from '../../../body/parse.ts'
import { base64Bytes, heardTokens } from '../../../realtime/audio.ts'
import { objectIn, objectsIn, stringIn } from '../../../wires/members.ts'

/** Tokens the next response would read; disjoint. */
export interface Length {
  text: number
  audio: number
}

const MAX_TEXT = 10_000

export class SandboxSession {
  readonly beta: boolean
  readonly id: string
  readonly model: string
  #settings: JsonObject
  readonly length: Length = { text: 20, audio: 0 }
  /** Of the length at the last response: it counts as cached. */
  cached: Length = { text: 0, audio: 0 }
  /** The last thing the user said. */
  prompt = ''

  constructor(id: string, options: { readonly model: string; readonly beta: boolean }) {
    this.id = id
    this.model = options.model
    this.beta = options.beta
    this.#settings = options.beta ? betaSettings : settings
  }

  update(change: JsonObject): void {
    const instructions = stringIn(change, 'instructions')
    if (instructions !== undefined) this.length.text += textTokens(instructions)
    this.#settings = merged(this.#settings, change)
  }

  /** As events tell it. */
  get object(): JsonObject {
    const { beta, id, model } = this
    return { id, object: 'realtime.session', ...(beta ? {} : { type: 'realtime' }), model, ...this.#settings }
  }

  add(item: JsonObject): void {
    let said = ''
    for (const part of objectsIn(item, 'content')) {
      const audio = stringIn(part, 'audio')
      if (audio !== undefined) this.length.audio += heardTokens(base64Bytes(audio), this.inputFormat)
      said += stringIn(part, 'text') ?? stringIn(part, 'transcript') ?? ''
    }
    said += stringIn(item, 'output') ?? ''
    this.length.text += textTokens(said) + 4
    if (item['role'] !== 'assistant' && said !== '') this.prompt = said.slice(0, MAX_TEXT)
  }

  get inputFormat(): string {
    return this.#format('input', 'input_audio_format')
  }

  get outputFormat(): string {
    return this.#format('output', 'output_audio_format')
  }

  #format(side: 'input' | 'output', name: string): string {
    const format = this.#side(side)['format']
    const named = isObject(format) ? stringIn(format, 'type') : undefined
    return named ?? stringIn(this.#settings, name) ?? 'pcm16'
  }

  get detectsVoice(): boolean {
    const detection = this.beta ? this.#settings['turn_detection'] : this.#side('input')['turn_detection']
    return isObject(detection) && detection['create_response'] !== false
  }

  /** The model that writes down what is heard; undefined when nobody wants that. */
  get transcriber(): string | undefined {
    const asked = this.beta ? this.#settings['input_audio_transcription'] : this.#side('input')['transcription']
    return isObject(asked) ? stringIn(asked, 'model') : undefined
  }

  speaks(response: JsonObject): boolean {
    const name = this.beta ? 'modalities' : 'output_modalities'
    const asked = response['output_modalities'] ?? response['modalities'] ?? this.#settings[name]
    return Array.isArray(asked) && asked.includes('audio')
  }

  maxOutput(response: JsonObject): number | 'inf' {
    const own = response['max_output_tokens'] ?? response['max_response_output_tokens']
    const limit = own ?? this.#settings[this.beta ? 'max_response_output_tokens' : 'max_output_tokens']
    return typeof limit === 'number' && limit >= 1 ? Math.floor(limit) : 'inf'
  }

  #side(side: 'input' | 'output'): JsonObject {
    return objectIn(objectIn(this.#settings, 'audio') ?? {}, side) ?? {}
  }
}

export function textTokens(text: string): number {
  return Math.ceil(text.length / 3)
}

const detection = { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 }

const settings: JsonObject = {
  output_modalities: ['audio'],
  instructions: 'You are a friendly sandbox.',
  max_output_tokens: 'inf',
  tools: [],
  tool_choice: 'auto',
  audio: {
    input: { format: { type: 'audio/pcm', rate: 24_000 }, transcription: null, turn_detection: detection },
    output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'tone', speed: 1 },
  },
}

const betaSettings: JsonObject = {
  modalities: ['text', 'audio'],
  instructions: 'You are a friendly sandbox.',
  voice: 'tone',
  input_audio_format: 'pcm16',
  output_audio_format: 'pcm16',
  input_audio_transcription: null,
  turn_detection: detection,
  tools: [],
  tool_choice: 'auto',
  max_response_output_tokens: 'inf',
}

/** Objects are merged as deep as settings go; all else is replaced. */
function merged(before: JsonObject, change: JsonObject, depth = 3): JsonObject {
  const entries = Object.entries(change).map(([name, value]) => {
    const known = before[name]
    return [name, isObject(value) && isObject(known) && depth > 0 ? merged(known, value, depth - 1) : value]
  })
  return { ...before, ...Object.fromEntries(entries) }
}
