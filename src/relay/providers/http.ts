/** Upstreams over HTTP: requests go out on a pool of connections for each channel, bytes come back as they are. What they say is a provider's business. */
import { buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici'
import { isRefusedLiteral, publicLookup } from '../channels/address-guard.ts'
import type { Channel } from '../channels/channel.ts'
import { Problem } from '../problem.ts'
import type { UpstreamControl, UpstreamRequest, UpstreamSink } from './provider.ts'

const CONNECT_MS = 10_000
/** Connections of one channel: one for each open stream, so not below what the relay admits. */
const CONNECTIONS = 10_000

interface OpenPool {
  readonly pool: Dispatcher
  readonly origin: string
  readonly prefix: string
}

export interface HttpTransport {
  /** `headers` say who asks; the channel's own go over them. The sink is never called before this returns. */
  send(request: UpstreamRequest, sink: UpstreamSink, headers: Readonly<Record<string, string>>): UpstreamControl
  forget(channelId: number): void
  close(): Promise<void>
}

export function httpTransport(): HttpTransport {
  const pools = new Map<string, OpenPool>()

  function poolOf(channel: Channel): OpenPool {
    const id = `${channel.id} ${channel.baseUrl} ${channel.allowPrivate} ${channel.proxy}`
    const known = pools.get(id)
    if (known) return known
    const opened = openPool(channel)
    pools.set(id, opened)
    return opened
  }

  function forget(channelId: number): void {
    for (const [id, { pool }] of pools) {
      if (!id.startsWith(`${channelId} `)) continue
      pools.delete(id)
      void pool.close()
    }
  }

  return {
    send: (request, sink, headers) => dispatch(poolOf(request.channel), { request, headers }, sink),
    forget,
    async close() {
      const open = [...pools.values()]
      pools.clear()
      await Promise.all(open.map(({ pool }) => pool.destroy()))
    },
  }
}

function openPool({ baseUrl, allowPrivate, proxy }: Channel): OpenPool {
  const url = new URL(baseUrl)
  const prefix = url.pathname.replace(/\/+$/, '')
  const connect = buildConnector({ timeout: CONNECT_MS, ...(allowPrivate ? {} : { lookup: publicLookup }) })
  const refuseLiteral = !allowPrivate && isRefusedLiteral(url.hostname)
  const guarded: buildConnector.connector = (options, callback) => {
    if (refuseLiteral) callback(new Problem('upstream_unreachable'), null)
    else connect(options, callback)
  }
  // Time-outs of head and body are the relay's own; pipelining would let one slow answer hold up others.
  const options = { connections: CONNECTIONS, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }
  // Behind a proxy names are looked up there; what stays ours to refuse is a literal address.
  const pool =
    proxy === '' || refuseLiteral
      ? new Pool(url.origin, { ...options, connect: guarded })
      : new ProxyAgent({ ...options, ...proxyOf(proxy) })
  return { pool, origin: url.origin, prefix }
}

function proxyOf(address: string): { readonly uri: string; readonly token?: string } {
  const { protocol, host, username, password } = new URL(address)
  const uri = `${protocol}//${host}`
  if (username === '') return { uri }
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { uri, token: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

interface Outgoing {
  readonly request: UpstreamRequest
  readonly headers: Readonly<Record<string, string>>
}

function dispatch(
  { pool, origin, prefix }: OpenPool,
  { request, headers }: Outgoing,
  sink: UpstreamSink,
): UpstreamControl {
  const response = new Response(sink)
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
  { channel, stream, body, contentType }: UpstreamRequest,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const headers: Record<string, string> = {
    accept: stream ? 'text/event-stream' : 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'l-exchange',
    ...own,
  }
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
