/** Pools of connections to upstreams: one for each channel and origin, behind its proxy, never to addresses it may not reach. */
import { buildConnector, type Dispatcher, Pool } from 'undici'
import { isRefusedLiteral, publicLookup } from '../channels/address-guard.ts'
import type { Channel } from '../channels/channel.ts'
import { Problem } from '../problem.ts'
import { tunnel } from './tunnel.ts'

const CONNECT_MS = 10_000
/** Connections of one channel: one for each open stream, so not below what the relay admits. */
const CONNECTIONS = 10_000

export interface Dispatchers {
  of(channel: Channel, origin: string): Dispatcher
  /** Lets go of connections of a channel that changed or went away; running responses end undisturbed. */
  forget(channelId: number): void
  close(): Promise<void>
}

export function openDispatchers(): Dispatchers {
  const pools = new Map<string, Dispatcher>()
  return {
    of(channel, origin) {
      const id = `${channel.id} ${origin} ${channel.allowPrivate} ${channel.proxy}`
      const known = pools.get(id)
      if (known) return known
      const opened = open(channel, origin)
      pools.set(id, opened)
      return opened
    },
    forget(channelId) {
      for (const [id, pool] of pools) {
        if (!id.startsWith(`${channelId} `)) continue
        pools.delete(id)
        void pool.close()
      }
    },
    async close() {
      const all = [...pools.values()]
      pools.clear()
      await Promise.all(all.map((pool) => pool.destroy()))
    },
  }
}

/** Connects to what the channel may reach and to nothing else. Behind a proxy names are looked up there; what stays ours to refuse is a literal address. */
export function connectorOf({ allowPrivate, proxy }: Channel, origin: string): buildConnector.connector {
  if (isRefused(allowPrivate, origin))
    return (_options, callback) => callback(new Problem('upstream_unreachable'), null)
  const address = new URL(origin)
  if (proxy !== '') return (_options, callback) => tunnel(proxy, { address, limitMs: CONNECT_MS }, callback)
  return buildConnector({ timeout: CONNECT_MS, ...(allowPrivate ? {} : { lookup: publicLookup }) })
}

function isRefused(allowPrivate: boolean, origin: string): boolean {
  return !allowPrivate && isRefusedLiteral(new URL(origin).hostname)
}

function open(channel: Channel, origin: string): Dispatcher {
  // Time-outs of head and body are the relay's own; pipelining would let one slow answer hold up others.
  const options = { connections: CONNECTIONS, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }
  return new Pool(origin, { ...options, connect: connectorOf(channel, origin) })
}
