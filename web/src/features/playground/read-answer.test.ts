/** Claims about reading answers off the wire. */
import { describe, expect, it } from 'vitest'
import { type Progress, readAnswer } from './read-answer.ts'

const frames = [
  'data: {"choices":[{"delta":{"content":"帳"}}]}\n\n',
  'data: {"choices":[{"delta":{"content":"簿"},"finish_reason":"stop"}]}\n\n',
  ': x-lx-call-id=c9 x-lx-cost=0.000120 x-lx-mined=0.00060000 x-lx-charge=metered\n\n',
  'data: [DONE]\n\n',
]

function stream(bytes: Uint8Array, cuts: number, end: 'close' | 'break' | 'hang' = 'close'): Response {
  let at = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + cuts))
      else if (end === 'close') controller.close()
      else if (end === 'break') controller.error(new TypeError('connection reset'))
      at += cuts
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-lx-call-id': 'c9' } })
}

describe('reading a stream', () => {
  it('gives the same answer wherever the network cuts it, inside characters too', async () => {
    const bytes = new TextEncoder().encode(frames.join(''))
    for (let cuts = 1; cuts <= 40; cuts++) {
      const { reply } = await readAnswer(stream(bytes, cuts), () => {})
      expect(reply).toMatchObject({ text: '帳簿', finish: 'stop', callId: 'c9', bill: { cost: '0.000120' } })
      expect(reply.problem).toBeUndefined()
    }
  })
  it('shows the text as it grows', async () => {
    const seen: Progress[] = []
    await readAnswer(stream(new TextEncoder().encode(frames.join('')), 60), (progress) => seen.push(progress))
    expect(seen[0]).toMatchObject({ speaking: false, reply: { text: '', callId: 'c9' } })
    expect(new Set(seen.map(({ reply }) => reply.text))).toContain('帳')
  })
  it('ends with an error frame, even if the connection stays open', async () => {
    const bytes = new TextEncoder().encode(`${frames[0]}data: {"error":{"code":"upstream_cut","message":"…"}}\n\n`)
    const { reply } = await readAnswer(stream(bytes, 7, 'hang'), () => {})
    expect(reply).toMatchObject({ text: '帳', problem: { code: 'upstream_cut' } })
  })
  it('keeps text and bill of a connection that breaks off, and says that it did', async () => {
    const bytes = new TextEncoder().encode(frames.slice(0, 3).join(''))
    const { reply } = await readAnswer(stream(bytes, 50, 'break'), () => {})
    expect(reply).toMatchObject({ text: '帳簿', bill: { cost: '0.000120' }, problem: { code: 'network_unreachable' } })
  })
})

describe('reading a plain answer', () => {
  it('takes the bill from the headers', async () => {
    const headers = { 'content-type': 'application/json', 'x-lx-cost': '0.1', 'x-lx-mined': '1', 'x-lx-call-id': 'c1' }
    const body = JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })
    const { reply, raw } = await readAnswer(new Response(body, { headers }), () => {})
    expect(reply).toMatchObject({ text: 'Hi', callId: 'c1', bill: { cost: '0.1', mined: '1' } })
    expect(raw).toContain('x-lx-cost: 0.1')
  })
  it('names a refusal, also one that is no JSON', async () => {
    const json = new Response('{"error":{"code":"insufficient_credits","message":"…"}}', { status: 402 })
    expect((await readAnswer(json, () => {})).reply.problem?.code).toBe('insufficient_credits')
    const page = new Response('<h1>Bad gateway</h1>', { status: 502 })
    expect((await readAnswer(page, () => {})).reply.problem?.code).toBe('http_502')
  })
})
