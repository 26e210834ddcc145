/** Claims about one live channel. */
import { describe, expect, it } from 'vitest'
import { Feed } from './feed.ts'

function listener() {
  const heard: { seq: number; kind: string; data: unknown }[] = []
  return { heard, send: (text: string) => void heard.push(JSON.parse(text)) }
}

function counted(keep: number, firstSeq = 100) {
  let value = 0
  const feed = new Feed({ name: 'n', firstSeq, keep, snapshot: () => value })
  const publish = () => {
    value += 1
    feed.publish(value)
  }
  return { feed, publish }
}

describe('a feed', () => {
  it('starts with a snapshot and goes on without a gap', () => {
    const { feed, publish } = counted(10)
    publish()
    const one = listener()
    feed.join(one, undefined)
    publish()
    publish()
    expect(one.heard.map(({ seq, kind, data }) => [seq, kind, data])).toEqual([
      [101, 'snapshot', 1],
      [102, 'update', 2],
      [103, 'update', 3],
    ])
  })

  it('gives exactly what was missed, for every point it still remembers', () => {
    for (let away = 0; away <= 10; away++) {
      const { feed, publish } = counted(10)
      for (let i = 0; i < 50; i++) publish()
      const one = listener()
      feed.join(one, feed.seq - away)
      expect(one.heard.map(({ data }) => data)).toEqual(Array.from({ length: away }, (_, i) => 51 - away + i))
      expect(one.heard.every(({ kind }) => kind === 'update')).toBe(true)
    }
  })

  it('gives a snapshot for a point that it has forgotten or never gave out', () => {
    const { feed, publish } = counted(10)
    for (let i = 0; i < 50; i++) publish()
    for (const since of [0, 99, 100, feed.seq + 1, Number.MAX_SAFE_INTEGER]) {
      const one = listener()
      feed.join(one, since)
      expect(one.heard).toEqual([{ channel: 'n', seq: 150, kind: 'snapshot', data: 50 }])
    }
  })

  it('never resumes a channel whose every message is the whole truth', () => {
    const { feed, publish } = counted(0)
    publish()
    const one = listener()
    feed.join(one, feed.seq)
    expect(one.heard).toMatchObject([{ kind: 'snapshot', data: 1 }])
  })

  it('tells nothing to those who have left', () => {
    const { feed, publish } = counted(10)
    const one = listener()
    feed.join(one, undefined)
    feed.leave(one)
    publish()
    expect(one.heard.length).toBe(1)
    expect(feed.listeners).toBe(0)
  })

  it('makes a snapshot anew after a change that it has not yet sent', () => {
    let value = 'old'
    const feed = new Feed({ name: 'n', firstSeq: 1, keep: 5, snapshot: () => value })
    const [one, two] = [listener(), listener()]
    feed.join(one, undefined)
    value = 'new'
    feed.changed()
    feed.join(two, undefined)
    expect([one.heard[0]?.data, two.heard[0]?.data]).toEqual(['old', 'new'])
  })
})
