/** Claims about recovery and replicas: the same state from anywhere in the journal, and refusal where it is not. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type WrittenSession, writtenSession } from '../../test/journal/written.ts'
import { scaled } from '../../test/scale.ts'
import { Engine, RULES_VERSION } from '../engine/engine.ts'
import { groupHash } from '../journal/chain.ts'
import { decodePayload } from '../journal/codec.ts'
import { type MemoryStore, memoryStore, openMemoryJournal, openMemoryReader } from '../journal/memory.ts'
import { JournalDamaged, type StoredGroup } from '../journal/port.ts'
import type { Published } from './core.ts'
import { sha256 } from './digest.ts'
import { type Recount, RecountFailed } from './recount.ts'
import { ReplayMismatch, RulesChanged, recover } from './replay.ts'
import { runReplica } from './replica.ts'

const options = { simulation: true }

async function* nothing(): AsyncGenerator<number> {}

/** The same groups with some changed, in a chain that is whole again: what a wrong program would have written. */
function rewritten(store: MemoryStore, change: (group: StoredGroup) => Partial<StoredGroup>): MemoryStore {
  const copy = memoryStore()
  for (const group of store.groups) {
    const changed = { ...group, ...change(group), prev: copy.groups.at(-1)?.hash ?? group.prev }
    copy.groups.push({ ...changed, hash: groupHash(changed) })
  }
  return copy
}

describe('recovery', () => {
  let session: WrittenSession
  beforeAll(async () => {
    session = await writtenSession(1, scaled(10_000))
  })
  const hashOf = async (store: MemoryStore, fromGenesis = false): Promise<string> =>
    (await recover({ journal: openMemoryReader(store), options, fromGenesis })).stateHash(sha256)

  it('comes to the state of the engine that wrote the journal', async () => {
    expect(await hashOf(session.store)).toBe(session.finalHash)
  })

  it('comes to the same state from every snapshot as from the beginning', async () => {
    const store = { ...session.store, snapshots: new Map() }
    const sink = async (): Promise<void> => {}
    const journal = openMemoryReader(store)
    const snapshotEvery = Math.ceil(session.seq / 7)
    await runReplica({
      journal,
      engineOptions: options,
      cursor: 0,
      sink,
      wake: nothing(),
      snapshotEvery,
      keepSnapshots: 99,
    })
    expect(store.snapshots.size).toBeGreaterThan(2)
    for (const snapshot of store.snapshots.values()) {
      const alone = { ...store, snapshots: new Map([[snapshot.seq, snapshot]]) }
      expect(await hashOf(alone)).toBe(session.finalHash)
    }
    expect(await hashOf(store, true)).toBe(session.finalHash)
  })

  it('refuses a journal whose recorded state hash it does not reach, and says where', async () => {
    const wrong = session.store.groups[20] as StoredGroup
    const last = wrong.firstSeq + wrong.count - 1
    const store = rewritten(session.store, ({ number }) =>
      number === wrong.number ? { stateHash: 'ab'.repeat(32) } : {},
    )
    await expect(hashOf(store)).rejects.toThrow(ReplayMismatch)
    await expect(hashOf(store)).rejects.toThrow(`recorded state hash at command ${last}`)
  })

  it('refuses a journal with a command that it would not accept, and says which', async () => {
    const refused = JSON.stringify([['faucet.draw', session.store.groups[20]?.firstAt, { account: 999, amount: 1 }]])
    const store = rewritten(session.store, (group) =>
      group.number === 21 ? { payload: Buffer.from(refused), count: 1 } : {},
    )
    await expect(hashOf(store)).rejects.toThrow(/command \d+ \(faucet.draw\): this program refuses it/)
  })

  it('refuses a journal that ends before what a consumer has seen', async () => {
    const journal = openMemoryReader(session.store)
    await expect(recover({ journal, options, seen: session.seq + 1 })).rejects.toThrow(JournalDamaged)
    expect((await recover({ journal, options, seen: session.seq })).seq).toBe(session.seq)
  })

  it('refuses a journal that ends before its snapshot', async () => {
    const engine = await recover({ journal: openMemoryReader(session.store), options })
    const snapshot = {
      seq: engine.seq,
      at: engine.now,
      rules: RULES_VERSION,
      stateHash: session.finalHash,
      bytes: engine.save(),
    }
    const cut = {
      ...session.store,
      groups: session.store.groups.slice(0, -1),
      snapshots: new Map([[engine.seq, snapshot]]),
    }
    await expect(hashOf(cut)).rejects.toThrow('its last part is lost')
  })

  it('refuses commands and snapshots of other rules', async () => {
    await expect(
      hashOf(rewritten(session.store, ({ number }) => (number > 30 ? { rules: RULES_VERSION + 1 } : {}))),
    ).rejects.toThrow(RulesChanged)
    const snapshot = { seq: 1, at: 1, rules: RULES_VERSION + 1, stateHash: '', bytes: new Uint8Array(0) }
    await expect(hashOf({ ...session.store, snapshots: new Map([[1, snapshot]]) })).rejects.toThrow(RulesChanged)
  })
})

describe('a replica', () => {
  let session: WrittenSession
  beforeAll(async () => {
    session = await writtenSession(2, scaled(6_000))
  })

  it('hands over every event of every command after its cursor, in order', async () => {
    for (const cursor of [0, 57, session.seq]) {
      const seen: Published[] = []
      const sink = async (batch: readonly Published[]): Promise<void> => {
        seen.push(...batch)
      }
      const journal = openMemoryReader(session.store)
      expect(await runReplica({ journal, engineOptions: options, cursor, sink, wake: nothing() })).toBe(session.seq)
      expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: session.seq - cursor }, (_, i) => cursor + 1 + i))
      if (cursor === 0) expect(seen.flatMap(({ events }) => events)).toEqual(session.events)
    }
  })

  it('starts from a snapshot no later than its cursor', async () => {
    const restore = Engine.restore
    const restored: number[] = []
    Engine.restore = (bytes, given) => {
      const engine = restore.call(Engine, bytes, given)
      restored.push(engine.seq)
      return engine
    }
    const store = { ...session.store, snapshots: new Map() }
    const journal = openMemoryReader(store)
    const sink = async (): Promise<void> => {}
    const all = {
      journal,
      engineOptions: options,
      sink,
      wake: nothing(),
      snapshotEvery: Math.ceil(session.seq / 7),
      keepSnapshots: 99,
    }
    await runReplica({ ...all, cursor: 0 })
    const snapshots = [...store.snapshots.keys()]
    const cursor = (snapshots[1] as number) + 1
    await runReplica({ ...all, cursor, wake: nothing() })
    Engine.restore = restore
    expect(restored).toEqual([snapshots[1]])
  })

  it('never writes a snapshot ahead of what the sink has taken', async () => {
    const store = { ...session.store, snapshots: new Map() }
    let taken = 0
    const sink = async (batch: readonly Published[]): Promise<void> => {
      expect(Math.max(0, ...store.snapshots.keys())).toBeLessThanOrEqual(taken)
      await new Promise(setImmediate)
      taken = batch.at(-1)?.seq ?? taken
    }
    const journal = openMemoryReader(store)
    await runReplica({
      journal,
      engineOptions: options,
      cursor: 0,
      sink,
      wake: nothing(),
      snapshotEvery: 1,
      maxBatch: 10,
    })
    expect(store.snapshots.size).toBe(3)
    expect(taken).toBe(session.seq)
  })

  it('follows a growing journal until its notices end', async () => {
    const groups = [...session.store.groups]
    const store = { ...memoryStore(), groups: groups.splice(0, 5) }
    const journal = await openMemoryJournal(store)
    let seen = 0
    async function* grow(): AsyncGenerator<number> {
      for (const { payload, ...group } of groups) {
        await journal.append({ ...group, payload: Buffer.from(payload).toString() })
        yield group.firstSeq
        if (group !== groups.at(-1)) expect(seen).toBe(group.firstSeq + group.count - 1)
      }
    }
    const sink = async (batch: readonly Published[]): Promise<void> => {
      seen = batch.at(-1)?.seq ?? seen
    }
    await runReplica({ journal, engineOptions: options, cursor: 0, sink, wake: grow() })
    expect(seen).toBe(session.seq)
  })

  it('stops where it is when told to', async () => {
    const stop = new AbortController()
    let batches = 0
    const sink = async (): Promise<void> => {
      batches += 1
      stop.abort()
    }
    const journal = openMemoryReader(session.store)
    const all = { journal, engineOptions: options, cursor: 0, sink, wake: nothing(), maxBatch: 1, signal: stop.signal }
    const reached = await runReplica(all)
    expect(reached).toBeLessThan(session.seq)
    expect(batches).toBeGreaterThan(0)
  })

  it('refuses a cursor beyond the journal and a state it can not confirm', async () => {
    const sink = async (): Promise<void> => {}
    const follow = (store: MemoryStore, cursor: number): Promise<number> =>
      runReplica({ journal: openMemoryReader(store), engineOptions: options, cursor, sink, wake: nothing() })
    await expect(follow(session.store, session.seq + 1)).rejects.toThrow(JournalDamaged)
    const store = rewritten(session.store, ({ number }) => (number === 9 ? { stateHash: 'ab'.repeat(32) } : {}))
    await expect(follow(store, 0)).rejects.toThrow(ReplayMismatch)
  })

  describe('with a schedule of full recounts', () => {
    async function* thrice(): AsyncGenerator<number> {
      yield* [1, 2, 3]
    }
    const sink = async (): Promise<void> => {}

    it('counts once it has caught up, and again when the time has come', async () => {
      const counted: Recount[] = []
      const follow = (everyMs: number): Promise<number> => {
        const journal = openMemoryReader(session.store)
        const recount = { everyMs, report: (one: Recount) => counted.push(one) }
        return runReplica({ journal, engineOptions: options, cursor: 0, sink, wake: thrice(), recount })
      }
      await follow(3_600_000)
      expect(counted).toMatchObject([{ seq: session.seq, fault: null }])
      await follow(0)
      expect(counted.length).toBeGreaterThan(3)
    })

    it('says what does not add up, and goes no further', async () => {
      const journal = openMemoryReader(session.store)
      const counted: Recount[] = []
      vi.spyOn(Engine.prototype, 'audit').mockImplementation(() => {
        throw new Error('a balance is below zero')
      })
      const recount = { everyMs: 0, report: (one: Recount) => counted.push(one) }
      const running = runReplica({ journal, engineOptions: options, cursor: 0, sink, wake: thrice(), recount })
      await expect(running).rejects.toThrow(RecountFailed)
      await expect(running).rejects.toThrow(`at command ${session.seq} does not add up: a balance is below zero.`)
      expect(counted).toMatchObject([{ seq: session.seq, fault: 'a balance is below zero' }])
      vi.restoreAllMocks()
    })
  })

  it('passes on the failure of its sink', async () => {
    const sink = async (): Promise<void> => {
      throw new Error('history is full')
    }
    const journal = openMemoryReader(session.store)
    const running = runReplica({ journal, engineOptions: options, cursor: 0, sink, wake: nothing() })
    await expect(running).rejects.toThrow('history is full')
  })
})

describe('the written session', () => {
  it('covers the commands that a journal must carry', async () => {
    const { store } = await writtenSession(3, 400)
    const types = new Set(
      store.groups.flatMap((group) => decodePayload(group.payload, group.format)).map(({ type }) => type),
    )
    for (const type of ['account.open', 'order.place', 'call.capture', 'stake.add', 'clock.tick'] as const) {
      expect(types).toContain(type)
    }
  })
})
