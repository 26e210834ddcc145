/** Claims about a history that fails under a running server: it is said, nothing old passes for new, and a restart mends it. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ServerProcess, temporaryDir } from '../server-process.ts'
import { type Person, Town } from './people.ts'

const dir = temporaryDir()
const options = { dataDir: dir.path, clock: '2026-01-05T00:00:00Z' }
let server: ServerProcess
let town: Town
let ann: Person

beforeAll(async () => {
  server = await ServerProcess.start(options)
  town = await Town.of(server)
  ann = await town.person('ann', '10')
})
afterAll(async () => {
  await server.kill()
  dir.remove()
})

const status = async (path: string): Promise<{ readonly status: number; readonly text: string }> => {
  const answer = await fetch(server.url + path)
  return { status: answer.status, text: await answer.text() }
}

async function until(fits: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!(await fits())) {
    if (performance.now() > deadline) throw new Error(`never: ${server.output}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

it('is not ready and says why, serves money and no old lists, once history can not be written', async () => {
  expect((await status('/readyz')).status).toBe(200)
  expect((await ann.visitor.call('ledger.list', {})).items).toHaveLength(1)
  const db = new DatabaseSync(join(dir.path, 'history.db'), { timeout: 5_000 })
  db.exec('alter table projection rename to gone')
  db.close()
  await ann.visitor.call('faucet.draw', { body: { amount: '1' } })
  await until(async () => (await status('/readyz')).status === 503)
  expect((await status('/readyz')).text).toMatch(/"code":"history_stopped".*projection/)
  expect((await status('/healthz')).status).toBe(200)
  expect(await status('/api/v1/market/trades')).toMatchObject({
    status: 503,
    text: expect.stringContaining('"code":"history_stopped"'),
  })
  expect((await status('/metrics')).text).toContain('lx_history_failed 1')
  expect((await ann.visitor.call('status.get', {})).history.state).toBe('stopped')
  expect((await ann.visitor.call('faucet.draw', { body: { amount: '1' } })).available).toBe('12.000000')
})

it('shows everything again after a restart that makes history anew', async () => {
  await server.stop()
  for (const end of ['', '-wal', '-shm']) rmSync(join(dir.path, `history.db${end}`), { force: true })
  server = await ServerProcess.start(options)
  town = await Town.of(server)
  await until(async () => (await status('/readyz')).status === 200)
  const { items } = await town.operator.call('admin.users.list', { query: { search: 'ann' } })
  expect(items).toMatchObject([{ credits: '12.000000' }])
  expect((await status('/api/v1/transparency/chain')).text).toContain('"sequence"')
})

it('keeps the record of operators’ acts over the restart, and what the instance did itself at its first start', async () => {
  const { items } = await town.operator.call('admin.audit', { query: { limit: 50 } })
  expect(items.map(({ action, actor, outcome }) => [action, actor, outcome])).toEqual([
    ['instance.prepare', null, 'done'],
    ['setup.operator', null, 'done'],
  ])
  expect(items[0]?.sequence).toBeGreaterThan(0)
  const { items: prices } = await town.operator.call('models.prices', { params: { model: 'sandbox-chat' } })
  expect(prices).toMatchObject([{ until: null, publishedBy: null }])
})
