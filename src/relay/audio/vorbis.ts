/** Vorbis: how many samples each packet holds, from the two sizes in its first packet and the modes at the end of its third. */

export interface VorbisSizes {
  /** Samples of a short block and of a long one. */
  readonly short: number
  readonly long: number
  /** By mode, whether its blocks are long. */
  readonly modes: readonly boolean[]
}

const MODE_BITS = 41
const COUNT_BITS = 6
const MAX_MODES = 64
const MAX_MAPPING = 63

/** Of the first packet: block sizes; undefined where they can be none. */
export function blockSizes(head: Buffer): Pick<VorbisSizes, 'short' | 'long'> | undefined {
  const sizes = head[28] ?? 0
  const [short, long] = [1 << (sizes & 15), 1 << (sizes >> 4)]
  return short >= 64 && long >= short && long <= 8_192 ? { short, long } : undefined
}

/**
 * Of the third packet, which ends with the modes: read from its end on, since what stands before them is long to tell.
 * Undefined where nothing there, or more than one thing, can be modes.
 */
export function modesOf(setup: Buffer): readonly boolean[] | undefined {
  const bits = setup.length * 8
  let end = bits
  // The last bit that is set ends the packet.
  while (end > 0 && bitsAt(setup, end - 1, 1) === 0) end--
  const modes: boolean[] = []
  let found: readonly boolean[] | undefined
  for (let at = end - 1 - MODE_BITS; at >= COUNT_BITS && modes.length < MAX_MODES; at -= MODE_BITS) {
    if (bitsAt(setup, at + 1, 16) !== 0 || bitsAt(setup, at + 17, 16) !== 0) break
    if (bitsAt(setup, at + 33, 8) > MAX_MAPPING) break
    modes.unshift(bitsAt(setup, at, 1) === 1)
    if (bitsAt(setup, at - COUNT_BITS, COUNT_BITS) + 1 !== modes.length) continue
    // Before one of several modes stands what reads like a count of one.
    if (found && found.length > 1) return undefined
    found = [...modes]
  }
  return found
}

/** Samples of the block in an audio packet, by its first byte; 0 for what is no audio. */
export function blockOf({ short, long, modes }: VorbisSizes, first: number): number {
  if ((first & 1) === 1) return 0
  const width = 32 - Math.clz32(modes.length - 1)
  const mode = (first >> 1) & ((1 << width) - 1)
  return modes[mode] ? long : short
}

/** The lowest bits come first. */
function bitsAt(bytes: Buffer, at: number, count: number): number {
  let value = 0
  for (let i = 0; i < count; i++) value |= (((bytes[(at + i) >> 3] ?? 0) >> ((at + i) & 7)) & 1) << i
  return value
}
