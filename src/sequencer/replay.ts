/** Engine state from the journal: newest snapshot, then every group after it, checked against recorded state hashes. */
import type { Command } from '../engine/command.ts'
import { Engine, type EngineOptions, RULES_VERSION } from '../engine/engine.ts'
import type { Accepted } from '../engine/outcome.ts'
import { decodePayload } from '../journal/codec.ts'
import { JournalDamaged, type JournalReader, type StoredGroup } from '../journal/port.ts'
import { sha256 } from './digest.ts'

/** The program does not come to the state that the journal says it came to. Start-up refuses. */
export class ReplayMismatch extends Error {
  override readonly name = 'ReplayMismatch'
}

/** The journal goes on under other rules than this program's. */
export class RulesChanged extends Error {
  override readonly name = 'RulesChanged'

  constructor(rules: number, seq: number) {
    super(
      `From command ${seq} on the journal is written under rules ${rules}, this program has ${RULES_VERSION}. Start the version that wrote it, let it drain and snapshot, then upgrade.`,
    )
  }
}

export interface Start {
  readonly journal: JournalReader
  readonly options: EngineOptions
  /** Use no snapshot after this command. */
  readonly atMost?: number
}

/** An engine at the newest usable snapshot, or at the very beginning. */
export async function restoreEngine({ journal, options, atMost }: Start): Promise<Engine> {
  const snapshot = await journal.snapshots.newest(atMost)
  if (snapshot === undefined) return new Engine(options)
  if (snapshot.rules !== RULES_VERSION) throw new RulesChanged(snapshot.rules, snapshot.seq)
  const engine = Engine.restore(snapshot.bytes, options)
  checkStateHash(engine, snapshot.stateHash)
  return engine
}

/** Applies the commands of a group that the engine has not seen, telling `onApplied` about each. */
export function replayGroup(
  engine: Engine,
  group: StoredGroup,
  onApplied?: (command: Command, outcome: Accepted) => void,
): void {
  if (group.rules !== RULES_VERSION) throw new RulesChanged(group.rules, group.firstSeq)
  const commands = decodePayload(group.payload, group.format)
  if (commands.length !== group.count || group.firstSeq > engine.seq + 1) {
    throw new JournalDamaged(`journal group ${group.number} does not continue at command ${engine.seq + 1}`)
  }
  for (const command of commands.slice(engine.seq + 1 - group.firstSeq)) {
    const seq = engine.seq + 1
    const outcome = engine.apply(command)
    if (!outcome.ok || outcome.repeated || outcome.seq !== seq) {
      const said = outcome.ok ? 'did it before' : `refuses it with ${outcome.code}`
      throw new ReplayMismatch(
        `Replay disagrees with the journal at command ${seq} (${command.type}): this program ${said}.`,
      )
    }
    onApplied?.(command, outcome)
  }
  if (group.stateHash !== null && engine.seq === group.firstSeq + group.count - 1)
    checkStateHash(engine, group.stateHash)
}

function checkStateHash(engine: Engine, recorded: string): void {
  const hash = engine.stateHash(sha256)
  if (hash === recorded) return
  throw new ReplayMismatch(
    `Replay disagrees with the recorded state hash at command ${engine.seq}: recorded ${recorded}, replayed ${hash}.`,
  )
}

export interface Recovery extends Omit<Start, 'atMost'> {
  /** The highest command that any consumer (history, log, webhooks) has on record. */
  readonly seen?: number
  /** Start from the first group, not from a snapshot: for verification. */
  readonly fromGenesis?: boolean
}

/** The engine at the end of the journal. Throws `ReplayMismatch`, `RulesChanged` or `JournalDamaged`; nothing is changed. */
export async function recover({ journal, options, seen = 0, fromGenesis = false }: Recovery): Promise<Engine> {
  const end = await journal.end()
  const engine = await restoreEngine({ journal, options, ...(fromGenesis ? { atMost: -1 } : {}) })
  const known = Math.max(seen, engine.seq)
  if (known > end.seq) {
    throw new JournalDamaged(
      `The journal ends at command ${end.seq}, but command ${known} was acknowledged: its last part is lost. Restore it from a backup or another copy.`,
    )
  }
  for await (const group of journal.read(engine.seq)) replayGroup(engine, group)
  return engine
}
