/** lx verify journal, verify receipt: check what a server wrote and what it billed, by recomputing it here. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { receipt as receiptSchema } from '../../contract/calls.ts'
import { verifyJournal } from '../../journal/verify.ts'
import { verifyReplay } from '../../sequencer/verify.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { checkReceipt } from '../receipt.ts'
import { facts } from '../show.ts'

export function verifyCommands(parent: Command, context: () => Context): void {
  const verify = parent.command('verify').description('Check by recomputing. Ends with 1 when something is wrong.')
  verify
    .command('journal')
    .description('Pages, checksums and hash chain of a data folder’s journal; works beside a running server.')
    .option('--data-dir <folder>', 'the data folder; LX_DATA_DIR, else ./data')
    .option('--replay', 'also replay every command from the first and compare all recorded state hashes')
    .action((options: { readonly dataDir?: string; readonly replay?: boolean }) => journal(context(), options))
  verify
    .command('receipt')
    .description('Recompute the bill of one of your calls from its own numbers.')
    .argument('<call-id>', 'the call; or a file made with --json, with --file')
    .option('--file', 'the argument is a file: nothing is asked of a server')
    .action((call: string, options: { readonly file?: boolean }) => receipt(context(), call, options.file ?? false))
}

async function journal(
  context: Context,
  options: { readonly dataDir?: string; readonly replay?: boolean },
): Promise<void> {
  const dataDir = options.dataDir ?? context.environment.dataDir
  try {
    const { end, ...report } = await verifyJournal(dataDir)
    const replayed = options.replay ? await verifyReplay(dataDir) : null
    context.show({ ok: true, dataDir, ...report, seq: end.seq, head: end.hash, replayed }, () =>
      facts(
        [
          ['journal', 'unbroken'],
          ['groups', String(report.groups)],
          ['commands', String(report.commands)],
          ['state hashes', String(report.stateHashes)],
          ['snapshots', String(report.snapshots)],
          ['head', end.hash],
          ['replayed', replayed && `${replayed.seq} commands, state hash ${replayed.stateHash}`],
          ...report.notices.map((notice): [string, string] => ['notice', notice]),
        ],
        context.paints,
      ),
    )
  } catch (error) {
    throw new CliFailure('refused', error instanceof Error ? error.message : String(error))
  }
}

async function receipt(context: Context, call: string, isFile: boolean): Promise<void> {
  const shown = isFile ? fromFile(call) : await context.own().call('calls.get', { params: { callId: call } })
  const problems = await checkReceipt(shown)
  if (problems.length > 0) {
    throw new CliFailure(
      'refused',
      `The receipt of ${shown.callId} is wrong: ${problems.join(', ')} do not follow from its other numbers.`,
    )
  }
  // The JSON is the receipt itself, so that it can be kept and checked again with --file.
  context.show(shown, () =>
    facts(
      [
        ['receipt', `${shown.callId} is right`],
        ['list', `${shown.list} CR`],
        ['charged', `${shown.charged} CR`],
        ['mined', `${shown.mined} LCO`],
        ['hash', shown.hash],
      ],
      context.paints,
    ),
  )
}

function fromFile(path: string) {
  const parsed = receiptSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.success)
    throw new CliFailure('usage', `${path} is no receipt: keep one with lx verify receipt <call-id> --json.`)
  return parsed.data
}
