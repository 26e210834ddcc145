/** Claims about long lists as CSV, over real connections: whole, as fast as they are taken, broken off when they can not be finished. */
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../contract/endpoint.ts'
import { csvQuery, pageOf, pageQuery } from '../contract/values.ts'
import { sendCsv } from './csv-export.ts'
import { Exports } from './exports.ts'

const ROWS = 50_000
/** So that all of them are far more than what sockets buffer. */
const WIDTH = 1_000
const list = endpoint({
  ...{ id: 'rows.list', method: 'GET', path: '/rows', summary: 'Rows', auth: 'public', csv: true },
  query: z.strictObject({ ...pageQuery, ...csvQuery }),
  response: pageOf(z.object({ row: z.number(), text: z.string() })),
})

interface Query {
  readonly limit?: number
  readonly cursor?: string
}

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
})

/** Serves the list to the end, or until a row that can not be read. */
async function serve(exports = new Exports(), broken = Number.POSITIVE_INFINITY) {
  const seen = { pages: 0, rows: 0, largest: 0 }
  const read = async (query: unknown) => {
    const { limit = 50, cursor = '0' } = query as Query
    await sleep(0)
    const from = Number(cursor)
    if (from >= broken) throw new Error('history has stopped')
    const items = Array.from({ length: Math.min(limit, ROWS - from) }, (_, i) => ({
      row: from + i,
      text: 'x'.repeat(WIDTH),
    }))
    seen.pages += 1
    seen.rows += items.length
    seen.largest = Math.max(seen.largest, items.length)
    return { items, nextCursor: from + items.length < ROWS ? String(from + items.length) : null }
  }
  const app = fastify()
  app.get('/rows', (request, reply) => {
    const leave = exports.enter('somebody')
    const asked = request.query as { readonly limit?: string }
    const query = { format: 'csv', ...(asked.limit === undefined ? {} : { limit: Number(asked.limit) }) }
    return sendCsv(reply, list, { read, query, leave })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  open.push({
    close: () => {
      app.server.closeAllConnections()
      return app.close()
    },
  })
  const { port } = app.server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/rows`, seen }
}

async function asked(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage]
  return response
}

it('50,000 rows come whole and in order, in pages of bounded size', async () => {
  const { url, seen } = await serve()
  const lines = (await (await fetch(url)).text()).split('\r\n')
  expect([lines[0], lines.at(-1), lines.length]).toEqual(['row,text', '', ROWS + 2])
  expect(lines.slice(1, -1).every((line, index) => line.startsWith(`${index},`))).toBe(true)
  expect(seen.rows).toBe(ROWS)
  expect(seen.largest).toBeLessThanOrEqual(1_000)
})

it('nothing is read far ahead of a reader that does not take it', async () => {
  const { url, seen } = await serve()
  const response = await asked(url)
  response.pause()
  let before = -1
  while (before !== seen.rows) {
    before = seen.rows
    await sleep(100)
  }
  expect(seen.rows).toBeLessThan(ROWS / 2)
  let bytes = 0
  for await (const piece of response) bytes += (piece as Buffer).length
  expect(seen.rows).toBe(ROWS)
  expect(bytes).toBeGreaterThan(ROWS * WIDTH)
})

it('a list that can not be read to its end is broken off, not ended', async () => {
  const { url } = await serve(new Exports(), 5_000)
  const response = await asked(url)
  expect(response.statusCode).toBe(200)
  const taken = (async () => {
    for await (const _ of response);
  })()
  await expect(taken).rejects.toThrow('aborted')
})

it('a size gives one page and says where the next begins', async () => {
  const { url, seen } = await serve()
  const response = await fetch(`${url}?limit=20`)
  expect((await response.text()).split('\r\n')).toHaveLength(22)
  expect([response.headers.get('x-next-cursor'), seen.pages]).toEqual(['20', 1])
})

it('one caller has four files on their way at a time; each that ends or is left makes room', async () => {
  const { url } = await serve()
  const slow = await Promise.all(Array.from({ length: 4 }, () => asked(url)))
  for (const response of slow) response.pause()
  expect((await fetch(url)).ok).toBe(false)
  slow[0]?.destroy()
  let again = false
  for (let tries = 0; tries < 100 && !again; tries++) {
    await sleep(10)
    const response = await asked(url)
    again = response.statusCode === 200
    response.destroy()
  }
  expect(again).toBe(true)
  for (const response of slow) response.destroy()
})
