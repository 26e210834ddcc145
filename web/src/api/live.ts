/** The app's socket and the hooks that read live channels. Private channels follow the signed-in session. */
import { useMemo, useSyncExternalStore } from 'react'
import { type ChannelDefinition, type ChannelStore, type ChannelView, openChannel } from './channel.ts'
import { type ConnectionState, LiveSocket } from './socket.ts'

export const socket = new LiveSocket({
  connect: (events) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const wire = new WebSocket(`${scheme}://${location.host}/api/v1/ws`)
    wire.onopen = () => events.open()
    wire.onmessage = (event) => events.message(String(event.data))
    wire.onclose = () => events.close()
    return wire
  },
  later: (action, ms) => void setTimeout(action, ms),
  jitter: Math.random,
})

window.addEventListener('offline', () => socket.setOnline(false))
window.addEventListener('online', () => socket.setOnline(true))

export const useConnection = (): ConnectionState => useSyncExternalStore(socket.onState, socket.state)

const stores = new Map<string, ChannelStore<unknown>>()
function storeFor<View>(definition: ChannelDefinition<View>): ChannelStore<View> {
  const known = stores.get(definition.channel) as ChannelStore<View> | undefined
  if (known) return known
  const made = openChannel(socket, definition)
  stores.set(definition.channel, made)
  return made
}

const NOTHING: ChannelStore<never> = { subscribe: () => () => {}, get: () => LOADING }
const LOADING = { status: 'loading' } as const

/** The channel's newest view, at most 10 renders a second. Pass undefined to stay unsubscribed (not signed in). */
export function useChannel<View>(definition: ChannelDefinition<View> | undefined): ChannelView<View> {
  const store = useMemo(() => (definition ? storeFor(definition) : NOTHING), [definition])
  return useSyncExternalStore<ChannelView<View>>(store.subscribe, store.get)
}

/** Only whether a channel is live: no render for its data. Keeps the channel subscribed. */
export function useChannelStatus<View>(definition: ChannelDefinition<View>): ChannelView<View>['status'] {
  const store = useMemo(() => storeFor(definition), [definition])
  return useSyncExternalStore(store.subscribe, () => store.get().status)
}
