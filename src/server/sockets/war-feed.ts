/** The channel of Compute Wars: the whole state again after calls that count and changes of rounds, once a second at most. */
import type { EventType } from '../../engine/event.ts'
import { warView } from '../../engine/views.ts'
import type { RouteDeps } from '../ports.ts'
import { wireWars } from '../render/wars.ts'
import { Feed } from './feed.ts'

const PACE_MS = 1_000

const warEvents: ReadonlySet<EventType> = new Set<EventType>([
  'call.captured',
  'buyback.closed',
  'wars.closed',
  'wars.excluded',
  'wars.included',
  'wars.paid',
  'wars.perk_started',
  'wars.perk_ended',
])

export async function openWars({ core, identity }: RouteDeps, log: (error: unknown) => void) {
  const read = () => {
    const asOf = core.now()
    return core.read((engine) => ({ seq: engine.seq, data: wireWars(warView(engine), identity.names.nameOf, asOf) }))
  }
  let value = await read()
  let stale = false
  let reading = false
  let toldAt = Number.NEGATIVE_INFINITY
  const feed = new Feed({ name: 'wars', firstSeq: value.seq, keep: 0, snapshot: () => value.data })
  const refresh = async (): Promise<void> => {
    stale = false
    reading = true
    toldAt = performance.now()
    try {
      value = await read()
      feed.publish(value.data)
    } catch (error) {
      log(error)
    } finally {
      reading = false
    }
  }
  return {
    feed,
    take(event: { readonly type: EventType }): void {
      if (warEvents.has(event.type)) stale = true
    },
    flush(): void {
      if (stale && !reading && feed.listeners > 0 && performance.now() - toldAt >= PACE_MS) void refresh()
    },
  }
}
