/** The whole server killed with SIGKILL while an agent spends from its envelope: it is right to the last unit, its key still works, and the rest comes back once. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { decodePayload } from '../../src/journal/codec.ts'
import { openSqliteReader } from '../../src/journal/sqlite/reader.ts'
import { billOf, Caller } from '../product/caller.ts'
import { scaled } from '../scale.ts'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'

const KILLS = scaled(40)
const AGENTS = 4
const BUDGET = '20'
const dir = temporaryDir()
const start = () => ServerProcess.start({ dataDir: dir.path })
afterAll(() => {
  dir.remove()
})

const micro = (amount: string): number => Math.round(Number(amount) * 1e6)

/** How many commands of a kind are in the journal. */
async function journalled(kind: string): Promise<number> {
  let found = 0
  const journal = openSqliteReader(dir.path)
  for await (const group of journal.read(0))
    found += decodePayload(group.payload, group.format).filter(({ type }) => type === kind).length
  await journal.close()
  return found
}

/** Calls one after the other until the server is gone; what each that was answered cost. */
async function spend(agent: Caller, costs: Map<string, string>, stream: boolean): Promise<void> {
  for (;;) {
    const prompt = stream ? '!long 60 Go on' : 'Go on'
    const answer = await agent.chat(prompt, { max_tokens: 80, stream }).catch(() => undefined)
    if (answer === undefined) return
    const bill = answer.status === 200 ? billOf(answer) : undefined
    if (bill) costs.set(bill.callId, bill.cost)
    else if (answer.status !== 200) throw new Error(`an agent was refused: ${answer.status} ${answer.text}`)
  }
}

it('keeps the envelope, its key and its only end through kills', async () => {
  let server = await start()
  const visitor = await new Visitor(server.url).signUp('owner')
  await visitor.call('faucet.draw', { body: { amount: '90' } })
  const run = await visitor.call('runs.open', { body: { budget: BUDGET, name: 'agent', models: ['sandbox-chat'] } })
  const costs = new Map<string, string>()
  for (let kill = 0; kill < KILLS; kill++) {
    const enough = costs.size + 1 + (kill % 4)
    const agent = new Caller(server.url, run.secret)
    const spending = Array.from({ length: AGENTS }, (_, index) => spend(agent, costs, index % 2 === 0))
    while (costs.size < enough) await sleep(5)
    await server.kill()
    await Promise.all(spending)
    server = await start()
    const now = await visitor.at(server.url).call('runs.get', { params: { runId: run.runId } })
    expect(now).toMatchObject({ status: 'open', budget: '20.000000', held: '0.000000', returned: '0.000000' })
    expect(micro(now.spent) + micro(now.left)).toBe(micro(BUDGET))
    expect(now.usage.spent).toBe(now.spent)
    const { credits } = await visitor.at(server.url).call('me.balances', {})
    expect([credits.available, micro(credits.hold)]).toEqual(['70.000000', micro(now.left)])
  }
  const owner = visitor.at(server.url)
  expect(costs.size, 'calls that were answered').toBeGreaterThan(0)
  for (const [callId, cost] of costs)
    expect(await owner.call('calls.get', { params: { callId } })).toMatchObject({ state: 'captured', charged: cost })
  const cut = await owner.call('calls.list', { query: { keyId: run.runId, limit: 200, state: 'aborted' } })
  expect(cut.items.length, 'calls that were under way in a kill').toBeGreaterThan(0)
  expect((await new Caller(server.url, run.secret).chat('One more', { max_tokens: 5 })).status).toBe(200)
  await closeThroughKills(server, owner, run.runId)
})

/** Asked to close again and again while the server dies: the rest comes back exactly once. */
async function closeThroughKills(server: ServerProcess, owner: Visitor, runId: number): Promise<void> {
  const asked = Promise.allSettled(
    Array.from({ length: AGENTS }, () => owner.call('runs.close', { params: { runId } })),
  )
  await server.kill()
  await asked
  const last = await start()
  const closed = await owner.at(last.url).call('runs.close', { params: { runId } })
  expect(closed).toMatchObject({ status: 'closed', left: '0.000000', held: '0.000000' })
  expect(micro(closed.spent) + micro(closed.returned)).toBe(micro(BUDGET))
  const { credits } = await owner.at(last.url).call('me.balances', {})
  expect([micro(credits.available), credits.hold]).toEqual([micro('90') - micro(closed.spent), '0.000000'])
  const { items } = await owner.at(last.url).call('ledger.list', { query: { limit: 200, kind: 'run.close' } })
  expect(items).toHaveLength(1)
  const operator = await new Visitor(last.url).signIn(admin)
  expect((await operator.call('admin.overview', {})).imbalance).toEqual({ credits: '0.000000', lco: '0.00000000' })
  expect(await last.stop()).toBe(0)
  expect(await journalled('run.open')).toBe(1)
}
