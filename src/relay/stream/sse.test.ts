/** Server-sent events are split alike wherever the network cuts them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { EventSplitter, EventTooLarge } from './sse.ts'

/** Splits the bytes at these places and collects what comes out. */
function split(bytes: Buffer, cuts: readonly number[]): { data: (string | undefined)[]; out: Buffer; rest: Buffer } {
  const splitter = new EventSplitter(1_000_000)
  const places = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  const data: (string | undefined)[] = []
  const out: Buffer[] = []
  for (let i = 1; i < places.length; i++) {
    const batch = splitter.push(bytes.subarray(places[i - 1], places[i]))
    for (const frame of batch.frames) {
      data.push(frame.data)
      out.push(Buffer.from(batch.bytes.subarray(frame.start, frame.end)))
    }
  }
  return { data, out: Buffer.concat(out), rest: splitter.rest() }
}

const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, '')),
  fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.stringify(value)),
)
const events = fc.array(
  fc.record({
    kind: fc.constantFrom('data: ', 'data:', ': ', 'event: '),
    text: line,
    end: fc.constantFrom('\n', '\r\n', '\r'),
  }),
  { maxLength: 8 },
)

describe('splitting events', () => {
  test('events are the same wherever the network cuts them, and no byte is lost or added', () => {
    fc.assert(
      fc.property(events, fc.array(fc.nat(), { maxLength: 12 }), (list, cuts) => {
        const bytes = Buffer.from(list.map(({ kind, text, end }) => kind + text + end + end).join(''))
        const { data, out, rest } = split(bytes, cuts)
        expect(Buffer.concat([out, rest])).toEqual(bytes)
        const spoken = data.filter((one) => one !== undefined)
        const expected = list
          .filter(({ kind }) => kind.startsWith('data'))
          .map(({ kind, text }) => (kind === 'data:' && text.startsWith(' ') ? text.slice(1) : text))
        expect(spoken).toEqual(expected)
      }),
      { numRuns: scaled(20_000) },
    )
  })

  test('several data lines are one event, joined by line feeds', () => {
    expect(split(Buffer.from('data: a\nid: 1\ndata:b\ndata\n\n'), []).data).toEqual(['a\nb\n'])
  })

  test('an event that never ends is refused at the bound, not collected', () => {
    const splitter = new EventSplitter(1_000)
    expect(() => {
      for (let i = 0; i < 100; i++) splitter.push(Buffer.from('data: '.padEnd(100, 'x')))
    }).toThrow(EventTooLarge)
  })
})
