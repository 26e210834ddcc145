/** Streams that end early, at any byte, in every pair of wires: what is charged lies between the prompt and the whole, and nothing is lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventOf } from '../../../src/engine/event.ts'
import type { Generation } from '../../../src/relay/generation/generation.ts'
import type { Part } from '../../../src/relay/generation/part.ts'
import { roughCounter } from '../../../src/relay/usage/count.ts'
import { plainInput, plainOutput, type UsageReading } from '../../../src/relay/usage/reading.ts'
import type { GenerationWire } from '../../../src/relay/wires/names.ts'
import { wires } from '../../../src/relay/wires/registry.ts'
import type { Wire } from '../../../src/relay/wires/wire.ts'
import { scaled } from '../../scale.ts'
import { type Person, Rig, testModel, until } from '../rig.ts'
import { clientPath } from './paths.ts'

const generation: Generation = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'How is the weather in Kyoto, and in Nara?' }] }],
  tools: [],
  maxOutput: 500,
}
const parts: readonly Part[] = [
  ...['Sunny ', 'in 京都. 🌞 ', 'Rain ', 'in "Nara"', ', a little.\n'].map((text) => ({ type: 'text', text }) as const),
  { type: 'finish', finish: 'stop' },
]
const usage: UsageReading = { input: plainInput(60), output: plainOutput(30), quarantined: false }
/** 60 × 2 µCR and 30 × 4 µCR. */
const WHOLE = 240

const pairs = wires.flatMap((client) =>
  wires.map((upstream) => [client.name, upstream.name, client, upstream] as const),
)

/** The bytes of a whole stream as the upstream sends them. */
function recorded(upstream: Wire): Buffer {
  const writer = upstream.writer({ id: 'up-1', model: 'm', created: 1, showUsage: true })
  return Buffer.from(parts.map((part) => writer.push([part])).join('') + writer.end(usage))
}

/** All of them in a soak; else evenly spread ones, fewer where the wires differ. `shift` makes each pair try others. */
function positions(length: number, { shift, few }: { readonly shift: number; readonly few: boolean }): number[] {
  const sampled = scaled(length + 1)
  const count = few ? Math.max(8, Math.ceil((sampled * sampled) / (length + 1))) : sampled
  const step = (length + 1) / count
  return Array.from({ length: count }, (_, i) => Math.min(length, Math.floor(i * step + ((shift * 0.37) % step))))
}

let rig: Rig
let person: Person
let origin = ''
/** What came of the calls, in order. */
let captured: EventOf<'call.captured'>[] = []
let released = 0

beforeAll(async () => {
  rig = await new Rig({
    channels: [],
    settings: {
      lateUsageMs: 5,
      breaker: { failures: 1_000_000_000, pauseMs: 0, maxPauseMs: 0, refusedKeyMs: 0 },
    },
  }).start()
  origin = rig.baseUrl.replace(/\/v1$/, '')
  wires.forEach(({ name }, i) => {
    for (const [offset, onClientGone] of [
      [1, 'abort'],
      [101, 'drain'],
    ] as const) {
      const models = [testModel({ model: `${onClientGone}-${i}`, upstream: 'up' })]
      rig.addChannel({
        id: i + offset,
        baseUrl: rig.upstreamUrl,
        models,
        onClientGone,
        speaks: [name as GenerationWire],
      })
    }
  })
  person = rig.person('p', { credits: 1_000_000_000 })
  rig.driver.watch = (_command, outcome) => {
    if (!outcome.ok) return
    for (const one of outcome.events) {
      if (one.type === 'call.captured') captured.push(one)
      if (one.type === 'call.released') released++
    }
  }
})
afterAll(() => rig.stop())

const modelOf = (upstream: Wire, policy: 'abort' | 'drain') => `${policy}-${wires.indexOf(upstream)}`

function ask(client: Wire, model: string, signal?: AbortSignal): Promise<Response> {
  const body = client.writeRequest(generation, { model, stream: true, maxOutput: 500, streamUsage: true })
  return fetch(origin + clientPath(client.name, model, true), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${person.secret}` },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  })
}

/** What the prompt costs at least: as reported, or as counted here in the caller's own dialect. */
function promptCost(client: Wire): number {
  const value = client.writeRequest(generation, { model: 'm', stream: true, maxOutput: 500, streamUsage: true })
  const bytes = Buffer.from(JSON.stringify(value))
  const request = client.readRequest(
    { bytes, members: { spans: new Map(), close: bytes.length - 1 }, value },
    { model: 'm' },
  )
  const counted = request.countInput(roughCounter)
  expect(counted).toBeLessThanOrEqual(60)
  return 2 * counted
}

/** Before a call: what the caller has. */
function begin(): { readonly balance: number } {
  captured = []
  released = 0
  return { balance: rig.balance(person.account) }
}

interface Drained {
  readonly text: string
  readonly whole: boolean
}

async function drained(response: Response): Promise<Drained> {
  const decoder = new TextDecoder()
  const reader = response.body!.getReader()
  let text = ''
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read())
      text += decoder.decode(step.value, { stream: true })
    return { text, whole: true }
  } catch {
    return { text, whole: false }
  }
}

/** Whether the client was shown a piece of the answer. */
function shows({ text }: Drained): boolean {
  return text.includes('Sunny')
}

/** One call was settled once, within its bounds; returns what it cost. */
async function settled(before: { readonly balance: number }, client: Wire): Promise<number> {
  await until(() => captured.length + released === 1 && rig.held(person.account) === 0)
  const bill = captured.at(-1)
  const cost = bill?.captured ?? 0
  expect(before.balance - rig.balance(person.account)).toBe(cost)
  if (bill) {
    expect(cost).toBeGreaterThanOrEqual(promptCost(client))
    expect(cost).toBeLessThanOrEqual(WHOLE)
    expect(cost).toBeLessThanOrEqual(bill.hold)
  }
  return cost
}

describe.each(pairs)('asked in %s, answered in %s', (_client, _upstream, client, upstream) => {
  const shift = wires.indexOf(client) * wires.length + wires.indexOf(upstream)
  const few = client !== upstream
  // Gemini's streams have no last event: that one is whole is told by its response's end alone.
  const marked = upstream.name !== 'gemini.generate'
  const bytes = recorded(upstream)

  test('cut by the upstream at any byte, it costs what came, and nothing before the first piece', async () => {
    for (const at of [...positions(bytes.length, { shift, few }), bytes.length]) {
      rig.upstream.script = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(bytes.subarray(0, at), () => response.socket?.destroySoon())
      }
      const before = begin()
      const response = await ask(client, modelOf(upstream, 'abort'))
      const got = await drained(response)
      const cost = await settled(before, client)
      if (response.status !== 200) expect([at, response.status, cost]).toEqual([at, 502, 0])
      else expect([at, cost > 0]).toEqual([at, true])
      if (at === bytes.length) expect([cost, got.whole]).toEqual([WHOLE, marked])
      if (!got.whole) expect([at, got.text.includes('upstream')]).toEqual([at, true])
    }
  })

  test('left by the client at any byte, it costs what came where the upstream stops', async () => {
    for (const at of positions(bytes.length, { shift: shift + 0.5, few })) {
      const leave = new AbortController()
      rig.upstream.script = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(bytes.subarray(0, at), () => setTimeout(() => leave.abort(), 1))
      }
      const before = begin()
      const got = await ask(client, modelOf(upstream, 'abort'), leave.signal).then(drained, () => undefined)
      const cost = await settled(before, client)
      if (got && shows(got)) expect([at, cost > 0]).toEqual([at, true])
    }
  })

  test('left by the client at any byte, it costs the whole where the upstream is read on', async () => {
    for (const at of positions(bytes.length, { shift: shift + 1, few })) {
      const leave = new AbortController()
      rig.upstream.script = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(bytes.subarray(0, at), () => {
          leave.abort()
          setTimeout(() => response.end(bytes.subarray(at)), 1)
        })
      }
      const before = begin()
      await ask(client, modelOf(upstream, 'drain'), leave.signal).then(drained, () => undefined)
      expect([at, await settled(before, client)]).toEqual([at, WHOLE])
    }
  })
})
