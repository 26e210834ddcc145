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
    const targets = candidates.map((candidate) => ({ candidate, targets: targetsOf(candidate) }))
    const open = (target: Target): boolean => !tried.has(target.healthId) && this.#breakers.isAvailable(target.healthId)
    return {
      next: () => {
        const usable = targets.filter(({ targets: all }) => all.some(open))
        if (usable.length === 0) return undefined
        const chosen = this.#pickChannel(
          usable.map(({ candidate }) => candidate),
          affinity,
        )
        const own = usable.find(({ candidate }) => candidate === chosen)!.targets.filter(open)
        const target = affinity === undefined ? own[this.#turn(chosen.channel, own.length)]! : nearest(own, affinity)
        tried.add(target.healthId)
        return target
      },
      waitMs: () =>
        Math.min(...targets.flatMap(({ targets: all }) => all.map(({ healthId }) => this.#breakers.waitMs(healthId)))),
    }
  }

  #pickChannel(candidates: readonly Candidate[], affinity: string | undefined): Candidate {
    const highest = Math.max(...candidates.map(({ channel }) => channel.priority))
    const group = candidates.filter(({ channel }) => channel.priority === highest)
    if (group.length === 1) return group[0]!
    if (affinity !== undefined) return nearestChannel(group, affinity)
    const total = group.reduce((sum, { channel }) => sum + channel.weight, 0)
    if (total <= 0) return group[Math.floor(this.#random() * group.length)]!
    let point = this.#random() * total
    for (const candidate of group) {
      point -= candidate.channel.weight
      if (point < 0) return candidate
    }
    return group.findLast(({ channel }) => channel.weight > 0)!
  }

  #turn(channel: Channel, count: number): number {
    if (channel.keyChoice === 'random') return Math.floor(this.#random() * count)
    const turn = this.#turns.get(channel.id) ?? 0
    this.#turns.set(channel.id, (turn + 1) % 1_000_000)
    return turn % count
  }
}

function targetsOf(candidate: Candidate): readonly Target[] {
  const { channel } = candidate
  if (channel.keys.length === 0) return [{ candidate, key: null, healthId: healthId(channel.id, null) }]
  return channel.keys.map((key) => ({ candidate, key, healthId: healthId(channel.id, key.id) }))
}

/** Rendezvous hashing: each call finds the same channel, channels get calls by their weight, and one that falls out moves only its own. */
function nearestChannel(candidates: readonly Candidate[], affinity: string): Candidate {
  const weighted = candidates.some(({ channel }) => channel.weight > 0)
  const score = ({ channel }: Candidate): number => {
    const weight = weighted ? channel.weight : 1
    return weight === 0 ? -1 : -weight / Math.log(uniform(`${affinity}/${channel.id}`))
  }
  return highest(candidates, score)
}

function nearest(targets: readonly Target[], affinity: string): Target {
  return highest(targets, ({ healthId }) => uniform(`${affinity}/${healthId}`))
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
