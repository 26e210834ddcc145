/** A thread that copies the data folder: copying a large file must not stall streams. Started by backup.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { backupFolder } from './backup-folder.ts'

export interface BackupOrder {
  readonly dataDir: string
  readonly target: string
}

const { dataDir, target } = workerData as BackupOrder
parentPort?.postMessage(await backupFolder(dataDir, target, { withKey: true }))
