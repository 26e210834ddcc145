/** What upstreams do wrong in each wire of generated text, besides ending early: falls silent, breaks its JSON, counts twice or not at all. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageRecord } from '../../../src/engine/metering/rates.ts'
import type { Generation } from '../../../src/relay/generation/generation.ts'
import type { Part } from '../../../src/relay/generation/part.ts'
import { plainInput, plainOutput, type UsageReading } from '../../../src/relay/usage/reading.ts'
import type { GenerationWire } from '../../../src/relay/wires/names.ts'
import { wires } from '../../../src/relay/wires/registry.ts'
import type { Wire } from '../../../src/relay/wires/wire.ts'
import { type Person, Rig, testModel, until } from '../rig.ts'
import { sendJson, stream } from '../upstream.ts'
import { clientPath } from './paths.ts'

const generation: Generation = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  tools: [],
  maxOutput: 500,
}
const begun: readonly Part[] = [
  { type: 'text', text: 'abcdefgh' },
  { type: 'text', text: 'ijklmnop' },
]
const finished: Part = { type: 'finish', finish: 'stop' }
const usageOf = (output: number): UsageReading => ({
  input: plainInput(60),
  output: plainOutput(output),
  quarantined: false,
})

/** Each upstream is asked by its own client and by OpenAI's chat, so that verbatim and translated streams are tried. */
const pairs = wires.flatMap((upstream) =>
  wires
    .filter((client) => client === upstream || client.name === 'openai.chat')
    .map((client) => [client, upstream] as const),
)

let rig: Rig
let person: Person
let origin = ''

beforeAll(async () => {
  rig = await new Rig({
    channels: [],
    settings: {
      idleMs: 300,
      headMs: 400,
      lateUsageMs: 10,
      breaker: { failures: 1_000_000, pauseMs: 0, maxPauseMs: 0, refusedKeyMs: 0 },
    },
  }).start()
  origin = rig.baseUrl.replace(/\/v1$/, '')
  wires.forEach(({ name }, i) => {
    const models = [testModel({ model: `m${i}`, upstream: 'up' })]
    rig.addChannel({ id: i + 1, baseUrl: rig.upstreamUrl, models, speaks: [name as GenerationWire] })
  })
  person = rig.person('p', { credits: 1_000_000_000 })
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!
const modelOf = (upstream: Wire) => `m${wires.indexOf(upstream)}`
const writerOf = (upstream: Wire) => upstream.writer({ id: 'up-1', model: 'm', created: 1, showUsage: true })

/** What the upstream sends for these parts, and then for its end. */
function sent(upstream: Wire, parts: readonly Part[], usage: UsageReading | undefined): { said: string; end: string } {
  const writer = writerOf(upstream)
  return { said: parts.map((part) => writer.push([part])).join(''), end: writer.end(usage) }
}

interface Got {
  readonly status: number
  readonly text: string
  readonly whole: boolean
  readonly charge: string | null
}

async function ask(client: Wire, upstream: Wire, secret = person.secret): Promise<Got> {
  const model = modelOf(upstream)
  const body = client.writeRequest(generation, { model, stream: true, maxOutput: 500, streamUsage: true })
  const response = await fetch(origin + clientPath(client.name, model, true), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: JSON.stringify(body),
  })
  const decoder = new TextDecoder()
  const reader = response.body!.getReader()
  const facts = { status: response.status, charge: response.headers.get('x-lx-charge') }
  let text = ''
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read())
      text += decoder.decode(step.value, { stream: true })
    return { ...facts, text, whole: true }
  } catch {
    return { ...facts, text, whole: false }
  }
}

describe.each(pairs.map(([client, upstream]) => [client.name, upstream.name, client, upstream] as const))(
  'asked in %s, answered in %s',
  (_client, _upstream, client, upstream) => {
    test('a stream that falls silent is ended in band and billed for what came', async () => {
      const { said } = sent(upstream, begun, undefined)
      rig.upstream.script = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(said)
      }
      const { text, whole } = await ask(client, upstream)
      expect([whole, text.includes('upstream did not answer in time')]).toEqual([false, true])
      expect(last().facts).toMatchObject({ outcome: 'upstream_cut', estimated: true })
      expect(usageRecord(last().usage).output).toBe(4)
    })

    test('a malformed chunk before content is a fault and free, after it ends the stream in band', async () => {
      const broken = 'data: {"choices": [{"te\n\n'
      rig.upstream.script = stream([broken])
      expect(await ask(client, upstream)).toMatchObject({ status: 502, charge: 'free' })
      const { said, end } = sent(upstream, begun, usageOf(30))
      rig.upstream.script = stream([said, broken, end])
      expect((await ask(client, upstream)).whole).toBe(false)
      expect(last().facts.outcome).toBe('upstream_cut')
    })

    test('of two usages the last counts', async () => {
      const { said, end } = sent(upstream, [...begun, finished], usageOf(30))
      const early = sent(upstream, [...begun, finished], usageOf(7)).end
      const reader = upstream.partReader()
      const goesOn = early.split('\n\n').filter((event) => {
        const data = event.split('\n').find((line) => line.startsWith('data: '))
        const read = data === undefined ? undefined : reader.read(data.slice(6))
        return read !== undefined && read !== 'malformed' && !read.ends
      })
      rig.upstream.script = stream([said, ...goesOn.map((event) => `${event}\n\n`), end])
      expect((await ask(client, upstream)).whole).toBe(true)
      expect(usageRecord(last().usage)).toEqual({ input: 60, output: 30, calls: 1 })
      expect(last().facts.estimated).toBe(false)
    })

    test('without usage the text is counted here and marked estimated', async () => {
      const { said, end } = sent(upstream, [...begun, finished], undefined)
      rig.upstream.script = stream([said, end])
      expect((await ask(client, upstream)).whole).toBe(true)
      expect(last().facts).toMatchObject({ outcome: 'stop', estimated: true })
      expect(usageRecord(last().usage).output).toBe(4)
    })

    test('an error with status 200 is a fault and free', async () => {
      const captured = rig.captures().length
      rig.upstream.script = (_request, response) => sendJson(response, 200, { error: { message: 'no', code: 500 } })
      expect(await ask(client, upstream)).toMatchObject({ status: 502, charge: 'free' })
      expect([rig.captures().length, rig.held(person.account)]).toEqual([captured, 0])
    })

    test('a key that is revoked in the middle ends no stream, and its call is billed', async () => {
      const name = `revoked-${client.name}-${upstream.name}`
      const other = rig.person(name)
      const { said, end } = sent(upstream, [...begun, finished], usageOf(30))
      rig.upstream.script = async (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(said)
        const { keyId } = rig.principal(other.secret)
        rig.driver.do('key.revoke', { account: other.account, keyId: keyId! })
        await new Promise((resolve) => setTimeout(resolve, 5))
        response.end(end)
      }
      expect((await ask(client, upstream, other.secret)).whole).toBe(true)
      expect(last()).toMatchObject({ account: other.account, captured: 240 })
      const calls = rig.upstream.requests.length
      expect((await ask(client, upstream, other.secret)).status).toBe(401)
      await until(() => rig.held(other.account) === 0)
      expect(rig.upstream.requests.length).toBe(calls)
    })
  },
)
