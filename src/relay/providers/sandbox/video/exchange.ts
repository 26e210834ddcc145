/** One request about the sandbox's videos, and its answer. */
import { formField, isForm, readForm } from '../../../body/form.ts'
import type { JsonObject } from '../../../body/parse.ts'
import { parsedObject } from '../../../wires/members.ts'
import type { UpstreamControl, UpstreamRequest, UpstreamSink } from '../../provider.ts'
import type { SandboxVideos, VideoAnswer } from './jobs.ts'

/** Of a film at once. */
const PIECE = 64 * 1024

export function videoExchange(videos: SandboxVideos, request: UpstreamRequest, sink: UpstreamSink): UpstreamControl {
  const sending = new Sending(sink)
  setImmediate(() => sending.begin(() => answer(videos, request)))
  return sending
}

function answer(videos: SandboxVideos, { method, path, body, contentType = '' }: UpstreamRequest): VideoAnswer {
  const [plain = '', query = ''] = path.split('?')
  const [, , encoded = '', part] = plain.split('/')
  const id = decodeURIComponent(encoded)
  if (method === 'POST' && part === 'remix') return videos.remix(id, bodyIn(body, contentType))
  if (method === 'POST') return videos.create(bodyIn(body, contentType))
  if (method === 'DELETE') return videos.delete(id)
  if (part === 'content') return videos.content(id, new URLSearchParams(query).get('variant') ?? 'video')
  return videos.get(id)
}

function bodyIn(body: Buffer | null, contentType: string): JsonObject {
  if (!body) return {}
  if (!isForm(contentType)) return parsedObject(body.toString('utf8')) ?? {}
  const form = readForm(body, contentType)
  const fields = ['model', 'prompt', 'seconds', 'size'].map((name) => [name, formField(form, name)] as const)
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}

class Sending implements UpstreamControl {
  readonly #sink: UpstreamSink
  #rest: Buffer = Buffer.alloc(0)
  #paused = false
  #over = false
  #begun = false

  constructor(sink: UpstreamSink) {
    this.#sink = sink
  }

  begin(make: () => VideoAnswer): void {
    if (this.#over) return
    const { status, json, film } = make()
    this.#rest = film ?? Buffer.from(JSON.stringify(json))
    const type = film ? 'video/mp4' : 'application/json'
    this.#begun = true
    this.#sink.head(status, { 'content-type': type, 'content-length': String(this.#rest.length) })
    this.#next()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    if (this.#begun) setImmediate(() => this.#next())
  }

  abort(): void {
    this.#over = true
  }

  #next(): void {
    if (this.#over || this.#paused) return
    if (this.#rest.length === 0) {
      this.#over = true
      return this.#sink.end()
    }
    const piece = this.#rest.subarray(0, PIECE)
    this.#rest = this.#rest.subarray(PIECE)
    this.#sink.data(piece)
    setImmediate(() => this.#next())
  }
}
