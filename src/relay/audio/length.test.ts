/** Sound files of every kind that is transcribed are as long as they play, and no bytes take long or throw. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { audioLength } from './length.ts'

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

  test('of 32 MB made to be slow is found in little time', () => {
    const size = 32 * 1024 * 1024
    const filled = (head: Buffer, unit: readonly number[]) =>
      Buffer.concat([head, Buffer.alloc(size, Buffer.from(unit))])
    const webm = Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80])
    const mp4 = Buffer.concat([Buffer.from([0, 0, 0, 12]), Buffer.from('ftypM4A ')])
    const slow = [
      filled(fileOf('tone.mp3'), [0xff]),
      filled(fileOf('tone.mp3'), [0xff, 0xf3, 0x14, 0xc4]),
      filled(Buffer.from('OggS'), [0x4f, 0x67, 0x67, 0x53, ...new Array<number>(23).fill(0)]),
      filled(webm, [0xec, 0x80]),
      filled(mp4, [0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65]),
    ]
    for (const bytes of slow) {
      const before = process.cpuUsage()
      audioLength(bytes)
      const { user, system } = process.cpuUsage(before)
      expect((user + system) / 1_000).toBeLessThan(1_500)
    }
  })
})
