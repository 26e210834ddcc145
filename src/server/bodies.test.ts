/** Claims about how much of what clients send is held at once. */
import { once } from 'node:events'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createApp } from './app.ts'

const MOST = 100_000
let app: FastifyInstance
let port: number
let answerAll: () => void

beforeAll(async () => {
  app = createApp({ log: silentLog, meter: createMetrics().http, bodyBytes: MOST })
  const answered = new Promise<void>((resolve) => {
    answerAll = resolve
  })
  app.post('/slow', () => answered.then(() => ({})))
  app.post('/quick', ({ body }) => ({ length: JSON.stringify(body).length }))
  port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
})
afterAll(() => app.close())

const body = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))
const post = (path: string, bytes: number) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: body(bytes),
  })

/** An upload that begins and does not go on. */
async function stalled(bytes: number) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const head = 'POST /quick HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
  socket.write(`${head}${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`)
  return socket
}

async function until(fits: () => Promise<boolean>): Promise<void> {
  for (let time = 0; time < 300; time++) {
    if (await fits()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('never')
}

describe('bodies', () => {
  it('are taken while there is room, and again once those before are answered', async () => {
    const held = [post('/slow', 40_000), post('/slow', 40_000)]
    await until(async () => (await post('/quick', 30_000)).status === 503)
    const refused = await post('/quick', 30_000)
    expect(refused.headers.get('retry-after')).toBe('2')
    expect(await refused.json()).toMatchObject({ code: 'overloaded' })
    expect((await post('/quick', 4_000)).status).toBe(200)
    answerAll()
    for (const answer of await Promise.all(held)) expect(answer.status).toBe(200)
    await until(async () => (await post('/quick', 90_000)).status === 200)
  })

  it('count as they come, and no more once their sender is gone', async () => {
    const sockets = await Promise.all([stalled(50_000), stalled(40_000)])
    await until(async () => (await post('/quick', 20_000)).status === 503)
    for (const socket of sockets) socket.destroy()
    await until(async () => (await post('/quick', 90_000)).status === 200)
  })
})
