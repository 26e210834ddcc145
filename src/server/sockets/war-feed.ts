/** The channel of Compute Wars: the whole state again after calls that count and changes of rounds, once a second at most. */
import type { EventType } from '../../engine/event.ts'
import { warView } from '../../engine/views.ts'
import type { RouteDeps } from '../ports.ts'
import { wireWars } from '../render/wars.ts'
import { type Opening, openWhole } from './whole-feed.ts'

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

export async function openWars({ core, identity }: RouteDeps, { firstSeq, log }: Opening) {
  const read = () => {
    const asOf = core.now()
    return core.read((engine) => wireWars(warView(engine), identity.names.nameOf, asOf))
  }
  const { feed, stale, flush } = await openWhole({ name: 'wars', firstSeq, read, log, paceMs: PACE_MS })
  return {
    feed,
    flush,
    take(event: { readonly type: EventType }): void {
      if (warEvents.has(event.type)) stale()
    },
  }
}
