/** Claims about lx import reading new-api from database servers: the same plan as from a file. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { afterAll, expect, it } from 'vitest'
import { planImport } from '../../src/cli/import/new-api/plan.ts'
import { openSource } from '../../src/cli/import/new-api/source.ts'
import { newApi } from '../import/new-api.ts'
import { temporaryDir } from '../server-process.ts'
import { startMariadb, startPostgres } from './servers.ts'

const folder = temporaryDir()
const upstream = 'https://upstream.example.org'
const terms = { now: Date.UTC(2026, 0, 5), domain: 'new-api.invalid' }

afterAll(() => folder.remove())

async function planOf(address: string) {
  const source = await openSource(address)
  try {
    const { source: name, people, ...plan } = await planImport(source, terms)
    return {
      name,
      plan: {
        ...plan,
        people: people.map(({ passwordHash, ...rest }) => ({ ...rest, password: passwordHash !== null })),
      },
    }
  } finally {
    await source.close()
  }
}

async function fromFile() {
  const file = join(folder.path, 'one-api.db')
  const db = new DatabaseSync(file)
  for (const statement of newApi('sqlite', upstream)) db.exec(statement)
  db.close()
  return (await planOf(file)).plan
}

const expected = fromFile()

it('plans the same from PostgreSQL, without its password in the name', async () => {
  const server = await startPostgres()
  try {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    for (const statement of newApi('postgres', upstream)) await client.query(statement)
    await client.end()
    const url = new URL(server.url)
    url.password = 'canary'
    const { name, plan } = await planOf(url.href)
    expect(plan).toEqual(await expected)
    expect(name).toBe(`PostgreSQL database postgres on ${url.host}`)
  } finally {
    await server.stop()
  }
})

it('plans the same from MariaDB', async () => {
  const server = await startMariadb()
  try {
    const connection = await createConnection(server.url)
    await connection.query('create database oneapi character set utf8mb4')
    await connection.query('use oneapi')
    for (const statement of newApi('mysql', upstream)) await connection.query(statement)
    await connection.end()
    const { name, plan } = await planOf(server.url.replace(/mysql$/, 'oneapi'))
    expect(plan).toEqual(await expected)
    expect(name).toMatch(/^MySQL database oneapi on /)
  } finally {
    await server.stop()
  }
})

it('says that a database is not reached, without its password', async () => {
  const refused = openSource('mysql://root:canary@127.0.0.1:1/oneapi')
  await expect(refused).rejects.toThrow(/^The database was not opened/)
  await expect(refused).rejects.not.toThrow(/canary/)
})
