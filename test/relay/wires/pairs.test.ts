/** Every client wire to every upstream wire: the same conversation arrives, the same answer comes back, at the same charge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Generation, Message } from '../../../src/relay/generation/generation.ts'
import type { Part } from '../../../src/relay/generation/part.ts'
import type { GenerationWire } from '../../../src/relay/wires/names.ts'
import { wires } from '../../../src/relay/wires/registry.ts'
import type { Wire } from '../../../src/relay/wires/wire.ts'
import { type Person, Rig, testModel } from '../rig.ts'
import { answer, conversation, heard, usage } from './conversation.ts'
import { clientPath, clientPaths } from './paths.ts'

/** What a wire has no words for. Everything else must survive. */
const silent: Readonly<Record<string, readonly ('signature' | 'cache' | 'tool error' | 'call ids')[]>> = {
  'openai.responses': ['cache', 'tool error'],
  'gemini.generate': ['cache'],
}

/** The plain completions carry no conversation; they have tests of their own. */
const conversing = wires.filter(({ name }) => name !== 'openai.completions')
const pairs = conversing.flatMap((client) =>
  conversing.map((upstream) => [client.name, upstream.name, client, upstream] as const),
)
const about = { id: 'up-1', model: 'm', created: 1, showUsage: true }

let rig: Rig
let person: Person
let origin = ''

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  origin = rig.baseUrl.replace(/\/v1$/, '')
  conversing.forEach(({ name }, i) => {
    const models = [testModel({ model: modelOf(name), upstream: modelOf(name) })]
    rig.addChannel({ id: i + 1, baseUrl: rig.upstreamUrl, models, speaks: [name as GenerationWire] })
  })
  person = rig.person('p', { credits: 100_000_000 })
})
afterAll(() => rig.stop())

function modelOf(wire: string): string {
  return `m-${wire.replace('.', '-')}`
}

/** The upstream answers in its wire and remembers what it was asked. */
function play(upstream: Wire, stream: boolean): { asked: () => Generation } {
  const before = rig.upstream.requests.length
  rig.upstream.script = (_request, response) => {
    const writer = upstream.writer(about)
    if (!stream) {
      const body = JSON.stringify(writer.whole(answer, usage))
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const part of answer) response.write(writer.push([part]))
    response.end(writer.end(usage))
  }
  return { asked: () => upstream.generationOf(rig.upstream.requests[before]!.body) }
}

async function ask(client: Wire, model: string, stream: boolean): Promise<{ parts: Part[]; text: string }> {
  const body = client.writeRequest(conversation, { model, stream, maxOutput: 500, streamUsage: true })
  const response = await fetch(origin + clientPath(client.name, model, stream), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${person.secret}` },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  expect([response.status, response.status === 200 ? '' : text]).toEqual([200, ''])
  if (!stream) return { parts: [...(client.partsOf(JSON.parse(text))?.parts ?? [])], text }
  const reader = client.partReader()
  const parts = text.split('\n\n').flatMap((event) => {
    const data = event.split('\n').find((line) => line.startsWith('data: '))
    const read = data === undefined ? undefined : reader.read(data.slice(6))
    expect(read).not.toBe('malformed')
    return read === undefined || read === 'malformed' ? [] : read.parts
  })
  return { parts, text }
}

/** The conversation as these two wires can say it. */
function sayable(client: string, upstream: string): Generation {
  const lost = new Set([...(silent[client] ?? []), ...(silent[upstream] ?? [])])
  const messages = conversation.messages.map((message): Message => {
    if (message.role === 'system' && lost.has('cache'))
      return { role: 'system', content: message.content.map(({ type, text }) => ({ type, text })) }
    if (message.role === 'tool' && lost.has('tool error'))
      return { role: 'tool', content: message.content.map((result) => ({ ...result, isError: false })) }
    return message
  })
  return { ...conversation, messages }
}

describe.each(pairs)('asked in %s, answered in %s', (_client, _upstream, client, upstream) => {
  test('the conversation arrives whole', async () => {
    const { asked } = play(upstream, false)
    await ask(client, modelOf(upstream.name), false)
    expect(asked()).toMatchObject({ ...sayable(client.name, upstream.name) })
  })

  test.each([false, true])('the answer comes back whole, at the same charge (streamed: %s)', async (stream) => {
    play(upstream, stream)
    const { parts } = await ask(client, modelOf(upstream.name), stream)
    expect(heard(parts)).toEqual(heard(answer))
    const { captured, usage: billed, facts } = rig.captures().at(-1)!
    // 40 × 2 µCR, 60 cached at half of it, 30 × 4 µCR
    expect([captured, billed, facts.outcome, facts.estimated]).toEqual([
      260,
      [40, 60, 0, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 1],
      'tool_calls',
      false,
    ])
  })
})

test('every wire of the registry has an endpoint', () => {
  expect(Object.keys(clientPaths).sort()).toEqual(wires.map(({ name }) => name).sort())
})
