/** The official client on a realtime session of the rig: what it was told, in order, and ways to wait for it. */
import { connect } from 'node:net'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import type { RealtimeClientEvent } from 'openai/resources/realtime/realtime'
import type { Rig } from './rig.ts'
import { until } from './rig.ts'

export interface Told {
  readonly type: string
  readonly [name: string]: unknown
}

/** The bill in an event. */
export interface BillMembers {
  readonly call_id: string
  readonly cost: string
  readonly charge: string
  readonly charge_reason?: string
}

export interface SessionOptions {
  readonly model?: string
  readonly beta?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

export class RealtimeClient {
  readonly rt: OpenAIRealtimeWS
  readonly told: Told[] = []
  closed: { readonly code: number; readonly reason: string } | undefined

  constructor(rig: Rig, secret: string, options: SessionOptions = {}) {
    const { port, hostname } = new URL(rig.baseUrl)
    // The client insists on wss; the rig has no certificate, so the socket below it is a plain one.
    const plain = () => connect({ port: Number(port), host: hostname })
    this.rt = new OpenAIRealtimeWS(
      {
        model: options.model ?? 'sandbox-realtime',
        options: {
          createConnection: plain,
          headers: { ...options.headers, ...(options.beta && { 'OpenAI-Beta': 'realtime=v1' }) },
        },
      },
      rig.client(secret),
    )
    this.rt.on('event', (event) => void this.told.push({ ...event }))
    this.rt.on('error', () => undefined)
    this.rt.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() }
    })
  }

  /** With its session begun. */
  static async open(...given: ConstructorParameters<typeof RealtimeClient>): Promise<RealtimeClient> {
    const client = new RealtimeClient(...given)
    await client.heard('session.created')
    return client
  }

  send(event: RealtimeClientEvent): void {
    this.rt.send(event)
  }

  raw(text: string | Uint8Array): void {
    this.rt.socket.send(text)
  }

  of(type: string): Told[] {
    return this.told.filter((event) => event.type === type)
  }

  /** The count-th event of a type. */
  async heard(type: string, count = 1): Promise<Told> {
    await until(() => this.of(type).length >= count || this.closed !== undefined)
    const found = this.of(type)[count - 1]
    if (!found) throw new Error(`no ${type}: ${JSON.stringify(this.told.slice(-5))} ${JSON.stringify(this.closed)}`)
    return found
  }

  async over(): Promise<{ readonly code: number; readonly reason: string }> {
    await until(() => this.closed !== undefined)
    return this.closed!
  }

  /** Says something and asks for an answer in writing. */
  say(text: string): void {
    this.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    })
    this.send({ type: 'response.create', response: { output_modalities: ['text'] } })
  }

  async ask(text: string): Promise<Told> {
    const before = this.of('response.done').length
    this.say(text)
    return this.heard('response.done', before + 1)
  }

  close(): void {
    this.rt.close()
  }
}

export function billOf(event: Told): BillMembers {
  return event['lx'] as BillMembers
}
