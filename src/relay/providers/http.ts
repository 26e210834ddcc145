/** Upstreams over HTTP: requests go out on a pool of connections for each channel, bytes come back as they are. What they say is a provider's business. */
import type { Dispatcher } from 'undici'
import type { Channel } from '../channels/channel.ts'
import { Problem } from '../problem.ts'
import { openDispatchers } from './dispatchers.ts'
import type { UpstreamControl, UpstreamRequest, UpstreamSink } from './provider.ts'

export interface HttpTransport {
  /** `headers` say who asks; the channel's own go over them. The sink is never called before this returns. */
  send(request: UpstreamRequest, sink: UpstreamSink, headers: Readonly<Record<string, string>>): UpstreamControl
  forget(channelId: number): void
  close(): Promise<void>
}

export function httpTransport(): HttpTransport {
  const dispatchers = openDispatchers()
  const bases = new WeakMap<Channel, Base>()

  function baseOf(channel: Channel): Base {
    const known = bases.get(channel)
    if (known) return known
    const { origin, pathname } = new URL(channel.baseUrl)
    const base = { origin, prefix: pathname.replace(/\/+$/, '') }
    bases.set(channel, base)
    return base
  }

  return {
    send(request, sink, headers) {
      const base = baseOf(request.channel)
      return dispatch(dispatchers.of(request.channel, base.origin), { request, headers, base }, sink)
    },
    forget: dispatchers.forget,
    close: dispatchers.close,
  }
}

interface Base {
  readonly origin: string
  readonly prefix: string
}

interface Outgoing {
  readonly request: UpstreamRequest
  readonly headers: Readonly<Record<string, string>>
  readonly base: Base
}

function dispatch(pool: Dispatcher, { request, headers, base }: Outgoing, sink: UpstreamSink): UpstreamControl {
  const response = new Response(sink)
  const { origin, prefix } = base
  const options: Dispatcher.DispatchOptions = {
    origin,
    path: prefix + request.path,
    method: request.method,
    headers: headersFor(request, headers),
    body: request.body,
  }
  // A request that can not even be built fails like one that was not reached, after this has returned.
  try {
    pool.dispatch(options, response)
  } catch {
    queueMicrotask(() => response.onResponseError())
  }
  return response
}

function headersFor(
  { channel, stream, accept, body, contentType, traceparent }: UpstreamRequest,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const headers: Record<string, string> = {
    accept: accept ?? (stream ? 'text/event-stream' : 'application/json'),
    'accept-encoding': 'identity',
    'user-agent': 'l-exchange',
    ...own,
  }
  if (traceparent !== undefined) headers['traceparent'] = traceparent
  if (body) headers['content-type'] = contentType ?? 'application/json'
  for (const [name, value] of Object.entries(channel.headers)) headers[name.toLowerCase()] = value
  return headers
}

/** One response as undici's handler on one side and the relay's control on the other. */
class Response implements Dispatcher.DispatchHandler, UpstreamControl {
  readonly #sink: UpstreamSink
  #controller: Dispatcher.DispatchController | undefined
  #aborted = false
  #headed = false
  #paused = false

  constructor(sink: UpstreamSink) {
    this.#sink = sink
  }

  pause(): void {
    this.#paused = true
    this.#controller?.pause()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#controller?.resume()
  }

  abort(): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#controller?.abort(new Error('no longer wanted'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#aborted) controller.abort(new Error('no longer wanted'))
    else this.#sink.sent?.()
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (this.#aborted || status < 200) return
    this.#headed = true
    this.#sink.head(status, headers)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#aborted) this.#sink.data(chunk)
  }

  onResponseEnd(): void {
    if (!this.#aborted) this.#sink.end()
  }

  onResponseError(): void {
    if (!this.#aborted) this.#sink.fail(new Problem(this.#headed ? 'upstream_cut' : 'upstream_unreachable'))
  }
}
