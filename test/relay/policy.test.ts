/** What an operator sets of channels and keys, as a caller meets it: groups, overrides, proxies, caches, limits, balances. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { flatRates } from '../../src/engine/metering/rates.ts'
import { Rig, testModel } from './rig.ts'
import { completion, usage } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const noLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrent: null }

let rig: Rig
const servers: Server[] = []
afterEach(async () => {
  await rig.stop()
  for (const server of servers.splice(0)) server.close()
})

describe('channels', () => {
  test('serve only accounts of their groups, and only those see their models', async () => {
    rig = await new Rig({ channels: [{ groups: ['lab'] }] }).start()
    const inside = rig.person('inside', { principal: { groups: ['lab', 'x'] } })
    const outside = rig.person('outside')
    await inside.client.chat.completions.create({ model: 'm', messages })
    expect((await inside.client.models.list()).data.map(({ id }) => id)).toEqual(['m'])
    expect((await outside.client.models.list()).data).toEqual([])
    await expect(outside.client.chat.completions.create({ model: 'm', messages })).rejects.toMatchObject({
      status: 404,
    })
    expect(rig.upstream.requests).toHaveLength(1)
  })

  test('set, add and take out members of the body that the operator has fixed', async () => {
    rig = await new Rig({ channels: [{ overrides: { temperature: 0.5, user: null, safe_prompt: true } }] }).start()
    const { client } = rig.person('p')
    await client.chat.completions.create({ model: 'm', messages, temperature: 2, user: 'me' })
    expect(rig.upstream.requests[0]?.body).toEqual({ model: 'm', messages, temperature: 0.5, safe_prompt: true })
  })

  test('are reached through their proxy, with its credentials', async () => {
    const seen: (string | undefined)[] = []
    const proxy = createServer().on('connect', (request, socket) => {
      seen.push(request.headers['proxy-authorization'])
      const [host = '', port] = (request.url ?? '').split(':')
      const through = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        through.pipe(socket).pipe(through)
      })
      through.on('error', () => socket.destroy())
      socket.on('error', () => through.destroy())
    })
    servers.push(proxy)
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as AddressInfo
    rig = await new Rig({ channels: [{ proxy: `http://who:s%40cret@127.0.0.1:${port}` }] }).start()
    await rig.person('p').client.chat.completions.create({ model: 'm', messages })
    expect(seen).toEqual([`Basic ${Buffer.from('who:s@cret').toString('base64')}`])
    expect(rig.upstream.requests).toHaveLength(1)
  })

  test.each(['hangs up', 'refuses', 'is no proxy'])(
    'whose proxy %s fail at once, and it is asked once',
    async (does) => {
      let asked = 0
      const proxy = createServer((_request, response) => response.end('Hello'))
      if (does !== 'is no proxy')
        proxy.on('connect', (_request, socket) => {
          asked++
          if (does === 'hangs up') socket.destroy()
          else socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
        })
      servers.push(proxy)
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
      const { port } = proxy.address() as AddressInfo
      rig = await new Rig({ channels: [{ proxy: `http://127.0.0.1:${port}` }] }).start()
      const call = rig.person('p').client.chat.completions.create({ model: 'm', messages })
      await expect(call).rejects.toMatchObject({ status: 502, code: 'upstream_unreachable' })
      expect([asked, rig.upstream.requests.length]).toEqual([does === 'is no proxy' ? 0 : 1, 0])
    },
  )
})

describe('prompt caches', () => {
  const cached = flatRates({ input: 1_000_000, output: 2_000_000, cacheRead: 100_000 })
  const plain = flatRates({ input: 1_000_000, output: 2_000_000 })
  const keys = ['a', 'b', 'c', 'd'].map((id) => ({ id, secret: `secret-${id}` }))
  const conversation = (about: string) => [{ role: 'system' as const, content: about.padEnd(3_000, '.') }, ...messages]

  test('calls of one conversation go to the same key where cached input is cheaper, different ones are spread', async () => {
    rig = await new Rig({ channels: [] }).start()
    rig.addChannel({ id: 1, baseUrl: `${rig.upstreamUrl}`, keys }, cached)
    const { client } = rig.person('p')
    const used = new Map<string, Set<string>>()
    for (const about of ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']) {
      for (let turn = 0; turn < 4; turn++) {
        await client.chat.completions.create({
          model: 'm',
          messages: [...conversation(about), ...messages.slice(turn)],
        })
        const key = rig.upstream.requests.at(-1)?.headers.authorization ?? ''
        used.set(about, (used.get(about) ?? new Set()).add(key))
      }
    }
    expect([...used.values()].every((set) => set.size === 1)).toBe(true)
    expect(new Set([...used.values()].flatMap((set) => [...set])).size).toBeGreaterThan(1)
  })

  test('health goes before the cache: a failing key loses its conversations and nobody else’s', async () => {
    rig = await new Rig({ channels: [] }).start()
    rig.addChannel({ id: 1, baseUrl: `${rig.upstreamUrl}`, keys }, cached)
    const { client } = rig.person('p')
    const ask = () => client.chat.completions.create({ model: 'm', messages: conversation('one') })
    await ask()
    const first = rig.upstream.requests[0]?.headers.authorization
    const script = completion('ok', usage(1, 1))
    rig.upstream.script = (request, response) => {
      if (request.headers.authorization !== first) return script(request, response)
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}')
    }
    await ask()
    await ask()
    const after = rig.upstream.requests.slice(1).map(({ headers }) => headers.authorization)
    expect([after[0], after[1] === after[2], after[1] === first]).toEqual([first, true, false])
  })

  test('keys are taken in turn where nothing is gained by staying', async () => {
    rig = await new Rig({ channels: [] }).start()
    rig.addChannel({ id: 1, baseUrl: `${rig.upstreamUrl}`, keys }, plain)
    const { client } = rig.person('p')
    for (let i = 0; i < 4; i++) await client.chat.completions.create({ model: 'm', messages: conversation('one') })
    expect(new Set(rig.upstream.requests.map(({ headers }) => headers.authorization)).size).toBe(4)
  })
})

describe('keys', () => {
  test('with limits learn what is left of them on every answer, refusals included', async () => {
    rig = await new Rig().start()
    const limits = { ...noLimits, requestsPerMinute: 2, tokensPerMinute: 1_000 }
    const { client, secret } = rig.person('p', { principal: { limits } })
    rig.upstream.script = completion('ok', usage(10, 5))
    const first = (await client.chat.completions.create({ model: 'm', messages }).withResponse()).response.headers
    expect(first.get('x-ratelimit-limit-requests')).toBe('2')
    expect(first.get('x-ratelimit-remaining-requests')).toBe('1')
    expect(first.get('ratelimit-policy')).toBe('"requests";q=2;w=60, "tokens";q=1000;w=60')
    expect(first.get('ratelimit')).toMatch(/^"requests";r=1;t=\d+, "tokens";r=1000;t=0$/)
    const body = JSON.stringify({ model: 'm', messages })
    const second = await rig.post('/chat/completions', { secret, body })
    expect(Number(second.headers.get('x-ratelimit-remaining-tokens'))).toBeLessThan(1_000)
    const third = await rig.post('/chat/completions', { secret, body })
    expect([third.status, third.headers.get('x-ratelimit-remaining-requests')]).toEqual([429, '0'])
    expect(third.headers.get('retry-after')).toMatch(/^\d+$/)
  })

  test('that fit answers to the balance ask for the longest answer it covers, and say so', async () => {
    rig = await new Rig({ channels: [{ models: [testModel({ maxOutput: 10_000 })] }] }).start()
    const { client, account } = rig.person('p', { credits: 5_000, principal: { fitToBalance: true } })
    rig.upstream.script = completion('ok', usage(10, 5))
    const { response } = await client.chat.completions.create({ model: 'm', messages }).withResponse()
    const output = Number(response.headers.get('x-lx-max-tokens'))
    expect(rig.upstream.requests[0]?.body['max_tokens']).toBe(output)
    // Output costs 4 µCR a token; what is left over would not have paid one more.
    expect(output).toBeGreaterThan(500)
    expect(output).toBeLessThan(1_250)
    expect(rig.balance(account)).toBe(5_000 - 40)
  })

  test('never lower a limit that the caller has stated', async () => {
    rig = await new Rig({ channels: [{ models: [testModel({ maxOutput: 10_000 })] }] }).start()
    const { client } = rig.person('p', { credits: 5_000, principal: { fitToBalance: true } })
    const asked = client.chat.completions.create({ model: 'm', messages, max_tokens: 9_000 })
    await expect(asked).rejects.toMatchObject({ status: 402 })
    expect(rig.upstream.requests).toEqual([])
  })

  test('without that wish are refused where the balance does not cover the longest answer', async () => {
    rig = await new Rig({ channels: [{ models: [testModel({ maxOutput: 10_000 })] }] }).start()
    const { client } = rig.person('p', { credits: 5_000 })
    await expect(client.chat.completions.create({ model: 'm', messages })).rejects.toMatchObject({ status: 402 })
  })
})
