/** WebM and Matroska: the time of the last block, since files that were recorded as they came state no length. */

const ids = { file: 0x1a45dfa3, segment: 0x18538067, info: 0x1549a966, scale: 0x2ad7b1, duration: 0x4489 } as const
const cluster = 0x1f43b675
const clusterTime = 0xe7
const blockGroup = 0xa0
const blocks = [0xa3, 0xa1]
/** Opened and read on inside; everything else is passed over by its size. */
const opened: readonly number[] = [ids.segment, ids.info, cluster, blockGroup]

/** Elements of one file. A block of 20 ms and more each, this is above ten hours. */
const MAX_ELEMENTS = 2_000_000
/** The last block's own length, which nobody states. */
const LAST_BLOCK_MS = 60

interface Sized {
  readonly value: number
  readonly next: number
}

interface Clock {
  /** Milliseconds a unit. */
  unit: number
  stated: number
  cluster: number
  last: number
}

/** Milliseconds; undefined for any other file. */
export function webmLength(bytes: Buffer): number | undefined {
  if (bytes.length < 4 || bytes.readUInt32BE(0) !== ids.file) return undefined
  const clock: Clock = { unit: 1, stated: 0, cluster: 0, last: -1 }
  let at = 0
  for (let seen = 0; at < bytes.length; seen++) {
    if (seen > MAX_ELEMENTS) return undefined
    const id = numberAt(bytes, at, false)
    const size = id && numberAt(bytes, id.next, true)
    if (!id || !size) break
    at = size.next
    if (opened.includes(id.value)) continue
    readElement(bytes, clock, { id: id.value, at, size: Math.min(size.value, bytes.length - at) })
    at += size.value
  }
  const played = clock.last < 0 ? 0 : clock.last * clock.unit + LAST_BLOCK_MS
  const longest = Math.max(played, clock.stated * clock.unit)
  return longest > 0 ? longest : undefined
}

function readElement(bytes: Buffer, clock: Clock, { id, at, size }: { id: number; at: number; size: number }): void {
  if (id === ids.scale) clock.unit = unsigned(bytes, at, size) / 1e6
  else if (id === ids.duration && size === 4) clock.stated = bytes.readFloatBE(at)
  else if (id === ids.duration && size === 8) clock.stated = bytes.readDoubleBE(at)
  else if (id === clusterTime) clock.cluster = unsigned(bytes, at, size)
  else if (blocks.includes(id)) {
    const track = numberAt(bytes, at, true)
    if (track && track.next + 2 <= bytes.length)
      clock.last = Math.max(clock.last, clock.cluster + bytes.readInt16BE(track.next))
  }
}

/** A number whose length stands in its first byte's leading zeros; sizes are read without that mark. */
function numberAt(bytes: Buffer, at: number, isSize: boolean): Sized | undefined {
  const first = bytes[at]
  if (first === undefined || first === 0) return undefined
  const length = Math.clz32(first) - 23
  if (length > (isSize ? 8 : 4) || at + length > bytes.length) return undefined
  let value = isSize ? first & (0xff >> length) : first
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return { value, next: at + length }
}

function unsigned(bytes: Buffer, at: number, size: number): number {
  return size >= 1 && size <= 6 ? bytes.readUIntBE(at, size) : 0
}
