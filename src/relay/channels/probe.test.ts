/** Testing a channel: what comes back, and that no secret does. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProviders } from '../providers/registry.ts'
import { sandboxModels } from '../providers/sandbox/models.ts'
import type { Channel } from './channel.ts'
import { probeChannel } from './probe.ts'
import { defaultChannelSettings } from './settings.ts'

const providers = createProviders({ sandbox: { pieceMs: 0 } })
const provider = (name: string) => providers.find((one) => one.name === name)!

describe('testing a channel', () => {
  let server: Server
  let channel: Channel
  const seen: { readonly url: string; readonly body: string }[] = []
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8')
      })
      request.on('end', () => {
        seen.push({ url: request.url ?? '', body })
        const refused = body.includes('broken')
        response.writeHead(refused ? 401 : 200).end(refused ? `bad key ${request.headers.authorization}` : '{}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const model = { contextLength: null, maxOutput: null, imageTokens: null }
    channel = {
      ...defaultChannelSettings,
      id: 1,
      name: 'c',
      provider: 'openai',
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      allowPrivate: true,
      keys: [{ id: 'k', secret: 'very-secret-value' }],
      models: [
        { ...model, model: 'chat', upstream: 'up-chat', kind: 'chat' },
        { ...model, model: 'embed', upstream: 'up-embed', kind: 'embedding' },
        { ...model, model: 'bad', upstream: 'broken', kind: 'chat' },
      ],
    }
  })
  afterAll(async () => {
    server.close()
    await Promise.all(providers.map((one) => one.close()))
  })

  test('asks the first model by its upstream name, or the one that is named, in its own way', async () => {
    expect(await probeChannel(provider('openai'), channel)).toMatchObject({
      ok: true,
      model: 'chat',
      status: 200,
      detail: null,
    })
    expect(await probeChannel(provider('openai'), channel, { model: 'embed' })).toMatchObject({
      ok: true,
      model: 'embed',
    })
    expect(seen.map(({ url }) => url)).toEqual(['/v1/chat/completions', '/v1/embeddings'])
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ model: 'up-chat' })
    expect(
      await probeChannel(provider('sandbox'), { ...channel, provider: 'sandbox', keys: [], models: sandboxModels }),
    ).toMatchObject({ ok: true, model: 'sandbox-chat' })
  })

  test('tells what went wrong without the key', async () => {
    const refused = await probeChannel(provider('openai'), channel, { model: 'bad' })
    expect(refused).toMatchObject({ ok: false, status: 401 })
    expect(refused.detail).toContain('bad key Bearer …')
    expect(
      await probeChannel(provider('openai'), { ...channel, id: 2, baseUrl: 'http://127.0.0.1:1/v1' }),
    ).toMatchObject({ ok: false, status: null, detail: 'The upstream can not be reached.' })
    expect(await probeChannel(provider('openai'), channel, { model: 'nope' })).toMatchObject({
      ok: false,
      model: 'nope',
      status: null,
    })
  })
})
