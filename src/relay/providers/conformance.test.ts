/** Runs the conformance suite over the registry, and what only providers with connections must do. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { afterAll, describe, expect, test } from 'vitest'
import type { Channel } from '../channels/channel.ts'
import { defaultChannelSettings } from '../channels/settings.ts'
import { aiSdkProvider } from './ai-sdk/provider.ts'
import { type ProviderRig, providerConformance } from './conformance.ts'
import { createProviders } from './registry.ts'
import { sandboxModels } from './sandbox/models.ts'

const model = {
  model: 'm',
  upstream: 'm',
  kind: 'chat' as const,
  contextLength: null,
  maxOutput: null,
  imageTokens: null,
}
const channelOf = (change: Partial<Channel>): Channel => ({
  ...defaultChannelSettings,
  id: 1,
  name: 'c',
  provider: '',
  keys: [],
  models: [model],
  allowPrivate: true,
  ...change,
})

const servers: Server[] = []
const providers = createProviders({ sandbox: { pieceMs: 1 } })
const providerNamed = (name: string) => providers.find((provider) => provider.name === name)!

/** How each provider of the registry gets something to talk to. */
const rigs: Readonly<Record<string, () => Promise<ProviderRig>>> = {
  sandbox: async () => ({
    provider: providerNamed('sandbox'),
    channel: channelOf({ provider: 'sandbox', models: sandboxModels }),
    model: 'sandbox-chat',
    cutPrompt: '!cut 3 hello',
    longPrompt: '!long 120 hello',
  }),
  openai: async () => ({
    provider: providerNamed('openai'),
    channel: channelOf({ provider: 'openai', baseUrl: await upstream(), keys: [{ id: 'k', secret: 's' }] }),
    model: 'm',
    cutPrompt: 'cut',
    longPrompt: 'long',
  }),
  anthropic: async () => ({
    provider: providerNamed('anthropic'),
    channel: channelOf({ provider: 'anthropic', baseUrl: await upstream(), keys: [{ id: 'k', secret: 's' }] }),
    model: 'm',
    cutPrompt: 'cut',
    longPrompt: 'long',
  }),
  gemini: async () => ({
    provider: providerNamed('gemini'),
    channel: channelOf({ provider: 'gemini', baseUrl: await upstream(), keys: [{ id: 'k', secret: 's' }] }),
    model: 'm',
    cutPrompt: 'cut',
    longPrompt: 'long',
  }),
  'ai-sdk': async () => ({
    provider: aiSdk,
    channel: channelOf({ provider: 'ai-sdk' }),
    model: 'm',
    body: (prompt, stream) => ({
      ...{ model: 'm', stream, maxOutput: 10 },
      generation: { tools: [], messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }] },
    }),
    cutPrompt: 'cut',
    longPrompt: 'long',
  }),
}

/** All providers of the AI SDK move their responses the same way; what they say is tested in test/relay/foreign.test.ts. */
const aiSdk = aiSdkProvider({
  name: 'ai-sdk',
  title: '',
  needsBaseUrl: false,
  needsKey: false,
  open: async () => ({ language: scriptedModel }),
})

function scriptedModel(modelId: string): LanguageModelV4 {
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  }
  const finishReason = { unified: 'stop', raw: 'stop' } as const
  return {
    specificationVersion: 'v4',
    provider: 'test',
    modelId,
    supportedUrls: {},
    doGenerate: async () => ({ content: [{ type: 'text', text: 'hello' }], finishReason, usage, warnings: [] }),
    async doStream({ prompt }) {
      const asked = JSON.stringify(prompt)
      return { stream: streamOf(scriptedParts(asked, { type: 'finish', finishReason, usage })) }
    },
  }
}

function streamOf<T>(items: AsyncGenerator<T>): ReadableStream<T> {
  return new ReadableStream<T>({
    async pull(controller) {
      const step = await items.next()
      if (step.done) controller.close()
      else controller.enqueue(step.value)
    },
  })
}

async function* scriptedParts(
  asked: string,
  finish: LanguageModelV4StreamPart,
): AsyncGenerator<LanguageModelV4StreamPart> {
  yield { type: 'text-start', id: '0' }
  for (let i = 0; i < (asked.includes('long') ? 300 : 4); i++) {
    yield { type: 'text-delta', id: '0', delta: `${i} ` }
    await sleep(i < 3 ? 2 : 0)
  }
  if (asked.includes('cut')) throw new Error('cut')
  yield finish
}

/** Answers by prompt; a long stream is far more than the socket buffers hold. */
async function upstream(): Promise<string> {
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
    })
    request.on('end', async () => {
      if (!text.includes('"stream":true')) return void response.end('{"ok":true}')
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const pieces = text.includes('long') ? 300 : 4
      for (let i = 0; i < pieces && !response.destroyed; i++) {
        response.write(`data: ${i} ${'x'.repeat(20_000)}\n\n`)
        await sleep(i < 3 ? 2 : 0)
      }
      if (text.includes('cut')) response.socket?.destroy()
      else response.end()
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

afterAll(async () => {
  await Promise.all(providers.map((provider) => provider.close()))
  for (const server of servers) server.closeAllConnections()
})

test('every provider of the registry is held to the suite', () => {
  const channel = channelOf({ baseUrl: 'https://upstream.example/v1' })
  const held = providers.map((provider) => (provider.speaks(channel)[0] === 'lx.parts' ? 'ai-sdk' : provider.name))
  expect(Object.keys(rigs).sort()).toEqual([...new Set(held)].sort())
})

for (const [name, open] of Object.entries(rigs)) describe(`provider ${name}`, () => providerConformance(open))

describe('connections of the OpenAI-compatible provider', () => {
  const send = (channel: Channel) =>
    new Promise<string>((resolve) => {
      const request = {
        channel,
        key: null,
        path: '/x',
        method: 'POST' as const,
        body: Buffer.from('{}'),
        stream: false,
      }
      providerNamed('openai').send(request, {
        head: (status) => resolve(String(status)),
        data: () => undefined,
        end: () => undefined,
        fail: (problem) => resolve(problem.code),
      })
    })

  test('private addresses are refused at connect time, as literal and by name, unless the channel allows them', async () => {
    const baseUrl = await upstream()
    const { port } = new URL(baseUrl)
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '2130706433', '127.1', '[::ffff:7f00:1]']) {
      const channel = channelOf({ id: 50 + host.length, baseUrl: `http://${host}:${port}/v1`, allowPrivate: false })
      expect([host, await send(channel)]).toEqual([host, 'upstream_unreachable'])
    }
    expect(await send(channelOf({ id: 80, baseUrl, allowPrivate: true }))).toBe('200')
  })

  test('an upstream that is not there is unreachable, not an exception', async () => {
    expect(await send(channelOf({ id: 81, baseUrl: 'http://127.0.0.1:1/v1' }))).toBe('upstream_unreachable')
    expect(await send(channelOf({ id: 82, baseUrl: 'http://name.invalid/v1' }))).toBe('upstream_unreachable')
    expect(await send(channelOf({ id: 83, baseUrl: await upstream(), headers: { 'bad header': 'x' } }))).toBe(
      'upstream_unreachable',
    )
  })

  test('header overrides of the channel win over the provider’s own', async () => {
    let seen: Record<string, unknown> = {}
    const server = createServer((request, response) => {
      seen = request.headers
      response.end('{}')
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    expect(await send(channelOf({ id: 84, baseUrl, headers: { 'X-Team': 'blue', 'User-Agent': 'mine' } }))).toBe('200')
    expect(seen).toMatchObject({ 'x-team': 'blue', 'user-agent': 'mine' })
  })
})
