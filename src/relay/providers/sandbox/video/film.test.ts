/** The sandbox's films: whole MP4 files whose index fits what is in them. */
import { describe, expect, test } from 'vitest'
import { film } from './film.ts'

interface Box {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** The boxes side by side between two offsets; throws when they do not fill it. */
function boxesIn(bytes: Buffer, start: number, end: number): Box[] {
  const found: Box[] = []
  for (let at = start; at < end; ) {
    const length = bytes.readUInt32BE(at)
    if (length < 8 || at + length > end) throw new Error(`a box at ${at} does not fit`)
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at + 8, end: at + length })
    at += length
  }
  return found
}

function inside(bytes: Buffer, path: readonly string[]): Box {
  let box: Box = { type: '', start: 0, end: bytes.length }
  for (const type of path) {
    const next = boxesIn(bytes, box.start, box.end).find((one) => one.type === type)
    if (!next) throw new Error(`no ${type}`)
    box = next
  }
  return box
}

describe('a film of the sandbox', () => {
  test('has a picture for each fifth of a second, each where the index says', () => {
    const bytes = film({ seconds: 4, size: '1280x720', seed: 7 })
    expect(boxesIn(bytes, 0, bytes.length).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat'])
    const stbl = ['moov', 'trak', 'mdia', 'minf', 'stbl']
    const sizes = inside(bytes, [...stbl, 'stsz'])
    const count = bytes.readUInt32BE(sizes.start + 8)
    expect(count).toBe(20)
    let at = bytes.readUInt32BE(inside(bytes, [...stbl, 'stco']).start + 8)
    for (let n = 0; n < count; n++) {
      const size = bytes.readUInt32BE(sizes.start + 12 + n * 4)
      expect([bytes.readUInt32BE(at), bytes[at + 4]]).toEqual([size - 4, 0x65])
      at += size
    }
    expect(at).toBe(bytes.length)
  })

  test('is the same for the same prompt, and lies or stands as it was asked for', () => {
    const ask = { seconds: 1, size: '720x1280', seed: 7 }
    expect(film(ask).equals(film(ask))).toBe(true)
    expect(film(ask).equals(film({ ...ask, seed: 8 }))).toBe(false)
    const shape = (size: string) => {
      const bytes = film({ ...ask, size })
      const { end } = inside(bytes, ['moov', 'trak', 'tkhd'])
      return [bytes.readUInt32BE(end - 8) / 0x10000, bytes.readUInt32BE(end - 4) / 0x10000]
    }
    expect([shape('720x1280'), shape('1280x720')]).toEqual([
      [80, 128],
      [128, 80],
    ])
  })
})
