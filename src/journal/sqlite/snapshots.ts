/** Snapshots as files beside the journal, so that writing a large one never holds up an append. */
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { JournalDamaged, type Snapshot, type SnapshotInfo, type SnapshotStore } from '../port.ts'

interface Header extends SnapshotInfo {
  readonly format: number
  readonly size: number
  /** Over the header without this field, and the bytes. */
  readonly sha256: string
}

const FORMAT = 1
const SUFFIX = '.snapshot'
/** A header is one line of JSON, far shorter than this. */
const MAX_HEADER_BYTES = 1_024

/** `onNotice` hears of damaged files, which are passed over. */
export function fileSnapshots(dir: string, onNotice?: (text: string) => void): SnapshotStore {
  const pathOf = (seq: number): string => join(dir, `${String(seq).padStart(16, '0')}${SUFFIX}`)

  /** Newest first. */
  async function sequences(): Promise<number[]> {
    const names = await readdir(dir).catch(() => [])
    const complete = names.filter((name) => name.endsWith(SUFFIX))
    return complete.map((name) => Number(name.slice(0, -SUFFIX.length))).sort((a, b) => b - a)
  }

  async function usable<T>(seq: number, load: (path: string, seq: number) => Promise<T>): Promise<T | undefined> {
    try {
      return await load(pathOf(seq), seq)
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error
      onNotice?.(`${error.message}; an older one is used`)
      return undefined
    }
  }

  return {
    put: async (snapshot) => {
      await mkdir(dir, { recursive: true })
      await writeDurably(dir, pathOf(snapshot.seq), encode(snapshot))
    },
    newest: async (atMost = Number.MAX_SAFE_INTEGER) => {
      for (const seq of await sequences()) {
        if (seq > atMost) continue
        const snapshot = await usable(seq, readSnapshot)
        if (snapshot !== undefined) return snapshot
      }
      return undefined
    },
    list: async () => {
      const found: SnapshotInfo[] = []
      for (const seq of await sequences()) {
        const info = await usable(seq, readInfo)
        if (info !== undefined) found.push(info)
      }
      return found
    },
    prune: async (keep) => {
      const old = (await sequences()).slice(keep)
      await Promise.all(old.map((seq) => rm(pathOf(seq), { force: true })))
    },
  }
}

function encode({ seq, at, rules, stateHash, bytes }: Snapshot): Uint8Array[] {
  const fields = { format: FORMAT, seq, at, rules, stateHash, size: bytes.length }
  const header = JSON.stringify({ ...fields, sha256: checksum(fields, bytes) } satisfies Header)
  return [Buffer.from(`${header}\n`), bytes]
}

function checksum(fields: Omit<Header, 'sha256'>, bytes: Uint8Array): string {
  return createHash('sha256').update(JSON.stringify(fields)).update(bytes).digest('hex')
}

async function readSnapshot(path: string, seq: number): Promise<Snapshot> {
  const file = await readFile(path)
  const { sha256, ...fields } = header(file, seq)
  const bytes = file.subarray(file.indexOf(10) + 1)
  if (bytes.length !== fields.size || checksum(fields, bytes) !== sha256) throw damaged(seq)
  return { seq: fields.seq, at: fields.at, rules: fields.rules, stateHash: fields.stateHash, bytes }
}

async function readInfo(path: string, seq: number): Promise<SnapshotInfo> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_HEADER_BYTES), 0, MAX_HEADER_BYTES, 0)
    const fields = header(buffer.subarray(0, bytesRead), seq)
    if ((await file.stat()).size < fields.size) throw damaged(seq)
    return { seq: fields.seq, at: fields.at, rules: fields.rules, stateHash: fields.stateHash }
  } finally {
    await file.close()
  }
}

function header(file: Uint8Array, seq: number): Header {
  const end = file.indexOf(10)
  try {
    const fields = JSON.parse(Buffer.from(file.subarray(0, end)).toString('utf8')) as Header
    if (fields.format === FORMAT && fields.seq === seq) return fields
  } catch {
    // Not JSON: damaged, like a header of another sequence.
  }
  throw damaged(seq)
}

function damaged(seq: number): JournalDamaged {
  return new JournalDamaged(`the snapshot at command ${seq} is damaged`)
}

/** Whole or not at all, also after a power loss: sync, rename, sync the directory. */
async function writeDurably(dir: string, path: string, parts: readonly Uint8Array[]): Promise<void> {
  const unfinished = `${path}.unfinished`
  const file = await open(unfinished, 'w')
  try {
    for (const part of parts) await file.writeFile(part)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
  if (process.platform === 'win32') return
  const directory = await open(dir)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
