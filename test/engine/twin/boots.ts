/** The twin of relay boots: who was heard of when, whose silence is over the limit. */
import type { Common } from './common.ts'

interface Boot {
  readonly id: string
  node: string
  /** Undefined while silent for too long. */
  heard: number | undefined
}

export class BootTwin {
  readonly #common: Common
  #boots: Boot[] = []

  constructor(common: Common) {
    this.#common = common
  }

  beat(at: number, id: string, node = ''): void {
    const known = this.#boots.find((boot) => boot.id === id)
    if (!known) this.#boots.push({ id, node, heard: at })
    else Object.assign(known, { heard: at, node: node === '' ? known.node : node })
  }

  /** Takes the earlier boots of a node off the list. */
  replace(node: string, id: string): readonly string[] {
    const earlier = this.#boots.filter((boot) => boot.id !== id && boot.node === node)
    this.#boots = this.#boots.filter((boot) => !earlier.includes(boot))
    return earlier.map((boot) => boot.id)
  }

  nextSilent(): number {
    const heard = this.#boots.flatMap((boot) => (boot.heard === undefined ? [] : [boot.heard]))
    return Math.min(...heard) + this.#common.value('relay.beatTimeout')
  }

  /** The boot that was silent longest is given up; one without a node is forgotten. */
  silence(): string | undefined {
    const due = this.nextSilent()
    const boot = this.#boots.find(
      ({ heard }) => heard !== undefined && heard + this.#common.value('relay.beatTimeout') === due,
    )
    if (!boot) return undefined
    boot.heard = undefined
    if (boot.node === '') this.#boots = this.#boots.filter((other) => other !== boot)
    const silent = this.#boots.filter(({ heard }) => heard === undefined)
    while (silent.length > 100) this.#boots.splice(this.#boots.indexOf(silent.shift() as Boot), 1)
    return boot.id
  }
}
