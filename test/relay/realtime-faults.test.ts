/** What upstreams of realtime sessions do wrong: each response is billed once, never for nothing, never above its hold without a cause. */
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { billOf, RealtimeClient } from './realtime-client.ts'
import { answer, created, delta, done, RealtimeUpstream, usage } from './realtime-upstream.ts'
import { codeOf, current, endWorld, rig, upstream, world } from './realtime-world.ts'
import { type Rig, testModel, until } from './rig.ts'

afterEach(endWorld)

const opened = (name: string, credits?: number) => current!.opened(name, credits)

describe('an upstream', () => {
  test('is asked with the channel’s key and headers, under its own name for the model, and never told the caller’s key', async () => {
    await world({ channel: { headers: { 'x-own': 'yes' } } })
    const { client, secret } = await opened('names')
    const [request] = upstream.requests
    expect(request?.url).toBe('/v1/realtime?model=gpt-rt')
    expect(request?.headers).toMatchObject({ authorization: 'Bearer upstream-secret-1', 'x-own': 'yes' })
    expect(JSON.stringify(request?.headers)).not.toContain(secret)
    client.send({ type: 'session.update', session: { type: 'realtime', model: 'rt' } })
    await until(() => upstream.heard.length === 1)
    expect(upstream.heard[0]).toMatchObject({ session: { model: 'gpt-rt' } })
    client.close()
  })

  test('that refuses the socket is passed over for the next one, and told in OpenAI’s shape when it is the last', async () => {
    await world({ channel: { priority: 1 } })
    upstream.refuseWith = 503
    const { secret } = rig.person('refused')
    const client = new RealtimeClient(rig, secret, { model: 'rt' })
    let status = 0
    client.rt.socket.on('unexpected-response', (_request, response) => {
      status = response.statusCode ?? 0
    })
    await until(() => status !== 0)
    expect([status, upstream.requests.length]).toEqual([502, 1])
    const second = new RealtimeUpstream()
    rig.addChannel({
      id: 2,
      baseUrl: await second.listen(),
      speaks: ['openai.realtime'],
      models: [testModel({ model: 'rt', kind: 'realtime' })],
    })
    const other = await RealtimeClient.open(rig, secret, { model: 'rt' })
    expect([upstream.requests.length, second.requests.length]).toEqual([2, 1])
    other.close()
    second.close()
  })

  test('at an address that the channel may not reach is never connected to', async () => {
    await world({ channel: { allowPrivate: false } })
    const { secret } = rig.person('guard')
    const client = new RealtimeClient(rig, secret, { model: 'rt' })
    let failed = ''
    client.rt.socket.on('unexpected-response', (_request, response) => {
      failed = String(response.statusCode)
    })
    await until(() => failed !== '')
    expect([failed, upstream.requests.length]).toEqual(['502', 0])
  })

  test('behind a proxy is reached through a tunnel with the proxy’s credentials', async () => {
    await world()
    const asked: string[] = []
    const proxy = createHttpServer()
    proxy.on('connect', (request, socket, head) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`)
      const [host, port] = (request.url ?? '').split(':')
      const through = connect({ host: host!, port: Number(port) }, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        through.write(head)
        through.pipe(socket).pipe(through)
      })
      through.on('error', () => socket.destroy())
      socket.on('error', () => through.destroy())
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const { port } = proxy.address() as AddressInfo
    const [channel] = rig.channels
    rig.directory.refresh([{ ...channel!, proxy: `http://me:secret@127.0.0.1:${port}` }])
    const { client } = await opened('proxied')
    await client.ask('Hello')
    const upstreamHost = new URL(channel!.baseUrl).host
    expect(asked).toEqual([`${upstreamHost} Basic ${Buffer.from('me:secret').toString('base64')}`])
    client.close()
    await client.over()
    proxy.closeAllConnections()
    proxy.close()
  })

  test('that breaks off in a response is paid for what it delivered, estimated, and the client is told', async () => {
    await world()
    upstream.script = (event, say, socket) => {
      if (event.type !== 'response.create') return
      say(created())
      say(delta('one two three four '))
      setTimeout(() => socket.terminate(), 20)
    }
    const { client, account } = await opened('cut')
    client.say('Hello')
    expect(codeOf(await client.heard('error'))).toBe('upstream_cut')
    expect((await client.over()).code).toBe(1011)
    await until(() => rig.captures().length === 1)
    const [{ facts, usage: used, captured }] = rig.captures() as [ReturnType<Rig['captures']>[number]]
    expect(facts).toMatchObject({ outcome: 'upstream_cut', error: 'upstream_cut', estimated: true })
    expect(usageRecord(used).output).toBeGreaterThan(0)
    expect(usageRecord(used).input).toBeGreaterThan(0)
    expect([rig.balance(account), rig.held(account)]).toEqual([10_000_000 - captured, 0])
  })

  test('that breaks off before any content is paid nothing', async () => {
    await world()
    upstream.script = (event, say, socket) => {
      if (event.type !== 'response.create') return
      say(created())
      setTimeout(() => socket.terminate(), 20)
    }
    const { client, account } = await opened('early')
    client.say('Hello')
    await client.over()
    await until(() => rig.releases().length === 1)
    expect([rig.balance(account), rig.held(account), rig.captures().length]).toEqual([10_000_000, 0, 0])
  })

  test('that reports no usage is paid by our own count, never nothing', async () => {
    await world()
    upstream.script = answer('one two three four five six', {})
    const { client } = await opened('nousage')
    const event = await client.ask('Hello')
    const [captured] = rig.captures()
    expect(captured?.facts).toMatchObject({ estimated: true, outcome: 'stop' })
    expect(usageRecord(captured!.usage).output).toBeGreaterThan(4)
    expect(Number(billOf(event).cost)).toBeGreaterThan(0)
    client.close()
  })

  test('that says nothing of usage and speaks is paid for the length of its sound', async () => {
    await world()
    const sound = Buffer.alloc(48_000).toString('base64')
    upstream.script = (event, say) => {
      if (event.type !== 'response.create') return
      say(created())
      say({ type: 'response.output_audio.delta', response_id: 'r1', delta: sound })
      say(done('r1', {}))
    }
    const { client } = await opened('sound')
    await client.ask('Speak')
    expect(usageRecord(rig.captures()[0]!.usage).outputAudio).toBe(20)
    client.close()
  })

  test('that ends a response twice is paid once', async () => {
    await world()
    upstream.script = (event, say) => {
      if (event.type !== 'response.create') return
      say(created())
      say(delta('hi'))
      say(done())
      say(done())
      say(delta('more'))
      say({ type: 'marker' })
    }
    const { client, account } = await opened('twice')
    client.say('Hello')
    await client.heard('marker')
    expect([client.of('response.done').length, client.of('response.output_text.delta').length]).toEqual([1, 1])
    expect(rig.captures().length).toBe(1)
    expect(rig.balance(account)).toBe(10_000_000 - (10 * 2 + 5 * 4))
    client.close()
  })

  test('that begins a response without saying so has it held all the same', async () => {
    await world()
    upstream.script = (event, say) => {
      if (event.type !== 'response.create') return
      say(delta('hi'))
      say(done())
    }
    const { client } = await opened('unsaid')
    await client.ask('Hello')
    expect(rig.money.log.map(({ type }) => type).filter((type) => type.startsWith('call.'))).toEqual([
      'call.authorize',
      'call.capture',
    ])
    client.close()
  })

  test('that reports negative or absurd usage is believed nowhere near it, and the call is quarantined', async () => {
    await world()
    for (const [index, bad] of [usage(-5, 9e12), usage(10, 90_000_000)].entries()) {
      upstream.script = answer('hi', { usage: bad })
      const { client } = await opened(`absurd${index}`)
      await client.ask('Hello')
      const captured = rig.captures().at(-1)!
      expect(captured.facts.quarantined).toBe(true)
      expect(captured.captured).toBeLessThan(10_000)
      client.close()
    }
  })

  test('that fails a response before content is paid nothing, after content for what came', async () => {
    await world()
    for (const [index, text] of ['', 'some words'].entries()) {
      upstream.script = (event, say) => {
        if (event.type !== 'response.create') return
        say(created())
        if (text !== '') say(delta(text))
        say({ type: 'response.done', response: { id: 'r1', status: 'failed' } })
      }
      const { client, account } = await opened(`failed${index}`)
      const bill = billOf(await client.ask('Hello'))
      expect(bill.charge).toBe(text === '' ? 'free' : 'partial')
      expect(bill.charge_reason).toBe('upstream_error')
      expect(rig.balance(account) === 10_000_000).toBe(text === '')
      client.close()
    }
  })

  test('that says what can not be read ends the session; what was delivered is billed', async () => {
    for (const garbage of ['{"type":"response.output_te', '[1]', '{"no":"type"}', Buffer.from([1, 2])]) {
      await world()
      upstream.script = (event, say, socket) => {
        if (event.type !== 'response.create') return
        say(created())
        say(delta('one two three'))
        socket.send(garbage)
      }
      const { client } = await opened('garbage')
      client.say('Hello')
      expect(codeOf(await client.heard('error'))).toBe('upstream_malformed')
      await client.over()
      await until(() => rig.captures().length === 1)
    }
  })

  test('that sends a frame above all limits ends the session, which is billed', async () => {
    await world()
    upstream.script = (event, say, socket) => {
      if (event.type !== 'response.create') return
      say(created())
      say(delta('one two three'))
      socket.send(`{"type":"x","a":"${'a'.repeat(33 * 1024 * 1024)}"}`)
    }
    const { client } = await opened('huge')
    client.say('Hello')
    await client.over()
    await until(() => rig.captures().length === 1)
  })

  test('that falls silent in a response is given up after its time', async () => {
    await world({ idleMs: 80 })
    upstream.script = (event, say) => {
      if (event.type !== 'response.create') return
      say(created())
      say(delta('one two three'))
    }
    const { client } = await opened('silent')
    client.say('Hello')
    expect(codeOf(await client.heard('error'))).toBe('upstream_timeout')
    await client.over()
    await until(() => rig.captures().length === 1)
    expect(rig.captures()[0]?.facts.outcome).toBe('upstream_timeout')
  })

  test('that takes the connection and never answers is given up after its time', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    await world({ realtime: { openMs: 50 }, channel: { baseUrl: `http://127.0.0.1:${port}/v1` } })
    const client = new RealtimeClient(rig, rig.person('never').secret, { model: 'rt' })
    let status = 0
    client.rt.socket.on('unexpected-response', (_request, response) => {
      status = response.statusCode ?? 0
    })
    await until(() => status !== 0)
    expect([status, rig.relay.running()]).toEqual([504, 0])
    silent.close()
  })

  test('has neither its key nor the operator’s rate limits there told to clients', async () => {
    await world()
    upstream.script = (event, say) => {
      if (event.type !== 'response.create') return
      say({ type: 'rate_limits.updated', rate_limits: [] })
      say({ type: 'error', error: { type: 'x', code: 'x', message: 'Bad key upstream-secret-1.' } })
    }
    const { client } = await opened('secret')
    client.say('Hello')
    expect(JSON.stringify(await client.heard('error'))).not.toContain('upstream-secret-1')
    expect(client.of('rate_limits.updated')).toEqual([])
    client.close()
  })
})

describe('a response', () => {
  test('that outgrows its hold and the balance is cancelled and billed within what was there', async () => {
    await world()
    const words = 'word '.repeat(60)
    upstream.script = (event, say) => {
      if (event.type === 'response.cancel') say(done('r1', { status: 'cancelled', usage: usage(10, 900) }))
      if (event.type !== 'response.create') return
      say(created())
      for (let i = 0; i < 40; i++) say(delta(words))
    }
    const { client, account } = await opened('outgrown', 3_000)
    client.say('Hello')
    const errors = await client.heard('error')
    expect(codeOf(errors)).toBe('hold_exhausted')
    expect(billOf(await client.heard('response.done'))).toMatchObject({
      charge: 'partial',
      charge_reason: 'hold_exhausted',
    })
    expect(rig.balance(account)).toBeGreaterThanOrEqual(0)
    expect(rig.held(account)).toBe(0)
    client.close()
  })

  test('of a key above its rate is not asked for', async () => {
    await world()
    const limits = { requestsPerMinute: 1, tokensPerMinute: null, concurrent: null }
    const { secret } = rig.person('rate', { principal: { limits } })
    const client = await RealtimeClient.open(rig, secret, { model: 'rt' })
    await client.ask('Hello')
    client.say('Hello')
    expect(codeOf(await client.heard('error'))).toBe('rate_limited')
    expect(upstream.heard.filter(({ type }) => type === 'response.create').length).toBe(1)
    client.close()
  })

  test('refused by the core although it looked affordable is cancelled upstream, and nothing of it is passed on', async () => {
    await world()
    upstream.script = (event, say) => {
      if (event.type !== 'response.create') return
      // The credits go elsewhere between the look and the hold.
      rig.driver.do('call.authorize', {
        bootId: rig.relay.bootId,
        callId: 'other',
        account,
        keyId: null,
        cardIds: [rig.directory.candidates('rt', 'realtime')[0]!.card.cardId],
        bound: [Math.floor(rig.balance(account) / 2)],
      })
      say(created())
      say(delta('for nothing'))
      say(done())
      say({ type: 'marker' })
    }
    const { client, account } = await opened('raced')
    client.say('Hello')
    expect(codeOf(await client.heard('error'))).toBe('insufficient_credits')
    await client.heard('marker')
    expect(client.told.filter(({ type }) => type.startsWith('response.'))).toEqual([])
    // What it has cost upstream is the platform's: 10 tokens read, 5 written.
    expect(rig.driver.seen('call.unrecovered')).toMatchObject([{ amount: 10 + 5 * 2 }])
    await until(() => upstream.heard.some(({ type }) => type === 'response.cancel'))
    expect(rig.captures()).toEqual([])
    client.close()
  })

  test('that began is written to nobody before its hold is on disk', async () => {
    await world()
    const { client } = await opened('disk')
    const order: string[] = []
    const { authorize } = rig.money
    Object.assign(rig.money, {
      authorize: async (input: Parameters<typeof authorize>[0]) => {
        const answered = await authorize(input)
        await sleep(30)
        order.push('held')
        return answered
      },
    })
    client.rt.on('response.created', () => void order.push('created'))
    await client.ask('Hello')
    expect(order).toEqual(['held', 'created'])
    client.close()
  })
})
