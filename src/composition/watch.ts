/** What the alerts look at, read from core, history and relay; and the relay's meter with a memory of the last minutes beside it. */
import { DAY_MS } from '../base/calendar.ts'
import { treasuryView, type WarView, warView } from '../engine/views.ts'
import type { ChannelStore } from '../relay/channels/store.ts'
import type { Relay } from '../relay/relay.ts'
import type { Quarantine } from '../relay/watch/quarantine.ts'
import type { ChannelState, Reading, WarState } from '../relay/watch/rules.ts'
import type { RecentTraffic } from '../relay/watch/window.ts'
import type { Core } from '../sequencer/core.ts'
import type { RelayMeter } from '../telemetry/metrics.ts'
import type { FollowedHistory } from './stores.ts'

export function rememberingMeter(meter: RelayMeter, recent: RecentTraffic): RelayMeter {
  return {
    ...meter,
    call(call) {
      meter.call(call)
      if (call.channel !== '') recent.delivered(call.channel)
    },
    upstreamFailure(channel, reason) {
      meter.upstreamFailure(channel, reason)
      recent.failed(channel, reason)
    },
    unpriced(model) {
      meter.unpriced(model)
      recent.unpriced(model)
    },
  }
}

/** Enabled channels with the state of their keys. */
export function channelStates(channels: ChannelStore, relay: Pick<Relay, 'health'>): ChannelState[] {
  const enabled = channels.list().filter((channel) => channel.enabled)
  return enabled.map(({ id, name, keys }) => {
    const states = (keys.length > 0 ? keys.map((key) => key.id) : [null]).map((key) => relay.health(id, key).state)
    return { id, name, keys: states.length, paused: states.filter((state) => state === 'open').length }
  })
}

export interface WatchedParts {
  readonly core: Core
  readonly history: FollowedHistory
  readonly channels: ChannelStore
  readonly relay: Pick<Relay, 'health'>
  readonly recent: RecentTraffic
  readonly quarantine: Pick<Quarantine, 'of'>
}

/** Calls that are looked at for open ones. */
const MOST_QUARANTINED = 100

export async function readWatched(parts: WatchedParts): Promise<Reading> {
  const { core, history, channels, relay, recent } = parts
  const lag = Math.max(0, core.status().durableSeq - history.position())
  const failed = history.failure() !== null
  const { credits, lco } = core.peek((engine) => treasuryView(engine).imbalance)
  const told = failed ? { margins: null, quarantined: null } : await fromHistory(parts)
  return {
    ...told,
    channels: channelStates(channels, relay),
    tries: recent.tries(),
    unpriced: recent.unpricedModels(),
    history: { lag, failed },
    imbalance: { credits, lco },
    wars: core.peek((engine) => judgedRounds(warView(engine), core.now())),
  }
}

/** Half a week: a round that has just begun has earned nothing yet. */
const TELLING_MS = 3.5 * DAY_MS

function judgedRounds({ round, endsAt, ratio, settling }: WarView, now: number): WarState[] {
  const rounds = [
    ...(settling ? [{ id: settling.id, ratio: settling.ratio }] : []),
    ...(endsAt - now <= TELLING_MS ? [{ id: round.id, ratio }] : []),
  ]
  return rounds.flatMap(({ id, ratio: { value, margin } }) =>
    value === null ? [] : [{ round: id, pool: value, margin }],
  )
}

async function fromHistory({
  core,
  history,
  quarantine,
}: WatchedParts): Promise<Pick<Reading, 'margins' | 'quarantined'>> {
  const now = core.now()
  const from = Math.max(0, now - DAY_MS)
  const { margin, calls } = history.queries
  const [margins, bent] = await Promise.all([
    margin.byModel(from, now + 1),
    calls.list({ quarantined: true, from, limit: MOST_QUARANTINED }),
  ])
  const evidence = await quarantine.of(bent.items.map(({ callId }) => callId))
  const open = bent.items.filter(({ callId }) => !evidence.get(callId)?.review)
  return { margins, quarantined: open.length }
}
