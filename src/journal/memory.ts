/** A journal that forgets when the process ends: for the simulator and tests. Same rules and chain as the durable ones. */
import { checkFollows, emptyEnd, endOf, follow, groupHash } from './chain.ts'
import { FORMAT } from './codec.ts'
import {
  type Journal,
  type JournalEnd,
  type JournalReader,
  type Snapshot,
  StaleWriter,
  type StoredGroup,
} from './port.ts'

/** What is kept between openings. */
export interface MemoryStore {
  readonly groups: StoredGroup[]
  readonly snapshots: Map<number, Snapshot>
  readonly meta: Map<string, string>
  epoch: number
}

export const memoryStore = (): MemoryStore => ({ groups: [], snapshots: new Map(), meta: new Map(), epoch: 0 })

export function openMemoryReader(store: MemoryStore): JournalReader {
  const newestFirst = (): Snapshot[] => [...store.snapshots.values()].sort((a, b) => b.seq - a.seq)
  return {
    snapshots: {
      put: async (snapshot) => {
        store.snapshots.set(snapshot.seq, snapshot)
      },
      newest: async (atMost = Number.MAX_SAFE_INTEGER) => newestFirst().find(({ seq }) => seq <= atMost),
      list: async () => newestFirst().map(({ seq, at, rules, stateHash }) => ({ seq, at, rules, stateHash })),
      prune: async (keep) => {
        for (const { seq } of newestFirst().slice(keep)) store.snapshots.delete(seq)
      },
    },
    end: async () => endIn(store),
    read: async function* (afterSeq) {
      let end = emptyEnd
      for (let at = 0; at < store.groups.length; at++) {
        const group = store.groups[at] as StoredGroup
        end = follow(end, group)
        if (end.seq > afterSeq) yield group
      }
    },
    meta: async (key) => store.meta.get(key),
    close: async () => {},
  }
}

export async function openMemoryJournal(store: MemoryStore): Promise<Journal> {
  store.epoch += 1
  const { epoch } = store
  let closed = false
  return {
    ...openMemoryReader(store),
    epoch,
    append: async (group) => {
      if (closed) throw new Error('the journal is closed')
      if (epoch !== store.epoch) throw new StaleWriter('another writer has taken over this journal')
      const end = endIn(store)
      checkFollows(end, group)
      const payload = Buffer.from(group.payload, 'utf8')
      const unsealed = { ...group, number: end.number + 1, epoch, format: FORMAT, prev: end.hash, payload }
      const hash = groupHash(unsealed)
      store.groups.push({ ...unsealed, hash })
      return hash
    },
    setMeta: async (key, value) => {
      store.meta.set(key, value)
    },
    close: async () => {
      closed = true
    },
  }
}

function endIn(store: MemoryStore): JournalEnd {
  const last = store.groups.at(-1)
  return last === undefined ? emptyEnd : endOf(last)
}
