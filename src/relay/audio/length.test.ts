/** Sound files of every kind that is transcribed are as long as they play, and no bytes look shorter than they are, take long or throw. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { audioLength } from './length.ts'

const zeros = (count: number) => new Array<number>(count).fill(0)

/** 2.5 s each, as an encoder wrote them. */
const recorded = ['tone.mp3', 'tone.m4a', 'opus.ogg', 'vorbis.ogg', 'silence.flac', 'recorded.webm'] as const
const fileOf = (name: string) => readFileSync(new URL(`../../../test/relay/sounds/${name}`, import.meta.url))

interface WavOptions {
  readonly rate: number
  readonly channels?: number
  readonly bits?: number
  readonly format?: number
  /** As stated; the truth when left out. */
  readonly size?: number
}

function wav(data: number, { rate, channels = 1, bits = 16, format = 1, size = data }: WavOptions): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(format, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt16LE(bits, 34)
  head.write('data', 36)
  head.writeUInt32LE(size, 40)
  return Buffer.concat([head, Buffer.alloc(data)])
}

describe('the length of a sound', () => {
  test.each(recorded)('of %s is what it plays, rounded up to its last frame at most', (name) => {
    const { milliseconds, measured } = audioLength(fileOf(name))
    expect([measured, milliseconds >= 2_500, milliseconds <= 2_650]).toEqual([true, true, true])
  })

  test.each(recorded)(
    'of %s cut short is no more than of the whole, and of its beginning alone still a number',
    (name) => {
      const whole = fileOf(name)
      for (let size = 0; size < whole.length; size += 97) {
        const { milliseconds } = audioLength(whole.subarray(0, size))
        expect(milliseconds).toBeGreaterThanOrEqual(1)
      }
    },
  )

  test('of WAV is its data over its rate, whatever its head says of sizes', () => {
    const second = 48_000
    expect(audioLength(wav(second, { rate: 24_000 }))).toEqual({ milliseconds: 1_000, measured: true })
    expect(audioLength(wav(second, { rate: 6_000, channels: 2, bits: 32, format: 3 })).milliseconds).toBe(1_000)
    expect(audioLength(wav(second, { rate: 48_000, bits: 8, format: 7 })).milliseconds).toBe(1_000)
    for (const size of [0, 0xffffffff, 1_000_000])
      expect(audioLength(wav(second, { rate: 24_000, size })).milliseconds).toBe(1_000)
    expect(audioLength(wav(second, { rate: 24_000, format: 2 })).measured).toBe(false)
    expect(audioLength(wav(second, { rate: 0 })).measured).toBe(false)
  })

  test('of MP3 is that of its frames, behind a tag and over bytes that are none', () => {
    const tone = fileOf('tone.mp3')
    const { milliseconds } = audioLength(tone)
    const frames = tone.subarray(tone.indexOf(0xff))
    const tag = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 0, ...new Array<number>(128).fill(0xff)])
    expect(audioLength(Buffer.concat([tag, frames])).milliseconds).toBe(milliseconds)
    expect(audioLength(Buffer.concat([frames, Buffer.from('TAGjunk'), frames])).milliseconds).toBeGreaterThanOrEqual(
      2 * milliseconds - 1,
    )
  })

  test('of what is not known here is bounded by its size, as if at 6 kbit/s', () => {
    expect(audioLength(Buffer.alloc(7_500))).toEqual({ milliseconds: 10_000, measured: false })
    expect(audioLength(Buffer.alloc(0))).toEqual({ milliseconds: 1, measured: false })
  })

  test('of any bytes, and of files with any bytes changed, is a whole number from 1', () => {
    const files = recorded.map(fileOf)
    const damaged = fc
      .tuple(fc.constantFrom(...files), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }))
      .map(([file, changes]) => {
        const copy = Buffer.from(file)
        for (const [at, byte] of changes) copy[at % copy.length] = byte
        return copy
      })
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        ),
        (bytes) => {
          const { milliseconds } = audioLength(bytes)
          return Number.isInteger(milliseconds) && milliseconds >= 1
        },
      ),
      { numRuns: scaled(20_000) },
    )
  })

  test('of a file of more pages, packets, elements, entries or frames than anyone would wait for is bounded by its size', () => {
    const size = 32 * 1024 * 1024
    const filled = (head: Buffer, unit: readonly number[]) =>
      Buffer.concat([head, Buffer.alloc(size, Buffer.from(unit))])
    const page = (segments: number) => [0x4f, 0x67, 0x67, 0x53, ...zeros(22), segments, ...zeros(segments)]
    const box = (type: string, length: number) => {
      const head = Buffer.alloc(8)
      head.writeUInt32BE(8 + length)
      head.write(type, 4)
      return head
    }
    const inside = (types: readonly string[]) =>
      Buffer.concat([box('ftyp', 4), Buffer.from('M4A '), ...types.map((type) => box(type, size))])
    const slow = {
      'mp3 of beginnings': filled(fileOf('tone.mp3'), [0xff]),
      'mp3 of the smallest frames': filled(Buffer.alloc(0), [0xff, 0xf3, 0x14, 0xc4, ...zeros(20)]),
      'empty pages': filled(fileOf('opus.ogg'), page(0)),
      'empty packets': filled(fileOf('opus.ogg'), page(255)),
      'void elements': filled(fileOf('recorded.webm'), [0xec, 0x80]),
      'empty blocks': filled(fileOf('recorded.webm'), [0xa3, 0x84, 0x81, 0, 0, 0]),
      'empty boxes': filled(inside([]), [0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65]),
      'times of samples': filled(inside(['moov', 'trak', 'mdia', 'minf', 'stbl', 'stts']), [0, 0, 0, 1, 0, 0, 0, 1]),
      'sizes of samples': filled(inside(['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsz']), [0]).fill(0xff, 60, 72),
      'empty chunks': filled(wav(2, { rate: 8_000 }), [0x4a, 0x55, 0x4e, 0x4b, 0, 0, 0, 0]),
    }
    // None of them is read to its end: that would give a length.
    for (const [name, bytes] of Object.entries(slow))
      expect([name, audioLength(bytes)]).toEqual([
        name,
        { milliseconds: Math.ceil((bytes.length * 8) / 6), measured: false },
      ])
  })
})

describe('a file made to look short', () => {
  /** 32 kbit/s and 20 ms a packet, the clock always at nothing. */
  const packet = (first: number) => Buffer.concat([Buffer.from([first]), Buffer.alloc(79, 0x55)])
  const minute = 3_000

  test('as WebM whose clock stands still is as long as its packets', () => {
    const file = fileOf('recorded.webm')
    const head = file.subarray(0, file.indexOf(Buffer.from([0xa3, 0x93])))
    const block = (flags: number) => Buffer.concat([Buffer.from([0xa3, 0x40, 84, 0x81, 0, 0, flags]), packet(0x08)])
    const of = (flags: number) => audioLength(Buffer.concat([head, ...new Array<Buffer>(minute).fill(block(flags))]))
    expect(of(0x80)).toEqual({ milliseconds: 60_000, measured: true })
    expect(of(0x82).measured).toBe(false)
  })

  test('is no longer for the pictures beside it', () => {
    const file = fileOf('recorded.webm')
    const cluster = file.indexOf(Buffer.from([0x1f, 0x43, 0xb6, 0x75]))
    const pictures = Buffer.from([0xae, 0x8d, 0xd7, 0x81, 2, 0x83, 0x81, 1, 0x86, 0x85, ...Buffer.from('V_VP8')])
    // A size of four bytes: one million, and the head of four.
    const frame = Buffer.concat([Buffer.from([0xa3, 0x10, 0x0f, 0x42, 0x44, 0x82, 0, 0, 0]), Buffer.alloc(1_000_000)])
    const film = Buffer.concat([file.subarray(0, cluster), pictures, file.subarray(cluster), frame])
    expect(audioLength(film)).toEqual(audioLength(file))
  })

  test('as WebM of another sound, of packed packets or with a second claim on a track is bounded by its size', () => {
    const file = fileOf('recorded.webm')
    const renamed = (from: string, to: string) => {
      const copy = Buffer.from(file)
      copy.write(to, copy.indexOf(from), 'latin1')
      return audioLength(copy).measured
    }
    expect(renamed('A_OPUS', 'A_OPUS')).toBe(true)
    expect(renamed('A_OPUS', 'A_FLAC')).toBe(false)
    const again = Buffer.from([0xae, 0x80])
    expect(audioLength(Buffer.concat([file, again])).measured).toBe(false)
  })

  test('as FLAC of more bits a second than any has is as long as its bytes', () => {
    const file = Buffer.concat([fileOf('silence.flac'), Buffer.alloc(11_520_000)])
    // 655,350 Hz, 8 channels, 32 bits, one sample.
    file.writeBigUInt64BE((655_350n << 44n) | (7n << 41n) | (31n << 36n) | 1n, 18)
    expect(audioLength(file).milliseconds).toBeGreaterThanOrEqual(9_000)
  })

  test('as FLAC is as long as its frames, whatever its head says', () => {
    const whole = fileOf('silence.flac')
    const file = Buffer.from(whole)
    // Of a rate and a size that make the same bytes 70 times as short, one sample.
    file.writeBigUInt64BE((192_000n << 44n) | (1n << 41n) | (23n << 36n) | 1n, 18)
    expect(audioLength(file).milliseconds).toBeGreaterThanOrEqual(2_500)
    file.writeBigUInt64BE(whole.readBigUInt64BE(18) & ~0xf_ffff_ffffn, 18)
    expect(audioLength(file).milliseconds).toBe(audioLength(whole).milliseconds)
  })

  test('as Vorbis is as long as its blocks, whatever its pages say', () => {
    const file = Buffer.from(fileOf('vorbis.ogg'))
    const truth = audioLength(file).milliseconds
    for (let at = file.indexOf('OggS'); at >= 0; at = file.indexOf('OggS', at + 1)) file.writeBigUInt64LE(1n, at + 6)
    expect(audioLength(file).measured).toBe(true)
    expect(Math.abs(audioLength(file).milliseconds - truth)).toBeLessThan(100)
  })

  test('as Vorbis whose modes are not clear is taken by its size', () => {
    const file = Buffer.from(fileOf('vorbis.ogg'))
    const setup = file.indexOf('\x05vorbis', 'latin1')
    file.fill(0, setup + 7, setup + 7 + 4_000)
    expect(audioLength(file).measured).toBe(false)
  })

  test('as MP4 whose clocks and times say nothing is as long as its pieces and its bytes', () => {
    const file = Buffer.from(fileOf('tone.m4a'))
    for (const [type, at, units] of [
      ['mvhd', 16, 1],
      ['mdhd', 16, 1],
      ['stts', 12, 0],
    ] as const)
      file.writeUInt32BE(units, file.indexOf(type) + 4 + at)
    expect(audioLength(file).milliseconds).toBe(10 * file.readUInt32BE(file.indexOf('stsz') + 12))
    // The first piece holds 6.4 MB: 100 s at 512 kbit/s.
    const sizes = file.indexOf('stsz') + 16
    const large = Buffer.concat([file, Buffer.alloc(6_400_000)])
    large.writeUInt32BE(6_400_000, sizes)
    expect(audioLength(large).milliseconds).toBeGreaterThanOrEqual(100_000)
  })

  test('as MP4 in fragments, or without sizes of its pieces, is bounded by its size', () => {
    const file = fileOf('tone.m4a')
    const fragment = Buffer.from([0, 0, 0, 8, 0x6d, 0x6f, 0x6f, 0x66])
    expect(audioLength(Buffer.concat([file, fragment])).measured).toBe(false)
    const hidden = Buffer.from(file)
    hidden.write('free', hidden.indexOf('stsz'))
    expect(audioLength(hidden).measured).toBe(false)
  })

  test('as Ogg or MP3 is no shorter than its bytes at 512 kbit/s', () => {
    const vorbis = fileOf('vorbis.ogg')
    expect(audioLength(Buffer.concat([vorbis, Buffer.alloc(640_000)])).milliseconds).toBeGreaterThanOrEqual(10_000)
    const tone = fileOf('tone.mp3')
    expect(audioLength(Buffer.concat([tone, Buffer.alloc(640_000)])).milliseconds).toBeGreaterThanOrEqual(10_000)
  })

  test('as links of a chain of Ogg is as long as all of them', () => {
    const first = fileOf('opus.ogg')
    const second = Buffer.from(first)
    for (let at = 0; at >= 0; at = second.indexOf('OggS', at + 1)) second.writeUInt32LE(7, at + 14)
    const one = audioLength(first).milliseconds
    expect(audioLength(Buffer.concat([first, second])).milliseconds).toBe(2 * one)
  })

  test('as WAV is as long as all its data at the size its format has', () => {
    const second = wav(8_000, { rate: 8_000, bits: 8 })
    const twice = Buffer.concat([second, second.subarray(36)])
    expect(audioLength(twice)).toEqual({ milliseconds: 2_000, measured: true })
    expect(audioLength(wav(8_000, { rate: 8_000, bits: 0xfff8, format: 7 })).milliseconds).toBe(1_000)
    expect(audioLength(wav(8_000, { rate: 8_000, bits: 0xfff8 })).measured).toBe(false)
  })
})
