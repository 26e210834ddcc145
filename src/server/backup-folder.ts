/** A whole data folder copied while its server runs, and put back: journal and snapshots, people, channels, history, key file. */
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { MASTER_KEY_FILE } from '../identity/master-key.ts'
import { type BackupManifest, backup, copyDatabase, restore } from '../journal/backup.ts'

/** Beside the journal. History is copied before it, so that it never knows more; people and channels after, so that they never know less. */
const HISTORY = 'history.db'
const BESIDE = ['identity.db', 'relay.db']

/**
 * Copies `dataDir` into `target`, which must not exist or be empty, and makes it readable by its owner only. The journal's
 * chain is checked in the copy. With `withKey` the key file goes along: without it a restored server can not read its
 * channels' secrets.
 */
export async function backupFolder(
  dataDir: string,
  target: string,
  { withKey }: { readonly withKey: boolean },
): Promise<BackupManifest> {
  await mkdir(target, { recursive: true, mode: 0o700 })
  await chmod(target, 0o700)
  const early = await mkdtemp(join(dirname(resolve(target)), '.lx-backup-'))
  try {
    const history = existsSync(join(dataDir, HISTORY))
    if (history) copyDatabase(join(dataDir, HISTORY), join(early, HISTORY))
    const manifest = await backup(dataDir, target)
    if (history) await rename(join(early, HISTORY), join(target, HISTORY))
    for (const name of BESIDE)
      if (existsSync(join(dataDir, name))) copyDatabase(join(dataDir, name), join(target, name))
    if (withKey && existsSync(join(dataDir, MASTER_KEY_FILE))) await copyKey(dataDir, target)
    return manifest
  } finally {
    await rm(early, { recursive: true, force: true })
  }
}

/** Refuses a folder that holds anything but a key file: nothing is ever overwritten. The journal comes last and makes the folder one. */
export async function restoreFolder(source: string, dataDir: string): Promise<BackupManifest> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const there = (await readdir(dataDir)).filter((name) => name !== MASTER_KEY_FILE)
  if (there.length > 0) throw new Error(`${dataDir} is not empty (${there[0]}); restore into a folder of its own.`)
  for (const name of [HISTORY, ...BESIDE])
    if (existsSync(join(source, name))) copyDatabase(join(source, name), join(dataDir, name))
  if (existsSync(join(source, MASTER_KEY_FILE)) && !existsSync(join(dataDir, MASTER_KEY_FILE)))
    await copyKey(source, dataDir)
  return restore(source, dataDir)
}

async function copyKey(from: string, to: string): Promise<void> {
  await copyFile(join(from, MASTER_KEY_FILE), join(to, MASTER_KEY_FILE))
  await chmod(join(to, MASTER_KEY_FILE), 0o600)
}
