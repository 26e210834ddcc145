/** What an upstream says in a session: what costs is booked before it goes on. */
import { type JsonBody, parseBody } from '../body/parse.ts'
import { withoutSecrets } from '../channels/channel.ts'
import { Problem } from '../problem.ts'
import { objectIn, stringIn } from '../wires/members.ts'
import { heard } from './context.ts'
import type { Responses } from './responses.ts'
import type { Forward, SessionControl, SessionParts, SessionState } from './state.ts'
import { isTranscriptEvent, type Transcripts } from './transcripts.ts'

export interface UpstreamEventsOptions {
  readonly parts: SessionParts
  readonly state: SessionState
  readonly control: SessionControl
  readonly responses: Responses
  readonly transcripts: Transcripts
}

export class UpstreamEvents {
  readonly #options: UpstreamEventsOptions

  constructor(options: UpstreamEventsOptions) {
    this.#options = options
  }

  /** Undefined when it is not for the client. */
  async read(data: Buffer): Promise<Forward> {
    const body = this.#parsed(data)
    const type = body?.value['type']
    if (!body || typeof type !== 'string') {
      this.#options.control.end(new Problem('upstream_malformed'))
      return undefined
    }
    return this.#forward(type, body)
  }

  async #forward(type: string, body: JsonBody): Promise<Forward> {
    const { state, responses, transcripts } = this.#options
    if (type.startsWith('response.')) return responses.event(type, body)
    if (isTranscriptEvent(type)) return transcripts.event(type, body)
    if (type === 'session.created' || type === 'session.updated') state.learn(body.value)
    if (type.startsWith('input_audio_buffer.')) state.speech.detect(body.value)
    if (type === 'input_audio_buffer.committed') {
      const bytes = state.speech.take(state.inputFormat)
      state.context.add(heard(bytes, state.inputFormat))
      await transcripts.committed(body, bytes)
    }
    // The limits of the operator's own account there.
    if (type === 'rate_limits.updated') return undefined
    if (type === 'error') state.awaited.refused(stringIn(objectIn(body.value, 'error') ?? {}, 'event_id') ?? '')
    if (type === 'error') return withoutSecrets(body.bytes.toString('utf8'), state.facts.channel)
    return body.bytes
  }

  #parsed(data: Buffer): JsonBody | undefined {
    try {
      return parseBody(data, this.#options.parts.settings)
    } catch (error) {
      if (error instanceof Problem) return undefined
      throw error
    }
  }
}
