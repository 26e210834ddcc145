/** Reads the tables of a new-api or one-api database, whatever holds it: a SQLite file, MySQL or MariaDB, PostgreSQL. Read only; what rows mean is in rows.ts. */
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { CliFailure } from '../../failure.ts'

export type Row = Readonly<Record<string, unknown>>
export const tables = ['options', 'channels', 'users', 'tokens', 'redemptions'] as const
export type TableName = (typeof tables)[number]

export interface Source {
  /** What the report calls it: without user, password or query. */
  readonly name: string
  /** All rows in the order of `id`, a page at a time; none when there is no such table. */
  rows(table: TableName): AsyncIterable<Row>
  close(): Promise<void>
}

/** Rows that are in memory at once. */
const PAGE = 1_000

/** One page after `last`; undefined when the table does not exist. */
type Page = (table: TableName, order: string, last: number | string) => Promise<readonly Row[] | undefined>

/** `mysql://…`, `mariadb://…`, `postgres://…`, `postgresql://…`, or the path of a SQLite file. */
export async function openSource(address: string): Promise<Source> {
  const scheme = /^([a-z]+):\/\//i.exec(address)?.[1]?.toLowerCase()
  try {
    if (scheme === undefined) return sqliteSource(address)
    if (scheme === 'sqlite' || scheme === 'file') return sqliteSource(new URL(address).pathname)
    if (scheme === 'mysql' || scheme === 'mariadb') return await mysqlSource(new URL(address))
    if (scheme === 'postgres' || scheme === 'postgresql') return await postgresSource(new URL(address))
  } catch (error) {
    if (error instanceof CliFailure) throw error
    throw new CliFailure('network', `The database was not opened: ${reasonOf(error)}`)
  }
  throw new CliFailure('usage', `Databases are a file's path, mysql://… or postgres://…, not ${scheme}://….`)
}

function sqliteSource(path: string): Source {
  if (!existsSync(path)) throw new CliFailure('usage', `There is no file ${path}.`)
  const db = new DatabaseSync(path, { readOnly: true })
  const exists = db.prepare(`select 1 from sqlite_master where type = 'table' and name = ?`)
  return {
    name: `SQLite file ${path}`,
    rows: paged(async (table, order, last) => {
      if (!exists.get(table)) return undefined
      return db.prepare(`select * from "${table}" where "${order}" > ? order by "${order}" limit ${PAGE}`).all(last)
    }),
    close: async () => db.close(),
  }
}

async function mysqlSource(url: URL): Promise<Source> {
  const { createConnection } = await import('mysql2/promise')
  const connection = await createConnection({
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: databaseOf(url),
    dateStrings: true,
  })
  await connection.query('set session transaction read only')
  const query = async (sql: string, values: unknown[]): Promise<readonly Row[]> => {
    const [rows] = await connection.query(sql, values)
    return rows as readonly Row[]
  }
  return {
    name: `MySQL database ${databaseOf(url)} on ${url.host}`,
    rows: paged(async (table, order, last) => {
      if ((await query('show tables like ?', [table])).length === 0) return undefined
      return query(`select * from \`${table}\` where \`${order}\` > ? order by \`${order}\` limit ${PAGE}`, [last])
    }),
    close: () => connection.end(),
  }
}

async function postgresSource(url: URL): Promise<Source> {
  const { Client } = (await import('pg')).default
  const client = new Client({ connectionString: url.href, application_name: 'lx import' })
  await client.connect()
  await client.query('set default_transaction_read_only = on')
  return {
    name: `PostgreSQL database ${databaseOf(url)} on ${url.host}`,
    rows: paged(async (table, order, last) => {
      const { rows: found } = await client.query<Row>('select to_regclass($1) as name', [`"${table}"`])
      if (!found[0]?.['name']) return undefined
      const sql = `select * from "${table}" where "${order}" > $1 order by "${order}" limit ${PAGE}`
      return (await client.query<Row>(sql, [last])).rows
    }),
    close: () => client.end(),
  }
}

/** Options are keyed by name, everything else by number. */
function paged(page: Page): Source['rows'] {
  return async function* (table) {
    const order = table === 'options' ? 'key' : 'id'
    let last: number | string = table === 'options' ? '' : -1
    for (;;) {
      const rows = await page(table, order, last)
      if (!rows || rows.length === 0) return
      yield* rows
      const reached: unknown = rows.at(-1)?.[order]
      if (rows.length < PAGE || (typeof reached !== 'string' && typeof reached !== 'number')) return
      last = reached
    }
  }
}

function databaseOf(url: URL): string {
  const name = decodeURIComponent(url.pathname.slice(1))
  if (name === '') throw new CliFailure('usage', 'The address lacks the name of the database: …://user@host/name.')
  return name
}

/** The first line of what a driver says; drivers do not repeat passwords. */
function reasonOf(error: unknown): string {
  const said = error instanceof AggregateError ? error.errors[0] : error
  return (said instanceof Error ? said.message || String(said) : String(said)).split('\n')[0] ?? ''
}
