/** Opens a data directory's journal for the one process that writes it: lock, worker thread, reader, snapshots. */
import { mkdirSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { type Journal, JournalDamaged, type NewGroup, StaleWriter } from '../port.ts'
import { journalFile, snapshotDir } from './layout.ts'
import { lockDirectory } from './lock.ts'
import { openReader } from './reader.ts'
import { fileSnapshots } from './snapshots.ts'
import { checkWal } from './wal.ts'
import type { WriterOptions } from './writer.ts'

export interface JournalOptions {
  readonly dir: string
  /** Check the whole chain at opening, not only what recovery replays. Default true. */
  readonly verify?: boolean
  /** Told in plain words about anything that was repaired. */
  readonly onNotice?: (text: string) => void
}

type Body =
  | { readonly kind: 'append'; readonly group: NewGroup }
  | { readonly kind: 'setMeta'; readonly key: string; readonly value: string }
  | { readonly kind: 'close' }
export type Request = Body & { readonly id: number }

/** The first, with id 0, says that the file is open and carries the epoch. */
export interface Answer {
  readonly id: number
  readonly value?: string | undefined
  readonly error?: { readonly name: string; readonly message: string }
}

/** Creates the directory when it is missing. Rejects with `DataDirectoryHeld` or `JournalDamaged`. */
export async function openSqliteJournal({ dir, verify = true, onNotice }: JournalOptions): Promise<Journal> {
  mkdirSync(dir, { recursive: true })
  const lock = lockDirectory(dir)
  try {
    const torn = checkWal(`${journalFile(dir)}-wal`)
    if (torn !== undefined) onNotice?.(torn)
    const remote = await openWorker({ dir, verify })
    const reader = openReader(journalFile(dir), fileSnapshots(snapshotDir(dir), onNotice))
    return {
      ...reader,
      epoch: remote.epoch,
      append: async (group) => (await remote.request({ kind: 'append', group })) ?? '',
      setMeta: async (key, value) => {
        await remote.request({ kind: 'setMeta', key, value })
      },
      close: async () => {
        await reader.close()
        await remote.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

interface Remote {
  readonly epoch: number
  request(body: Body): Promise<string | undefined>
  close(): Promise<void>
}

async function openWorker(options: WriterOptions): Promise<Remote> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: options, name: 'journal' })
  const pending = new Map<number, { resolve: (value: string | undefined) => void; reject: (error: Error) => void }>()
  let ended: Error | undefined
  let requests = 0

  const wait = (id: number): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject })
      worker.ref()
    })
  const end = (error: Error): void => {
    ended ??= error
    for (const { reject } of pending.values()) reject(ended)
    pending.clear()
  }
  worker.on('message', ({ id, value, error }: Answer) => {
    const waiter = pending.get(id)
    pending.delete(id)
    if (pending.size === 0) worker.unref()
    if (error === undefined) waiter?.resolve(value)
    else waiter?.reject(revived(error))
  })
  worker.on('error', (error) => end(error))
  worker.on('exit', () => end(new Error('the journal is closed')))

  const request = (body: Body): Promise<string | undefined> => {
    if (ended !== undefined) return Promise.reject(ended)
    requests += 1
    worker.postMessage({ ...body, id: requests } satisfies Request)
    return wait(requests)
  }
  const epoch = Number(await wait(0))
  return {
    epoch,
    request,
    close: async () => {
      if (ended !== undefined) return
      await request({ kind: 'close' })
      await worker.terminate()
    },
  }
}

/** Errors lose their class between threads. */
function revived({ name, message }: { readonly name: string; readonly message: string }): Error {
  if (name === 'JournalDamaged') return new JournalDamaged(message)
  if (name === 'StaleWriter') return new StaleWriter(message)
  return new Error(message)
}
