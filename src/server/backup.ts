/** Backups on an operator's request: a complete copy of the data folder, in a folder of its own below it. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { BackupManifest } from '../journal/backup.ts'
import type { BackupOrder } from './backup-worker.ts'
import type { Backup } from './ports.ts'

/** Writes one while the server runs; rejects when it can not be written or its journal's chain is broken. */
export function backupInto(dataDir: string): () => Promise<Backup> {
  return async () => {
    const at = Date.now()
    const name = new Date(at).toISOString().replace(/[:.]/g, '-')
    const target = join(dataDir, 'backups', name)
    const manifest = await inThread({ dataDir, target })
    return { name, sequence: manifest.seq, head: manifest.head, bytes: await sizeOf(target), at }
  }
}

function inThread(order: BackupOrder): Promise<BackupManifest> {
  const { promise, resolve, reject } = Promise.withResolvers<BackupManifest>()
  const worker = new Worker(new URL('./backup-worker.ts', import.meta.url), { workerData: order, name: 'backup' })
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.once('exit', () => reject(new Error('the backup thread ended without a result')))
  return promise
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true })) {
    const info = await stat(join(folder, entry))
    if (info.isFile()) bytes += info.size
  }
  return bytes
}
