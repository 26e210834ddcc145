/** Which upstream next: by priority, then weighted chance, then the channel's keys; never the same key twice in a call. */
import type { Channel, ChannelKey } from '../channels/channel.ts'
import type { Candidate } from '../ports.ts'
import type { Breakers } from './breaker.ts'

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

  plan(candidates: readonly Candidate[]): Plan {
    const tried = new Set<string>()
    const targets = candidates.map((candidate) => ({ candidate, targets: targetsOf(candidate) }))
    const open = (target: Target): boolean => !tried.has(target.healthId) && this.#breakers.isAvailable(target.healthId)
    return {
      next: () => {
        const usable = targets.filter(({ targets: all }) => all.some(open))
        if (usable.length === 0) return undefined
        const chosen = this.#pickChannel(usable.map(({ candidate }) => candidate))
        const own = usable.find(({ candidate }) => candidate === chosen)!.targets.filter(open)
        const target = own[this.#turn(chosen.channel, own.length)]!
        tried.add(target.healthId)
        return target
      },
      waitMs: () =>
        Math.min(...targets.flatMap(({ targets: all }) => all.map(({ healthId }) => this.#breakers.waitMs(healthId)))),
    }
  }

  #pickChannel(candidates: readonly Candidate[]): Candidate {
    const highest = Math.max(...candidates.map(({ channel }) => channel.priority))
    const group = candidates.filter(({ channel }) => channel.priority === highest)
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
  if (channel.keys.length === 0) return [{ candidate, key: null, healthId: `${channel.id}/-` }]
  return channel.keys.map((key) => ({ candidate, key, healthId: `${channel.id}/${key.id}` }))
}
