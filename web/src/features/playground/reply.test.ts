/** Claims about how an answer is put together from its pieces. */
import { describe, expect, it } from 'vitest'
import { factsOfComment, NOTHING, takeFacts, takeJson } from './reply.ts'

const delta = (content: string, finish: string | null = null) => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
})

describe('an answer', () => {
  it('grows by the pieces of a stream and keeps the last word on how it ended', () => {
    const reply = [delta('Hel'), delta('lo'), delta('', 'length'), { choices: [] }].reduce(takeJson, NOTHING)
    expect(reply).toMatchObject({ text: 'Hello', finish: 'length' })
  })
  it('takes a plain answer whole', () => {
    const reply = takeJson(NOTHING, {
      choices: [{ message: { role: 'assistant', content: 'Hi', reasoning_content: 'hm' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 2 },
    })
    expect(reply).toMatchObject({ text: 'Hi', reasoning: 'hm', finish: 'stop', usage: { input: 7, output: 2 } })
  })
  it('keeps what was said when the stream breaks off with an error', () => {
    const reply = [delta('Hel'), { error: { code: 'upstream_cut', message: 'The upstream broke off.' } }].reduce(
      takeJson,
      NOTHING,
    )
    expect(reply).toMatchObject({ text: 'Hel', problem: { code: 'upstream_cut' } })
  })
  it('shows calls of tools', () => {
    const call = { choices: [{ delta: { tool_calls: [{ function: { name: 'add', arguments: '{"a":1}' } }] } }] }
    expect(takeJson(NOTHING, call).text).toBe('add{"a":1}')
  })
  it('survives anything that is not an answer', () => {
    for (const odd of [null, 1, 'x', [], {}, { choices: [null] }, { choices: 7, usage: [] }])
      expect(takeJson(NOTHING, odd).text).toBe('')
  })
})

describe('the bill', () => {
  it('is read from the comment that ends a stream', () => {
    const facts = factsOfComment(' x-lx-call-id=c1 x-lx-cost=0.000120 x-lx-mined=0.00120000 x-lx-charge=partial')
    expect(takeFacts(NOTHING, facts)).toMatchObject({
      callId: 'c1',
      bill: { cost: '0.000120', mined: '0.00120000', charge: 'partial' },
    })
  })
  it('is not taken from other comments', () => {
    expect(takeFacts(NOTHING, factsOfComment('keep-alive x=1')).bill).toBeUndefined()
  })
})
