/** Testing a key of a channel: what is asked, what comes back, and that no secret does. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageRecord } from '../../engine/metering/rates.ts'
import { createProviders } from '../providers/registry.ts'
import { sandboxModels } from '../providers/sandbox/models.ts'
import { defaultSettings } from '../settings.ts'
import { roughCounter } from '../usage/count.ts'
import type { Channel, ModelKind } from './channel.ts'
import { type ProbeResult, probedModel, probeKey } from './probe.ts'
import { defaultChannelSettings } from './settings.ts'

const providers = new Map(createProviders({ sandbox: { pieceMs: 0 } }).map((one) => [one.name, one]))
const parts = { providers, counter: roughCounter, settings: defaultSettings }

describe('testing a key', () => {
  let server: Server
  let channel: Channel
  let seen: { readonly url: string; readonly body: string }[] = []
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8')
      })
      request.on('end', () => {
        seen.push({ url: request.url ?? '', body })
        reply(request, response, body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const model = (name: string, kind: ModelKind, upstream = `up-${name}`) => ({
      ...{ model: name, upstream, kind },
      ...{ contextLength: null, maxOutput: null, imageTokens: null },
    })
    channel = {
      ...defaultChannelSettings,
      id: 1,
      name: 'c',
      provider: 'openai',
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      allowPrivate: true,
      keys: [{ id: 'k', secret: 'very-secret-value' }],
      models: [
        model('picture', 'image'),
        model('embed', 'embedding'),
        model('chat', 'chat'),
        model('bad', 'chat', 'broken'),
        model('new', 'chat', 'completion-tokens-only'),
        model('gone', 'chat', 'not-there'),
      ],
    }
  })
  afterAll(async () => {
    server.close()
    await Promise.all([...providers.values()].map((one) => one.close()))
  })

  function reply(request: IncomingMessage, response: ServerResponse, body: string): void {
    const end = (status: number, value: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (body.includes('broken')) return end(401, { error: { message: `bad key ${request.headers.authorization}` } })
    if (body.includes('not-there')) return end(404, { error: { message: 'no such model' } })
    if (body.includes('"max_tokens"') && body.includes('completion-tokens-only'))
      return end(400, { error: { message: 'use max_completion_tokens' } })
    if (request.url === '/v1/models') return end(200, { data: [] })
    if (request.url === '/v1/embeddings')
      return end(200, { data: [{ embedding: [1] }], usage: { prompt_tokens: 1, total_tokens: 1 } })
    const choice = { index: 0, message: { role: 'assistant', content: 'pong' }, finish_reason: 'stop' }
    end(200, { choices: [choice], usage: { prompt_tokens: 8, completion_tokens: 2, total_tokens: 10 } })
  }

  function probe(model = probedModel(channel)?.model, on: Partial<Channel> = {}): Promise<ProbeResult> {
    seen = []
    const to = { ...channel, ...on }
    return probeKey(parts, {
      channel: to,
      key: to.keys[0] ?? null,
      model: to.models.find((one) => one.model === model),
    })
  }

  test('asks a chat model before others, by its upstream name, and tells the usage that is reported', async () => {
    const result = await probe()
    expect(result).toMatchObject({ ok: true, model: 'chat', status: 200, detail: null, failure: null })
    expect(usageRecord(result.usage ?? [])).toEqual({ input: 8, output: 2, calls: 1 })
    expect(seen.map(({ url }) => url)).toEqual(['/v1/chat/completions'])
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ model: 'up-chat', max_tokens: 16 })
    expect(await probe('embed')).toMatchObject({ ok: true, model: 'embed' })
    expect(seen.map(({ url }) => url)).toEqual(['/v1/embeddings'])
  })

  test('asks models whose answers are not small for nothing but the list', async () => {
    expect(await probe('picture')).toMatchObject({ ok: true, model: 'picture', status: 200, usage: undefined })
    expect(seen).toEqual([{ url: '/v1/models', body: '' }])
    expect(await probe('picture', { baseUrl: 'http://127.0.0.1:1/v1' })).toMatchObject({
      ok: false,
      failure: { blame: 'upstream' },
    })
  })

  test('asks once more in other words where a model refuses the first limit', async () => {
    expect(await probe('new')).toMatchObject({ ok: true, status: 200 })
    expect(seen.map(({ body }) => Object.keys(JSON.parse(body)).at(-1))).toEqual([
      'max_tokens',
      'max_completion_tokens',
    ])
  })

  test('speaks the language of the channel', async () => {
    const on = { provider: 'sandbox', keys: [], models: sandboxModels }
    expect(await probe('sandbox-chat', on)).toMatchObject({ ok: true, model: 'sandbox-chat', status: 200 })
    const anthropic = await probe('chat', { provider: 'anthropic' })
    expect(seen).toMatchObject([{ url: '/v1/messages' }])
    expect(anthropic).toMatchObject({ ok: false, failure: { problem: { code: 'upstream_malformed' } } })
  })

  test('tells what went wrong and who is to blame, without the key', async () => {
    const refused = await probe('bad')
    expect(refused).toMatchObject({ ok: false, status: 401, failure: { blame: 'key' } })
    expect(refused.detail).toContain('bad key Bearer …')
    expect(refused.detail).not.toContain('very-secret-value')
    expect(await probe('gone')).toMatchObject({ ok: false, status: 404, failure: { blame: 'request' } })
    expect(await probe('chat', { id: 2, baseUrl: 'http://127.0.0.1:1/v1' })).toMatchObject({
      ok: false,
      status: null,
      detail: 'The upstream can not be reached.',
    })
    expect(await probe('nope')).toMatchObject({ ok: false, model: null, status: null })
    expect(seen).toEqual([])
  })
})
