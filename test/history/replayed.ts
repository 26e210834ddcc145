/** Sessions of the real engine as history sees them, and history built from them in memory. */
import { sql } from 'kysely'
import type { Command, CommandType } from '../../src/engine/command.ts'
import { Engine } from '../../src/engine/engine.ts'
import { historyMigrations } from '../../src/history/migrations.ts'
import { createProjector } from '../../src/history/projector.ts'
import type { HistorySchema } from '../../src/history/schema.ts'
import type { Published } from '../../src/sequencer/core.ts'
import { migrate } from '../../src/sql/migrate.ts'
import { type OpenDatabase, openLocal } from '../../src/sql/open.ts'
import { Driver, seeded } from '../engine/driver.ts'
import { openWorld, randomStep } from '../engine/random-session.ts'

export type HistoryDatabase = OpenDatabase<HistorySchema>

export interface Session {
  readonly engine: Engine
  readonly published: readonly Published[]
}

/** A random session over every command. */
export function randomSession(seed: number, steps: number): Session {
  const driver = new Driver({ paranoid: false })
  const random = seeded(seed)
  openWorld(driver)
  for (let step = 0; step < steps; step++) randomStep(driver, random, step)
  return replayed(driver)
}

/** What the sequencer would have published: the journal applied to a fresh engine. */
export function replayed({ journal }: Driver): Session {
  const engine = new Engine({ simulation: true })
  const published = journal.map((command): Published => {
    const outcome = engine.apply(command as Command<CommandType>)
    if (!outcome.ok) throw new Error(`replay refused ${command.type}: ${outcome.code}`)
    return { seq: outcome.seq, at: command.at, type: command.type, events: outcome.events }
  })
  return { engine, published }
}

/** An empty history; the file is in memory unless it is named. */
export async function emptyHistory(file = ':memory:'): Promise<HistoryDatabase> {
  const db = openLocal<HistorySchema>({ file })
  await migrate<HistorySchema>(db, historyMigrations)
  return db
}

/** History of these commands, projected in batches of a size. */
export async function projected(published: readonly Published[], batch = 1_000): Promise<HistoryDatabase> {
  const db = await emptyHistory()
  const projector = createProjector(db)
  for (let from = 0; from < published.length; from += batch)
    await projector.project(published.slice(from, from + batch))
  return db
}

/** Every row of every table, by table: for comparing whole histories. */
export async function contents(db: HistoryDatabase): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table' order by name`.execute(
    db,
  )
  const found = new Map<string, readonly unknown[]>()
  for (const { name } of tables.rows) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db)
    found.set(
      name,
      rows.map((row) => ({ ...row })),
    )
  }
  return found
}
