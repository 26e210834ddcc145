/** The one listening server: relay paths go straight to the relay, upgrades to the sockets, all else to the app. Drains on close. */
import { createServer as createHttpServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ProblemCode } from '../contract/errors.ts'
import { PROBLEM_TYPE } from '../contract/problem.ts'
import { SOCKET_PATH } from '../contract/socket.ts'
import type { Log } from '../telemetry/log.ts'
import { newRequestId } from '../telemetry/request-id.ts'
import { dataHeaders } from './headers.ts'
import { problemBody, statusOf } from './problem.ts'

export interface FrontOptions {
  readonly relay: {
    readonly handle: (request: IncomingMessage, response: ServerResponse) => void
    readonly upgrade?: (request: IncomingMessage, stream: Duplex, head: Buffer) => void
  }
  readonly app: (request: IncomingMessage, response: ServerResponse) => void
  /** Takes an upgrade at SOCKET_PATH. */
  readonly socket: (request: IncomingMessage, stream: Duplex, head: Buffer) => void
  /** Takes the upgrades of paths that `is` says are its own. */
  readonly dialect: {
    readonly is: (path: string) => boolean
    readonly upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void
  }
  readonly log: Log
}

export interface Front {
  listen(port: number, host: string): Promise<{ readonly port: number; readonly host: string }>
  /** Takes no new connections and waits for open requests, at most `limitMs`; then cuts what is left. */
  drain(limitMs: number): Promise<void>
  readonly draining: boolean
}

/** Connections beyond are refused: each holds a descriptor and buffers. */
const MAX_CONNECTIONS = 20_000

const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 20_000,
  /** Uploads of 32 MB over a slow line. */
  requestTimeout: 300_000,
  keepAliveTimeout: 65_000,
  /** Other upgrades, such as the h2c that Java's client offers with every request, are declined by answering as usual. */
  shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
}

/** `/v2` is where Cohere's clients ask. */
const relayPath = /^\/(?:v1|v1beta|v2)(?:\/|\?|$)/
const relaySocket = /^\/v1\/realtime\/?$/

export function createFront(options: FrontOptions): Front {
  let draining = false
  const server = createHttpServer(limits, (request, response) => {
    toOriginForm(request)
    if (draining) response.setHeader('connection', 'close')
    if (relayPath.test(request.url ?? '')) options.relay.handle(request, response)
    else options.app(request, response)
  })
  server.maxConnections = MAX_CONNECTIONS
  server.on('upgrade', (request, stream, head) => upgrade(options, draining, { request, stream, head }))
  server.on('clientError', refuseClient)
  return {
    listen: async (port, host) => {
      const address = await listen(server, port, host)
      server.on('error', (error) => options.log.error('the listening server failed', { error }))
      return address
    },
    async drain(limitMs) {
      draining = true
      await drain(server, limitMs)
    },
    get draining() {
      return draining
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<{ readonly port: number; readonly host: string }> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => {
      const taken = error.code === 'EADDRINUSE'
      reject(taken ? new Error(`Port ${port} of ${host} is taken. Choose another one with PORT.`) : error)
    }
    server.once('error', refused)
    server.listen(port, host, () => {
      server.off('error', refused)
      const address = server.address() as AddressInfo
      resolve({ port: address.port, host: address.address })
    })
  })
}

function drain(server: Server, limitMs: number): Promise<void> {
  if (!server.listening) return Promise.resolve()
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), limitMs)
    // Connections that become idle while others still stream are closed as they do.
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(sweep)
      resolve()
    })
    server.closeIdleConnections()
  })
}

interface Upgrade {
  readonly request: IncomingMessage
  readonly stream: Duplex
  readonly head: Buffer
}

function upgrade(options: FrontOptions, draining: boolean, { request, stream, head }: Upgrade): void {
  stream.on('error', () => stream.destroy())
  toOriginForm(request)
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  if (draining) refuseRaw(stream, 'maintenance')
  else if (path === SOCKET_PATH) options.socket(request, stream, head)
  else if (options.dialect.is(path)) options.dialect.upgrade(request, stream, head)
  else if (!relayPath.test(path)) refuseRaw(stream, 'not_found')
  else if (options.relay.upgrade && relaySocket.test(path)) options.relay.upgrade(request, stream, head)
  else answerPlainly(options, request, stream)
}

/** Where it has no socket the relay answers as to any other request: 501 in the caller's dialect for what it does not offer. */
function answerPlainly({ relay }: FrontOptions, request: IncomingMessage, stream: Duplex): void {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(stream as Socket)
  response.on('finish', () => stream.end())
  relay.handle(request, response)
}

/** A target with its origin in front (RFC 9112 §3.2.2) means the same as without; its host goes before the header's. */
function toOriginForm(request: IncomingMessage): void {
  if (request.url?.startsWith('/')) return
  const [, host, rest] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(request.url ?? '') ?? []
  if (host === undefined || rest === undefined) return
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  request.headers.host = host
}

/** What node:http could not parse never becomes a request; it still gets a problem. */
function refuseClient(error: NodeJS.ErrnoException, stream: Duplex): void {
  if (!stream.writable || error.code === 'ECONNRESET') {
    stream.destroy()
    return
  }
  if (error.code === 'HPE_HEADER_OVERFLOW') refuseRaw(stream, 'headers_too_large')
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') refuseRaw(stream, 'request_timeout')
  else refuseRaw(stream, 'malformed_request')
}

/** A whole HTTP answer on a bare stream, which is closed with it. */
export function refuseRaw(stream: Duplex, code: ProblemCode): void {
  const id = newRequestId()
  const body = JSON.stringify(problemBody(code, {}, id))
  const headers = {
    ...dataHeaders,
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-request-id': id,
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  stream.end(`HTTP/1.1 ${statusOf(code)} Refused\r\n${lines.join('')}\r\n${body}`)
}
