/** lx backup, restore: a server's data folder, with or without the server running. */
import type { Command } from 'commander'
import { verifyReplay } from '../../sequencer/verify.ts'
import { backupFolder, restoreFolder } from '../../server/backup-folder.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'

export function dataCommands(parent: Command, context: () => Context): void {
  parent
    .command('backup')
    .description('Copy a data folder, also while its server runs; the copy’s journal is checked.')
    .argument('<target>', 'a folder that does not exist or is empty')
    .option('--data-dir <folder>', 'the data folder; LX_DATA_DIR, else ./data')
    .option('--without-key', 'leave the key file out: keep it elsewhere, or the channels’ secrets are lost')
    .action((target: string, options: { readonly dataDir?: string; readonly withoutKey?: boolean }) =>
      backup(context(), target, options),
    )
  parent
    .command('restore')
    .description('Put a backup into an empty data folder and replay its journal to the end.')
    .argument('<source>', 'the backup')
    .option('--data-dir <folder>', 'the data folder; LX_DATA_DIR, else ./data')
    .action((source: string, options: { readonly dataDir?: string }) => restore(context(), source, options.dataDir))
}

async function backup(
  context: Context,
  target: string,
  options: { readonly dataDir?: string; readonly withoutKey?: boolean },
): Promise<void> {
  const dataDir = options.dataDir ?? context.environment.dataDir
  const manifest = await plainly(backupFolder(dataDir, target, { withKey: !options.withoutKey }))
  context.show(
    { target, ...manifest },
    () =>
      `${manifest.commands} commands in ${manifest.groups} groups are in ${target}, up to ${manifest.seq}. Head: ${manifest.head}`,
  )
  if (!context.json && !options.withoutKey)
    context.terminal.note('The backup holds the key file: whoever reads it can read the channels’ secrets.\n')
}

async function restore(context: Context, source: string, given: string | undefined): Promise<void> {
  const dataDir = given ?? context.environment.dataDir
  const manifest = await plainly(restoreFolder(source, dataDir))
  const { seq, stateHash } = await plainly(verifyReplay(dataDir, false))
  context.show(
    { dataDir, ...manifest, stateHash },
    () => `${dataDir} holds ${seq} commands again, chain and state checked. State hash: ${stateHash}`,
  )
}

/** Failures of files and damaged journals speak for themselves. */
async function plainly<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new CliFailure('refused', error instanceof Error ? error.message : String(error))
  }
}
