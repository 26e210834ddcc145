/** A live channel as a store: reduced at once, shown at most 10 times a second, shared by all who look. Knows no DOM but timers. */
import type { LiveSocket } from './socket.ts'

/** How long between two renders of one channel. web.md: coalesced to 10 Hz. */
const SHOW_EVERY_MS = 100
/** A channel nobody looks at stays subscribed this long: page changes do not resubscribe. */
const LINGER_MS = 5_000

export interface ChannelDefinition<View> {
  channel: string
  /** Starts empty; `take` changes the state in place, `view` makes what components see (called ≤ 10 Hz). */
  start(): { take(kind: 'snapshot' | 'update', data: unknown): void; view(): View }
}

export type ChannelView<View> =
  | { status: 'loading' }
  | { status: 'live'; data: View; receivedAt: number }
  | { status: 'refused'; code: string }

export interface ChannelStore<View> {
  subscribe(listener: () => void): () => void
  get(): ChannelView<View>
}

export function openChannel<View>(
  socket: Pick<LiveSocket, 'subscribe'>,
  definition: ChannelDefinition<View>,
): ChannelStore<View> {
  const listeners = new Set<() => void>()
  let reducer = definition.start()
  let view: ChannelView<View> = { status: 'loading' }
  let lastShown = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let leave: (() => void) | undefined
  let lingering: ReturnType<typeof setTimeout> | undefined

  const show = () => {
    // Under a flood a message may come in time before the timer that is due does.
    clearTimeout(timer)
    timer = undefined
    lastShown = Date.now()
    view = { status: 'live', data: reducer.view(), receivedAt: lastShown }
    for (const listener of listeners) listener()
  }

  const join = () =>
    socket.subscribe(definition.channel, {
      message(kind, data) {
        if (kind === 'snapshot') reducer = definition.start()
        reducer.take(kind, data)
        const wait = lastShown + SHOW_EVERY_MS - Date.now()
        if (wait <= 0) show()
        else timer ??= setTimeout(show, wait)
      },
      refused(code) {
        view = { status: 'refused', code }
        for (const listener of listeners) listener()
      },
    })

  return {
    subscribe(listener) {
      listeners.add(listener)
      clearTimeout(lingering)
      leave ??= join()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        lingering = setTimeout(() => {
          leave?.()
          leave = undefined
          clearTimeout(timer)
          timer = undefined
          view = { status: 'loading' }
        }, LINGER_MS)
      }
    },
    get: () => view,
  }
}
