/** The process that is killed: journal, sequencer, engine and a snapshotting replica, taking commands from its parent. */
import type { CommandType, Idempotency, InputOf } from '../../src/engine/command.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { openSqliteReader } from '../../src/journal/sqlite/reader.ts'
import type { Core } from '../../src/sequencer/core.ts'
import { openCore } from '../../src/sequencer/open.ts'
import { runReplica } from '../../src/sequencer/replica.ts'

/** What the parent sends: a command that carries its own retry id. */
export interface Order<T extends CommandType = CommandType> {
  readonly id: string
  readonly type: T
  readonly input: InputOf<T>
  readonly idem?: Idempotency
}

/** What the parent hears: once that it may send, then one for each command that is durable. */
export type Reply = { readonly ready: number } | { readonly id: string; readonly ok: boolean; readonly code?: string }

async function* durable(core: Core): AsyncGenerator<number> {
  let wake = (): void => {}
  core.subscribe(() => wake())
  for (;;) {
    yield core.status().durableSeq
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
}

async function main(dir: string): Promise<void> {
  const journal = await openSqliteJournal({ dir })
  const core = await openCore({
    journal,
    engine: { simulation: true },
    stateHashes: { everyCommands: 200 },
    onFatal: (error) => {
      console.error(error)
      process.exit(1)
    },
  })
  const reply = (message: Reply): void => {
    process.send?.(message)
  }
  process.on('message', async ({ id, type, input, idem }: Order) => {
    const outcome = await core.submit(type, input, idem)
    reply(outcome.ok ? { id, ok: true } : { id, ok: false, code: outcome.code })
  })
  reply({ ready: core.status().seq })
  await runReplica({
    journal: openSqliteReader(dir),
    engineOptions: { simulation: true },
    cursor: core.status().seq,
    sink: async () => {},
    wake: durable(core),
    snapshotEvery: 1_000,
  })
}

if (import.meta.main) await main(process.argv[2] as string)
