/** An MP4 file around H.264 pictures: one track, every picture a key frame, the index in front. */
import { BLOCK, type FrameSize, pictureParameters, profile, sequenceParameters } from './h264.ts'

export interface Film {
  readonly size: FrameSize
  /** Pictures a second. */
  readonly rate: number
  /** NAL units, one a picture. */
  readonly pictures: readonly Buffer[]
}

export function mp4({ size, rate, pictures }: Film): Buffer {
  const samples = pictures.map((nal) => Buffer.concat([u32(nal.length), nal]))
  const head = box('ftyp', text('isom'), u32(0x200), text('isom'), text('iso2'), text('avc1'), text('mp41'))
  const movie = (offset: number): Buffer => moov({ size, rate, sizes: samples.map(({ length }) => length), offset })
  // The index names where the pictures begin, which is behind it; its own length does not depend on that.
  const start = head.length + movie(0).length + 8
  return Buffer.concat([head, movie(start), box('mdat', ...samples)])
}

interface Index {
  readonly size: FrameSize
  readonly rate: number
  readonly sizes: readonly number[]
  readonly offset: number
}

function moov(index: Index): Buffer {
  const { size, rate, sizes } = index
  const [width, height] = [size.across * BLOCK, size.down * BLOCK]
  const duration = sizes.length
  const mvhd = full(
    'mvhd',
    0,
    u32(0, 0, rate, duration, 0x10000),
    u16(0x100, 0),
    u32(0, 0),
    matrix,
    u32(...zeros(6), 2),
  )
  const tkhd = full(
    'tkhd',
    3,
    u32(0, 0, 1, 0, duration, 0, 0),
    u16(0, 0, 0, 0),
    matrix,
    u32(width * 0x10000, height * 0x10000),
  )
  const mdhd = full('mdhd', 0, u32(0, 0, rate, duration), u16(0x55c4, 0))
  const hdlr = full('hdlr', 0, u32(0), text('vide'), u32(...zeros(3)), Buffer.from('sandbox\0'))
  const dinf = box('dinf', full('dref', 0, u32(1), full('url ', 1)))
  const minf = box('minf', full('vmhd', 1, u16(...zeros(4))), dinf, stbl(index))
  return box('moov', mvhd, box('trak', tkhd, box('mdia', mdhd, hdlr, minf)))
}

function stbl({ size, sizes, offset }: Index): Buffer {
  const stsd = full('stsd', 0, u32(1), avc1(size))
  const stts = full('stts', 0, u32(1, sizes.length, 1))
  const stsc = full('stsc', 0, u32(1, 1, sizes.length, 1))
  const stsz = full('stsz', 0, u32(0, sizes.length, ...sizes))
  return box('stbl', stsd, stts, stsc, stsz, full('stco', 0, u32(1, offset)))
}

function avc1(size: FrameSize): Buffer {
  const sps = sequenceParameters(size)
  const pps = pictureParameters()
  const settings = Buffer.from([1, profile.idc, profile.constraints, profile.level, 0xff, 0xe1])
  const avcC = box('avcC', settings, u16(sps.length), sps, Buffer.from([1]), u16(pps.length), pps)
  const places = u16(size.across * BLOCK, size.down * BLOCK)
  return box(
    'avc1',
    u16(0, 0, 0, 1, ...zeros(8)),
    places,
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(0x18, 0xffff),
    avcC,
  )
}

/** No turning, no stretching. */
const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([u32(body.length + 8), text(type), body])
}

/** With version 0 and flags. */
function full(type: string, flags: number, ...content: readonly Buffer[]): Buffer {
  return box(type, u32(flags), ...content)
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4)
  return bytes
}

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, i * 2)
  return bytes
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1')
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0)
}
