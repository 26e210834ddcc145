/** Which upstream next: by priority, then weighted chance, then the channel's keys; never the same key twice in a call. */
import type { Channel, ChannelKey } from '../channels/channel.ts'
import type { Candidate } from '../ports.ts'
import type { Breakers } from './breaker.ts'
import { healthId } from './health-id.ts'

export interface Target {
  readonly candidate: Candidate
  /** null for channels without keys. */
  readonly key: ChannelKey | null
  /** Name of the key for its health. */
  readonly healthId: string
}

export interface Plan {
  /** The next target, or undefined when all that are available were tried. */
  next(): Target | undefined
  /** Soonest time that any target becomes available, ms from now; 0 when one is. */
  waitMs(): number
}

export class Router {
  readonly #breakers: Breakers
  readonly #random: () => number
  readonly #turns = new Map<number, number>()

  constructor(breakers: Breakers, random: () => number) {
    this.#breakers = breakers
    this.#random = random
  }

  /** With an affinity, calls of the same affinity go to the same key while it is healthy: prompt caches are kept by key. */
  plan(candidates: readonly Candidate[], affinity?: string): Plan {
    const tried = new Set<string>()
    return {
      next: () => {
        const usable = this.#usable(candidates, tried)
        const [first] = usable
        if (!first) return undefined
        const { candidate, places } = usable.length === 1 ? first : this.#pickChannel(usable, affinity)
        const turn = affinity === undefined ? this.#turn(candidate.channel, places.length) : 0
        const { key, healthId } = affinity === undefined ? places[turn]! : nearest(places, affinity)
        tried.add(healthId)
        return { candidate, key, healthId }
      },
      waitMs: () => {
        const all = candidates.flatMap(({ channel }) => placesOf(channel))
        return Math.min(...all.map(({ healthId }) => this.#breakers.waitMs(healthId)))
      },
    }
  }

  /** The candidates with keys that are neither tried nor paused. */
  #usable(candidates: readonly Candidate[], tried: ReadonlySet<string>): Usable[] {
    const usable: Usable[] = []
    for (const candidate of candidates) {
      const places = placesOf(candidate.channel).filter(
        ({ healthId }) => !tried.has(healthId) && this.#breakers.isAvailable(healthId),
      )
      if (places.length > 0) usable.push({ candidate, places })
    }
    return usable
  }

  #pickChannel(usable: readonly Usable[], affinity: string | undefined): Usable {
    const highest = Math.max(...usable.map(({ candidate: { channel } }) => channel.priority))
    const group = usable.filter(({ candidate: { channel } }) => channel.priority === highest)
    if (group.length === 1) return group[0]!
    if (affinity !== undefined) return nearestChannel(group, affinity)
    const total = group.reduce((sum, { candidate: { channel } }) => sum + channel.weight, 0)
    if (total <= 0) return group[Math.floor(this.#random() * group.length)]!
    let point = this.#random() * total
    for (const one of group) {
      point -= one.candidate.channel.weight
      if (point < 0) return one
    }
    return group.findLast(({ candidate: { channel } }) => channel.weight > 0)!
  }

  #turn(channel: Channel, count: number): number {
    if (channel.keyChoice === 'random') return Math.floor(this.#random() * count)
    const turn = this.#turns.get(channel.id) ?? 0
    this.#turns.set(channel.id, (turn + 1) % 1_000_000)
    return turn % count
  }
}

/** One key of a channel, or the channel itself when it has none. */
type Place = Pick<Target, 'key' | 'healthId'>

interface Usable {
  readonly candidate: Candidate
  readonly places: readonly Place[]
}

/** A channel that changes is another object. */
const places = new WeakMap<Channel, readonly Place[]>()

function placesOf(channel: Channel): readonly Place[] {
  const known = places.get(channel)
  if (known) return known
  const keys = channel.keys.length === 0 ? [null] : channel.keys
  const made = keys.map((key) => ({ key, healthId: healthId(channel.id, key?.id ?? null) }))
  places.set(channel, made)
  return made
}

/** Rendezvous hashing: each call finds the same channel, channels get calls by their weight, and one that falls out moves only its own. */
function nearestChannel(usable: readonly Usable[], affinity: string): Usable {
  const weighted = usable.some(({ candidate: { channel } }) => channel.weight > 0)
  const score = ({ candidate: { channel } }: Usable): number => {
    const weight = weighted ? channel.weight : 1
    return weight === 0 ? -1 : -weight / Math.log(uniform(`${affinity}/${channel.id}`))
  }
  return highest(usable, score)
}

function nearest(places: readonly Place[], affinity: string): Place {
  return highest(places, ({ healthId }) => uniform(`${affinity}/${healthId}`))
}

function highest<T extends object>(items: readonly T[], score: (item: T) => number): T {
  let best: T = items[0]!
  let most = score(best)
  for (const item of items.slice(1)) {
    const reached = score(item)
    if (reached > most) [best, most] = [item, reached]
  }
  return best
}

/** In (0, 1), by FNV-1a with a final mix. */
function uniform(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 0x1_0000_0000
}
