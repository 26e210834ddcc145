/** Price → level, and the neighbours of a price: a radix tree of 32-way nodes. Knows neither sides nor orders. */
import { assert } from '../../../base/assert.ts'
import { widenInts } from './widen.ts'

/** 6 digits of 5 bits: prices below 2^30. One node has 32 children and one word that says which of them exist. */
const DIGITS = 6
const ROOT = 1

/**
 * Holds a positive integer (a level) per price. Time: six array reads whatever the prices are; memory: at most five
 * nodes of 132 bytes for a price far from all others, so 100,000 orders at absurd prices cost some tens of megabytes.
 */
export class PriceIndex {
  /** Row n: the children of node n, or at the last digit the levels. 0 is none, and node 0 stays all zeros. */
  #child = new Int32Array(64 * 32)
  /** Word n: bit d is set when child d of node n exists. */
  #bits = new Int32Array(64)
  #used = ROOT + 1
  /** Emptied nodes, linked through their first child. */
  #free = 0
  /** Nodes on the way to the price looked at last. */
  readonly #path = new Int32Array(DIGITS)

  /** The level at a price, 0 when there is none. */
  get(price: number): number {
    const child = this.#child
    let at = child[(ROOT << 5) | (price >>> 25)]!
    at = child[(at << 5) | ((price >>> 20) & 31)]!
    at = child[(at << 5) | ((price >>> 15) & 31)]!
    at = child[(at << 5) | ((price >>> 10) & 31)]!
    at = child[(at << 5) | ((price >>> 5) & 31)]!
    return child[(at << 5) | (price & 31)]!
  }

  /** Puts a level at a price that has none. */
  set(price: number, level: number): void {
    let node = ROOT
    for (let shift = 25; shift > 0; shift -= 5) {
      const digit = (price >>> shift) & 31
      let next = this.#child[(node << 5) | digit]!
      if (next === 0) {
        next = this.#newNode()
        this.#link(node, digit, next)
      }
      node = next
    }
    this.#link(node, price & 31, level)
  }

  /** Takes away the level of a price that has one, and every node that is empty then. */
  delete(price: number): void {
    this.#descend(price)
    const path = this.#path
    for (let depth = DIGITS - 1; depth >= 0; depth--) {
      const node = path[depth]!
      const digit = (price >>> (25 - 5 * depth)) & 31
      assert(node !== 0, 'no level at the price to delete')
      this.#child[(node << 5) | digit] = 0
      const rest = this.#bits[node]! & ~(1 << digit)
      this.#bits[node] = rest
      if (rest !== 0 || node === ROOT) return
      this.#child[node << 5] = this.#free
      this.#free = node
    }
  }

  /** The level at the nearest higher price, 0 when there is none. */
  above(price: number): number {
    this.#descend(price)
    for (let depth = DIGITS - 1; depth >= 0; depth--) {
      const node = this.#path[depth]!
      const digit = (price >>> (25 - 5 * depth)) & 31
      const higher = this.#bits[node]! & (~1 << digit)
      if (higher === 0) continue
      let at = this.#child[(node << 5) | lowestBit(higher)]!
      for (let below = depth + 1; below < DIGITS; below++) {
        at = this.#child[(at << 5) | lowestBit(this.#bits[at]!)]!
      }
      return at
    }
    return 0
  }

  /** The level at the nearest lower price, 0 when there is none. */
  below(price: number): number {
    this.#descend(price)
    for (let depth = DIGITS - 1; depth >= 0; depth--) {
      const node = this.#path[depth]!
      const digit = (price >>> (25 - 5 * depth)) & 31
      const lower = this.#bits[node]! & ((1 << digit) - 1)
      if (lower === 0) continue
      let at = this.#child[(node << 5) | highestBit(lower)]!
      for (let below = depth + 1; below < DIGITS; below++) {
        at = this.#child[(at << 5) | highestBit(this.#bits[at]!)]!
      }
      return at
    }
    return 0
  }

  /** Bytes held, so that a test can bound them. */
  get byteLength(): number {
    return this.#child.byteLength + this.#bits.byteLength
  }

  /** Fills the path with the nodes towards a price; those that do not exist are 0. */
  #descend(price: number): void {
    const path = this.#path
    let node = ROOT
    for (let depth = 0; depth < DIGITS; depth++) {
      path[depth] = node
      node = this.#child[(node << 5) | ((price >>> (25 - 5 * depth)) & 31)]!
      if (node === 0) {
        path.fill(0, depth + 1)
        return
      }
    }
  }

  #link(node: number, digit: number, target: number): void {
    this.#child[(node << 5) | digit] = target
    this.#bits[node] = this.#bits[node]! | (1 << digit)
  }

  #newNode(): number {
    const freed = this.#free
    if (freed !== 0) {
      this.#free = this.#child[freed << 5]!
      this.#child[freed << 5] = 0
      return freed
    }
    if (this.#used === this.#bits.length) {
      this.#child = widenInts(this.#child, this.#child.length * 2)
      this.#bits = widenInts(this.#bits, this.#bits.length * 2)
    }
    return this.#used++
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}

function highestBit(bits: number): number {
  return 31 - Math.clz32(bits)
}
