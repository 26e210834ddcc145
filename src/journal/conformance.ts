/** What every journal adapter must do, as tests over the port alone. An adapter's own test file calls this. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { follow } from './chain.ts'
import { decodePayload } from './codec.ts'
import { GENESIS_HASH, type Journal, type JournalReader, type NewGroup, StaleWriter, type StoredGroup } from './port.ts'

/** One fresh, empty store of the adapter under test. */
export interface JournalFixture {
  /** Opens the writer; called again after `close` on the same store. */
  open(): Promise<Journal>
  openReader(): Promise<JournalReader>
  destroy(): Promise<void>
}

/** A group of `count` faucet draws that follows command `after`. */
export function sampleGroup(after: number, count: number, stateHash: string | null = null): NewGroup {
  const commands = Array.from(
    { length: count },
    (_, i) => `["faucet.draw",${1_000 + after + i},{"account":1,"amount":${after + i + 1}}]`,
  )
  const at = 1_000 + after
  return {
    firstSeq: after + 1,
    count,
    firstAt: at,
    lastAt: at + Math.max(0, count - 1),
    rules: 1,
    payload: `[${commands.join(',')}]`,
    stateHash,
  }
}

export async function collect(groups: AsyncIterable<StoredGroup>): Promise<StoredGroup[]> {
  const all: StoredGroup[] = []
  for await (const group of groups) all.push(group)
  return all
}

export function journalConformance(name: string, create: () => Promise<JournalFixture>): void {
  describe(`the ${name} journal`, () => {
    let fixture: JournalFixture
    let journal: Journal
    beforeEach(async () => {
      fixture = await create()
      journal = await fixture.open()
    })
    afterEach(async () => {
      await journal.close()
      await fixture.destroy()
    })

    it('starts empty, at the genesis hash', async () => {
      expect(await journal.end()).toEqual({ number: 0, seq: 0, at: 0, hash: GENESIS_HASH })
      expect(await collect(journal.read(0))).toEqual([])
    })

    it('gives back the commands that were appended, in order', async () => {
      await journal.append(sampleGroup(0, 2))
      await journal.append(sampleGroup(2, 1))
      const groups = await collect(journal.read(0))
      const commands = groups.flatMap((group) => decodePayload(group.payload, group.format))
      expect(commands.map((command) => command.input)).toEqual([1, 2, 3].map((amount) => ({ account: 1, amount })))
      expect(commands.map((command) => command.at)).toEqual([1_000, 1_001, 1_002])
    })

    it('links every group to the one before', async () => {
      const first = await journal.append(sampleGroup(0, 1))
      const second = await journal.append(sampleGroup(1, 3, 'ab'.repeat(32)))
      const groups = await collect(journal.read(0))
      expect(groups.map((group) => [group.number, group.prev, group.hash, group.stateHash])).toEqual([
        [1, GENESIS_HASH, first, null],
        [2, first, second, 'ab'.repeat(32)],
      ])
      expect(await journal.end()).toEqual({ number: 2, seq: 4, at: 1_003, hash: second })
      expect(groups.reduce(follow, { number: 0, seq: 0, at: 0, hash: GENESIS_HASH })).toEqual(await journal.end())
    })

    it('keeps appends that are posted together in the order of posting', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, i) => journal.append(sampleGroup(i * 2, 2))))
      expect((await collect(journal.read(0))).map((group) => group.firstSeq)).toEqual(
        Array.from({ length: 20 }, (_, i) => i * 2 + 1),
      )
    })

    it('reads from the group that holds the next command on', async () => {
      for (const after of [0, 3, 6]) await journal.append(sampleGroup(after, 3))
      const startsAfter = async (seq: number): Promise<number[]> =>
        (await collect(journal.read(seq))).map((group) => group.firstSeq)
      expect(await startsAfter(0)).toEqual([1, 4, 7])
      expect(await startsAfter(2)).toEqual([1, 4, 7])
      expect(await startsAfter(3)).toEqual([4, 7])
      expect(await startsAfter(8)).toEqual([7])
      expect(await startsAfter(9)).toEqual([])
      expect(await startsAfter(99)).toEqual([])
    })

    it('refuses a group that is empty, leaves a gap or repeats a command, and stores nothing of it', async () => {
      await journal.append(sampleGroup(0, 2))
      await expect(journal.append(sampleGroup(3, 1))).rejects.toThrow(StaleWriter)
      await expect(journal.append(sampleGroup(1, 1))).rejects.toThrow(StaleWriter)
      await expect(journal.append(sampleGroup(2, 0))).rejects.toThrow(StaleWriter)
      expect((await journal.end()).seq).toBe(2)
      await journal.append(sampleGroup(2, 1))
      expect((await journal.end()).seq).toBe(3)
    })

    it('keeps groups and facts over a reopening, with a higher epoch', async () => {
      await journal.append(sampleGroup(0, 2))
      await journal.setMeta('instance', 'x1')
      const [end, epoch] = [await journal.end(), journal.epoch]
      await journal.close()
      journal = await fixture.open()
      expect(journal.epoch).toBeGreaterThan(epoch)
      expect(await journal.end()).toEqual(end)
      expect(await journal.meta('instance')).toBe('x1')
      expect(await journal.meta('nothing')).toBeUndefined()
      await journal.append(sampleGroup(2, 1))
      expect((await collect(journal.read(0))).map((group) => group.epoch)).toEqual([epoch, journal.epoch])
    })

    it('lets only one of two writers append', async () => {
      const taken = await fixture.open().catch((error: unknown) => error)
      if (taken instanceof Error) {
        expect(taken.name).toBe('DataDirectoryHeld')
        await journal.append(sampleGroup(0, 1))
        return
      }
      const second = taken as Journal
      await second.append(sampleGroup(0, 1))
      await expect(journal.append(sampleGroup(0, 1))).rejects.toThrow(StaleWriter)
      await second.close()
    })

    it('shows a reader what is durable, while the writer goes on', async () => {
      const reader = await fixture.openReader()
      await journal.append(sampleGroup(0, 2))
      expect((await reader.end()).seq).toBe(2)
      await journal.append(sampleGroup(2, 2))
      expect((await collect(reader.read(2))).map((group) => group.firstSeq)).toEqual([3])
      await reader.close()
    })

    it('refuses appends after it was closed', async () => {
      await journal.close()
      await expect(journal.append(sampleGroup(0, 1))).rejects.toThrow('closed')
      journal = await fixture.open()
    })
  })
  snapshotConformance(name, create)
}

function snapshotConformance(name: string, create: () => Promise<JournalFixture>): void {
  describe(`snapshots of the ${name} journal`, () => {
    let fixture: JournalFixture
    let journal: Journal
    const snapshot = (seq: number, size = 1_000) => ({
      seq,
      at: 5_000 + seq,
      rules: 1,
      stateHash: 'ef'.repeat(32),
      bytes: new Uint8Array(size).fill(seq),
    })
    beforeEach(async () => {
      fixture = await create()
      journal = await fixture.open()
    })
    afterEach(async () => {
      await journal.close()
      await fixture.destroy()
    })

    it('has none at first', async () => {
      expect(await journal.snapshots.newest()).toBeUndefined()
      expect(await journal.snapshots.list()).toEqual([])
    })

    it('finds the newest at or before a sequence, byte for byte', async () => {
      for (const seq of [20, 7, 100]) await journal.snapshots.put(snapshot(seq, 200_000))
      expect((await journal.snapshots.newest())?.seq).toBe(100)
      expect((await journal.snapshots.newest(99))?.seq).toBe(20)
      expect(await journal.snapshots.newest(6)).toBeUndefined()
      const found = await journal.snapshots.newest(20)
      expect(Buffer.from(found?.bytes ?? []).equals(Buffer.from(snapshot(20, 200_000).bytes))).toBe(true)
      expect({ ...found, bytes: 0 }).toEqual({ ...snapshot(20), bytes: 0 })
      expect((await journal.snapshots.list()).map((info) => info.seq)).toEqual([100, 20, 7])
    })

    it('replaces one of the same sequence and prunes the oldest', async () => {
      await journal.snapshots.put(snapshot(7))
      await journal.snapshots.put(snapshot(7, 0))
      expect((await journal.snapshots.newest())?.bytes.length).toBe(0)
      for (const seq of [8, 9]) await journal.snapshots.put(snapshot(seq))
      await journal.snapshots.prune(2)
      expect((await journal.snapshots.list()).map((info) => info.seq)).toEqual([9, 8])
    })
  })
}
