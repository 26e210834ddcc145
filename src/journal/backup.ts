/** Copies of a data directory's journal and snapshots, made while the server runs, and putting them back. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { JournalDamaged } from './port.ts'
import { journalFile, snapshotDir } from './sqlite/layout.ts'
import { verifyFile } from './verify.ts'

/** What a backup says about itself; written last, so a directory without it is no backup. */
export interface BackupManifest {
  readonly format: 1
  readonly createdAt: string
  readonly groups: number
  readonly commands: number
  readonly seq: number
  /** Chain hash of the last group: restoring anything else is refused. */
  readonly head: string
}

const manifestFile = (dir: string): string => join(dir, 'backup.json')

/** Copies one SQLite file as it stands at one instant, also while another process writes it. `to` must not exist. */
export function copyDatabase(from: string, to: string): void {
  const database = new DatabaseSync(from, { readOnly: true, timeout: 5_000 })
  try {
    database.prepare('VACUUM INTO ?').run(to)
  } finally {
    database.close()
  }
}

/** Needs no pause of the server. Refuses a target that has anything in it; the copy's chain is checked before this settles. */
export async function backup(dataDir: string, target: string): Promise<BackupManifest> {
  await mkdir(target, { recursive: true })
  if ((await readdir(target)).length > 0)
    throw new Error(`${target} is not empty; a backup needs a directory of its own.`)
  // The journal first: then no snapshot can be older than what the journal holds when it is dropped below.
  copyDatabase(journalFile(dataDir), journalFile(target))
  const { groups, commands, end } = verifyFile(journalFile(target))
  await copySnapshots(dataDir, { to: target, atMost: end.seq })
  await sync(journalFile(target))
  const createdAt = new Date().toISOString()
  const manifest: BackupManifest = { format: 1, createdAt, groups, commands, seq: end.seq, head: end.hash }
  await writeFile(manifestFile(target), `${JSON.stringify(manifest, null, 2)}\n`)
  await sync(manifestFile(target))
  return manifest
}

/** Refuses a directory that has a journal, a damaged backup, and one that ends elsewhere than its manifest says. */
export async function restore(source: string, dataDir: string): Promise<BackupManifest> {
  if (existsSync(journalFile(dataDir)))
    throw new Error(`${dataDir} has a journal already; restore into an empty directory.`)
  const manifest = JSON.parse(await readFile(manifestFile(source), 'utf8')) as BackupManifest
  await mkdir(dataDir, { recursive: true })
  const unfinished = join(dataDir, `restore-${randomUUID()}.db`)
  try {
    copyDatabase(journalFile(source), unfinished)
    const { end } = verifyFile(unfinished)
    if (end.hash !== manifest.head || end.seq !== manifest.seq) {
      throw new JournalDamaged(
        `the backup ends at command ${end.seq}, its manifest says ${manifest.seq}: one of them was changed`,
      )
    }
    await copySnapshots(source, { to: dataDir, atMost: end.seq })
    await sync(unfinished)
    await rename(unfinished, journalFile(dataDir))
  } finally {
    for (const suffix of ['', '-wal', '-shm']) await rm(unfinished + suffix, { force: true })
  }
  return manifest
}

async function copySnapshots(
  from: string,
  { to, atMost }: { readonly to: string; readonly atMost: number },
): Promise<void> {
  if (!existsSync(snapshotDir(from))) return
  await mkdir(snapshotDir(to), { recursive: true })
  for (const name of await readdir(snapshotDir(from))) {
    if (!name.endsWith('.snapshot') || Number.parseInt(name, 10) > atMost) continue
    await cp(join(snapshotDir(from), name), join(snapshotDir(to), name))
    await sync(join(snapshotDir(to), name))
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
