/** The whole server killed with SIGKILL while videos are made: after the next start each is finished and billed once, or said to be of unknown outcome and free. */
import OpenAI from 'openai'
import { afterAll, describe, expect, it } from 'vitest'
import { decodePayload } from '../../src/journal/codec.ts'
import { openSqliteReader } from '../../src/journal/sqlite/reader.ts'
import { ServerProcess, temporaryDir, Visitor } from '../server-process.ts'

const dir = temporaryDir()
const start = () => ServerProcess.start({ dataDir: dir.path })
afterAll(() => {
  dir.remove()
})

const PATIENCE_MS = 60_000

/** How often each call was captured or released, by the journal. */
async function ends(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  const journal = openSqliteReader(dir.path)
  for await (const group of journal.read(0)) {
    for (const { type, input } of decodePayload(group.payload, group.format)) {
      if ((type === 'call.capture' || type === 'call.release') && 'callId' in input)
        found.set(input.callId, [...(found.get(input.callId) ?? []), type])
    }
  }
  await journal.close()
  return found
}

describe('a server that is killed while videos are made', () => {
  it('finishes them after its next start, bills each once, and gives back what no upstream is known to have taken', async () => {
    let server = await start()
    const visitor = await new Visitor(server.url).signUp('director')
    await visitor.call('faucet.draw', { body: { amount: '90' } })
    const { secret } = await visitor.call('keys.create', { body: { name: 'film', scopes: ['relay', 'read'] } })
    const client = () => new OpenAI({ apiKey: secret, baseURL: `${server.url}/v1`, maxRetries: 0 })
    const shot = { model: 'sandbox-video', prompt: 'Night falls', seconds: '8' } as const
    const job = await client().videos.create(shot)
    // Some are cut off wherever they are: before their hold, before an upstream has them, before the answer.
    const cut = Array.from({ length: 6 }, () =>
      client()
        .videos.create({ ...shot, seconds: '4' })
        .catch(() => undefined),
    )
    await Promise.race(cut)
    await server.kill()
    await Promise.all(cut)
    // And once more while the first one waits for its end.
    server = await start()
    expect(await client().videos.retrieve(job.id)).toMatchObject({ id: job.id, prompt: shot.prompt })
    await server.kill()
    server = await start()
    const deadline = Date.now() + PATIENCE_MS
    const open = async () =>
      (await client().videos.list({ limit: 50 })).data.filter(({ status }) => !['completed', 'failed'].includes(status))
    while ((await open()).length > 0) {
      if (Date.now() > deadline) throw new Error(JSON.stringify(await open()))
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    const all = (await client().videos.list({ limit: 50 })).data
    const jobs = all.filter(({ status }) => status === 'completed')
    // Whom the kill met between asking the upstream and its answer.
    const unknown = all.filter(({ status }) => status === 'failed')
    expect(unknown.map(({ error }) => error?.code)).toEqual(unknown.map(() => 'outcome_unknown'))
    expect(jobs.map(({ id }) => id)).toContain(job.id)
    const film = Buffer.from(await (await client().videos.downloadContent(job.id)).arrayBuffer())
    expect(film.toString('latin1', 4, 8)).toBe('ftyp')
    const billed = jobs.reduce((sum, { seconds }) => sum + Number(seconds) * 0.15, 0)
    const { credits } = await visitor.at(server.url).call('me.balances', {})
    expect(Number(credits.available)).toBeCloseTo(90 - billed, 6)
    expect(Number(credits.hold)).toBe(0)
    await server.stop()
    const captures = [...(await ends()).values()].filter((types) => types.includes('call.capture'))
    expect(captures).toEqual(jobs.map(() => ['call.capture']))
  })
})
