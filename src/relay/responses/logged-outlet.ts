/** An outlet that writes the events of a response in the making into its log. How it begins and ends is told by who makes it. */
import { QuietOutlet } from '../outlet/quiet.ts'
import { EventSplitter } from '../stream/sse.ts'
import { parsedObject } from '../wires/members.ts'
import type { EventLogs } from './event-logs.ts'

/** The log has them already, or gets them once the bill is settled. */
const others: ReadonlySet<unknown> = new Set([
  ...['response.created', 'response.queued'],
  ...['response.completed', 'response.incomplete', 'response.failed', 'error'],
])

export class LoggedOutlet extends QuietOutlet {
  readonly #logs: EventLogs
  readonly #id: string
  readonly #splitter: EventSplitter

  constructor(logs: EventLogs, id: string, maxEventBytes: number) {
    super(0)
    this.#logs = logs
    this.#id = id
    this.#splitter = new EventSplitter(maxEventBytes)
  }

  override write(bytes: Uint8Array): boolean {
    this.#read(bytes)
    return super.write(bytes)
  }

  override end(bytes: Uint8Array): void {
    this.#read(bytes)
    super.end(bytes)
  }

  /** Refusals are no events. */
  #read(bytes: Uint8Array): void {
    if (this.status !== 200) return
    for (const { data } of this.#splitter.push(Buffer.from(bytes)).frames) {
      const event = data?.startsWith('{') ? parsedObject(data) : undefined
      if (event && typeof event['type'] === 'string' && !others.has(event['type'])) this.#logs.append(this.#id, event)
    }
  }
}
