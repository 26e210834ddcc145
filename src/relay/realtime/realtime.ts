/** `/v1/realtime`: WebSockets of clients, each joined to one of an upstream's; all sessions that are open, and their end without losing a charge. */
import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Credits } from '../../base/money.ts'
import { openHeaders } from '../call/headers.ts'
import { respondProblem } from '../call/respond.ts'
import { openAi } from '../dialects/openai/dialect.ts'
import type { AnswerParts } from '../endpoints/endpoint.ts'
import { ResponseOutlet } from '../outlet/response.ts'
import { asProblem, Problem } from '../problem.ts'
import type { MessageSocket } from '../providers/provider.ts'
import { faultOf } from '../routing/failure.ts'
import { maxCostOf } from '../serve.ts'
import { messageSocket } from '../stream/message-socket.ts'
import { readAsk, type SessionAsk } from './asking.ts'
import { checkOpenTo, sessionCandidates } from './candidates.ts'
import { type Line, openLine, reportFailure } from './opening.ts'
import { RealtimeSession } from './session.ts'

interface Upgrade {
  readonly request: IncomingMessage
  readonly stream: Duplex
  readonly head: Buffer
}

export class Realtime {
  readonly #parts: AnswerParts
  readonly #sessions = new Set<RealtimeSession>()
  readonly #beats: NodeJS.Timeout
  readonly #server: WebSocketServer

  constructor(parts: AnswerParts) {
    const { beatMs, maxMessageBytes } = parts.settings.realtime
    this.#parts = parts
    this.#beats = setInterval(() => this.#beat(), beatMs)
    this.#beats.unref()
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
      clientTracking: false,
      // The other subprotocols that clients offer carry keys: they are never echoed.
      handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
    })
  }

  /** Takes an upgrade request. What can not become a session is answered as any other refusal. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#open({ request, stream, head }).catch((error: unknown) => {
      const problem = asProblem(error)
      if (problem.code === 'internal_error') this.#parts.log.error('a session failed inside the relay', { error })
      this.#refuse(request, stream, problem)
    })
  }

  /** No session begins another response; each ends as soon as none runs. */
  drain(): void {
    for (const session of this.#sessions) session.drain()
  }

  /** Ends what is left: what was delivered is billed. */
  cut(): void {
    clearInterval(this.#beats)
    for (const session of this.#sessions) session.cut()
  }

  async #open(upgrade: Upgrade): Promise<void> {
    const parts = this.#parts
    parts.checkOpen()
    const ask = readAsk(parts, upgrade.request)
    const maxCost = maxCostOf(upgrade.request.headers)
    const candidates = sessionCandidates(parts, ask.principal, ask.model)
    await checkOpenTo(parts, ask.principal, candidates)
    const leave = parts.concurrency.enter(ask.principal)
    const gone = (): boolean => upgrade.stream.destroyed
    try {
      const line = await openLine(parts, { candidates, headers: ask.headers, gone })
      const { traceparent } = upgrade.request.headers
      const told = typeof traceparent === 'string' ? traceparent : undefined
      this.#accept(upgrade, { line, ask, maxCost, traceparent: told, leave })
    } catch (error) {
      leave()
      throw error
    }
  }

  /** A handshake that is none is answered by the server of sockets itself. */
  #accept({ request, stream, head }: Upgrade, joint: Joint): void {
    let joined = false
    const lost = (): void => {
      if (joined) return
      joint.line.socket.close(1000, '')
      joint.leave()
    }
    if (stream.destroyed) return lost()
    stream.once('close', lost)
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      joined = true
      this.#join(socket, joint)
    })
  }

  #join(socket: WebSocket, { line, ask, maxCost, traceparent, leave }: Joint): void {
    const parts = this.#parts
    const { channel, model } = line.target.candidate
    const client: MessageSocket = messageSocket(socket, {
      message: (data, binary) => session.fromClient(data, binary),
      drain: () => session.clientDrained(),
      closed: () => session.clientGone(),
    })
    const session = new RealtimeSession({
      parts,
      facts: { principal: ask.principal, maxCost, model: ask.model, channel, channelModel: model, traceparent },
      client,
      upstream: line.socket,
      checkKey: ask.checkKey,
      over: ({ upstreamFailed }) => {
        this.#sessions.delete(session)
        parts.meter.inFlight(-1)
        leave()
        if (upstreamFailed) this.#reportCut(line)
      },
    })
    this.#sessions.add(session)
    parts.meter.inFlight(1)
    line.listen({
      message: (data) => session.fromUpstream(data),
      drain: () => session.upstreamDrained(),
      gone: (problem) => session.upstreamGone(problem),
    })
    if (ask.session) session.fromClient(Buffer.from(JSON.stringify({ type: 'session.update', session: ask.session })))
  }

  #reportCut({ target }: Line): void {
    const provider = this.#parts.providers.get(target.candidate.channel.provider)
    if (provider) reportFailure(this.#parts, { target, provider, failure: faultOf(new Problem('upstream_cut')) })
  }

  #beat(): void {
    for (const session of this.#sessions) session.beat()
  }

  #refuse(request: IncomingMessage, stream: Duplex, problem: Problem): void {
    if (stream.destroyed) return
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(stream as Socket)
    response.on('finish', () => stream.end())
    const outlet = new ResponseOutlet(response, this.#parts.settings.slowReaderMs, openHeaders)
    respondProblem({ outlet, dialect: openAi, problem, callId: null })
  }
}

interface Joint {
  readonly line: Line
  readonly ask: SessionAsk
  readonly maxCost: Credits | undefined
  readonly traceparent: string | undefined
  /** Gives the place back. */
  readonly leave: () => void
}
