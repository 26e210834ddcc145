/** MP4 and M4A: the longest of what the movie, its tracks and their tables of samples say. */

interface Box {
  readonly type: string
  readonly start: number
  readonly end: number
}

const containers = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'mvex']
/** Of one file; more is no sound file. */
const MAX_BOXES = 10_000

/** Milliseconds; undefined for any other file, and for one in fragments that does not say its length. */
export function mp4Length(bytes: Buffer): number | undefined {
  if (bytes.length < 12 || bytes.toString('latin1', 4, 8) !== 'ftyp') return undefined
  const open: Box[] = [{ type: 'file', start: 0, end: bytes.length }]
  let longest = 0
  let scale = 0
  for (let seen = 0; open.length > 0; ) {
    const around = open.pop()
    for (const box of boxesIn(bytes, around)) {
      if (++seen > MAX_BOXES) return undefined
      if (containers.includes(box.type)) open.push(box)
      const head = box.type === 'mvhd' || box.type === 'mdhd' ? clockIn(bytes, box) : undefined
      if (head) scale = head.scale
      const units = head?.units ?? (box.type === 'stts' ? samplesIn(bytes, box) : 0)
      if (scale > 0) longest = Math.max(longest, (units / scale) * 1_000)
    }
  }
  return longest > 0 ? longest : undefined
}

function* boxesIn(bytes: Buffer, around: Box | undefined): Generator<Box> {
  if (!around) return
  for (let at = around.start; at + 8 <= around.end; ) {
    const small = bytes.readUInt32BE(at)
    const wide = small === 1 && at + 16 <= around.end
    const size = small === 0 ? around.end - at : wide ? Number(bytes.readBigUInt64BE(at + 8)) : small
    if (size < 8) return
    const end = Math.min(at + size, around.end)
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: at + (wide ? 16 : 8), end }
    at += size
  }
}

/** Units a second, and how many there are. */
function clockIn(bytes: Buffer, { start, end }: Box): { readonly scale: number; readonly units: number } | undefined {
  const long = bytes[start] === 1
  if (end - start < (long ? 32 : 20)) return undefined
  if (!long) return { scale: bytes.readUInt32BE(start + 12), units: known(bytes.readUInt32BE(start + 16), 0xffffffff) }
  const units = bytes.readBigUInt64BE(start + 24)
  return { scale: bytes.readUInt32BE(start + 20), units: units > 0xffff_ffff_ffffn ? 0 : Number(units) }
}

function known(units: number, unknown: number): number {
  return units === unknown ? 0 : units
}

/** Units of all samples together. */
function samplesIn(bytes: Buffer, { start, end }: Box): number {
  let units = 0
  for (let at = start + 8; at + 8 <= end; at += 8) units += bytes.readUInt32BE(at) * bytes.readUInt32BE(at + 4)
  return units
}
