/** Traces of calls through the running server, as a small OTLP receiver gets them; and what must never be in them. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ServerProcess, temporaryDir } from '../server-process.ts'
import { Town } from './people.ts'

interface Attribute {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: number; readonly boolValue?: boolean }
}
interface Span {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: readonly Attribute[]
}

const secrets = { channel: 'canary-channel-7f3b', prompt: 'canary-prompt-7f3b', header: 'canary-header-7f3b' }
const dir = temporaryDir()
const received: string[] = []
const tokens: (string | undefined)[] = []
const seen: (string | undefined)[] = []
let receiver: Server
let upstream: Server
let server: ServerProcess
let town: Town

const portOf = (of: Server): number => (of.address() as AddressInfo).port

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push(`${request.url} ${Buffer.concat(chunks).toString('utf8')}`)
    tokens.push(request.headers['x-collector'] as string | undefined)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  upstream = createServer((request, response) => {
    seen.push(request.headers.traceparent as string | undefined)
    request.resume().on('end', () => {
      if (request.url?.startsWith('/broken')) return response.writeHead(503).end(secrets.channel)
      const choice = { index: 0, message: { role: 'assistant', content: secrets.prompt }, finish_reason: 'stop' }
      const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices: [choice], usage }))
    })
  }).listen(0, '127.0.0.1')
  await Promise.all([once(receiver, 'listening'), once(upstream, 'listening')])
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(receiver)}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector=let%20me%20in',
    OTEL_SERVICE_NAME: 'exchange-test',
    LX_TRACE_UPSTREAMS: 'on',
  }
  server = await ServerProcess.start({ dataDir: dir.path, env })
  town = await Town.of(server)
  for (const [name, path, priority] of [
    ['Broken', '/broken', 9],
    ['Backup', '/v1', 1],
  ] as const) {
    const { channelId } = await town.operator.call('admin.channels.create', {
      body: {
        ...{ name, provider: 'openai', priority, allowPrivate: true, secrets: [secrets.channel] },
        baseUrl: `http://127.0.0.1:${portOf(upstream)}${path}`,
        headers: { 'x-inner': secrets.header },
        models: [{ model: 'traced', upstream: 'up-model' }],
      },
    })
    const cost = [{ from: 0, rates: { input: '0.000001', output: '0.000002' } }]
    await town.operator.call('admin.models.publish', { body: { channelId, model: 'traced', cost } })
  }
})
afterAll(async () => {
  await server.kill()
  receiver.close()
  upstream.close()
  dir.remove()
})

it('a call is a span with the gen_ai names, each try at an upstream one below it, in the trace of the caller', async () => {
  const { caller } = await town.person('ann', '10')
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
  const body = { model: 'traced', messages: [{ role: 'user', content: secrets.prompt }], max_tokens: 20 }
  const answer = await caller.post('/v1/chat/completions', body, { traceparent })
  expect(answer.status).toBe(200)
  expect(await server.stop()).toBe(0)

  expect(tokens).toContain('let me in')
  const texts = received.map((text) => text.slice(text.indexOf(' ') + 1))
  const exports = texts.map(
    (text) => JSON.parse(text) as { resourceSpans: { resource: unknown; scopeSpans: { spans: Span[] }[] }[] },
  )
  const spans = exports.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  )
  expect(JSON.stringify(exports)).toContain('exchange-test')
  const told = ({ attributes }: Span) =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
  const call = spans.find(({ name }) => name === 'chat traced')
  if (!call) throw new Error(`no span of the call in ${texts}`)
  expect(call).toMatchObject({ traceId, parentSpanId: '00f067aa0ba902b7', kind: 2 })
  expect(told(call)).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.system': 'openai',
    'gen_ai.request.model': 'traced',
    'gen_ai.response.model': 'up-model',
    'gen_ai.usage.input_tokens': 7,
    'gen_ai.usage.output_tokens': 3,
    'lx.call_id': answer.headers.get('x-lx-call-id'),
    'lx.charge': 'metered',
    'lx.channel': 'Backup',
  })
  const tries = spans.filter(({ parentSpanId }) => parentSpanId === call.spanId)
  expect(tries.map((span) => [span.kind, told(span)['lx.channel'], told(span)['error.type']])).toEqual([
    [3, 'Broken', 'upstream_error'],
    [3, 'Backup', undefined],
  ])
  expect(seen).toEqual(tries.map(({ spanId }) => `00-${traceId}-${spanId}-01`))
  for (const secret of [...Object.values(secrets), caller.key]) expect(received.join('')).not.toContain(secret)
})
