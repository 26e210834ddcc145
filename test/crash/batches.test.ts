/** A server killed with SIGKILL in the middle of a batch, again and again: every line is answered and billed once, none is lost. */
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prng } from '../../src/base/prng.ts'
import type { ResponseOf } from '../../src/contract/index.ts'
import { micro, Town } from '../product/people.ts'
import { scaled } from '../scale.ts'
import { ServerProcess, temporaryDir, type Visitor } from '../server-process.ts'

const KILLS = Math.max(3, scaled(60))
const LINES = 120 + KILLS * 40
const RUNS = 3

const dir = temporaryDir()
const random = prng(7)

let server: ServerProcess
let visitor: Visitor
let secret = ''

const start = (): Promise<ServerProcess> => ServerProcess.start({ dataDir: dir.path })
const client = (): OpenAI => new OpenAI({ apiKey: secret, baseURL: `${server.url}/v1`, maxRetries: 0 })

beforeAll(async () => {
  server = await start()
  const person = await (await Town.of(server)).person('ann', '90')
  visitor = person.visitor
  secret = person.caller.key
})
afterAll(async () => {
  await server.kill()
  dir.remove()
})

interface Row {
  readonly custom_id: string
  readonly response: { readonly status_code: number; readonly request_id: string }
}

it(`answers and bills every line of a batch once over ${KILLS} kills, and every response in the background`, async () => {
  const lines = Array.from({ length: LINES }, (_, i) => ({
    ...{ custom_id: `line-${i}`, method: 'POST', url: '/v1/chat/completions' },
    body: { model: 'sandbox-chat', max_tokens: 20, messages: [{ role: 'user', content: `Question ${i}` }] },
  }))
  const text = lines.map((line) => JSON.stringify(line)).join('\n')
  const file = await client().files.create({ file: await toFile(Buffer.from(text), 'in.jsonl'), purpose: 'batch' })
  const { id } = await client().batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  const ask = { model: 'sandbox-chat', input: 'Tell me more', max_output_tokens: 200, background: true }
  const begun = await Promise.all(Array.from({ length: RUNS }, () => client().responses.create(ask)))
  for (let kills = 0; kills < KILLS; kills++) {
    await new Promise((resolve) => setTimeout(resolve, random.below(600)))
    await server.kill()
    server = await start()
    const { status } = await client().batches.retrieve(id)
    expect(['validating', 'in_progress', 'finalizing', 'completed']).toContain(status)
  }
  const done = await settled(async () => client().batches.retrieve(id), 'completed')
  expect(done).toMatchObject({ request_counts: { total: LINES, completed: LINES, failed: 0 }, error_file_id: null })
  const output = await (await client().files.content(done.output_file_id ?? '')).text()
  const rows = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
  expect(rows.map(({ custom_id }) => custom_id)).toEqual(lines.map(({ custom_id }) => custom_id))
  for (const response of begun) await settled(async () => client().responses.retrieve(response.id), 'completed')

  const calls = await allCalls()
  const captured = calls.filter(({ state }) => state === 'captured')
  const byId = new Map(captured.map((call) => [call.callId, call]))
  for (const { response } of rows) expect(byId.has(response.request_id), response.request_id).toBe(true)
  expect(new Set(rows.map(({ response }) => response.request_id)).size).toBe(LINES)
  expect(captured.length).toBe(LINES + RUNS)
  const { credits } = await visitor.at(server.url).call('me.balances', {})
  const charged = captured.reduce((sum, { charged }) => sum + micro(charged), 0)
  expect([micro(credits.available), credits.hold]).toEqual([90_000_000 - charged, '0.000000'])
})

async function settled<T extends { readonly status?: string }>(read: () => Promise<T>, status: string): Promise<T> {
  for (let i = 0; i < 6_000; i++) {
    const found = await read()
    if (found.status === status) return found
    expect(['failed', 'expired', 'cancelled']).not.toContain(found.status)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('waited in vain')
}

async function allCalls() {
  const calls: ResponseOf<'calls.list'>['items'][number][] = []
  let cursor: string | undefined
  do {
    const page = await visitor
      .at(server.url)
      .call('calls.list', { query: { limit: 200, ...(cursor ? { cursor } : {}) } })
    calls.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return calls
}
